"""Finds what ships with skillgraph: vocabularies, queries, the built-in snapshot, the samples."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _root() -> Path:
    """The wheel carries the folders inside the package; a checkout has them beside it."""
    bundled = _PACKAGE / "_bundled"
    return bundled if bundled.is_dir() else _PACKAGE.parent


def ontologies(*parts: str) -> Path:
    """A path under ``ontologies/``."""
    return _root().joinpath("ontologies", *parts)


def samples(*parts: str) -> Path:
    """A path under ``data/``."""
    return _root().joinpath("data", *parts)
