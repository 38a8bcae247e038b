"""Review of mappings: what there is to decide, and the decisions."""
