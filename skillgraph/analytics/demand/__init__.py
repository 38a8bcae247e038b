"""Demand: how many postings ask for a skill, by whatever divides them, with how sure that is."""
