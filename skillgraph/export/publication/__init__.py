"""Demand and gaps for publication: one page, and every table of it as files."""
