"""The IRIs of the workspace's named graphs: one for each source and version."""

from __future__ import annotations

from urllib.parse import quote

from skillgraph.model import FrameworkId

BASE = "https://w3id.org/skillgraph/graph/"
"""What every graph's IRI begins with; alone, it stands for all of them."""

MAPPINGS = f"{BASE}mappings"


def named(graph: str) -> str:
    """The IRI of a graph, from itself or from what follows :data:`BASE`."""
    return graph if "://" in graph else f"{BASE}{graph}"


def framework(identifier: FrameworkId) -> str:
    """The graph of one framework version."""
    return f"{BASE}framework/{quote(identifier.name, safe='')}/{quote(identifier.version, safe='')}"


def crosswalk(name: str) -> str:
    """The graph of one crosswalk between frameworks."""
    return f"{BASE}crosswalk/{quote(name, safe='')}"


def credentials(name: str) -> str:
    """The graph of one source of credentials."""
    return f"{BASE}credentials/{quote(name, safe='')}"


def report(kind: str, key: str) -> str:
    """The graph of the observations of one report."""
    return f"{BASE}report/{quote(kind, safe='')}/{quote(key, safe='')}"


def mentions(name: str) -> str:
    """The graph of the links from one source of postings to concepts."""
    return f"{BASE}mentions/{quote(name, safe='')}"
