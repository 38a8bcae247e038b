"""Statements as RDF files, in the formats of the W3C; they stream through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO

import pyoxigraph as ox

from skillgraph.errors import InputError
from skillgraph.graph.terms import Quad, Triple
from skillgraph.namespaces import prefixes

RDF_FORMATS: Mapping[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
FORMATS = tuple(RDF_FORMATS)
"""The file name extensions that are written."""


def write(quads: Iterable[Quad], output: IO[bytes], suffix: str, *, merged: bool) -> int:
    """Write statements with the usual prefixes.

    Args:
        quads: What to write.
        output: Where to.
        suffix: One of `FORMATS`.
        merged: Leave the names of graphs out where the format can; those without graphs always do.

    Returns:
        How many statements were written.

    Raises:
        InputError: If the extension is unknown.
    """
    chosen = RDF_FORMATS.get(suffix)
    if chosen is None:
        raise InputError(f"{suffix!r} is no ending of an RDF file.", hint=f"Use {', '.join(FORMATS)}.")
    counted = _Counted(quads)
    plain = merged or not chosen.supports_datasets
    needs_quads = chosen == ox.RdfFormat.N_QUADS
    statements = (quad.triple for quad in counted) if plain and not needs_quads else counted
    ox.serialize(statements, output, chosen, prefixes=prefixes())
    return counted.count


def turtle(triples: Iterable[Triple], declared: Mapping[str, str]) -> bytes:
    """Triples in Turtle, with these prefixes."""
    return document(triples, ".ttl", declared)


def document(triples: Iterable[Triple], suffix: str, declared: Mapping[str, str]) -> bytes:
    """Triples as a file with the extension ``suffix``, one of `FORMATS`, with these prefixes."""
    return ox.serialize(triples, format=RDF_FORMATS[suffix], prefixes=dict(declared)) or b""


class _Counted:
    """Quads, counted as they pass."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.quads = quads
        self.count = 0

    def __iter__(self) -> Iterator[Quad]:
        for quad in self.quads:
            self.count += 1
            yield quad
