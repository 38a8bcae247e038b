"""Single concepts of a framework version, with the labels that other versions complete."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skillgraph.model import Concept
    from skillgraph.workspace.state.manifest import FrameworkRecord
    from skillgraph.workspace.state.snapshot import Snapshot


def languages_of(snapshot: Snapshot, record: FrameworkRecord) -> tuple[str, ...]:
    """The languages that concepts of a framework version have labels in, sorted."""
    sources = snapshot.manifest.label_sources(record)
    return tuple(sorted({lang for one in (record, *sources) for lang in one.languages}))


class ConceptReader:
    """Reads concepts of a framework version one by one, each once.

    Args:
        snapshot: Where to look.
        record: The framework version.
    """

    def __init__(self, snapshot: Snapshot, record: FrameworkRecord) -> None:
        self._snapshot, self._record = snapshot, record
        self._sources = snapshot.manifest.label_sources(record)
        self._known: dict[str, Concept | None] = {}

    def named(self, uris: Iterable[str]) -> dict[str, Concept]:
        """Some concepts by URI, in the order of ``uris``; what is no concept of the framework is left out."""
        wanted = list(dict.fromkeys(uris))
        unknown = [uri for uri in wanted if uri not in self._known]
        self._known |= dict.fromkeys(unknown) | self._read(unknown)
        return {uri: one for uri in wanted if (one := self._known[uri]) is not None}

    def _read(self, uris: Sequence[str]) -> dict[str, Concept]:
        found = _described(self._snapshot, self._record, uris)
        for source in self._sources if found else ():
            others = _described(self._snapshot, source, list(found))
            found = {uri: _completed(one, others.get(uri)) for uri, one in found.items()}
        return found


def _completed(concept: Concept, other: Concept | None) -> Concept:
    return concept if other is None else concept.completed_by(other)


def _described(snapshot: Snapshot, record: FrameworkRecord, uris: Sequence[str]) -> dict[str, Concept]:
    """Decode the concepts from a store that holds nothing but their triples."""
    from skillgraph.graph import codec
    from skillgraph.graph.store import in_memory
    from skillgraph.graph.terms import is_iri

    possible = list(filter(is_iri, uris))
    if not possible:
        return {}
    store = in_memory()
    for uri in possible:
        store.add(record.graph, snapshot.store.describe(uri, graph=record.graph))
    return {concept.uri: concept for concept in codec.read_concepts(store, [record.graph])}
