"""The slots of SSSOM: which property carries each, and as what kind of term."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from skillgraph.graph.codec.nodes import Description, Node
from skillgraph.graph.terms import (
    Literal,
    NamedNode,
    Term,
    date,
    iri,
    number,
    predicate,
    reference,
    text,
    value,
)
from skillgraph.model import Decision, MappingStatus, Predicate, PredicateModifier
from skillgraph.model import Mapping as MappingRecord
from skillgraph.namespaces import (
    DCTERMS,
    OWL,
    PAV,
    RDF,
    RDFS,
    SEMAPV,
    SG,
    SKOS,
    SSSOM,
    contract,
    expand,
    minted,
)


@dataclass(frozen=True, slots=True)
class Ends:
    """The properties that say what is mapped, how, and to what."""

    subject: str
    predicate: str
    object: str


PRESENT = Ends(OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
"""Of a record as it is; only these are found by who looks for mappings."""

PAST = Ends(RDF.subject, RDF.predicate, RDF.object)
"""Of a record as it was."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A slot: the field of the model, its property, and its terms."""

    field: str
    property: str
    encode: Callable[[Any], NamedNode | Literal]
    decode: Callable[[Term], Any] = value
    many: bool = False


_ENTITY_TYPES = {
    "owl class": OWL.Class,
    "owl object property": OWL.ObjectProperty,
    "owl data property": OWL.DataProperty,
    "owl annotation property": OWL.AnnotationProperty,
    "owl named individual": OWL.NamedIndividual,
    "skos concept": SKOS.Concept,
    "rdfs resource": RDFS.Resource,
    "rdfs class": RDFS.Class,
    "rdfs literal": RDFS.Literal,
    "rdfs datatype": RDFS.Datatype,
    "rdf property": RDF.Property,
    "composed entity expression": SSSOM.ComposedEntityExpression,
}
"""The words of SSSOM's enumeration, and what each stands for."""

_ENTITY_WORDS = {uri: words for words, uri in _ENTITY_TYPES.items()}


def _entity_type(words: str) -> NamedNode | Literal:
    return predicate(_ENTITY_TYPES[words]) if words in _ENTITY_TYPES else text(words)


def _entity_words(term: Term) -> str:
    return _ENTITY_WORDS.get(value(term), value(term))


def _justification(curie: str) -> NamedNode | Literal:
    return reference(expand(curie))


def _justification_curie(term: Term) -> str:
    return contract(value(term), SEMAPV)


def _negation(_: PredicateModifier) -> NamedNode:
    return predicate(SSSOM.NegatedPredicate)


def _modifier(_: Term) -> PredicateModifier:
    """There is one modifier; earlier versions of skillgraph wrote it as a word."""
    return PredicateModifier.NOT


def _float(term: Term) -> float:
    return float(value(term))


def _status(term: Term) -> MappingStatus:
    return MappingStatus(value(term))


def _texts(*fields: str) -> list[_Slot]:
    return [_Slot(field, SSSOM[field], text) for field in fields]


def _numbers(*fields: str) -> list[_Slot]:
    return [_Slot(field, SSSOM[field], number, _float) for field in fields]


_SLOTS = (
    _Slot("mapping_justification", SSSOM.mapping_justification, _justification, _justification_curie),
    _Slot("status", SG.mappingStatus, text, _status),
    _Slot("predicate_modifier", SSSOM.predicate_modifier, _negation, _modifier),
    *_texts("subject_label", "subject_category", "subject_source_version", "predicate_label"),
    *_texts("object_label", "object_category", "object_source_version", "similarity_measure"),
    *_texts("mapping_tool", "mapping_tool_version", "mapping_cardinality", "other"),
    *(_Slot(f, SSSOM[f], _entity_type, _entity_words) for f in ("subject_type", "object_type")),
    _Slot("predicate_type", SSSOM.predicate_type, _entity_type, _entity_words),
    *_numbers("confidence", "similarity_score", "reviewer_agreement"),
    _Slot("tool_confidence", SG.toolConfidence, number, _float),
    *(_Slot(f, SSSOM[f], reference) for f in ("subject_source", "object_source", "mapping_tool_id")),
    *(_Slot(f, SSSOM[f], reference) for f in ("mapping_provider", "mapping_source", "issue_tracker_item")),
    _Slot("license", DCTERMS.license, reference),
    _Slot("mapping_date", DCTERMS.created, date),
    _Slot("publication_date", DCTERMS.issued, date),
    _Slot("review_date", SSSOM.review_date, date),
    _Slot("author_id", PAV.authoredBy, reference, many=True),
    _Slot("author_label", SSSOM.author_label, text, many=True),
    _Slot("creator_id", DCTERMS.creator, reference, many=True),
    _Slot("creator_label", SSSOM.creator_label, text, many=True),
    _Slot("reviewer_id", SSSOM.reviewer_id, reference, many=True),
    _Slot("reviewer_label", SSSOM.reviewer_label, text, many=True),
    _Slot("cardinality_scope", SSSOM.cardinality_scope, text, many=True),
    _Slot("curation_rule", SSSOM.curation_rule, reference, many=True),
    _Slot("curation_rule_text", SSSOM.curation_rule_text, text, many=True),
    _Slot("subject_match_field", SSSOM.subject_match_field, reference, many=True),
    _Slot("object_match_field", SSSOM.object_match_field, reference, many=True),
    _Slot("subject_preprocessing", SSSOM.subject_preprocessing, reference, many=True),
    _Slot("object_preprocessing", SSSOM.object_preprocessing, reference, many=True),
    _Slot("match_string", SSSOM.match_string, text, many=True),
    _Slot("see_also", RDFS.seeAlso, reference, many=True),
    _Slot("comment", RDFS.comment, text),
)

SLOT_PROPERTIES = tuple(slot.property for slot in _SLOTS)
"""The properties of all slots, but for subject, predicate and object."""


def encode_slots(node: Node, mapping: MappingRecord, ends: Ends) -> None:
    """Write a record's slots; empty ones write nothing."""
    node.link(ends.subject, iri(mapping.subject_id))
    node.link(ends.predicate, predicate(expand(mapping.predicate_id.value)))
    node.link(ends.object, iri(mapping.object_id))
    for slot in _SLOTS:
        said = getattr(mapping, slot.field)
        for one in said if slot.many else (said,):
            if one is not None and one != "":
                node.link(slot.property, slot.encode(one))


def decode_slots(
    uri: str, said: Description, ends: Ends, history: tuple[Decision, ...] = ()
) -> MappingRecord:
    """The record with an IRI, as it is or was."""
    subject, relation, target = map(said.words, (ends.subject, ends.predicate, ends.object))
    predicate_id = Predicate(contract(relation, SKOS))
    usual = minted("mapping", subject, predicate_id.value, target)
    return MappingRecord(
        subject_id=subject,
        predicate_id=predicate_id,
        object_id=target,
        record_id="" if uri == usual else uri,
        history=history,
        **{"mapping_justification": "", **_values(said)},
    )


def _values(said: Description) -> Mapping[str, Any]:
    """The fields that something is said of."""
    found: dict[str, Any] = {}
    for slot in _SLOTS:
        terms = said.all(slot.property)
        if terms and slot.many:
            found[slot.field] = tuple(sorted(map(slot.decode, terms)))
        elif terms:
            found[slot.field] = slot.decode(min(terms, key=str) if len(terms) > 1 else terms[0])
    return found
