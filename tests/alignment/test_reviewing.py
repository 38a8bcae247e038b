"""Reviewers are named, compared and listed; filters mean what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillgraph.alignment import curation, histories
from skillgraph.alignment.agreement import Judgement, agreements, disagree, opinions
from skillgraph.alignment.listing import ReviewFilter, listing, places
from skillgraph.alignment.mark import Mark
from skillgraph.alignment.refreshing import refreshed
from skillgraph.alignment.review_words import action_named, predicate_named
from skillgraph.alignment.reviewers import reviewer
from skillgraph.errors import InputError
from skillgraph.model import (
    Action,
    Agent,
    Credential,
    LearningOutcome,
    Mapping,
    MappingStatus,
    Predicate,
    Review,
)

ANA, LEO = Agent("", "Ana"), Agent("", "Léo")
OUTCOMES = [LearningOutcome(f"urn:o:{n}", f"Do thing {n}.") for n in range(4)]
CREDENTIALS = [
    Credential("urn:c:1", "Welding", "North College", tuple(OUTCOMES[:2])),
    Credential("urn:c:2", "Cooking", "South College", tuple(OUTCOMES[2:])),
]


def proposal(outcome: int, concept: str = "a", confidence: float = 0.5) -> Mapping:
    return Mapping(
        f"urn:o:{outcome}",
        Predicate.CLOSE,
        f"urn:t:{concept}",
        "semapv:CompositeMatching",
        subject_label=f"Do thing {outcome}.",
        object_source="esco",
        object_source_version="1.2.0",
        confidence=confidence,
        tool_confidence=confidence,
        mapping_tool="skillgraph",
    )


def by(who: Agent = ANA, minute: int = 0) -> Review:
    return Review(who, f"2026-11-25T18:{minute:02}:00Z")


@pytest.mark.parametrize(
    ("words", "identifier", "label"),
    [
        ("0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097", ""),
        ("https://orcid.org/0000-0002-1694-233x", "https://orcid.org/0000-0002-1694-233X", ""),
        ("ana@example.org", "mailto:ana@example.org", ""),
        ("https://example.org/ana", "https://example.org/ana", ""),
        (" Ana  Pérez ", "", "Ana Pérez"),
        ("Ana Pérez <orcid:0000-0002-1825-0097>", "https://orcid.org/0000-0002-1825-0097", "Ana Pérez"),
    ],
)
def test_a_reviewer_is_named_in_several_ways(words: str, identifier: str, label: str) -> None:
    assert reviewer(words) == Agent(identifier, label)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Nobody is named"),
        ("  ", "Nobody is named"),
        ("0000-0002-1825-0098", "its last character is wrong"),
        ("Ana <somewhere>", "is no ORCID, mail address or URL"),
    ],
)
def test_who_cannot_be_is_refused(words: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        reviewer(words)


def test_words_for_decisions_and_relations_in_both_languages() -> None:
    assert {action_named(words) for words in ("No-Term", "aucun terme", "no term")} == {Action.NO_TERM}
    assert action_named(" Accepter ") is Action.ACCEPT
    assert predicate_named("Générique") is predicate_named("skos:broadMatch") is Predicate.BROAD
    with pytest.raises(InputError, match="'maybe' is no decision"):
        action_named("maybe")
    with pytest.raises(InputError, match="'same' is no relation"):
        predicate_named("same")


def test_kappa_is_that_of_cohens_table() -> None:
    """20 both yes, 5 only the first, 10 only the second, 15 both no: observed 0.7, by chance 0.5."""
    records = []
    for number, words in enumerate(["yy"] * 20 + ["yn"] * 5 + ["ny"] * 10 + ["nn"] * 15):
        record = proposal(number)
        for who, word in zip((ANA, LEO), words, strict=True):
            action = Action.ACCEPT if word == "y" else Action.REJECT
            record = curation.second_opinion(record, action, by(who))
        records.append(record)

    (found,) = agreements(records)
    assert (found.n, found.observed) == (50, 0.7)
    assert found.expected == pytest.approx(0.5)
    assert found.kappa == pytest.approx(0.4)
    assert sum(map(disagree, records)) == 15
    (always,) = agreements(records[:20])
    assert (always.observed, always.kappa) == (1.0, None)


def test_who_decides_anew_on_what_another_changed_agrees_with_it() -> None:
    changed = curation.change(
        curation.accept(proposal(1), by()), by(LEO), term=curation.TargetTerm("urn:t:b")
    )
    assert {one.by: one.judgement for one in opinions(changed)} == {
        ANA: Judgement.OTHER,
        LEO: Judgement.RIGHT,
    }
    assert not disagree(curation.accept(changed, by(ANA)))
    rejected_before = curation.change(
        curation.reject(proposal(1), by()), by(LEO), term=curation.TargetTerm("urn:t:b")
    )
    assert not disagree(rejected_before), "Ana rejected what the record no longer says"


def test_filters_hold_together_and_unseen_rejected_and_no_term_are_three_things() -> None:
    records = [
        proposal(0, "a", 0.9),
        proposal(0, "b", 0.2),
        curation.reject(proposal(1), by()),
        curation.no_term("urn:o:2", "Do thing 2.", by(LEO)),
        curation.undo(curation.no_term("urn:o:3", "Do thing 3.", by(LEO)), by(LEO)),
        curation.accept(replace(proposal(9), object_source_version="1.1.1"), by()),
    ]
    known = places(CREDENTIALS)

    def found(**wanted: object) -> list[tuple[str, str]]:
        kept = listing(records, known, ReviewFilter(**wanted))  # type: ignore[arg-type]
        return [(one.outcome, one.status) for one in kept.items()]

    everything = [
        ("urn:o:0", "proposed"),
        ("urn:o:0", "proposed"),
        ("urn:o:1", "rejected"),
        ("urn:o:2", "no-term"),
        ("urn:o:9", "accepted"),
    ]
    assert found() == everything
    assert found(credential="urn:c:1") == everything[:3]
    assert found(credential="urn:c:2") == found(issuer="SOUTH") == everything[3:4]
    assert found(min_confidence=0.5, max_confidence=0.6) == [everything[2], everything[4]]
    assert found(statuses=frozenset([MappingStatus.REJECTED])) == everything[2:3]
    assert found(statuses=frozenset([MappingStatus.NO_TERM])) == everything[3:4]
    assert found(statuses=frozenset([MappingStatus.WITHDRAWN])) == [("urn:o:3", "withdrawn")]
    assert found(framework="esco@1.1.1") == found(marks=frozenset([Mark.OUTCOME_GONE])) == everything[4:]
    assert found(reviewer="léo") == everything[3:4]
    assert found(disagreement=True) == []
    assert listing(records, known, ReviewFilter()).counts() == {
        "proposed": 2,
        "accepted": 1,
        "rejected": 1,
        "no-term": 1,
    }


def test_marks_tell_what_changed_since() -> None:
    doubted = curation.second_opinion(curation.accept(proposal(1), by()), Action.REJECT, by(LEO))
    known = places([replace(CREDENTIALS[0], outcomes=(LearningOutcome("urn:o:1", "Do something else."),))])

    (item,) = listing([doubted], known, ReviewFilter(disagreement=True)).items()
    assert item.marks == (Mark.TEXT_CHANGED, Mark.DISAGREEMENT)
    assert (item.text, item.credential, item.revision) == ("Do something else.", "Welding", 2)


def test_a_new_run_keeps_decisions_and_replaces_the_rest() -> None:
    accepted = curation.accept(proposal(0, "a"), by())
    rejected = curation.reject(proposal(0, "b"), by())
    unseen = proposal(0, "c")
    changed = curation.change(proposal(1, "a"), by(), term=curation.TargetTerm("urn:t:z"))
    no_term = curation.no_term("urn:o:2", "Do thing 2.", by())
    new = [proposal(n, concept, 0.7) for n in range(4) for concept in "abd"]

    found = refreshed([accepted, rejected, unseen, changed, no_term], OUTCOMES, new, by(curation.SYSTEM))

    assert (found.kept, found.reopened) == (4, ())
    assert found.records[:4] == (accepted, rejected, changed, no_term)
    fresh = [(one.subject_id[-1], one.object_id[-1]) for one in found.records[4:]]
    assert fresh == [("0", "d"), ("1", "b"), ("1", "d"), ("3", "a"), ("3", "b"), ("3", "d")]


@pytest.mark.parametrize("decide", [curation.accept, curation.reject])
def test_a_changed_text_opens_decisions_again_and_shows_the_old_one(decide: object) -> None:
    decided = decide(proposal(0), by())  # type: ignore[operator]
    outcomes = [LearningOutcome("urn:o:0", "Do it otherwise.")]
    again = replace(proposal(0, "a", 0.3), subject_label="Do it otherwise.")

    (opened,) = refreshed([decided], outcomes, [again], by(curation.SYSTEM)).records
    assert (opened.status, opened.tool_confidence, opened.subject_label) == (
        "reopened",
        0.3,
        "Do it otherwise.",
    )
    assert histories.status_before_reopening(opened) is decided.status
    assert [step.action for step in opened.history[1:]] == ["reopen", "propose"]
    same = refreshed([opened], outcomes, [again], by(curation.SYSTEM))
    assert same.records == (opened,), "the same run again adds nothing"
    (unsure,) = refreshed([decided], outcomes, [], by(curation.SYSTEM)).records
    assert (unsure.status, unsure.tool_confidence) == ("reopened", None)


def test_no_term_on_a_changed_text_waits_again_beside_new_proposals() -> None:
    no_term = curation.no_term("urn:o:0", "Do thing 0.", by())
    outcomes = [LearningOutcome("urn:o:0", "Do it otherwise.")]

    found = refreshed([no_term], outcomes, [proposal(0, "a")], by(curation.SYSTEM))
    assert [one.status for one in found.records] == ["reopened", "proposed"]
