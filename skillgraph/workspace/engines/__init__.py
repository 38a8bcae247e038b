"""Engines: what runs the work over the tables of postings, on this machine or on many."""
