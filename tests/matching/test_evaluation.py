"""The measures, by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.matching import Evidence, LabelKind, MatchResult, Suggestion
from skillgraph.matching.evaluation.evaluation import (
    GoldRow,
    evaluate,
    precision_at,
    read_gold,
    reciprocal_rank,
    separation,
)

EVIDENCE = Evidence("", LabelKind.PREF, "en", (), {})


class Fixed:
    """Suggests what a table says: URIs with confidences."""

    def __init__(self, table: dict[str, list[tuple[str, float]]]) -> None:
        self.table = table
        self.langs: list[str] = []

    def match(self, texts: Iterable[str], *, k: int = 5, lang: str = "auto") -> Iterator[MatchResult]:
        self.langs.append(lang)
        for text in texts:
            found = self.table[text][:k]
            suggestions = (Suggestion(uri, uri, "s@1", c, c, (), EVIDENCE) for uri, c in found)
            yield MatchResult(text, "en", False, "", tuple(suggestions))

    def knows(self, uri: str) -> bool:
        return uri != "gone"


def test_all_measures_on_a_small_case() -> None:
    matcher = Fixed(
        {"one": [("a", 0.9), ("b", 0.5), ("c", 0.1)], "two": [("x", 0.4), ("y", 0.3)], "none": [("a", 0.2)]}
    )
    rows = [
        GoldRow("one", frozenset({"a", "c"})),
        GoldRow("two", frozenset({"y", "gone", "z"})),
        GoldRow("none", frozenset()),
    ]
    found = evaluate(matcher, rows, ks=(1, 2, 3))
    assert (found.queries, found.skilled, found.unknown_uris) == (3, 2, 1)
    assert found.rp[1] == pytest.approx(50.0)
    assert found.rp[2] == pytest.approx(50.0)
    assert found.rp[3] == pytest.approx(100 * (1 + 1 / 3) / 2)
    assert found.mrr == pytest.approx(75.0)
    assert found.auroc == 1.0
    assert found.ece == pytest.approx((0.1 + 0.4 + 0.2) / 3)
    assert found.texts_per_second > 0
    assert set(found.as_json()) >= {"queries", "rp@1", "rp@2", "mrr", "ece", "auroc", "texts_per_second"}


def test_rows_without_gold_count_for_confidence_only() -> None:
    found = evaluate(
        Fixed({"a": [], "b": [("x", 0.3)]}), [GoldRow("a", frozenset()), GoldRow("b", frozenset())]
    )
    assert (found.skilled, found.mrr, found.auroc) == (0, None, None)
    assert found.ece == pytest.approx(0.15)


def test_rows_are_matched_in_their_own_language() -> None:
    matcher = Fixed({"a": [], "b": [], "c": []})
    gold = frozenset({"x"})
    evaluate(matcher, [GoldRow("a", gold, "fr"), GoldRow("b", gold), GoldRow("c", gold, "fr")])
    assert matcher.langs == ["fr", "auto"]


def test_precision_and_reciprocal_rank() -> None:
    hits = [[False, True, True], [True], []]
    assert precision_at(hits, [2, 4, 1], 2) == pytest.approx(100 * (1 / 2 + 1 / 2 + 0) / 3)
    assert reciprocal_rank(hits) == pytest.approx(100 * (1 / 2 + 1 + 0) / 3)


def test_separation_counts_ties_half() -> None:
    scores, positive = np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False])
    assert separation(scores, positive) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert separation(scores, np.ones(4, dtype=bool)) is None


def test_nothing_to_evaluate_is_refused() -> None:
    with pytest.raises(InputError, match="no text"):
        evaluate(Fixed({}), [])


def test_bad_gold_rows_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(
        '{"text": "good", "uris": ["u"], "lang": "fr"}\n\nnot json\n[]\n{"text": 3, "uris": []}\n'
        '{"text": "a", "uris": "u"}\n{"text": "b", "uris": [], "lang": 1}\n'
        '{"text": "c", "uris": [], "posting": 7}\n{"text": "d", "uris": [], "posting": [1]}\n'
        '{"text": "e", "uris": ["u"], "relations": [{}]}\n'
        '{"text": "f", "uris": ["u"], "relations": ["near"]}\n'
        '{"text": "g", "uris": ["u"], "relations": [["skos:exactMatch"]]}\n'
    )
    problems = ProblemLog()
    rows = read_gold(path, problems)
    assert rows == [GoldRow("good", frozenset({"u"}), "fr"), GoldRow("c", frozenset(), posting="7")]
    assert [(problem.line, problem.field) for problem in problems] == [
        (3, ""), (4, ""), (5, "text"), (6, "uris"), (7, "lang"), (9, "posting"),
        (10, "relations"), (11, "relations"), (12, "relations"),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe{", b"[]\n"])
def test_gold_files_without_gold_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "gold.jsonl").write_bytes(content)
    with pytest.raises(InputError, match="gold"):
        read_gold(tmp_path / "gold.jsonl", ProblemLog())


def test_a_missing_gold_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl", ProblemLog())


def test_languages_are_told_apart_and_add_up() -> None:
    matcher = Fixed({"a": [("x", 0.9)], "b": [("y", 0.8)], "c": []})
    rows = [
        GoldRow("a", frozenset({"x"}), "fr"),
        GoldRow("b", frozenset({"x"})),
        GoldRow("c", frozenset({"x"})),
    ]
    found = evaluate(matcher, rows)
    assert list(found.languages) == ["en", "fr"]
    assert (found.languages["fr"].rp[1], found.languages["en"].rp[1]) == (100.0, 0.0)
    assert sum(one.queries for one in found.languages.values()) == found.queries
    assert evaluate(matcher, rows, lang="en").languages.keys() == {"en", "fr"}
    assert not evaluate(matcher, rows[1:]).languages


def test_only_the_suggestions_that_are_shown_count_for_cut_offs() -> None:
    matcher = Fixed({"a": [(str(n), 0.9 - n / 100) for n in range(10)]})
    found = evaluate(matcher, [GoldRow("a", frozenset({"0", "4", "5", "missing"}))])
    lowest = found.thresholds[0]
    assert (lowest.suggestions, lowest.right, lowest.recall, lowest.answered) == (5, 2, 0.5, 1.0)
    assert sum(one.suggestions for one in found.shown) == 5
    assert sum(one.suggestions for one in found.best) == 1


def test_the_interval_of_rp_draws_whole_postings() -> None:
    texts = {f"{n}": [("x" if n < 20 else "y", 0.5)] for n in range(40)}
    alone = [GoldRow(text, frozenset({"x"})) for text in texts]
    grouped = [GoldRow(text, frozenset({"x"}), posting=f"ad {int(text) // 10}") for text in texts]
    (low, high), (wider_low, wider_high) = (
        evaluate(Fixed(texts), rows).rp_interval[5] for rows in (alone, grouped)
    )
    assert low < 50 < high
    assert wider_high - wider_low > high - low


def test_an_evaluation_is_json() -> None:
    found = evaluate(Fixed({"a": [("x", 0.9)]}), [GoldRow("a", frozenset({"x"}))])
    content = json.loads(json.dumps(found.as_json()))
    assert content["rp@5_low"] <= content["rp@5"] <= content["rp@5_high"]
    assert content["reliability_best"][0]["suggestions"] == 1
    assert [row["threshold"] for row in content["thresholds"]] == [n / 10 for n in range(1, 10)]
