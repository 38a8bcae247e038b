"""Readers of competency frameworks: each knows one format and nothing else."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skillgraph.taxonomies.esco import read_esco
    from skillgraph.taxonomies.framework import read_framework
    from skillgraph.taxonomies.skos import read_skos

__all__ = ["read_esco", "read_framework", "read_skos"]

_MODULES = {"read_esco": "esco", "read_framework": "framework", "read_skos": "skos"}


def __getattr__(name: str) -> object:
    """Import a reader for those who read: the command line's help needs none."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
