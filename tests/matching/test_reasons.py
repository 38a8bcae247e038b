"""What decided for a suggestion is said in words, in shares that add up, and against the next one."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.matching import Matcher, MatchResult, Suggestion
from skillgraph.matching.reasons.reasons import word_of
from skillgraph.matching.signals.fusion import LinearFusion
from skillgraph.matching.types import Reasons
from tests.support.small_framework import BASE, texts_of_the_framework

TEXTS = texts_of_the_framework()


def explained(matcher: Matcher, text: str, *, k: int = 5, lang: str = "en") -> tuple[Suggestion, ...]:
    return next(matcher.match([text], k=k, lang=lang, explain=True)).suggestions


def reasons_of(suggestion: Suggestion) -> Reasons:
    assert suggestion.evidence.reasons is not None
    return suggestion.evidence.reasons


def without_reasons(result: MatchResult) -> MatchResult:
    """What would have been given if nobody had asked why."""
    bare = tuple(replace(one, evidence=replace(one.evidence, reasons=None)) for one in result.suggestions)
    return replace(result, suggestions=bare, broader_fit=None)


@given(
    weights=st.dictionaries(st.sampled_from("abcd"), st.floats(-5, 5, width=32), min_size=1),
    values=st.lists(st.lists(st.floats(-1, 1, width=32), min_size=5, max_size=5), min_size=1, max_size=4),
)
def test_contributions_sum_up_to_the_score(weights: dict[str, float], values: list[list[float]]) -> None:
    fusion, names = LinearFusion(weights), [*"abcd", "exact"]
    matrix = np.array(values, dtype=np.float32)
    added = fusion.contributions(names, matrix)
    assert added.shape == matrix.shape
    np.testing.assert_allclose(added.sum(axis=-1), fusion.scores(names, matrix), atol=1e-5)


@settings(max_examples=25)
@given(text=st.sampled_from(TEXTS), k=st.integers(1, 6))
def test_every_reason_holds(matcher: Matcher, text: str, k: int) -> None:
    found = explained(matcher, text, k=k)
    for place, one in enumerate(found):
        reasons = reasons_of(one)
        assert reasons.contributions.keys() == one.evidence.signals.keys()
        rounding = 1e-4 * (len(reasons.contributions) + 1)
        assert sum(reasons.contributions.values()) == pytest.approx(reasons.score, abs=rounding)
        assert [text[word.start : word.end] for word in reasons.words] == [w.text for w in reasons.words]
        assert sum(word.weight for word in reasons.words) <= 1.03
        compared = reasons.compared
        assert compared is not None
        assert compared.lead >= 0
        assert list(compared.signals.values()) == sorted(compared.signals.values(), reverse=True)
        assert all(value > 0 for value in compared.signals.values())
        if place:
            assert compared.uri == found[0].uri
            assert compared.lead == pytest.approx(reasons_of(found[0]).score - reasons.score, abs=3e-4)
        elif len(found) > 1:
            assert compared.uri == found[1].uri


@settings(max_examples=20)
@given(texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=70))
def test_asking_why_changes_nothing_else_and_company_does_not_matter(
    matcher: Matcher, texts: list[str]
) -> None:
    plain = list(matcher.match(texts, lang="en"))
    told = list(matcher.match(texts, lang="en", explain=True))
    assert [without_reasons(one) for one in told] == [without_reasons(one) for one in plain]
    assert all(one.evidence.reasons is None for result in plain for one in result.suggestions)
    alone = {text: next(matcher.match([text], lang="en", explain=True)) for text in set(texts)}
    assert [json.dumps(asdict(one)) for one in told] == [json.dumps(asdict(alone[text])) for text in texts]


def test_the_words_that_decided_are_those_of_the_label(matcher: Matcher) -> None:
    best = explained(matcher, "You will administer large databases with us")[0]
    assert best.uri == BASE + "db"
    assert {word.text for word in reasons_of(best).words} == {"administer", "databases"}


def test_what_is_not_asked_for_decides_nothing(matcher: Matcher) -> None:
    text = "You do not need to know SQL, but you must weld steel"
    for one in explained(matcher, text):
        assert "SQL" not in {word.text for word in reasons_of(one).words}
    best = explained(matcher, text)[0]
    assert [word.text for word in reasons_of(best).words] == ["weld", "steel"]


def test_the_first_says_what_the_second_lacks(matcher: Matcher) -> None:
    (best,) = explained(matcher, "teach communication", k=1)
    compared = reasons_of(best).compared
    assert compared is not None
    assert compared.uri == BASE + "communicate"
    assert compared.words == ("teach",)
    assert next(iter(compared.signals)) == "exact"


def test_tokens_belong_to_the_words_they_lie_in() -> None:
    offsets = np.array([[0, 0], [0, 3], [3, 5], [5, 6], [6, 9], [10, 11], [0, 0]], dtype=np.int32)
    assert word_of(offsets, [(0, 5), (6, 9)]).tolist() == [2, 0, 0, 2, 1, 2, 2]
    assert word_of(offsets, []).tolist() == [0] * 7
