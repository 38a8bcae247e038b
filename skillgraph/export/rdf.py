"""The workspace's graph, or one named graph of it, as RDF files; statements stream through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from skillgraph import files
from skillgraph.errors import InputError, NotFoundError
from skillgraph.graph.store import OxigraphTripleStore
from skillgraph.graph.terms import iri, text
from skillgraph.namespaces import SCHEMA, prefixes

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
FORMATS = tuple(_FORMATS)
"""The file name extensions that are written."""


def write_graph(
    store: OxigraphTripleStore,
    target: Path,
    *,
    graph: str | None,
    about: str,
    acknowledgements: Sequence[str] = (),
) -> int:
    """Write one named graph, or all of them, in one step.

    Formats with named graphs (``.nq``, ``.trig``, ``.jsonld``) keep them apart; the others hold the union.

    Args:
        store: What to write.
        target: The file; its extension chooses the format.
        graph: IRI of one graph; ``None`` for all.
        about: IRI that the acknowledgements are said of.
        acknowledgements: Sentences to carry, as ``schema:creditText``.

    Returns:
        How many statements were written.

    Raises:
        InputError: If the extension is unknown.
        NotFoundError: If there is no such graph.
    """
    chosen = _FORMATS.get(target.suffix.lower())
    if chosen is None:
        raise InputError(f"{target} is no name for an RDF file.", hint=f"End it in {', '.join(FORMATS)}.")
    if graph is not None and graph not in store.graph_names():
        raise NotFoundError(
            f"The workspace has no graph {graph}.", hint=f"It has {', '.join(store.graph_names()) or 'none'}."
        )
    name = iri(graph or about)
    said = [ox.Quad(iri(about), iri(SCHEMA.creditText), text(words), name) for words in acknowledgements]
    counted = _Counted(chain(said, store.quads(graph)))
    with files.atomic_path(target) as temporary, temporary.open("wb") as output:
        # Of one graph the name is left out, so that it can be loaded under any.
        plain = graph is not None or not chosen.supports_datasets
        statements = (quad.triple for quad in counted) if plain and not _needs_quads(chosen) else counted
        ox.serialize(statements, output, chosen, prefixes=prefixes())
    return counted.count


def _needs_quads(format_: ox.RdfFormat) -> bool:
    return format_ == ox.RdfFormat.N_QUADS


class _Counted:
    """Quads, counted as they pass."""

    def __init__(self, quads: Iterator[ox.Quad]) -> None:
        self.quads = quads
        self.count = 0

    def __iter__(self) -> Iterator[ox.Quad]:
        for quad in self.quads:
            self.count += 1
            yield quad
