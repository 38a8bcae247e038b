"""What a part is worth is the difference of the same texts with it and without; nothing stays left out."""

from __future__ import annotations

import numpy as np

from benchmarks import parts
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.signals import signals
from skillgraph.matching.signals.verbs import VerbGuard

ROWS = [
    GoldRow("weld", frozenset({"a"}), "en", "Welding"),
    GoldRow("weld and braze", frozenset({"a", "b"}), "en", "Welding"),
    GoldRow("nothing", frozenset(), "en", "Other"),
    GoldRow("cook", frozenset({"c"}), "en", "Cooking"),
]
FULL = [[("a", 0.9)], [("a", 0.9), ("b", 0.8)], [("c", 0.1)], [("c", 0.7)]]
WITHOUT = [[("a", 0.9)], [("x", 0.9), ("b", 0.8)], [("c", 0.1)], [("x", 0.7)]]


def test_a_part_is_worth_the_mean_difference_of_texts_with_a_concept() -> None:
    found = parts._worth("clauses", "outcomes", ROWS, WITHOUT, FULL)
    assert (found.without, found.full) == (50.0, 100.0)
    assert found.low <= 50.0 <= found.high
    text = parts.Parts([found], "2026-11-29", "abc").as_text()
    assert "2026-11-29, commit abc" in text
    assert "| clauses | outcomes | 50.0 | 100.0 (+50.0;" in text


def test_right_concepts_beyond_the_fifth_do_not_count() -> None:
    ranked = [*((letter, 0.5) for letter in "vwxyz"), ("a", 0.1)]
    assert parts._precision(ROWS[0], ranked) == 0.0


def test_what_is_left_out_is_back_afterwards() -> None:
    prior, verbs = vars(signals)["drop_far_labels"], VerbGuard.measure
    for left_out in parts.GUARDS.values():
        with left_out():
            assert (vars(signals)["drop_far_labels"] is prior) != (VerbGuard.measure is verbs)
    assert vars(signals)["drop_far_labels"] is prior
    assert VerbGuard.measure is verbs


def test_without_verbs_nothing_speaks_against_a_concept() -> None:
    with parts.without_verbs():
        found = VerbGuard.measure(object.__new__(VerbGuard), ["lead"], np.zeros((1, 3), dtype=np.int64))
    assert found.shape == (1, 3)
    assert not found.any()
