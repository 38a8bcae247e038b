"""The search index of a framework, and the parts it is made of."""
