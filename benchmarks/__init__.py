"""Figures of time and memory, each measured beside a peer or a floor in the same run."""
