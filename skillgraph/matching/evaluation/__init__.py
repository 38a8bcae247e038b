"""How good a matcher is, on texts whose concepts are known."""
