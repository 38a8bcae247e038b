"""The table of standing has a line for each way to answer, with the figure of each seed."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.standing import Standing
from skillgraph.training.outcome_figures import Figures


def test_each_seed_stands_beside_the_mean() -> None:
    one = Figures(60.0, 80.0, 50.0, 0.09, 0.06, 0.04, 0.02, (1.0, 1.0, 1.0, 1.0), (2.0, 2.0, 2.0, 2.0))
    found = Standing({"standing": [one, replace(one, rp5=62.0)]}, "2026-11-30", "abc")
    text = found.as_text()
    assert text.startswith("2026-11-30, commit abc")
    assert "| standing | 61.0 | 60.0, 62.0 | 80.0 % | 50.0 % | .090 (.060) | .040 (.020) |" in text
    (rows,) = found.as_json()["rows"].values()  # type: ignore[attr-defined]
    assert [row["rp5"] for row in rows] == [60.0, 62.0]
