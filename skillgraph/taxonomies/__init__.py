"""Readers of competency frameworks: each knows one format and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.lazy import lazily

if TYPE_CHECKING:
    from skillgraph.taxonomies.esco import read_esco
    from skillgraph.taxonomies.framework import read_framework
    from skillgraph.taxonomies.skos import read_skos

__all__ = ["read_esco", "read_framework", "read_skos"]

__getattr__ = lazily(__name__, {"read_esco": "esco", "read_framework": "framework", "read_skos": "skos"})
