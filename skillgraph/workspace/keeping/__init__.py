"""Keeping a workspace in good health: backups, restoring them, and what is wrong with where it runs."""
