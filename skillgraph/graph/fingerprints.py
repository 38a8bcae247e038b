"""Fingerprints of graphs: whether two graphs say the same, whatever the order and the spelling."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

import pyoxigraph as ox

from skillgraph.graph.terms import BlankNode, Literal, Triple
from skillgraph.namespaces import XSD

_MODULUS = 2**256
_MEASURE = str(XSD.double)


@dataclass(frozen=True, slots=True)
class GraphFingerprint:
    """What tells a graph from others.

    Attributes:
        count: Its triples.
        digest: A hash of those without blank nodes, whose names differ from store to store. Measures count
            by their value: stores write ``"2"^^xsd:double`` as ``"2.0"``.
    """

    count: int
    digest: str


def fingerprint(triples: Iterable[Triple]) -> GraphFingerprint:
    """The fingerprint of a graph, each triple of which comes once, in any order."""
    count, total = 0, 0
    for triple in triples:
        count += 1
        if not isinstance(triple.subject, BlankNode) and not isinstance(triple.object, BlankNode):
            total += int.from_bytes(hashlib.sha256(_written(triple).encode()).digest(), "big")
    return GraphFingerprint(count, f"{total % _MODULUS:064x}")


def _written(triple: Triple) -> str:
    """A triple in N-Triples, with measures in one spelling."""
    value = triple.object
    if not isinstance(value, Literal) or value.datatype.value != _MEASURE:
        return str(triple)
    try:
        same = Literal(repr(float(value.value)), datatype=value.datatype)
    except ValueError:
        return str(triple)
    return str(Triple(triple.subject, triple.predicate, same))


def fingerprint_of_file(content: IO[bytes]) -> GraphFingerprint:
    """The fingerprint of a graph in N-Triples.

    Raises:
        SyntaxError: If it is something else.
        OSError: If it cannot be read to its end.
    """
    return fingerprint(quad.triple for quad in ox.parse(content, ox.RdfFormat.N_TRIPLES))


EMPTY = fingerprint(())
"""Of a graph with nothing in it, or that is not there."""
