"""What becomes of mapping records when their framework has a new version."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from skillgraph.alignment import curation, histories
from skillgraph.alignment.succession import Candidate, Doubt, EvidenceKind, Succession, Version
from skillgraph.alignment.upgrade import Fate, Obstacle, Transition, Upgrade, undo_upgrade, upgrade
from skillgraph.model import (
    Action,
    Agent,
    Concept,
    ConceptKind,
    FrameworkId,
    Mapping,
    MappingStatus,
    Predicate,
    Review,
)
from skillgraph.taxonomies.differences import changes_of, differences
from tests.support.curation_steps import STEPS, Step, decided

OLD, NEW = FrameworkId("garden", "1"), FrameworkId("garden", "2")
PERSON = Agent("https://orcid.org/0000-0002-1825-0097", "A Reviewer")
EARLIER, THEN, LATER = "2026-11-24T09:00:00Z", "2026-11-25T09:00:00Z", "2026-11-26T09:00:00Z"


def skill(uri: str, label: str) -> Concept:
    return Concept(uri, ConceptKind.SKILL, pref_labels={"en": label})


BEFORE = [skill("u:kept", "mow"), skill("u:merged", "cut hedges"), skill("u:lost", "read the stars")]
AFTER = [skill("u:kept", "mow lawns"), skill("u:shears", "trim hedges")]
SHEARS = Candidate("u:shears", "trim hedges", EvidenceKind.ALTERNATIVE, ("cut hedges",))
SUCCESSIONS = {
    "u:merged": Succession("u:merged", "cut hedges", SHEARS, (SHEARS,)),
    "u:lost": Succession("u:lost", "read the stars", None, (replace(SHEARS, kind=None),), Doubt.WEAK),
}


def record(concept: str, outcome: str = "u:outcome", **slots: object) -> Mapping:
    plain = Mapping(
        f"{outcome}/{concept[2:]}" if outcome == "u:outcome" else outcome,
        Predicate.EXACT,
        concept,
        "semapv:CompositeMatching",
        subject_label="Do it",
        object_label={one.uri: one.label() for one in BEFORE}.get(concept, "trim hedges"),
        object_source=OLD.name,
        object_source_version=OLD.version,
        confidence=0.7,
        tool_confidence=0.7,
    )
    return replace(plain, **slots)  # type: ignore[arg-type]


def accepted(mapping: Mapping) -> Mapping:
    return curation.accept(mapping, Review(PERSON, EARLIER, reason="It fits"))


def upgraded(*records: Mapping, at: str = THEN) -> Upgrade:
    return upgrade(
        records,
        old=OLD,
        new=NEW,
        version=Version.of(AFTER),
        successions=SUCCESSIONS,
        changes=changes_of(differences(BEFORE, AFTER)),
        at=at,
    )


def only(found: Upgrade) -> Transition:
    (transition,) = found.transitions
    return transition


def test_a_record_whose_concept_is_still_there_is_kept_with_its_decision_and_its_changes() -> None:
    one = only(upgraded(accepted(record("u:kept"))))
    assert (one.fate, one.after.status) == (Fate.KEPT, MappingStatus.ACCEPTED)
    assert (one.after.object_label, one.after.object_source_version) == ("mow lawns", "2")
    assert one.after.reviewer_label == ("A Reviewer",)
    assert [change.kind.value for change in one.changes] == ["relabelled"]
    assert "relabelled" in one.after.history[-1].reason


def test_a_moved_accepted_record_asks_to_be_confirmed_and_its_history_has_the_decision() -> None:
    one = only(upgraded(accepted(record("u:merged"))))
    assert (one.fate, one.after.status, one.after.object_id) == (
        Fate.MOVED,
        MappingStatus.REOPENED,
        "u:shears",
    )
    assert [step.action for step in one.after.history] == [Action.ACCEPT, Action.REOPEN, Action.MOVE]
    step = one.after.history[-1]
    assert step.by == curation.SYSTEM
    assert step.confidence == EvidenceKind.ALTERNATIVE.confidence
    assert "labels taken over: cut hedges" in step.evidence
    assert histories.status_before_reopening(one.after) is MappingStatus.ACCEPTED
    assert one.after.uri == one.before.uri


def test_an_exact_match_stays_exact_only_where_the_replacement_means_the_same() -> None:
    assert only(upgraded(record("u:merged"))).after.predicate_id is Predicate.CLOSE
    assert only(upgraded(record("u:kept"))).after.predicate_id is Predicate.EXACT
    broad = only(upgraded(record("u:merged", predicate_id=Predicate.BROAD)))
    assert broad.after.predicate_id is Predicate.BROAD


def test_a_decided_record_without_sure_replacement_is_opened_again_with_candidates() -> None:
    one = only(upgraded(accepted(record("u:lost"))))
    assert (one.fate, one.obstacle) == (Fate.REOPENED, Obstacle.WEAK)
    assert (one.after.status, one.after.object_id) == (MappingStatus.REOPENED, "u:lost")
    assert "u:shears" in one.after.history[-1].evidence


def test_a_proposal_that_nobody_decided_on_goes_on_waiting() -> None:
    one = only(upgraded(record("u:lost")))
    assert one.fate is Fate.REOPENED
    assert one.after is one.before
    assert only(upgraded(record("u:merged"))).after.status is MappingStatus.PROPOSED


def test_an_outcome_gets_no_second_record_of_a_concept() -> None:
    there = record("u:shears", "u:same", object_source_version="2")
    one = only(upgraded(accepted(record("u:merged", "u:same")), there))
    assert (one.fate, one.obstacle) == (Fate.REOPENED, Obstacle.MAPPED)


def test_other_versions_decisions_of_no_term_and_withdrawn_records_are_left_alone() -> None:
    review = Review(PERSON, EARLIER)
    none = curation.no_term("u:outcome", "Do it", review)
    withdrawn = replace(record("u:merged"), status=MappingStatus.WITHDRAWN)
    assert upgraded(record("u:merged", object_source_version="0"), none, withdrawn).transitions == ()


STATES = st.lists(
    st.tuples(
        st.sampled_from([step for step in STEPS if step not in STEPS[4:7]]), st.just(Review(PERSON, EARLIER))
    ),
    max_size=3,
)
"""Steps that change neither concept nor version."""


@given(st.lists(st.tuples(st.sampled_from(BEFORE), STATES), max_size=4))
def test_undoing_an_upgrade_gives_every_record_back_and_takes_nothing_from_a_history(
    drawn: list[tuple[Concept, list[tuple[Step, Review]]]],
) -> None:
    records = [
        decided(record(concept.uri, f"u:{number}"), steps) for number, (concept, steps) in enumerate(drawn)
    ]
    found = upgraded(*records)
    present = [one.after for one in found.transitions]
    undone = undo_upgrade(present, old=OLD, new=NEW, at=LATER)
    restored = {one.uri: one for one in present} | {one.uri: one for one in undone.restored}
    for transition in found.transitions:
        before, after = transition.before, restored[transition.before.uri]
        assert replace(after, history=(), record_id="") == replace(before, history=(), record_id="")
        assert after.history[: before.revision] == before.history
    assert not undone.decided_since
    assert not undo_upgrade(restored.values(), old=OLD, new=NEW, at=LATER).run


def test_what_was_decided_since_stays() -> None:
    moved = only(upgraded(accepted(record("u:merged")))).after
    confirmed = curation.accept(moved, Review(PERSON, LATER))
    undone = undo_upgrade([confirmed], old=OLD, new=NEW, at=LATER)
    assert (undone.restored, undone.decided_since) == ((), (confirmed,))


def test_of_two_upgrades_the_last_is_undone() -> None:
    first = only(upgraded(record("u:kept"))).after
    second = only(upgraded(record("u:kept", "u:other"), at=LATER)).after
    undone = undo_upgrade([first, second], old=OLD, new=NEW, at=LATER)
    assert [one.uri for one in undone.restored] == [second.uri]
