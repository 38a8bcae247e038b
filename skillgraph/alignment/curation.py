"""Decisions on mapping records as pure functions: a record and a review in, a new record out.

Nothing is ever taken from a history: undoing a decision adds one more, and brings back the record as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from skillgraph.alignment.histories import fingerprint, latest_judge, undoable
from skillgraph.errors import DecisionError
from skillgraph.languages.sentences import error_of
from skillgraph.model import (
    NO_TERM_FOUND,
    Action,
    Agent,
    Decision,
    Mapping,
    MappingStatus,
    Predicate,
    PredicateModifier,
    Review,
)

SYSTEM = Agent("https://w3id.org/skillgraph/tool", "skillgraph")
"""Who opens, moves and refreshes records where no person does."""

_CURATED = "semapv:ManualMappingCuration"


@dataclass(frozen=True, slots=True)
class TargetTerm:
    """A concept to map to, as a framework version has it."""

    uri: str
    label: str = ""
    source: str = ""
    source_version: str = ""


def accept(record: Mapping, review: Review) -> Mapping:
    """The record, confirmed: it holds, in the reviewer's judgement, as it stands.

    A second reviewer who accepts what is accepted stands beside the first.

    Raises:
        DecisionError: If it says that there is no term, or was accepted by the same reviewer already.
    """
    _refuse_no_term(record)
    if record.status is MappingStatus.ACCEPTED and latest_judge(record) == review.by.uri:
        raise error_of(DecisionError, "accepted-by-same", by=review.by)
    beside = record if record.status is MappingStatus.ACCEPTED else _unreviewed(record)
    confirmed = replace(
        _reviewed(beside, review),
        status=MappingStatus.ACCEPTED,
        predicate_modifier=None,
        confidence=record.tool_confidence if record.predicate_modifier else record.confidence,
    )
    return _step(record, confirmed, Action.ACCEPT, review)


def reject(record: Mapping, review: Review) -> Mapping:
    """The record, negated: it was looked at and does not hold.

    The tool's confidence was that the mapping holds, so it stays in ``tool_confidence`` only. Rejecting the
    decision that there is no term withdraws it.

    Raises:
        DecisionError: If it was rejected by the same reviewer already.
    """
    if record.no_term:
        return _step(record, _withdrawn(record), Action.REJECT, review)
    if record.status is MappingStatus.REJECTED and latest_judge(record) == review.by.uri:
        raise error_of(DecisionError, "rejected-by-same", by=review.by)
    beside = record if record.status is MappingStatus.REJECTED else _unreviewed(record)
    negated = replace(
        _reviewed(beside, review),
        status=MappingStatus.REJECTED,
        predicate_modifier=PredicateModifier.NOT,
        confidence=None,
        tool_confidence=_said_by_tool(record),
    )
    return _step(record, negated, Action.REJECT, review)


def change(
    record: Mapping, review: Review, *, predicate: Predicate | None = None, term: TargetTerm | None = None
) -> Mapping:
    """The record with another predicate, another concept or both, accepted as the reviewer's own.

    What a tool measured for another concept is not carried over; the history has it.

    Raises:
        DecisionError: If nothing would change.
    """
    predicate = predicate or record.predicate_id
    target = record.object_id if term is None else term.uri
    if (predicate, target) == (record.predicate_id, record.object_id):
        raise error_of(DecisionError, "no-change")
    base = _unreviewed(record) if term is None or target == record.object_id else _retargeted(record, term)
    changed = replace(
        _reviewed(base, review),
        record_id=record.uri,
        predicate_id=predicate,
        status=MappingStatus.ACCEPTED,
        predicate_modifier=None,
        mapping_justification=_CURATED,
        mapping_date=review.at[:10],
        author_id=_named(review.by.id),
        author_label=_named(review.by.label),
        confidence=review.confidence,
    )
    return _step(record, changed, Action.CHANGE, review)


def add(
    subject_id: str, text: str, review: Review, term: TargetTerm, *, predicate: Predicate = Predicate.CLOSE
) -> Mapping:
    """A mapping that no tool proposed: the reviewer's own, accepted."""
    own = Mapping(
        subject_id,
        predicate,
        term.uri,
        _CURATED,
        status=MappingStatus.ACCEPTED,
        object_label=term.label,
        object_source=term.source,
        object_source_version=term.source_version,
        mapping_date=review.at[:10],
        author_id=_named(review.by.id),
        author_label=_named(review.by.label),
        confidence=review.confidence,
    )
    review = replace(review, subject_text=review.subject_text or text)
    return _step(None, _reviewed(own, review), Action.CHANGE, review)


def no_term(subject_id: str, text: str, review: Review, *, before: Mapping | None = None) -> Mapping:
    """A record which says that the framework has no good term for an outcome.

    Args:
        subject_id: URI of the outcome.
        text: Its text.
        review: Who says so.
        before: The record of an earlier such decision on the outcome, if there is one.

    Raises:
        DecisionError: If that decision stands.
    """
    if before is not None and before.status is MappingStatus.NO_TERM:
        raise error_of(DecisionError, "no-term-already")
    base = before or Mapping(subject_id, Predicate.EXACT, NO_TERM_FOUND, _CURATED)
    review = replace(review, subject_text=review.subject_text or text)
    stated = replace(
        _reviewed(_unreviewed(base), review),
        status=MappingStatus.NO_TERM,
        mapping_date=review.at[:10],
        author_id=_named(review.by.id),
        author_label=_named(review.by.label),
        confidence=review.confidence,
    )
    return _step(before, stated, Action.NO_TERM, review)


def reopen(record: Mapping, review: Review) -> Mapping:
    """The record, waiting for a person again; the decision that stood is in its history.

    Raises:
        DecisionError: If no decision stands.
    """
    if not record.status.decided:
        raise DecisionError(
            f"The mapping is {record.status}: there is no decision to open again.", hint=_SHOW_HINT
        )
    waiting = replace(
        _unreviewed(record),
        status=MappingStatus.REOPENED,
        predicate_modifier=None,
        confidence=_said_by_tool(record),
        subject_label=review.subject_text or record.subject_label,
    )
    return _step(record, waiting, Action.REOPEN, review)


def move(record: Mapping, review: Review, term: TargetTerm, *, predicate: Predicate | None = None) -> Mapping:
    """The record in another version of the framework, on the same concept or its replacement.

    Its state and its reviewers stay. ``review.evidence`` says how the replacement was found.

    Raises:
        DecisionError: If it is there already.
    """
    if (record.object_id, record.object_source, record.object_source_version) == (
        term.uri,
        term.source or record.object_source,
        term.source_version or record.object_source_version,
    ):
        raise DecisionError(f"The mapping leads to {term.uri} already.", hint=_SHOW_HINT)
    moved = replace(
        record,
        record_id=record.uri,
        predicate_id=predicate or record.predicate_id,
        object_id=term.uri,
        object_label=term.label or record.object_label,
        object_source=term.source or record.object_source,
        object_source_version=term.source_version or record.object_source_version,
    )
    return _step(record, moved, Action.MOVE, review)


def refresh(record: Mapping, proposal: Mapping, review: Review) -> Mapping:
    """A record that waits for a person, with what a new run of the tool says of it; its history goes on.

    Raises:
        DecisionError: If a decision stands.
    """
    if record.status.decided:
        raise DecisionError(f"The mapping is {record.status}; a proposal does not touch it.", hint=_SHOW_HINT)
    status = MappingStatus.REOPENED if record.status is MappingStatus.REOPENED else MappingStatus.PROPOSED
    renewed = replace(proposal, record_id=record.uri, status=status)
    return _step(record, renewed, Action.PROPOSE, review)


def second_opinion(record: Mapping, action: Action, review: Review) -> Mapping:
    """The record as it stands, with one more reviewer's judgement beside it.

    Args:
        record: The record.
        action: Accept or reject.
        review: Who judges.

    Raises:
        DecisionError: If the action is neither.
    """
    if action not in (Action.ACCEPT, Action.REJECT):
        raise error_of(DecisionError, "no-second-opinion", action=action)
    return _step(record, record, action, review, second_opinion=True)


def undo(record: Mapping, review: Review) -> Mapping:
    """The record as it was before the last decision that has not been undone; the history gains a step.

    A record that the decision made is withdrawn.

    Raises:
        DecisionError: If there is nothing to undo.
    """
    undone = undoable(record)
    if undone is None:
        raise error_of(DecisionError, "nothing-to-undo")
    before = undone.before
    restored = _withdrawn(record) if before is None else replace(before, record_id=record.uri)
    return _step(record, restored, Action.UNDO, review)


def _step(
    before: Mapping | None, after: Mapping, action: Action, review: Review, *, second_opinion: bool = False
) -> Mapping:
    """The record after a decision: its identity kept, its history one longer."""
    history = () if before is None else before.history
    decision = Decision(
        action=action,
        by=review.by,
        at=review.at,
        reason=review.reason,
        confidence=review.confidence,
        fingerprint=fingerprint(review.subject_text or after.subject_label),
        second_opinion=second_opinion,
        evidence=review.evidence,
        informed_by=review.informed_by,
        before=None if before is None else replace(before, history=()),
    )
    return identified(replace(after, history=(*history, decision)))


def identified(record: Mapping) -> Mapping:
    """The record with ``record_id`` empty where that is the IRI it would have anyway."""
    plain = replace(record, record_id="")
    return plain if plain.uri == record.uri else record


def _reviewed(record: Mapping, review: Review) -> Mapping:
    return replace(
        record,
        reviewer_id=_joined(record.reviewer_id, [review.by.id]),
        reviewer_label=_joined(record.reviewer_label, [review.by.label]),
        reviewer_agreement=review.confidence,
        review_date=review.at[:10],
        subject_label=review.subject_text or record.subject_label,
    )


def _unreviewed(record: Mapping) -> Mapping:
    return replace(record, reviewer_id=(), reviewer_label=(), reviewer_agreement=None, review_date="")


def _withdrawn(record: Mapping) -> Mapping:
    return replace(_unreviewed(record), status=MappingStatus.WITHDRAWN)


def _retargeted(record: Mapping, term: TargetTerm) -> Mapping:
    return replace(
        _unreviewed(record),
        object_id=term.uri,
        object_label=term.label,
        object_source=term.source or record.object_source,
        object_source_version=term.source_version or record.object_source_version,
        tool_confidence=None,
        similarity_score=None,
        similarity_measure="",
        mapping_tool="",
        mapping_tool_id="",
        mapping_tool_version="",
        match_string=(),
        other="",
    )


def _said_by_tool(record: Mapping) -> float | None:
    return record.confidence if record.tool_confidence is None else record.tool_confidence


def _refuse_no_term(record: Mapping) -> None:
    if record.no_term:
        raise error_of(DecisionError, "no-term-accepted")


def _named(words: str) -> tuple[str, ...]:
    return (words,) if words else ()


def _joined(known: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*known, *more} - {""}))


_SHOW_HINT = "See its history with `skillgraph review show`."
