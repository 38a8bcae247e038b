"""Mapping records in the terms of SSSOM: who says that an outcome means a concept, how, and how surely.

A record has a state, which people decide, and a history of what was decided; both are values, and a change of
state is a new record (`skillgraph.alignment.curation`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillgraph.namespaces import minted

NO_TERM_FOUND = "https://w3id.org/sssom/NoTermFound"
"""The object of a record which says that the framework has no good term for the subject."""


def decision_uri(record: str, number: int) -> str:
    """The IRI of the decision with a number, from 1, on the record with an IRI."""
    return minted("decision", record, str(number))


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
    """Where a mapping stands in its review.

    Proposed was not looked at; accepted, rejected and no-term were decided by a person; re-opened was decided
    once, and what it was decided on has changed; withdrawn came from a decision that was undone, and says
    nothing.
    """

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NO_TERM = "no-term"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"

    @property
    def decided(self) -> bool:
        """Whether a person's decision stands."""
        return self in (MappingStatus.ACCEPTED, MappingStatus.REJECTED, MappingStatus.NO_TERM)

    @property
    def waiting(self) -> bool:
        """Whether a person has yet to decide."""
        return self in (MappingStatus.PROPOSED, MappingStatus.REOPENED)


class Action(StrEnum):
    """What a decision did to a record."""

    PROPOSE = "propose"
    ACCEPT = "accept"
    CHANGE = "change"
    REJECT = "reject"
    NO_TERM = "no-term"
    UNDO = "undo"
    REOPEN = "reopen"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Agent:
    """Who decides: a person or a tool.

    Attributes:
        id: An IRI (``https://orcid.org/…``, ``mailto:…``); empty where only a name is known.
        label: The name; may be empty where there is an IRI.
    """

    id: str = ""
    label: str = ""

    @property
    def uri(self) -> str:
        """The IRI, or one made from the name."""
        return self.id or minted("agent", self.label)

    def __str__(self) -> str:
        if self.label and self.id:
            return f"{self.label} ({self.id})"
        return self.label or self.id


@dataclass(frozen=True, slots=True)
class Review:
    """The circumstances of a decision.

    Attributes:
        at: ISO 8601 in UTC, to the second, such as ``2026-11-25T18:04:59Z``.
        confidence: The reviewer's own, 0 to 1, in the decision; never the tool's.
        subject_text: The text that was decided on; empty for the record's ``subject_label``.
        evidence: What the decision rests on, where it is not a person's word: the trace of a move, say.
        informed_by: IRI of the decision or the run that brought this one about, if one did.
    """

    by: Agent
    at: str
    reason: str = ""
    confidence: float | None = None
    subject_text: str = ""
    evidence: str = ""
    informed_by: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One step in the history of a record.

    Attributes:
        at: ISO 8601 in UTC, to the second.
        confidence: The reviewer's own, 0 to 1.
        fingerprint: Of the subject's text that the decision was made on
            (`skillgraph.alignment.histories.fingerprint`).
        second_opinion: Whether it stands beside the state of the record and left that as it was.
        evidence, informed_by: As in `Review`.
        before: The record as it was, without its history; ``None`` where there was none.
    """

    action: Action
    by: Agent
    at: str
    reason: str = ""
    confidence: float | None = None
    fingerprint: str = ""
    second_opinion: bool = False
    evidence: str = ""
    informed_by: str = ""
    before: Mapping | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping record: the slots of SSSOM under their own names, and its review.

    Slots that SSSOM repeats are tuples, sorted. Only what needs saying is said here; the standard defines
    the rest (https://mapping-commons.github.io/sssom/Mapping/).

    Attributes:
        subject_id: URI of the learning outcome (or of a concept, in a crosswalk).
        object_id: URI of the concept, or `NO_TERM_FOUND`.
        mapping_justification: A SEMAPV term, such as ``semapv:CompositeMatching``.
        status: Where the record stands in its review.
        predicate_modifier: ``Not`` on a rejected record.
        confidence: That the record holds as it stands, 0 to 1, by its author; never a similarity.
        similarity_score: As measured, 0 to 1; never a probability.
        reviewer_agreement: The confidence of the last reviewer in the record as it stands, -1 to 1.
        tool_confidence: The tool's calibrated probability that the subject means the object, whatever people
            decided on it; ``None`` where no tool said so.
        subject_label: The text of the outcome as it was when the record was made, or last decided on.
        object_source_version: Version of the framework the object was taken from.
        mapping_date, review_date, publication_date: ISO 8601 dates.
        other: The tool's evidence, ``key: value`` parted by ``|``.
        record_id: The record's IRI; empty where it is the one made from subject, predicate and object.
        history: What was decided, oldest first; it only ever grows.
    """

    subject_id: str
    predicate_id: Predicate
    object_id: str
    mapping_justification: str
    status: MappingStatus = MappingStatus.PROPOSED
    predicate_modifier: PredicateModifier | None = None
    subject_label: str = ""
    subject_category: str = ""
    subject_type: str = ""
    subject_source: str = ""
    subject_source_version: str = ""
    predicate_label: str = ""
    predicate_type: str = ""
    object_label: str = ""
    object_category: str = ""
    object_type: str = ""
    object_source: str = ""
    object_source_version: str = ""
    confidence: float | None = None
    similarity_score: float | None = None
    similarity_measure: str = ""
    tool_confidence: float | None = None
    mapping_tool: str = ""
    mapping_tool_id: str = ""
    mapping_tool_version: str = ""
    mapping_date: str = ""
    publication_date: str = ""
    author_id: tuple[str, ...] = ()
    author_label: tuple[str, ...] = ()
    creator_id: tuple[str, ...] = ()
    creator_label: tuple[str, ...] = ()
    reviewer_id: tuple[str, ...] = ()
    reviewer_label: tuple[str, ...] = ()
    reviewer_agreement: float | None = None
    review_date: str = ""
    license: str = ""
    mapping_provider: str = ""
    mapping_source: str = ""
    mapping_cardinality: str = ""
    cardinality_scope: tuple[str, ...] = ()
    curation_rule: tuple[str, ...] = ()
    curation_rule_text: tuple[str, ...] = ()
    subject_match_field: tuple[str, ...] = ()
    object_match_field: tuple[str, ...] = ()
    subject_preprocessing: tuple[str, ...] = ()
    object_preprocessing: tuple[str, ...] = ()
    match_string: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    issue_tracker_item: str = ""
    other: str = ""
    comment: str = ""
    record_id: str = ""
    history: tuple[Decision, ...] = ()

    @property
    def uri(self) -> str:
        """The IRI of the record; it stays the same when a decision changes predicate or object."""
        return self.record_id or minted("mapping", self.subject_id, self.predicate_id.value, self.object_id)

    @property
    def revision(self) -> int:
        """How many steps the history has: what a decision names to say which state it saw."""
        return len(self.history)

    @property
    def no_term(self) -> bool:
        """Whether the record says that there is no term (or, re-opened or withdrawn, once said so)."""
        return self.object_id == NO_TERM_FOUND


def in_order(mapping: Mapping) -> tuple[str, str, str]:
    """What mappings are sorted by: subject, object, predicate."""
    return mapping.subject_id, mapping.object_id, mapping.predicate_id.value
