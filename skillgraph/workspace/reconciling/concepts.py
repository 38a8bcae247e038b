"""Single concepts of a framework version, with what other versions complete: labels, and what lies above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
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

    ESCO publishes files of a version that say of hardly any skill what lies above it: where a concept has
    nothing above it, the newest other version that says something is believed.

    Args:
        snapshot: Where to look.
        record: The framework version.
    """

    def __init__(self, snapshot: Snapshot, record: FrameworkRecord) -> None:
        self._snapshot, self._record = snapshot, record
        self._sources = snapshot.manifest.label_sources(record)
        self._others = snapshot.manifest.other_versions(record)
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
            found |= {uri: found[uri].completed_by(other) for uri, other in others.items()}
        for version in self._others:
            alone = [uri for uri, one in found.items() if not one.broader]
            others = _described(self._snapshot, version, alone)
            found |= {uri: replace(found[uri], broader=other.broader) for uri, other in others.items()}
        return found


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
