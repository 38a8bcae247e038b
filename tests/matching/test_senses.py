"""What a text belongs to puts fitting concepts first, of those that are about as likely; it does no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillgraph.matching import Matcher
from skillgraph.matching.senses import SIDES, SenseChooser
from skillgraph.matching.signals.signal_types import EXACT
from skillgraph.matching.text.guards import PREFERRED
from skillgraph.matching.types import (
    Comparison,
    Context,
    ContextKind,
    ContextReason,
    Evidence,
    LabelKind,
    MatchResult,
    Reasons,
    Suggestion,
)
from skillgraph.workspace.requests import PROPOSED, SUPPLIES
from tests.support.small_framework import BASE

TEXT = "run the whole thing"
TITLE = "Databases: administer databases, run data stores"


def suggestion(name: str, confidence: float, **signals: float) -> Suggestion:
    evidence = Evidence(name, LabelKind.PREF, "en", (), signals)
    return Suggestion(BASE + name, name, "small@1", confidence, 0.5, (), evidence)


def answer(*suggestions: Suggestion, text: str = TEXT, lang: str = "en") -> MatchResult:
    return MatchResult(text, lang, abstained=False, reason="", suggestions=suggestions)


def names(result: MatchResult) -> list[str]:
    return [one.label for one in result.suggestions]


@pytest.fixture(scope="module")
def senses(matcher: Matcher) -> SenseChooser:
    return SenseChooser(matcher.index)


def test_the_title_puts_the_fitting_concept_first_and_says_so(senses: SenseChooser) -> None:
    found = senses.chosen(answer(suggestion("weld", 0.3), suggestion("db", 0.28)), Context(TITLE))
    assert names(found) == ["db", "weld"]
    assert found.suggestions[0].context == ContextReason(ContextKind.TITLE, TITLE)
    assert found.suggestions[1].context is None


def test_another_outcome_decides_where_there_is_no_title(senses: SenseChooser) -> None:
    context = Context("", ("weld a gate", "administer databases", TEXT))
    found = senses.chosen(answer(suggestion("communicate", 0.3), suggestion("db", 0.29)), context)
    assert found.suggestions[0].context == ContextReason(ContextKind.OTHER, "administer databases")


def test_no_concept_gets_surer_and_none_is_lost(senses: SenseChooser) -> None:
    before = answer(
        *(suggestion(*one) for one in (("weld", 0.33), ("teach", 0.3), ("db", 0.28), ("sql", 0.2)))
    )
    found = senses.chosen(before, Context(TITLE, ("structured query language",)))
    was = {one.uri: one.confidence for one in before.suggestions}
    assert names(found) != names(before)
    assert {one.uri for one in found.suggestions} == set(was)
    assert all(one.confidence <= was[one.uri] for one in found.suggestions)
    confidences = [one.confidence for one in found.suggestions]
    assert confidences == sorted(confidences, reverse=True)


def test_what_set_the_old_first_apart_is_not_said_of_the_new_one(senses: SenseChooser) -> None:
    def compared(one: Suggestion, other: str) -> Suggestion:
        reasons = Reasons((), 0.5, {}, Comparison(BASE + other, other, 0.1, {}, ()))
        return replace(one, evidence=replace(one.evidence, reasons=reasons))

    weld, db = compared(suggestion("weld", 0.3), "db"), compared(suggestion("db", 0.28), "weld")
    sql = compared(suggestion("sql", 0.2), "weld")
    found = senses.chosen(answer(weld, db, sql), Context(TITLE))
    assert names(found)[0] == "db"
    assert all(one.evidence.reasons and not one.evidence.reasons.compared for one in found.suggestions)


@pytest.mark.parametrize("side", SIDES)
def test_what_is_proposed_and_what_is_not_change_no_places(senses: SenseChooser, side: float) -> None:
    given = answer(suggestion("weld", side), suggestion("db", side - 0.001))
    assert names(senses.chosen(given, Context(TITLE))) == ["weld", "db"]


def test_the_sides_are_what_propose_asks_for() -> None:
    assert (SUPPLIES, PROPOSED) == SIDES


def test_the_sense_of_one_word_is_the_contexts_to_tell(senses: SenseChooser) -> None:
    given = answer(suggestion("weld", 0.4), suggestion("db", 0.3), text="running")
    assert names(senses.chosen(given, Context(TITLE))) == ["db", "weld"]


@pytest.mark.parametrize(
    "context",
    [
        Context(),
        Context(TEXT),
        Context("", (TEXT,)),
        Context("Skills, knowledge and experience"),
        Context("2026"),
    ],
)
def test_a_context_that_says_nothing_changes_nothing(senses: SenseChooser, context: Context) -> None:
    given = answer(suggestion("weld", 0.3), suggestion("db", 0.29))
    assert senses.chosen(given, context) == given


def test_a_preferred_label_that_is_the_text_stays_first(senses: SenseChooser) -> None:
    given = answer(suggestion("weld", 0.3, **{EXACT: PREFERRED}), suggestion("db", 0.3))
    assert names(senses.chosen(given, Context(TITLE))) == ["weld", "db"]
