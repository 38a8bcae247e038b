"""Quarters count postings, with an interval, and show the quarters in which nobody asked."""

from __future__ import annotations

import pytest

from skillgraph.analytics.periods import by_quarter, quarter
from skillgraph.model import Mention


@pytest.mark.parametrize(
    ("date", "name"),
    [("2026-01-01", "2026-Q1"), ("2026-03-31", "2026-Q1"), ("2026-12-31", "2026-Q4"), ("", ""), ("2026", "")],
)
def test_quarter_of_a_date(date: str, name: str) -> None:
    assert quarter(date) == name


def test_each_posting_counts_once_a_quarter_and_empty_quarters_are_shown() -> None:
    dates = {"p1": "2026-01-05", "p2": "2026-02-05", "p3": "2026-05-05", "p4": ""}
    mentions = [Mention(p, "weld", n, "c:weld", 0.9, 0.9) for p in dates for n in range(2)]
    mentions += [Mention("p2", "cook", 0, "c:cook", 0.9, 0.9), Mention("p3", "cook", 0, "c:cook", 0.1, 0.9)]
    found = by_quarter(mentions, dates, ["c:weld", "c:cook"], min_confidence=0.5)
    assert [(row.uri, row.quarter, row.postings, row.of) for row in found] == [
        ("c:weld", "2026-Q1", 2, 2),
        ("c:weld", "2026-Q2", 1, 1),
        ("c:cook", "2026-Q1", 1, 2),
        ("c:cook", "2026-Q2", 0, 1),
    ]
    assert all(row.low <= row.share <= row.high for row in found)
