"""Mapping records in the terms of SSSOM: who says that an outcome means a concept, how, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Predicate(StrEnum):
    """The SKOS mapping relations, as CURIEs."""

    EXACT = "skos:exactMatch"
    CLOSE = "skos:closeMatch"
    BROAD = "skos:broadMatch"
    NARROW = "skos:narrowMatch"
    RELATED = "skos:relatedMatch"


class PredicateModifier(StrEnum):
    """``Not`` says that the mapping was looked at and does not hold."""

    NOT = "Not"


class MappingStatus(StrEnum):
    """Where a mapping stands in its review."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping record.

    Attributes:
        subject_id: URI of the learning outcome (or of a concept, in a crosswalk).
        object_id: URI of the concept.
        mapping_justification: A SEMAPV term, such as ``semapv:CompositeMatching``.
        similarity_score: As measured, 0 to 1; never a probability.
        confidence: Calibrated (by the tool) or judged (by the reviewer), 0 to 1; never a similarity.
        object_source_version: Version of the framework the object was taken from.
        mapping_date: ISO 8601 date.
    """

    subject_id: str
    predicate_id: Predicate
    object_id: str
    mapping_justification: str
    status: MappingStatus = MappingStatus.PROPOSED
    predicate_modifier: PredicateModifier | None = None
    subject_label: str = ""
    object_label: str = ""
    object_source: str = ""
    object_source_version: str = ""
    confidence: float | None = None
    similarity_score: float | None = None
    similarity_measure: str = ""
    mapping_tool: str = ""
    mapping_tool_version: str = ""
    mapping_date: str = ""
    author_id: str = ""
    reviewer_id: str = ""
    match_string: str = ""
    comment: str = ""
