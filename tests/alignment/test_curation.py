"""Decisions are pure, their history only grows, and undoing brings back what was there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.alignment import curation, histories
from skillgraph.alignment.curation import TargetTerm
from skillgraph.errors import DecisionError
from skillgraph.model import (
    NO_TERM_FOUND,
    Action,
    Agent,
    Mapping,
    MappingStatus,
    Predicate,
    PredicateModifier,
    Review,
)
from tests.support.curation_steps import STEPS, Step, decided

ANA = Agent("https://orcid.org/0000-0002-1825-0097", "Ana")
LEO = Agent("", "Léo")
OUTCOME, WELD, BRAZE = "https://example.org/o", "https://example.org/weld", "https://example.org/braze"
PROPOSED = Mapping(
    OUTCOME,
    Predicate.CLOSE,
    WELD,
    "semapv:CompositeMatching",
    subject_label="Join pipes.",
    object_label="weld",
    object_source="esco",
    object_source_version="1.2.0",
    confidence=0.6,
    tool_confidence=0.6,
    similarity_score=0.7,
    mapping_tool="skillgraph",
)


def by(who: Agent = ANA, **more: object) -> Review:
    return Review(who, "2026-11-25T18:00:00Z", **more)  # type: ignore[arg-type]


def test_accepting_names_the_reviewer_and_keeps_the_tools_confidence_apart() -> None:
    record = curation.accept(PROPOSED, by(confidence=0.9, reason="as we teach it"))

    assert (record.status, record.confidence, record.tool_confidence) == (MappingStatus.ACCEPTED, 0.6, 0.6)
    assert (record.reviewer_id, record.reviewer_label) == ((ANA.id,), ("Ana",))
    assert (record.reviewer_agreement, record.review_date) == (0.9, "2026-11-25")
    (decision,) = record.history
    assert (decision.action, decision.reason, decision.before) == (Action.ACCEPT, "as we teach it", PROPOSED)
    assert decision.fingerprint == histories.fingerprint("Join  pipes.")
    assert PROPOSED.history == ()


def test_rejecting_negates_and_leaves_no_confidence_in_the_negation() -> None:
    record = curation.reject(PROPOSED, by())

    assert (record.status, record.predicate_modifier) == (MappingStatus.REJECTED, PredicateModifier.NOT)
    assert (record.confidence, record.tool_confidence) == (None, 0.6)
    again = curation.accept(record, by(LEO))
    assert (again.predicate_modifier, again.confidence, again.reviewer_label) == (None, 0.6, ("Léo",))


def test_a_change_is_the_reviewers_own_mapping_under_the_same_record() -> None:
    record = curation.change(PROPOSED, by(confidence=0.8), term=TargetTerm(BRAZE, "braze"))

    assert record.uri == PROPOSED.uri
    assert (record.object_id, record.object_label, record.object_source_version) == (BRAZE, "braze", "1.2.0")
    assert (record.mapping_justification, record.author_id) == ("semapv:ManualMappingCuration", (ANA.id,))
    assert (record.confidence, record.tool_confidence, record.similarity_score) == (0.8, None, None)
    assert histories.targets(record) == {WELD, BRAZE}
    sharper = curation.change(PROPOSED, by(), predicate=Predicate.EXACT)
    assert (sharper.predicate_id, sharper.tool_confidence) == (Predicate.EXACT, 0.6)
    with pytest.raises(DecisionError, match="Nothing would change"):
        curation.change(PROPOSED, by(), term=TargetTerm(WELD))


def test_no_term_is_a_decision_of_its_own_and_can_be_withdrawn_and_made_again() -> None:
    record = curation.no_term(OUTCOME, "Join pipes.", by(reason="too narrow"))
    assert (record.object_id, record.status, record.no_term) == (NO_TERM_FOUND, MappingStatus.NO_TERM, True)

    withdrawn = curation.undo(record, by())
    assert (withdrawn.status, withdrawn.revision) == (MappingStatus.WITHDRAWN, 2)
    again = curation.no_term(OUTCOME, "Join pipes.", by(LEO), before=withdrawn)
    assert (again.status, again.revision, again.uri) == (MappingStatus.NO_TERM, 3, record.uri)
    with pytest.raises(DecisionError, match="has been decided to have no term"):
        curation.no_term(OUTCOME, "Join pipes.", by(), before=again)
    with pytest.raises(DecisionError, match="no concept to accept"):
        curation.accept(again, by())


def test_a_term_found_by_hand_is_accepted_and_undone_it_is_withdrawn() -> None:
    record = curation.add(
        OUTCOME, "Join pipes.", by(confidence=1.0), TargetTerm(BRAZE, "braze", "esco", "1.2.0")
    )

    assert (record.status, record.confidence, record.tool_confidence) == (MappingStatus.ACCEPTED, 1.0, None)
    assert curation.undo(record, by()).status is MappingStatus.WITHDRAWN
    no_term = curation.no_term(OUTCOME, "Join pipes.", by())
    assert curation.reject(no_term, by(LEO)).status is MappingStatus.WITHDRAWN


def test_undo_goes_back_step_by_step_and_forgets_nothing() -> None:
    rejected = curation.reject(curation.accept(PROPOSED, by()), by(LEO))

    once = curation.undo(rejected, by())
    assert once.status is MappingStatus.ACCEPTED
    twice = curation.undo(once, by())
    assert replace(twice, history=()) == PROPOSED
    assert [d.action for d in twice.history] == ["accept", "reject", "undo", "undo"]
    with pytest.raises(DecisionError, match="no decision to undo"):
        curation.undo(twice, by())


def test_the_same_decision_by_the_same_reviewer_is_refused_and_by_another_stands_beside() -> None:
    accepted = curation.accept(PROPOSED, by())

    with pytest.raises(DecisionError, match=r"Ana .* has accepted this mapping already"):
        curation.accept(accepted, by())
    assert curation.accept(accepted, by(LEO)).reviewer_label == ("Ana", "Léo")


def test_a_changed_text_opens_the_mapping_again_with_the_old_decision_kept() -> None:
    accepted = curation.accept(PROPOSED, by())
    assert not histories.text_changed(accepted, "Join\npipes.")
    assert histories.text_changed(accepted, "Join tubes.")

    opened = curation.reopen(accepted, by(curation.SYSTEM, subject_text="Join tubes."))
    assert (opened.status, opened.subject_label, opened.reviewer_id) == ("reopened", "Join tubes.", ())
    assert histories.status_before_reopening(opened) is MappingStatus.ACCEPTED
    assert not histories.text_changed(opened, "Join tubes.")
    kept = curation.undo(opened, by(subject_text="Join tubes."))
    assert kept.status is MappingStatus.ACCEPTED
    assert not histories.text_changed(kept, "Join tubes."), "who undoes it has seen the new text"
    with pytest.raises(DecisionError, match="there is no decision to open again"):
        curation.reopen(PROPOSED, by())


def test_a_move_keeps_state_and_reviewers_and_can_be_undone() -> None:
    rejected = curation.reject(PROPOSED, by())
    review = by(curation.SYSTEM, evidence="the same preferred label", informed_by="https://example.org/run")

    moved = curation.move(rejected, review, TargetTerm(BRAZE, "braze", "esco", "1.2.1"))
    assert (moved.status, moved.object_id, moved.object_source_version) == ("rejected", BRAZE, "1.2.1")
    assert (moved.reviewer_label, moved.uri) == (("Ana",), PROPOSED.uri)
    assert moved.history[-1].evidence == "the same preferred label"
    assert replace(curation.undo(moved, by()), history=()) == replace(rejected, history=())
    with pytest.raises(DecisionError, match=r"leads to .* already"):
        curation.move(moved, review, TargetTerm(BRAZE))


def test_a_new_run_renews_what_waits_and_never_what_was_decided() -> None:
    waiting = curation.undo(curation.accept(PROPOSED, by()), by())
    renewed = curation.refresh(waiting, replace(PROPOSED, confidence=0.4), by(curation.SYSTEM))

    assert (renewed.confidence, renewed.revision, renewed.status) == (0.4, 3, MappingStatus.PROPOSED)
    assert histories.undoable(renewed) is None
    with pytest.raises(DecisionError, match="does not touch it"):
        curation.refresh(curation.accept(PROPOSED, by()), PROPOSED, by())


def test_a_second_opinion_leaves_the_state_and_is_remembered() -> None:
    accepted = curation.accept(PROPOSED, by())
    doubted = curation.second_opinion(accepted, Action.REJECT, by(LEO))

    assert replace(doubted, history=()) == replace(accepted, history=())
    said = {who: decision.action for who, (decision, _) in histories.judgements(doubted).items()}
    assert said == {ANA.uri: Action.ACCEPT, LEO.uri: Action.REJECT}
    assert set(histories.judgements(curation.undo(doubted, by(LEO)))) == {ANA.uri}
    with pytest.raises(DecisionError, match="is no second opinion"):
        curation.second_opinion(accepted, Action.UNDO, by(LEO))


REVIEWS = st.builds(by, who=st.sampled_from([ANA, LEO]), reason=st.text(max_size=4))


@given(st.lists(st.tuples(st.sampled_from(STEPS), REVIEWS), max_size=8))
def test_curation_never_loses_history_nor_identity(steps: list[tuple[Step, Review]]) -> None:
    record = PROPOSED
    for step in steps:
        after = decided(record, [step])
        assert after.history[: record.revision] == record.history
        assert after.uri == PROPOSED.uri
        assert after.revision <= record.revision + 1
        record = after


@given(st.lists(st.tuples(st.sampled_from(STEPS), REVIEWS), max_size=8))
def test_undoing_everything_comes_back_to_the_proposal(steps: list[tuple[Step, Review]]) -> None:
    record = decided(PROPOSED, steps)
    while histories.undoable(record) is not None:
        record = curation.undo(record, by())

    assert replace(record, history=()) == PROPOSED
