"""Proposals follow the matcher's suggestions; what people decided stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillgraph.alignment.proposing import ProposalRule, contexts_of, outcomes_of, propose
from skillgraph.matching.types import (
    Context,
    ContextKind,
    ContextReason,
    Evidence,
    LabelKind,
    MatchResult,
    Suggestion,
)
from skillgraph.model import (
    Credential,
    FrameworkId,
    LearningOutcome,
    Mapping,
    MappingStatus,
    Predicate,
)

ESCO = FrameworkId("esco", "1.2.0")
RULE = ProposalRule(limit=2, min_confidence=0.4)


def _suggestion(uri: str, confidence: float, matching_label: str = "weld pipes") -> Suggestion:
    evidence = Evidence(matching_label, LabelKind.ALT, "en", ("weld",), {"word": 0.5})
    return Suggestion(uri, f"label of {uri}", str(ESCO), confidence, 0.7, ("group",), evidence)


def _propose(text: str, *suggestions: Suggestion) -> list[Mapping]:
    result = MatchResult(text, "en", False, "", suggestions)
    return list(
        propose([LearningOutcome("o:1", text)], [result], rule=RULE, framework=ESCO, date="2026-11-23")
    )


def test_sure_suggestions_become_proposals_best_first_up_to_the_limit() -> None:
    found = _propose("join pipes", *(_suggestion(f"c:{n}", 0.9 - n / 10) for n in range(5)))
    assert [(m.object_id, m.status) for m in found] == [
        ("c:0", MappingStatus.PROPOSED),
        ("c:1", MappingStatus.PROPOSED),
    ]
    first = found[0]
    assert (first.confidence, first.similarity_score, first.object_source_version) == (0.9, 0.7, "1.2.0")
    assert (first.mapping_tool, first.mapping_date, first.match_string) == (
        "skillgraph",
        "2026-11-23",
        ("weld pipes",),
    )


def test_the_limit_holds_for_each_part_and_the_record_says_which() -> None:
    parts = ("weld | braze", "weld | braze", "weld | braze", "read drawings", "")
    suggestions = (replace(_suggestion(f"c:{n}", 0.9), part=part) for n, part in enumerate(parts))
    found = _propose("weld | braze, read drawings", *suggestions)
    assert [mapping.object_id for mapping in found] == ["c:0", "c:1", "c:3", "c:4"]
    assert found[0].other.startswith("part: weld / braze|")
    assert "part" not in found[-1].other


def test_the_record_says_what_of_the_context_decided() -> None:
    reason = ContextReason(ContextKind.TITLE, "Pipes | tubes")
    (by_title, plain) = _propose(
        "Join", replace(_suggestion("c:1", 0.9), context=reason), _suggestion("c:2", 0.8)
    )
    assert "by_title: Pipes / tubes" in by_title.other.split("|")
    assert "by_" not in plain.other


def test_the_context_of_an_outcome_is_the_first_credential_that_has_it() -> None:
    shared, own = LearningOutcome("o:1", "Milling"), LearningOutcome("o:2", "Turning")
    first = Credential("c:1", "Machining", "College", (shared, own))
    second = Credential("c:2", "Baking", "College", (shared,))
    assert contexts_of([first, second]) == dict.fromkeys(
        ("o:1", "o:2"), Context("Machining", ("Milling", "Turning"))
    )


def test_unsure_suggestions_propose_nothing() -> None:
    assert _propose("join pipes", _suggestion("c:1", 0.39)) == []
    assert _propose("join pipes") == []


@pytest.mark.parametrize("predicate", list(Predicate))
def test_the_relation_of_the_suggestion_is_that_of_the_proposal(predicate: Predicate) -> None:
    (mapping,) = _propose("Weld pipes.", replace(_suggestion("c:1", 0.9), predicate=predicate))
    assert mapping.predicate_id is predicate


def test_a_relation_that_nobody_asked_for_is_close() -> None:
    (mapping,) = _propose("Weld pipes.", _suggestion("c:1", 0.9))
    assert mapping.predicate_id is Predicate.CLOSE


def test_outcomes_and_results_must_be_aligned() -> None:
    with pytest.raises(ValueError, match="shorter"):
        list(propose([LearningOutcome("o:1", "x")], [], rule=RULE, framework=ESCO, date="2026-11-23"))


def test_an_outcome_that_two_credentials_share_is_looked_at_once() -> None:
    shared_outcome = LearningOutcome("o:1", "weld")
    credentials = [Credential(f"id:{n}", "A", "B", (shared_outcome,)) for n in range(2)]
    assert outcomes_of(credentials) == [shared_outcome]
