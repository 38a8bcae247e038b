"""Comparing sets of concepts with gold, by hand."""

from __future__ import annotations

import pytest

from benchmarks.peer import ranked, scores
from skillgraph.matching.evaluation.evaluation import GoldRow

ROWS = [
    GoldRow("one", frozenset({"a", "b"})),
    GoldRow("two", frozenset({"c"})),
    GoldRow("none", frozenset()),
    GoldRow("nothing", frozenset()),
]


def test_precision_recall_and_silence() -> None:
    found = scores([["a", "x"], [], ["y"], []], ROWS)
    assert [found.precision, found.recall] == pytest.approx([100 / 3, 100 / 3])
    assert found.f1 == pytest.approx(100 / 3)
    assert (found.silent, found.answered) == (50.0, 50.0)


def test_nothing_found_is_no_error() -> None:
    found = scores([[], []], ROWS[:2])
    assert (found.precision, found.recall, found.f1, found.silent, found.answered) == (0, 0, 0, None, 0)


def test_the_strictest_answer_comes_first() -> None:
    answers = {0.0: [["a", "b", "c"], ["z"]], 0.6: [["c"], []], 0.4: [["b", "c"], []]}
    assert ranked(answers) == [["c", "b", "a"], ["z"]]
