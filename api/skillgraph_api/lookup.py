"""Reads single concepts, without reading the framework they are in."""

from __future__ import annotations

from collections.abc import Mapping

from skillgraph.errors import NotFoundError
from skillgraph.graph import codec
from skillgraph.graph.queries import BroaderEdge, LabelOf, run
from skillgraph.graph.store import in_memory
from skillgraph.languages.sentences import error_of
from skillgraph.model import Concept, in_language
from skillgraph.workspace.state.manifest import FrameworkRecord
from skillgraph.workspace.state.snapshot import Snapshot
from skillgraph_api.schemas import ConceptAbove, ConceptDetails, ConceptLink, Need, Surroundings


def details(snapshot: Snapshot, uri: str, *, framework: str | None, lang: str) -> ConceptDetails:
    """Everything a framework says of a concept.

    Args:
        snapshot: Where to look.
        uri: The concept.
        framework: The framework to take it from; by default the active one, else the newest that has it.
        lang: Language of the neighbours' labels.

    Raises:
        InputError: If ``uri`` is no URI.
        NotFoundError: If no framework, or not the one that was named, has the concept.
    """
    holders = _holders(snapshot, uri)
    record = _holder(snapshot, uri, holders, framework)
    concept = _concept(snapshot, uri, record)
    broader = [edge.broader for edge in run(snapshot.store, BroaderEdge, graphs=[record.graph], uri=uri)]
    narrower = [edge.uri for edge in run(snapshot.store, BroaderEdge, graphs=[record.graph], broader=uri)]
    return ConceptDetails.of(
        concept,
        broader=_links(snapshot, record, broader, lang),
        narrower=_links(snapshot, record, narrower, lang),
        framework=str(record.id),
        frameworks=tuple(str(holder.id) for holder in holders),
    )


def concept_in(snapshot: Snapshot, uri: str, framework: str | None) -> tuple[FrameworkRecord, Concept]:
    """A concept, and the framework that it is taken from; see `details`.

    Raises:
        InputError: If ``uri`` is no URI.
        NotFoundError: If no framework, or not the one that was named, has the concept.
    """
    record = _record(snapshot, uri, framework)
    return record, _concept(snapshot, uri, record)


def surroundings(snapshot: Snapshot, uri: str, *, framework: str | None, lang: str) -> Surroundings:
    """What lies above a concept, up to the top, and directly below it.

    Raises:
        InputError: If ``uri`` is no URI.
        NotFoundError: If no framework, or not the one that was named, has the concept.
    """
    record = _record(snapshot, uri, framework)
    below = [edge.uri for edge in run(snapshot.store, BroaderEdge, graphs=[record.graph], broader=uri)]
    above = (
        ConceptAbove(one, _label(snapshot, record, one, lang), distance)
        for one, distance in _above(snapshot, record, uri).items()
    )
    return Surroundings(
        uri,
        _label(snapshot, record, uri, lang),
        str(record.id),
        tuple(sorted(above, key=lambda one: (one.distance, one.label.casefold(), one.uri))),
        _links(snapshot, record, below, lang),
    )


def needs(
    snapshot: Snapshot, uri: str, found: Mapping[str, bool], *, framework: str | None, lang: str
) -> list[Need]:
    """Occupations or skills with their labels, essential ones first.

    Args:
        snapshot: Where to look.
        uri: The concept that they belong to.
        found: By URI, whether each is essential.
        framework: The framework that says so; see `details`.
        lang: Language of the labels.

    Raises:
        InputError: If ``uri`` is no URI.
        NotFoundError: If no framework, or not the one that was named, has the concept.
    """
    record = _record(snapshot, uri, framework)
    named = (Need(one, _label(snapshot, record, one, lang), first) for one, first in found.items())
    return sorted(named, key=lambda one: (not one.essential, one.label.casefold(), one.uri))


def _above(snapshot: Snapshot, record: FrameworkRecord, uri: str) -> dict[str, int]:
    """How far above each concept is, the nearest way."""
    distances, level = {uri: 0}, [uri]
    while level:
        edges = (run(snapshot.store, BroaderEdge, graphs=[record.graph], uri=one) for one in level)
        found = {edge.broader: distances[edge.uri] + 1 for some in edges for edge in some}
        level = [one for one in found if one not in distances]
        distances = found | distances
    return {one: distance for one, distance in distances.items() if distance}


def _record(snapshot: Snapshot, uri: str, framework: str | None) -> FrameworkRecord:
    return _holder(snapshot, uri, _holders(snapshot, uri), framework)


def _holders(snapshot: Snapshot, uri: str) -> list[FrameworkRecord]:
    """The frameworks that have a concept."""
    return [r for r in snapshot.manifest.frameworks if snapshot.store.describe(uri, graph=r.graph)]


def _holder(
    snapshot: Snapshot, uri: str, holders: list[FrameworkRecord], framework: str | None
) -> FrameworkRecord:
    if framework is not None:
        asked = snapshot.manifest.framework(framework)
        if asked not in holders:
            raise _unknown(uri, asked)
        return asked
    if not holders:
        raise error_of(NotFoundError, "concept-unknown", uri=uri)
    active = snapshot.manifest.framework()
    return active if active in holders else holders[-1]


def _concept(snapshot: Snapshot, uri: str, record: FrameworkRecord) -> Concept:
    """Decode one concept: from a store that holds nothing but its triples."""
    store = in_memory()
    store.add(record.graph, snapshot.store.describe(uri, graph=record.graph))
    found = next(codec.read_concepts(store, [record.graph]), None)
    if found is None:
        raise _unknown(uri, record)
    return found


def _links(
    snapshot: Snapshot, record: FrameworkRecord, uris: list[str], lang: str
) -> tuple[ConceptLink, ...]:
    links = (ConceptLink(uri, _label(snapshot, record, uri, lang)) for uri in uris)
    return tuple(sorted(links, key=lambda link: (link.label.casefold(), link.uri)))


def _label(snapshot: Snapshot, record: FrameworkRecord, uri: str, lang: str) -> str:
    """The preferred label by the order of `in_language`."""
    found = run(snapshot.store, LabelOf, graphs=[record.graph], uri=uri)
    labels = {one.lang: one.label for one in found if one.label_kind == "preferred"}
    return in_language(labels, lang, uri)


def _unknown(uri: str, record: FrameworkRecord) -> NotFoundError:
    return error_of(NotFoundError, "concept-not-here", framework=record.id, uri=uri)
