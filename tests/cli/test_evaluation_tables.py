"""What `evaluate` prints."""

from __future__ import annotations

import csv
import io
import json

import pytest

from skillgraph.cli.evaluation_tables import Show, print_evaluation
from skillgraph.cli.output import Format
from skillgraph.matching.evaluation.outcomes import OutcomeFigures, Share
from tests.export.test_reliability_plot import measured

OF_OUTCOMES = tuple(
    OutcomeFigures(lang, "all", 2, {"right": Share(2, 50.0, 0.0, 100.0), "found": Share(0)})
    for lang in ("all", "en", "fr")
)
SEVERAL = measured(languages={"en": measured(1), "fr": measured(2)})


@pytest.mark.parametrize("form", [Format.CSV, Format.TSV])
@pytest.mark.parametrize("show", list(Show))
def test_every_table_is_one_table_for_programs(
    show: Show, form: Format, capsys: pytest.CaptureFixture[str]
) -> None:
    print_evaluation(SEVERAL, [show], form, outcomes=OF_OUTCOMES)
    text = capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t" if form is Format.TSV else ","))
    assert {row["language"] for row in rows} == {"all", "en", "fr"}
    assert all(None not in row.values() for row in rows)


def test_programs_get_the_figures_unless_they_ask(capsys: pytest.CaptureFixture[str]) -> None:
    print_evaluation(measured(), None, Format.CSV)
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["language"], row["queries"], row["rp@5"]) == ("all", "80", "50.0")


def test_people_get_all_tables(capsys: pytest.CaptureFixture[str]) -> None:
    print_evaluation(SEVERAL, None, Format.TABLE)
    text = capsys.readouterr().out
    assert all(word in text for word in ("rp@5_low", "share_right", "answered", "threshold", "fr"))
    print_evaluation(measured(), [Show.CUTOFFS], Format.TABLE)
    assert "language" not in capsys.readouterr().out


def test_people_see_shares_of_outcomes_with_their_intervals(capsys: pytest.CaptureFixture[str]) -> None:
    print_evaluation(SEVERAL, [Show.OUTCOMES], Format.TABLE, outcomes=OF_OUTCOMES)
    text = capsys.readouterr().out
    assert "50 (0–100) of 2" in text
    assert "fr all" in text


def test_json_has_everything(capsys: pytest.CaptureFixture[str]) -> None:
    print_evaluation(SEVERAL, [Show.FIGURES], Format.JSON)
    found = json.loads(capsys.readouterr().out)
    assert found["languages"]["fr"]["thresholds"]
    assert "outcomes" not in found
    assert len(found["reliability_shown"]) == 10
