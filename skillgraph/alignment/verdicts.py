"""A person's verdict on a mapping, and what it does to the records of the outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from skillgraph.alignment import curation, histories
from skillgraph.alignment.curation import TargetTerm
from skillgraph.errors import DecisionError, NotFoundError, StaleDecisionError
from skillgraph.languages.sentences import error_of, sentence
from skillgraph.model import NO_TERM_FOUND, Action, Mapping, MappingStatus, Predicate, Review, decision_uri
from skillgraph.namespaces import minted


class ReviewContext(Protocol):
    """Reads the mapping records and outcome texts, as they are now, that a verdict is checked against."""

    def record(self, uri: str) -> Mapping | None:
        """The record with an IRI."""

    def of_outcome(self, outcome: str) -> list[Mapping]:
        """The records of an outcome, in whatever state."""

    def text(self, outcome: str) -> str:
        """The outcome's text; empty where it is not loaded (any more)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer wants done.

    Attributes:
        action: Accept, change, reject, no-term or undo.
        target: IRI of the record; of the outcome, for no-term and for a term that no record proposes.
        seen: The revision of the record that the reviewer looked at; ``None`` for whatever is there, as long
            as nobody has decided on it.
        override: Whether to decide although a decision stands.
        second_opinion: Whether to leave a decision that stands as it is and only stand beside it.
        term, predicate: What to change to.
        fingerprint: Of the text that the reviewer read; empty for whatever it is.
        idempotent: Whether it is no error that the same reviewer has decided the same already.
        beside: For no-term, the IRI of the mapping that the reviewer looked at, whose revision is ``seen``.
    """

    action: Action
    target: str
    review: Review
    seen: int | None = None
    override: bool = False
    second_opinion: bool = False
    term: TargetTerm | None = None
    predicate: Predicate | None = None
    fingerprint: str = ""
    idempotent: bool = False
    beside: str = ""


def no_term_uri(outcome: str) -> str:
    """The IRI of the record that says of an outcome that it has no term."""
    return minted("mapping", outcome, Predicate.EXACT.value, NO_TERM_FOUND)


def applied(verdict: Verdict, context: ReviewContext) -> list[Mapping]:
    """The records that a verdict changes, as they are afterwards; the one it is about comes first.

    Raises:
        NotFoundError: If the record is not there.
        DecisionError: If somebody decided meanwhile, or the state does not allow it.
    """
    if verdict.action is Action.NO_TERM:
        return _no_term(verdict, context)
    record = context.record(verdict.target)
    if record is None and verdict.action is Action.CHANGE and verdict.term is not None:
        return _added(verdict, verdict.term, context)
    if record is None:
        raise _gone(verdict.target)
    other = _waiting_for(verdict, record, context)
    if verdict.idempotent and (_done(verdict, record) or _done_elsewhere(verdict, record, context)):
        return []
    _check_seen(verdict, record)
    _check_text(verdict, context, record.subject_id)
    review = _on_present_text(verdict.review, context, record.subject_id)
    if verdict.second_opinion and record.status.decided:
        return [curation.second_opinion(record, verdict.action, review)]
    if verdict.action is Action.UNDO:
        return _undone(record, review, context)
    if verdict.action is Action.REJECT:
        return [curation.reject(record, review)]
    if other is not None:
        return [*_taken(verdict, other, review, context), *_given_up(record, other, review)]
    return _confirmed(verdict, record, review, context)


def _waiting_for(verdict: Verdict, record: Mapping, context: ReviewContext) -> Mapping | None:
    """The proposal that leads already, and waits, to where the reviewer wants to change a record to."""
    if verdict.action is not Action.CHANGE or verdict.term is None or verdict.term.uri == record.object_id:
        return None
    return _proposal(record.subject_id, verdict.term, context)


def _proposal(outcome: str, term: TargetTerm, context: ReviewContext) -> Mapping | None:
    found = (one for one in context.of_outcome(outcome) if one.object_id == term.uri and one.status.waiting)
    return next(found, None)


def _taken(verdict: Verdict, proposal: Mapping, review: Review, context: ReviewContext) -> list[Mapping]:
    """A proposal accepted in place of one that would double it, with the relation that the reviewer names."""
    same = verdict.predicate in (None, proposal.predicate_id)
    action = Action.ACCEPT if same else Action.CHANGE
    return _confirmed(replace(verdict, action=action, term=None), proposal, review, context)


def _given_up(record: Mapping, proposal: Mapping, review: Review) -> list[Mapping]:
    """The record that a reviewer changed to what another proposes already: rejected, unless it is so."""
    if record.status in (MappingStatus.REJECTED, MappingStatus.WITHDRAWN):
        return []
    because = replace(review, informed_by=decision_uri(proposal.uri, proposal.revision + 1))
    return [curation.reject(record, because)]


def _done_elsewhere(verdict: Verdict, record: Mapping, context: ReviewContext) -> bool:
    """Whether the reviewer has accepted already another record that leads where this one is to lead."""
    if verdict.action is not Action.CHANGE or verdict.term is None:
        return False
    target, others = verdict.term.uri, context.of_outcome(record.subject_id)
    return any(_done(verdict, one) for one in others if one.object_id == target and one.uri != record.uri)


def _confirmed(verdict: Verdict, record: Mapping, review: Review, context: ReviewContext) -> list[Mapping]:
    """The record accepted, as it is or changed; an open question of no term is settled by it."""
    _refuse_beside_no_term(record.subject_id, context)
    if verdict.action is Action.CHANGE:
        if verdict.term is not None and verdict.term.uri != record.object_id:
            _refuse_double(record.subject_id, verdict.term, context)
        after = curation.change(record, review, predicate=verdict.predicate, term=verdict.term)
    else:
        after = curation.accept(record, review)
    return [after, *_settled(record.subject_id, _brought_about(after, review), context)]


def _added(verdict: Verdict, term: TargetTerm, context: ReviewContext) -> list[Mapping]:
    """A mapping of the reviewer's own to a concept that no record of the outcome leads to."""
    outcome = verdict.target
    text = _loaded_text(outcome, context)
    present = [one for one in context.of_outcome(outcome) if one.object_id == term.uri]
    if verdict.idempotent and any(_done(verdict, one) for one in present):
        return []
    _check_text(verdict, context, outcome)
    if (proposal := _proposal(outcome, term, context)) is not None:
        return _taken(verdict, proposal, _on_present_text(verdict.review, context, outcome), context)
    _refuse_beside_no_term(outcome, context)
    _refuse_double(outcome, term, context)
    predicate = verdict.predicate or Predicate.CLOSE
    after = curation.add(outcome, text, verdict.review, term, predicate=predicate)
    earlier = context.record(after.uri)
    if earlier is not None:
        after = _said_again(earlier, after)
    return [after, *_settled(outcome, _brought_about(after, verdict.review), context)]


def _said_again(earlier: Mapping, after: Mapping) -> Mapping:
    """A mapping under whose IRI there is a record: one that was withdrawn, or leads elsewhere by now."""
    if earlier.object_id != after.object_id:
        return replace(after, record_id=minted("mapping", after.uri, str(earlier.revision)))
    decision = replace(after.history[0], before=replace(earlier, history=()))
    return replace(after, history=(*earlier.history, decision))


def _no_term(verdict: Verdict, context: ReviewContext) -> list[Mapping]:
    """The decision that an outcome has no term, and what waits of its mappings rejected by it."""
    outcome, records = verdict.target, context.of_outcome(verdict.target)
    before = context.record(no_term_uri(outcome))
    if verdict.idempotent and before is not None and _done(verdict, before):
        return []
    text = _loaded_text(outcome, context)
    _check_text(verdict, context, outcome)
    looked_at = context.record(verdict.beside) if verdict.beside else before
    if verdict.beside and looked_at is None:
        raise _gone(verdict.beside)
    if looked_at is not None:
        _check_seen(verdict, looked_at)
    _refuse_beside_accepted(records)
    review = replace(verdict.review, subject_text=text)
    stated = curation.no_term(outcome, text, review, before=before)
    waiting = [one for one in records if one.status.waiting and not one.no_term]
    because = _brought_about(stated, review)
    return [stated, *(curation.reject(one, because) for one in waiting)]


def _refuse_beside_accepted(records: list[Mapping]) -> None:
    for one in records:
        if one.status is MappingStatus.ACCEPTED:
            label = one.object_label or one.object_id
            raise error_of(DecisionError, "accepted-beside", label=label, **_last(one))


def _undone(record: Mapping, review: Review, context: ReviewContext) -> list[Mapping]:
    """The record without its last decision, and without what that brought about in others."""
    standing = histories.in_force(record)
    after = curation.undo(record, review)
    cause = decision_uri(record.uri, standing[-1] + 1)
    because = replace(review, informed_by=decision_uri(after.uri, after.revision))
    return [after, *(curation.undo(one, because) for one in _caused(record, cause, context))]


def _caused(record: Mapping, cause: str, context: ReviewContext) -> Iterator[Mapping]:
    for one in context.of_outcome(record.subject_id):
        last = histories.undoable(one)
        if one.uri != record.uri and last is not None and last.informed_by == cause:
            yield one


def _settled(outcome: str, because: Review, context: ReviewContext) -> list[Mapping]:
    """The open question whether the outcome has no term, answered by the term that was found."""
    question = context.record(no_term_uri(outcome))
    if question is None or question.status is not MappingStatus.REOPENED:
        return []
    return [curation.reject(question, because)]


def _brought_about(after: Mapping, review: Review) -> Review:
    return replace(review, informed_by=decision_uri(after.uri, after.revision))


def _on_present_text(review: Review, context: ReviewContext, outcome: str) -> Review:
    return replace(review, subject_text=review.subject_text or context.text(outcome))


def _loaded_text(outcome: str, context: ReviewContext) -> str:
    text = context.text(outcome)
    if not text:
        raise error_of(NotFoundError, "outcome-unknown", outcome=outcome)
    return text


def _gone(record: str) -> NotFoundError:
    return error_of(NotFoundError, "mapping-gone", name=record)


def _done(verdict: Verdict, record: Mapping) -> bool:
    """Whether the reviewer has said just this of the record already."""
    said = histories.judgements(record).get(verdict.review.by.uri)
    if said is None or (not record.status.decided):
        return False
    if verdict.action is Action.CHANGE:
        target = record.object_id if verdict.term is None else verdict.term.uri
        wanted = (MappingStatus.ACCEPTED, verdict.predicate or record.predicate_id, target)
        return (record.status, record.predicate_id, record.object_id) == wanted
    decided = {Action.ACCEPT: MappingStatus.ACCEPTED, Action.REJECT: MappingStatus.REJECTED}
    stands = decided.get(verdict.action, MappingStatus.NO_TERM) is record.status
    return stands or (said[0].second_opinion and said[0].action is verdict.action)


def _check_text(verdict: Verdict, context: ReviewContext, outcome: str) -> None:
    """Refuse where the reviewer read another text."""
    if verdict.fingerprint and verdict.fingerprint != histories.fingerprint(context.text(outcome)):
        raise error_of(DecisionError, "text-changed")


def _check_seen(verdict: Verdict, record: Mapping) -> None:
    """Refuse where the reviewer did not see what stands."""
    if verdict.seen is not None:
        if record.revision < verdict.seen:
            told = {"seen": verdict.seen, "revision": record.revision}
            raise error_of(StaleDecisionError, "revision-not-there", **told)
        if record.revision != verdict.seen:
            raise error_of(StaleDecisionError, "decided-meanwhile", **_last(record))
        return
    judging = verdict.action is not Action.UNDO and not verdict.second_opinion
    if judging and record.status.decided and not verdict.override:
        raise error_of(DecisionError, "decided-already", **_last(record))


def _refuse_beside_no_term(outcome: str, context: ReviewContext) -> None:
    record = context.record(no_term_uri(outcome))
    if record is not None and record.status is MappingStatus.NO_TERM:
        raise error_of(DecisionError, "no-term-beside", **_last(record))


def _refuse_double(outcome: str, term: TargetTerm, context: ReviewContext) -> None:
    for one in context.of_outcome(outcome):
        if one.object_id == term.uri and one.status is not MappingStatus.WITHDRAWN:
            raise error_of(
                DecisionError,
                "mapping-double",
                label=term.label or term.uri,
                status=one.status.value,
                short=short(one.uri),
            )


def short(record: str) -> str:
    """The start of a record's own part of its IRI, long enough to name it."""
    return record.rsplit("/", 1)[-1][:10]


_BROUGHT = {
    MappingStatus.PROPOSED: Action.PROPOSE,
    MappingStatus.ACCEPTED: Action.ACCEPT,
    MappingStatus.REJECTED: Action.REJECT,
    MappingStatus.NO_TERM: Action.NO_TERM,
    MappingStatus.REOPENED: Action.REOPEN,
    MappingStatus.WITHDRAWN: Action.UNDO,
}
"""What must have been done to a record that came here without its history."""


def _last(record: Mapping) -> dict[str, object]:
    """Who decided last, when, and did what, as sentences of errors name it."""
    if not record.history:
        at, by, done = sentence("word.some-time"), sentence("word.nobody"), _BROUGHT[record.status]
        return {"at": at, "by": by, "done": sentence(f"word.{done}")}
    last = record.history[-1]
    return {"at": last.at, "by": last.by, "done": sentence(f"word.{last.action}")}
