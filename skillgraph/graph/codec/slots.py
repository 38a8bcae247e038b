"""The slots of a mapping record in RDF: which property carries each, and as what kind of term."""

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
from skillgraph.model.sssom import ENTITY_TYPES, SLOTS, SlotKind
from skillgraph.namespaces import (
    OWL,
    RDF,
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


_ENTITY_WORDS = {uri: words for words, uri in ENTITY_TYPES.items()}


def _entity_type(words: str) -> NamedNode | Literal:
    return predicate(ENTITY_TYPES[words]) if words in ENTITY_TYPES else text(words)


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


_ENDS = ("record_id", "subject_id", "predicate_id", "object_id")
"""The record itself, and what `Ends` carry."""

_TERMS: Mapping[SlotKind, tuple[Callable[[Any], NamedNode | Literal], Callable[[Term], Any]]] = {
    SlotKind.ENTITY: (reference, value),
    SlotKind.URI: (reference, value),
    SlotKind.TEXT: (text, value),
    SlotKind.CARDINALITY: (text, value),
    SlotKind.SHARE: (number, _float),
    SlotKind.AGREEMENT: (number, _float),
    SlotKind.DATE: (date, value),
    SlotKind.TYPE: (_entity_type, _entity_words),
    SlotKind.MODIFIER: (_negation, _modifier),
}
"""How what stands in a slot of each kind becomes a term, and the way back."""

_JUSTIFICATION = "mapping_justification"

_OWN = (
    _Slot(_JUSTIFICATION, SLOTS[_JUSTIFICATION].property, _justification, _justification_curie),
    _Slot("status", SG.mappingStatus, text, _status),
    _Slot("tool_confidence", SG.toolConfidence, number, _float),
)
"""Slots that the standard does not have, and the one that a record holds as a CURIE."""

_SLOTS = (
    *_OWN,
    *(
        _Slot(name, slot.property, *_TERMS[slot.kind], many=slot.many)
        for name, slot in SLOTS.items()
        if name not in (*_ENDS, _JUSTIFICATION)
    ),
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
