"""What is said of outcomes: silence, the first five and what would be proposed, by language and form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pytest

from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.evaluation.outcomes import (
    OutcomeFigures,
    Proposing,
    Remembering,
    form_of,
    outcome_tables,
)
from skillgraph.matching.types import Evidence, LabelKind, MatchResult, ReasonKind, Suggestion

LONG = "Plan the budget of a small project and lead the team that works on it"
WIDER = {"urn:budget": frozenset({"urn:finance"})}


def suggestion(uri: str, confidence: float, part: str = "") -> Suggestion:
    evidence = Evidence(uri, LabelKind.PREF, "en", (), {})
    return Suggestion(uri, uri, "test", confidence, confidence, (), evidence, part=part)


def answer(text: str, *found: Suggestion, kind: ReasonKind | None = None) -> MatchResult:
    return MatchResult(text, "en", kind is not None, "", found, reason_kind=kind)


class Fixed:
    """Gives answers that are known beforehand."""

    def __init__(self, answers: Sequence[MatchResult]) -> None:
        self._answers = {one.text: one for one in answers}
        self.asked: list[int] = []

    def match(self, texts: Iterable[str], *, k: int = 5, lang: str = "auto") -> Iterator[MatchResult]:
        assert lang in ("auto", "en")
        self.asked.append(k)
        return (self._answers[text] for text in texts)

    def knows(self, uri: str) -> bool:
        return uri.startswith("urn:")


def tables(
    rows: Sequence[GoldRow], answers: Sequence[MatchResult], least: float = 0.25
) -> dict[str, OutcomeFigures]:
    remembering = Remembering(Fixed(answers), 15)
    list(remembering.match([row.text for row in rows], k=5))
    proposing = Proposing(least, 3, lambda uri: WIDER.get(uri, frozenset()))
    return {one.form: one for one in outcome_tables(rows, remembering, proposing)}


def test_the_answers_are_kept_whole_and_given_as_they_are_asked_for() -> None:
    many = answer("Budgets", *(suggestion(f"urn:{n}", 0.9) for n in range(20)))
    fixed = Fixed([many])
    remembering = Remembering(fixed, 15)
    assert len(next(iter(remembering.match(["Budgets"], k=5))).suggestions) == 5
    assert fixed.asked == [15]
    assert len(remembering.answers["Budgets"].suggestions) == 20
    assert remembering.knows("urn:a")


def test_proposals_are_right_or_directly_above_what_readers_noted() -> None:
    rows = [GoldRow(LONG, frozenset({"urn:budget", "urn:team"}), "en", "credential")]
    found = tables(
        rows,
        [
            answer(
                LONG,
                suggestion("urn:budget", 0.8, "budget"),
                suggestion("urn:finance", 0.6, "budget"),
                suggestion("urn:other", 0.5, "budget"),
                suggestion("urn:fourth", 0.4, "budget"),
                suggestion("urn:team", 0.2, "team"),
            )
        ],
    )
    assert set(found) == {"all", "sentence"}
    shares = found["all"].shares
    assert shares["right"].of == 3
    assert shares["right"].share == pytest.approx(100 / 3)
    assert shares["of_use"].share == pytest.approx(200 / 3)
    assert shares["found"].share == 50
    assert shares["one_of_five"].share == 100
    assert found["all"].as_json()["right"] == 33.3


def test_silence_is_right_where_there_is_no_concept_and_proposes_nothing_where_there_is_no_skill() -> None:
    rows = [
        GoldRow("Welding", frozenset({"urn:weld"}), "en"),
        GoldRow("Course completed", frozenset(), "en"),
        GoldRow("Was present", frozenset(), "en"),
    ]
    answers = [
        answer("Welding", suggestion("urn:weld", 0.3), kind=ReasonKind.NOT_SURE_ENOUGH),
        answer("Course completed", suggestion("urn:x", 0.9), kind=ReasonKind.NO_SKILL_CONTENT),
        answer("Was present", suggestion("urn:y", 0.5)),
    ]
    shares = tables(rows, answers)["short"].shares
    assert (shares["silent_wrongly"].of, shares["silent_wrongly"].share) == (1, 100)
    assert (shares["silent_rightly"].of, shares["silent_rightly"].share) == (2, 50)
    assert (shares["right"].of, shares["right"].share) == (2, 50)


def test_of_nothing_there_is_no_share() -> None:
    found = tables([GoldRow("Welding", frozenset(), "en")], [answer("Welding")])["all"]
    assert found.shares["right"].share is None
    assert found.as_json()["one_of_five"] is None


@pytest.mark.parametrize(
    ("text", "form"), [("Welding", "short"), ("Plan a budget for a team", "short"), (LONG, "sentence")]
)
def test_a_name_of_a_skill_is_short(text: str, form: str) -> None:
    assert form_of(text) == form
