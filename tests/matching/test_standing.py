"""What is known of a candidate by the others that stand beside it."""

from __future__ import annotations

import numpy as np

from skillgraph.matching.judging.part_model import feature_rows, rising
from skillgraph.matching.judging.standing import STANDING, Ranked, standings
from skillgraph.matching.types import Evidence, LabelKind, MatchResult, Suggestion

NOTHING = Evidence("", LabelKind.PREF, "en", (), {})


def ranked(*told: tuple[str, float, tuple[str, ...]]) -> list[Ranked]:
    """The suggestions of one answer, by label, confidence and what lies above."""
    found = tuple(
        Suggestion(f"uri:{label}", label, "small", confidence, confidence, broader, NOTHING)
        for label, confidence, broader in told
    )
    answer = MatchResult("a text", "en", False, "", found)
    return [Ranked(one, rank, answer) for rank, one in enumerate(found)]


def column(rows: np.ndarray, name: str) -> list[float]:
    return [round(value, 4) for value in rows[:, STANDING.index(name)].tolist()]


def test_relatives_are_told_by_what_lies_above() -> None:
    whole = ranked(
        ("weld steel", 0.6, ("weld", "metal work")),
        ("weld aluminium", 0.3, ("weld", "metal work")),
        ("metal work", 0.2, ()),
        ("sing", 0.1, ()),
    )
    rows = standings([(one, None) for one in whole])
    assert column(rows, "siblings") == [0.3, 0.6, 0, 0]
    assert column(rows, "narrower") == [0, 0, 0.6, 0]
    assert column(rows, "broader") == [0.2, 0.2, 0, 0]
    assert column(rows, "words") == [2, 2, 2, 1]
    assert column(rows, "depth") == [1, 1, -1, -1]


def test_places_and_leads_are_by_the_larger_confidence() -> None:
    weld, sing = ranked(("weld", 0.5, ()), ("sing", 0.2, ()))
    (sung,) = ranked(("sing", 0.9, ()))
    rows = standings([(weld, None), (sing, sung)])
    assert column(rows, "place") == [1, 0]
    assert column(rows, "lead")[1] == 0
    assert column(rows, "lead")[0] < 0
    assert column(rows, "whole lead")[0] == 0
    assert column(rows, "part lead")[1] == 0
    assert np.isnan(column(rows, "part lead")[0])


def test_rows_have_it_only_where_it_is_asked_for() -> None:
    found = [(one, None) for one in ranked(("weld", 0.5, ()), ("sing", 0.2, ()))]
    plain = feature_rows(found, 1, ["word"], standing=False)
    more = feature_rows(found, 1, ["word"], standing=True)
    np.testing.assert_array_equal(plain, more[:, : plain.shape[1]])
    assert more.shape[1] == plain.shape[1] + len(STANDING)
    assert [len(rising(["word"], standing=asked)) for asked in (False, True)] == [
        plain.shape[1],
        more.shape[1],
    ]


def test_nothing_stands_among_nothing() -> None:
    assert standings([]).shape == (0, len(STANDING))
