"""The slots of SSSOM 1.1: their order, what may stand in each, and the property that carries it in RDF.

The standard: https://mapping-commons.github.io/sssom/spec-model/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from skillgraph.namespaces import DCTERMS, OWL, PAV, RDF, RDFS, SKOS, SSSOM


class SlotKind(StrEnum):
    """What a slot holds."""

    ENTITY = "entity"
    """An IRI, written as a CURIE."""
    URI = "uri"
    """An IRI, written in full."""
    TEXT = "text"
    SHARE = "share"
    """A number from 0 to 1."""
    AGREEMENT = "agreement"
    """A number from -1 to 1."""
    DATE = "date"
    TYPE = "type"
    """What kind of entity is mapped: one of :data:`ENTITY_TYPES`."""
    CARDINALITY = "cardinality"
    MODIFIER = "modifier"


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of a mapping.

    Attributes:
        many: Whether it holds several values.
        shared: Whether a mapping set may state it once for all its mappings.
        property: The IRI of its property in RDF.
    """

    name: str
    kind: SlotKind
    many: bool = False
    shared: bool = False
    property: str = ""


_OWN_PROPERTIES = {
    "subject_id": OWL.annotatedSource,
    "predicate_id": OWL.annotatedProperty,
    "object_id": OWL.annotatedTarget,
    "author_id": PAV.authoredBy,
    "creator_id": DCTERMS.creator,
    "license": DCTERMS.license,
    "mapping_date": DCTERMS.created,
    "publication_date": DCTERMS.issued,
    "see_also": RDFS.seeAlso,
    "comment": RDFS.comment,
}

_TABLE = """
record_id entity
subject_id entity
subject_label text
subject_category text
predicate_id entity
predicate_label text
predicate_modifier modifier
object_id entity
object_label text
object_category text
mapping_justification entity
author_id entity many
author_label text many
reviewer_id entity many
reviewer_label text many
creator_id entity many
creator_label text many
license uri
subject_type type shared
subject_source entity shared
subject_source_version text shared
object_type type shared
object_source entity shared
object_source_version text shared
predicate_type type shared
mapping_provider uri shared
mapping_source entity
mapping_cardinality cardinality
cardinality_scope text many shared
mapping_tool text shared
mapping_tool_id entity shared
mapping_tool_version text shared
mapping_date date shared
publication_date date
review_date date
confidence share
reviewer_agreement agreement
curation_rule entity many shared
curation_rule_text text many shared
subject_match_field entity many shared
object_match_field entity many shared
match_string text many
subject_preprocessing entity many shared
object_preprocessing entity many shared
similarity_score share
similarity_measure text shared
see_also uri many
issue_tracker_item entity
other text
comment text
"""


def _slots() -> dict[str, Slot]:
    found = {}
    for line in _TABLE.split("\n"):
        name, kind, *more = line.split() or ("", "")
        if name:
            property_ = _OWN_PROPERTIES.get(name) or f"{SSSOM}{name}"
            found[name] = Slot(name, SlotKind(kind), "many" in more, "shared" in more, property_)
    return found


SLOTS: Mapping[str, Slot] = _slots()
"""Every slot of a mapping by name, in the order of the standard."""

ENTITY_TYPES = {
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
"""The kinds of entities, and the class that stands for each in RDF."""

CARDINALITIES = ("1:1", "1:n", "n:1", "n:n", "1:0", "0:1", "0:0")

JUSTIFICATIONS = tuple(
    f"semapv:{name}"
    for name in (
        "MappingReview",
        "ManualMappingCuration",
        "LogicalReasoning",
        "LexicalMatching",
        "CompositeMatching",
        "UnspecifiedMatching",
        "SemanticSimilarityThresholdMatching",
        "LexicalSimilarityThresholdMatching",
        "MappingChaining",
        "MappingInversion",
        "StructuralMatching",
        "InstanceBasedMatching",
        "BackgroundKnowledgeBasedMatching",
    )
)
