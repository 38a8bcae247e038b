"""The workspace's graph, or one named graph of it, as RDF files; statements stream through."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from skillgraph import files
from skillgraph.errors import InputError, NotFoundError
from skillgraph.graph.serializing import FORMATS, write
from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import Quad, iri, predicate, text
from skillgraph.namespaces import SCHEMA


def write_graph(
    store: TripleStore,
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
    suffix = target.suffix.lower()
    if suffix not in FORMATS:
        raise InputError(f"{target} is no name for an RDF file.", hint=f"End it in {', '.join(FORMATS)}.")
    if graph is not None and graph not in store.graph_names():
        raise NotFoundError(
            f"The workspace has no graph {graph}.", hint=f"It has {', '.join(store.graph_names()) or 'none'}."
        )
    name = iri(graph or about)
    said = [Quad(iri(about), predicate(SCHEMA.creditText), text(words), name) for words in acknowledgements]
    with files.atomic_path(target) as temporary, temporary.open("wb") as output:
        # Of one graph the name is left out, so that it can be loaded under any.
        return write(chain(said, store.quads(graph)), output, suffix, merged=graph is not None)
