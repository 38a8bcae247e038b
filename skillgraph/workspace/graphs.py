"""The IRIs of the workspace's named graphs: one for each source and version."""

from __future__ import annotations

from urllib.parse import quote

from skillgraph.model import FrameworkId

_BASE = "https://w3id.org/skillgraph/graph/"

MAPPINGS = f"{_BASE}mappings"


def framework(identifier: FrameworkId) -> str:
    """The graph of one framework version."""
    return f"{_BASE}framework/{quote(identifier.name, safe='')}/{quote(identifier.version, safe='')}"


def crosswalk(name: str) -> str:
    """The graph of one crosswalk between frameworks."""
    return f"{_BASE}crosswalk/{quote(name, safe='')}"


def credentials(name: str) -> str:
    """The graph of one source of credentials."""
    return f"{_BASE}credentials/{quote(name, safe='')}"


def mentions(name: str) -> str:
    """The graph of the links from one source of postings to concepts."""
    return f"{_BASE}mentions/{quote(name, safe='')}"
