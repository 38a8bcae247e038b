"""Readers of competency frameworks: each knows one format and nothing else."""

from skillgraph.taxonomies.esco import read_esco
from skillgraph.taxonomies.framework import read_framework
from skillgraph.taxonomies.skos import read_skos

__all__ = ["read_esco", "read_framework", "read_skos"]
