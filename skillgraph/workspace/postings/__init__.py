"""Postings and the mentions found in them, as tables."""
