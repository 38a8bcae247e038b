"""From scores to judgements: calibrated confidence, cut-offs, abstention."""
