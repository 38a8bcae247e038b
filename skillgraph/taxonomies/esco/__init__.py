"""Reads the official CSV bundles of ESCO."""

from skillgraph.taxonomies.esco.reader import read_esco

__all__ = ["read_esco"]
