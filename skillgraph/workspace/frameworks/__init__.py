"""Frameworks in a workspace: what a new one starts with, and moving to a new version."""
