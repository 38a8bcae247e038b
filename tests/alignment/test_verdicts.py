"""What a verdict does to the records of its outcome, and what it must not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillgraph.alignment import curation, histories
from skillgraph.alignment.curation import TargetTerm
from skillgraph.alignment.verdicts import Verdict, applied, no_term_uri
from skillgraph.errors import DecisionError, NotFoundError
from skillgraph.model import Action, Agent, Mapping, MappingStatus, Predicate, Review

ANA, LEO = Agent("", "Ana"), Agent("", "Léo")
OUTCOME = "https://example.org/o"
TEXT = "Join pipes."


class Table:
    """Mapping records in memory, in place of a graph."""

    def __init__(self, *records: Mapping, text: str = TEXT) -> None:
        self.records = {record.uri: record for record in records}
        self._text = text

    def record(self, uri: str) -> Mapping | None:
        return self.records.get(uri)

    def of_outcome(self, outcome: str) -> list[Mapping]:
        return [record for record in self.records.values() if record.subject_id == outcome]

    def text(self, outcome: str) -> str:
        return self._text if outcome == OUTCOME else ""

    def decide(self, action: Action, target: str, who: Agent = ANA, **more: object) -> list[Mapping]:
        review = Review(who, "2026-11-25T18:00:00Z")
        changed = applied(Verdict(action, target, review, **more), self)  # type: ignore[arg-type]
        self.records |= {record.uri: record for record in changed}
        return changed

    def statuses(self) -> list[str]:
        return [record.status.value for record in self.records.values()]


def proposal(concept: str = "weld") -> Mapping:
    return Mapping(
        OUTCOME,
        Predicate.CLOSE,
        f"https://example.org/{concept}",
        "semapv:CompositeMatching",
        subject_label=TEXT,
        object_label=concept,
        confidence=0.5,
        tool_confidence=0.5,
        mapping_tool="skillgraph",
    )


WELD, BRAZE = proposal(), proposal("braze")


def test_no_term_rejects_what_waits_and_undoing_it_brings_that_back() -> None:
    context = Table(WELD, BRAZE)

    context.decide(Action.NO_TERM, OUTCOME)
    assert context.statuses() == ["rejected", "rejected", "no-term"]
    with pytest.raises(DecisionError, match=r"At 2026-11-25T18:00:00Z Ana decided that .* no term"):
        context.decide(Action.ACCEPT, WELD.uri, LEO, override=True)
    context.decide(Action.UNDO, no_term_uri(OUTCOME))
    assert context.statuses() == ["proposed", "proposed", "withdrawn"]
    assert [record.revision for record in context.records.values()] == [2, 2, 2]


def test_no_term_is_refused_beside_an_accepted_term_and_without_the_outcome() -> None:
    context = Table(WELD)
    context.decide(Action.ACCEPT, WELD.uri)

    with pytest.raises(DecisionError, match="Ana accepted “weld” for this outcome"):
        context.decide(Action.NO_TERM, OUTCOME, LEO)
    with pytest.raises(NotFoundError, match="No loaded credential has the outcome"):
        context.decide(Action.NO_TERM, "https://example.org/gone")


def test_who_did_not_see_what_stands_is_told_who_decided_and_when() -> None:
    context = Table(WELD)
    context.decide(Action.ACCEPT, WELD.uri, seen=0)

    with pytest.raises(DecisionError, match="At 2026-11-25T18:00:00Z Ana accepted it after you looked"):
        context.decide(Action.REJECT, WELD.uri, LEO, seen=0)
    with pytest.raises(DecisionError, match="Ana accepted it already") as refused:
        context.decide(Action.REJECT, WELD.uri, LEO)
    assert "--second-opinion" in refused.value.hint
    (rejected,) = context.decide(Action.REJECT, WELD.uri, LEO, seen=1)
    assert rejected.status is MappingStatus.REJECTED
    with pytest.raises(DecisionError, match="text of the outcome has changed"):
        context.decide(Action.ACCEPT, WELD.uri, seen=2, fingerprint=histories.fingerprint("Join tubes."))
    with pytest.raises(NotFoundError, match="There is no mapping"):
        context.decide(Action.ACCEPT, BRAZE.uri)


def test_a_second_opinion_decides_where_nobody_has() -> None:
    context = Table(WELD)

    context.decide(Action.ACCEPT, WELD.uri, second_opinion=True)
    context.decide(Action.REJECT, WELD.uri, LEO, second_opinion=True)
    (record,) = context.records.values()
    assert record.status is MappingStatus.ACCEPTED
    assert [step.second_opinion for step in record.history] == [False, True]


def test_the_same_word_again_changes_nothing_where_it_may_come_twice() -> None:
    context = Table(WELD, BRAZE)
    term = TargetTerm("https://example.org/solder", "solder")
    for _ in range(2):
        context.decide(Action.REJECT, WELD.uri, idempotent=True, seen=0)
        context.decide(Action.CHANGE, BRAZE.uri, idempotent=True, seen=0, term=term)
    assert [record.revision for record in context.records.values()] == [1, 1]

    no_term = Table(WELD)
    for _ in range(2):
        no_term.decide(Action.NO_TERM, OUTCOME, idempotent=True, seen=0, beside=WELD.uri)
    assert no_term.statuses() == ["rejected", "no-term"]


def test_a_mapping_of_ones_own_can_be_added_once_and_again_after_undoing() -> None:
    context = Table()
    term = TargetTerm("https://example.org/solder", "solder", "esco", "1.2.0")

    (added,) = context.decide(Action.CHANGE, OUTCOME, term=term)
    assert (added.status, added.object_source_version) == (MappingStatus.ACCEPTED, "1.2.0")
    with pytest.raises(DecisionError, match="has a mapping to “solder” already"):
        context.decide(Action.CHANGE, OUTCOME, term=term)
    context.decide(Action.UNDO, added.uri)
    (again,) = context.decide(Action.CHANGE, OUTCOME, term=term)
    assert (again.uri, again.status, again.revision) == (added.uri, MappingStatus.ACCEPTED, 3)


def test_a_changed_record_keeps_its_name_from_a_new_one_to_where_it_led() -> None:
    context = Table(WELD)
    context.decide(Action.CHANGE, WELD.uri, term=TargetTerm(BRAZE.object_id, "braze"))

    (added,) = context.decide(Action.CHANGE, OUTCOME, term=TargetTerm(WELD.object_id, "weld"))
    assert added.uri != WELD.uri
    assert len(context.records) == 2
    with pytest.raises(DecisionError, match="has a mapping to “weld” already"):
        context.decide(Action.CHANGE, WELD.uri, seen=1, term=TargetTerm(WELD.object_id, "weld"))


@pytest.mark.parametrize("relation", [None, Predicate.BROAD])
def test_changing_to_what_is_proposed_already_accepts_that_and_is_undone_whole(
    relation: Predicate | None,
) -> None:
    context = Table(WELD, BRAZE)
    term = TargetTerm(BRAZE.object_id, "braze")
    for _ in range(2):
        context.decide(Action.CHANGE, WELD.uri, idempotent=True, seen=0, term=term, predicate=relation)
    assert context.statuses() == ["rejected", "accepted"]
    assert context.records[BRAZE.uri].predicate_id is (relation or BRAZE.predicate_id)
    assert len(context.records) == 2
    context.decide(Action.UNDO, BRAZE.uri)
    assert context.statuses() == ["proposed", "proposed"]


def test_adding_what_is_proposed_already_accepts_that() -> None:
    context = Table(WELD, BRAZE)
    (taken,) = context.decide(Action.CHANGE, OUTCOME, term=TargetTerm(BRAZE.object_id, "braze"))
    assert (taken.uri, context.statuses()) == (BRAZE.uri, ["proposed", "accepted"])


def test_a_term_that_is_found_settles_an_open_question_of_no_term() -> None:
    no_term = curation.no_term(OUTCOME, "Join.", Review(ANA, "2026-11-25T17:00:00Z"))
    opened = curation.reopen(no_term, Review(curation.SYSTEM, "2026-11-25T17:30:00Z", subject_text=TEXT))
    context = Table(opened, WELD)

    context.decide(Action.ACCEPT, WELD.uri)
    assert context.statuses() == ["withdrawn", "accepted"]
    context.decide(Action.UNDO, WELD.uri)
    assert context.statuses() == ["reopened", "proposed"]


def test_decisions_are_on_the_text_as_it_is() -> None:
    context = Table(replace(WELD, subject_label="Join the pipes."))

    (accepted,) = context.decide(Action.ACCEPT, WELD.uri)
    assert accepted.subject_label == TEXT
    assert not histories.text_changed(accepted, TEXT)
