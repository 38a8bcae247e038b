"""Reconciliation: names of skills in somebody's table become concepts of a framework, and get their data."""
