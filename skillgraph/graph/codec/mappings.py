"""Mapping records in the official RDF form of SSSOM: an ``owl:Axiom`` with SSSOM's own properties.

Each record has a stable IRI made from subject, predicate and object as they were at first. An accepted
mapping also stands as a plain ``skos:*Match`` triple; no other does. The history of a record is written in
PROV's terms by `skillgraph.graph.codec.decisions`, into the same graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count

from skillgraph.graph.codec.decisions import DECISION_PROPERTIES, encode_history, histories
from skillgraph.graph.codec.nodes import Description, Node, gather, instances
from skillgraph.graph.codec.slots import PRESENT, SLOT_PROPERTIES, decode_slots, encode_slots
from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import NamedNode, Triple, iri, predicate
from skillgraph.model import Mapping, MappingStatus, decision_uri
from skillgraph.model.mapping import in_order
from skillgraph.namespaces import OWL, PROV, expand

_PROPERTIES = (
    PRESENT.subject,
    PRESENT.predicate,
    PRESENT.object,
    *SLOT_PROPERTIES,
    *DECISION_PROPERTIES,
)


def record_uri(mapping: Mapping) -> str:
    """The IRI of a mapping's record."""
    return mapping.uri


def encode_mappings(mappings: Iterable[Mapping]) -> Iterator[Triple]:
    """The triples of mapping records, with their histories.

    Raises:
        InputError: If a subject, an object or a reviewer's identifier is not a URI.
    """
    for mapping in mappings:
        yield from _encode_record(mapping)
        yield from encode_history(mapping)
        if mapping.status is MappingStatus.ACCEPTED and mapping.predicate_modifier is None:
            yield _direct(mapping)


def _direct(mapping: Mapping) -> Triple:
    return Triple(
        iri(mapping.subject_id), predicate(expand(mapping.predicate_id.value)), iri(mapping.object_id)
    )


def _encode_record(mapping: Mapping) -> list[Triple]:
    node = Node(iri(mapping.uri), OWL.Axiom)
    encode_slots(node, mapping, PRESENT)
    return node.triples


def put_mappings(store: TripleStore, graph: str, mappings: Iterable[Mapping]) -> None:
    """Add mapping records to a graph, each in place of the one with the same IRI.

    The plain ``skos:*Match`` triples follow the new status. Histories are added to and never taken from.
    """
    for mapping in mappings:
        _remove(store, graph, mapping.uri)
        store.add(graph, encode_mappings([mapping]))


def rewrite_mappings(store: TripleStore, graph: str, mappings: Sequence[Mapping]) -> None:
    """The same as `put_mappings` for very many records: the graph is written anew, in one go."""
    stale = {triple for mapping in mappings for triple in _said_of(store, graph, mapping.uri)}
    kept = [triple for triple in store.triples(graph) if triple not in stale]
    store.replace_graph(graph, chain(kept, encode_mappings(mappings)))


def _remove(store: TripleStore, graph: str, record: str) -> None:
    store.remove(graph, _said_of(store, graph, record))


def _said_of(store: TripleStore, graph: str, record: str) -> list[Triple]:
    """The triples of a record as it stands, the plain one too; not those of its history."""
    before = store.describe(record, graph=graph)
    said = {triple.predicate.value: triple.object for triple in before}
    subject, relation, target = (
        said.get(end) for end in (PRESENT.subject, PRESENT.predicate, PRESENT.object)
    )
    if isinstance(subject, NamedNode) and isinstance(relation, NamedNode) and target is not None:
        before.append(Triple(subject, relation, target))
    return before


def read_mapping(store: TripleStore, graph: str, record: str) -> Mapping | None:
    """The mapping record with an IRI, with its history; ``None`` where there is none."""
    said = _described(store, graph, record)
    if not said.words(PRESENT.object):
        return None
    found: dict[str, Description] = {}
    for number in count(1):
        decision = _described(store, graph, decision_uri(record, number))
        if not decision.values:
            break
        before = decision.words(PROV.used)
        found |= {decision_uri(record, number): decision, before: _described(store, graph, before)}
    found.pop("", None)
    return decode_slots(record, said, PRESENT, histories(found).get(record, ()))


def _described(store: TripleStore, graph: str, subject: str) -> Description:
    description = Description()
    for triple in store.describe(subject, graph=graph) if subject else ():
        description.values.setdefault(triple.predicate.value, []).append(triple.object)
    return description


def read_mappings(store: TripleStore, graphs: Sequence[str] | None = None) -> Iterator[Mapping]:
    """The mapping records of the graphs, with their histories, sorted by subject, object and predicate."""
    found = gather(store, _PROPERTIES, graphs)
    decided = histories(found)
    records = ((uri, found.get(uri, Description())) for uri in instances(store, OWL.Axiom, graphs))
    mappings = [
        decode_slots(uri, said, PRESENT, decided.get(uri, ()))
        for uri, said in records
        if said.words(PRESENT.object)
    ]
    return iter(sorted(mappings, key=in_order))
