"""Records from elsewhere never undo what people decided here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillgraph.alignment.asserting import asserted
from skillgraph.alignment.importing import merge
from skillgraph.model import (
    Action,
    Agent,
    Alignment,
    Credential,
    LearningOutcome,
    Mapping,
    MappingStatus,
    Predicate,
)

AT = "2026-11-25T12:00:00Z"
PROPOSED = Mapping(
    subject_id="https://example.org/o",
    predicate_id=Predicate.CLOSE,
    object_id="https://example.org/s",
    mapping_justification="semapv:CompositeMatching",
    subject_label="Weld",
)
ACCEPTED = replace(PROPOSED, status=MappingStatus.ACCEPTED, reviewer_label=("Ann",))


def test_a_proposal_gives_way_and_the_history_says_so() -> None:
    (taken,) = merge([PROPOSED], [ACCEPTED], at=AT, origin="theirs.sssom.tsv").changed
    (step,) = taken.history
    assert (step.action, step.by, step.at) == (Action.ACCEPT, Agent(label="Ann"), AT)
    assert step.before == PROPOSED
    assert step.reason == "Imported from theirs.sssom.tsv."
    assert replace(taken, history=()) == ACCEPTED


@pytest.mark.parametrize("status", [status for status in MappingStatus if status.decided])
def test_a_decision_stays_and_the_difference_is_told(status: MappingStatus) -> None:
    ours = replace(PROPOSED, status=status, comment="ours")
    merged = merge([ours], [PROPOSED], at=AT, origin="theirs")
    assert merged.changed == ()
    assert merged.conflicts == ((PROPOSED, ours),)


def test_the_same_record_changes_nothing() -> None:
    merged = merge([ACCEPTED], [ACCEPTED], at=AT, origin="theirs")
    assert (merged.changed, merged.unchanged, merged.conflicts) == ((), 1, ())


def test_a_new_proposal_comes_without_a_history() -> None:
    assert merge([], [PROPOSED], at=AT, origin="theirs").changed == (PROPOSED,)


CREDENTIAL = Credential(
    "https://example.org/c",
    "Welding",
    "College",
    outcomes=(LearningOutcome(PROPOSED.subject_id, "Weld"),),
    issuer_id="https://example.org/college",
    alignments=(Alignment(PROPOSED.object_id, "weld", outcome=PROPOSED.subject_id),),
)


def test_an_issuers_alignment_is_accepted_on_its_own_justification() -> None:
    (record,) = asserted([CREDENTIAL], existing=[PROPOSED], date="2026-11-25")
    assert record.status is MappingStatus.ACCEPTED
    assert record.mapping_justification == "semapv:UnspecifiedMatching"
    assert record.author_id == ("https://example.org/college",)
    assert record.reviewer_id == ()
    assert record.confidence is None


def test_an_issuers_alignment_does_not_undo_a_rejection() -> None:
    rejected = replace(PROPOSED, status=MappingStatus.REJECTED)
    assert asserted([CREDENTIAL], existing=[rejected], date="2026-11-25") == []
