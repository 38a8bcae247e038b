"""Signals: how near a text is to a concept, measured in several ways, and their fusion into one score."""
