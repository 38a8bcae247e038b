"""Mapping records in the official RDF form of SSSOM: an ``owl:Axiom`` with SSSOM's own properties.

Each record has a stable IRI made from subject, predicate and object. An accepted mapping also stands as a
plain ``skos:*Match`` triple; a proposed, rejected or negated one does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from skillgraph.graph.codec.nodes import Description, Node, gather, instances
from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import NamedNode, Triple, date, iri, mint, predicate, reference
from skillgraph.model import Mapping, MappingStatus, Predicate, PredicateModifier
from skillgraph.namespaces import DCTERMS, OWL, PAV, RDFS, SEMAPV, SG, SKOS, SSSOM, contract, expand

_PROPERTIES = (
    OWL.annotatedSource,
    OWL.annotatedProperty,
    OWL.annotatedTarget,
    SSSOM.mapping_justification,
    SSSOM.predicate_modifier,
    SSSOM.subject_label,
    SSSOM.object_label,
    SSSOM.object_source,
    SSSOM.object_source_version,
    SSSOM.confidence,
    SSSOM.similarity_score,
    SSSOM.similarity_measure,
    SSSOM.mapping_tool,
    SSSOM.mapping_tool_version,
    SSSOM.match_string,
    SSSOM.reviewer_id,
    DCTERMS.created,
    PAV.authoredBy,
    RDFS.comment,
    SG.mappingStatus,
)


def record_uri(mapping: Mapping) -> str:
    """The IRI of a mapping's record: the same for the same subject, predicate and object."""
    return _record(mapping).value


def _record(mapping: Mapping) -> NamedNode:
    return mint("mapping", mapping.subject_id, mapping.predicate_id.value, mapping.object_id)


def encode_mappings(mappings: Iterable[Mapping]) -> Iterator[Triple]:
    """The triples of mapping records.

    Raises:
        InputError: If a subject or object is not a URI.
    """
    for mapping in mappings:
        yield from _encode_record(mapping)
        if mapping.status is MappingStatus.ACCEPTED and mapping.predicate_modifier is None:
            yield _direct(mapping)


def _direct(mapping: Mapping) -> Triple:
    return Triple(
        iri(mapping.subject_id), predicate(expand(mapping.predicate_id.value)), iri(mapping.object_id)
    )


def _encode_record(mapping: Mapping) -> list[Triple]:
    node = Node(_record(mapping), OWL.Axiom)
    node.link(OWL.annotatedSource, iri(mapping.subject_id))
    node.link(OWL.annotatedProperty, predicate(expand(mapping.predicate_id.value)))
    node.link(OWL.annotatedTarget, iri(mapping.object_id))
    node.link(SSSOM.mapping_justification, reference(expand(mapping.mapping_justification)))
    node.text(SSSOM.predicate_modifier, mapping.predicate_modifier or "")
    node.text(SG.mappingStatus, mapping.status)
    if mapping.mapping_date:
        node.link(DCTERMS.created, date(mapping.mapping_date))
    node.text(SSSOM.subject_label, mapping.subject_label)
    node.text(SSSOM.object_label, mapping.object_label)
    node.reference(SSSOM.object_source, mapping.object_source)
    node.text(SSSOM.object_source_version, mapping.object_source_version)
    node.number(SSSOM.confidence, mapping.confidence)
    node.number(SSSOM.similarity_score, mapping.similarity_score)
    node.text(SSSOM.similarity_measure, mapping.similarity_measure)
    node.text(SSSOM.mapping_tool, mapping.mapping_tool)
    node.text(SSSOM.mapping_tool_version, mapping.mapping_tool_version)
    node.reference(PAV.authoredBy, mapping.author_id)
    node.reference(SSSOM.reviewer_id, mapping.reviewer_id)
    node.text(SSSOM.match_string, mapping.match_string)
    node.text(RDFS.comment, mapping.comment)
    return node.triples


def put_mappings(store: TripleStore, graph: str, mappings: Iterable[Mapping]) -> None:
    """Add mapping records to a graph, each in place of the one with the same subject, predicate and object.

    The plain ``skos:*Match`` triples follow the new status.
    """
    for mapping in mappings:
        store.remove(graph, [*store.describe(record_uri(mapping), graph=graph), _direct(mapping)])
        store.add(graph, encode_mappings([mapping]))


def read_mappings(store: TripleStore, graphs: Sequence[str] | None = None) -> Iterator[Mapping]:
    """The mapping records of the graphs, sorted by subject, object and predicate."""
    found = gather(store, _PROPERTIES, graphs)
    records = (found.get(uri, Description()) for uri in instances(store, OWL.Axiom, graphs))
    mappings = [_decode_record(said) for said in records if said.words(OWL.annotatedTarget)]
    return iter(sorted(mappings, key=lambda one: (one.subject_id, one.object_id, one.predicate_id)))


def _decode_record(said: Description) -> Mapping:
    modifier = said.words(SSSOM.predicate_modifier)
    return Mapping(
        subject_id=said.words(OWL.annotatedSource),
        predicate_id=Predicate(contract(said.words(OWL.annotatedProperty), SKOS)),
        object_id=said.words(OWL.annotatedTarget),
        mapping_justification=contract(said.words(SSSOM.mapping_justification), SEMAPV),
        status=MappingStatus(said.words(SG.mappingStatus) or MappingStatus.PROPOSED),
        predicate_modifier=PredicateModifier(modifier) if modifier else None,
        subject_label=said.words(SSSOM.subject_label),
        object_label=said.words(SSSOM.object_label),
        object_source=said.words(SSSOM.object_source),
        object_source_version=said.words(SSSOM.object_source_version),
        confidence=said.number(SSSOM.confidence),
        similarity_score=said.number(SSSOM.similarity_score),
        similarity_measure=said.words(SSSOM.similarity_measure),
        mapping_tool=said.words(SSSOM.mapping_tool),
        mapping_tool_version=said.words(SSSOM.mapping_tool_version),
        mapping_date=said.words(DCTERMS.created),
        author_id=said.words(PAV.authoredBy),
        reviewer_id=said.words(SSSOM.reviewer_id),
        match_string=said.words(SSSOM.match_string),
        comment=said.words(RDFS.comment),
    )
