"""Demand, trends, sentences and gaps of a workspace, through the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.errors import InputError, NotFoundError
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.loading import load_postings
from skillgraph.workspace.postings import extraction

Ask = Callable[..., Any]


@pytest.fixture
def ask(searchable: Workspace) -> Ask:
    def run(*words: str) -> Any:  # noqa: ANN401
        common = ("--profile", "fast", "--min-confidence", "0.3")
        result = CliRunner().invoke(app, ["--workspace", str(searchable.path), *words, *common])
        if result.exception is not None:
            raise result.exception
        return json.loads(result.stdout) if "json" in words else result.stdout

    return run


def test_demand_says_what_it_counted_and_of_how_many(ask: Ask, trade: Callable[[str], str]) -> None:
    found = ask("demand", "--min-cell", "1", "--format", "json")
    cells = {cell["uri"]: cell for cell in found["cells"]}
    assert (cells[trade("weld")]["postings"], cells[trade("weld")]["of"], found["postings"]) == (2, 4, 4)
    assert cells[trade("weld")]["low"] < 0.5 < cells[trade("weld")]["high"]
    assert found["unknown"]["place"] == 4


def test_groups_count_a_posting_once(ask: Ask, trade: Callable[[str], str]) -> None:
    found = ask("demand", "--by", "group", "--min-cell", "1", "--format", "json")
    (metal,) = (cell for cell in found["cells"] if cell["uri"] == trade("metal"))
    assert metal["postings"] == 2


def test_small_counts_are_suppressed_unless_asked_for(ask: Ask) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("demand", "--format", "csv"))))
    assert {row["suppressed"] for row in rows} == {"small"}
    assert {row["share"] for row in rows} == {""}


def test_numbers_lead_back_to_their_sentences(ask: Ask, trade: Callable[[str], str]) -> None:
    chosen = ("--where", "since=2026-02-01", "--where", "until=2026-03-31")
    found = ask("demand", "sentences", "--concept", trade("metal"), *chosen, "--format", "json")
    assert {(one["posting"], one["date"]) for one in found} == {("jobs/p2", "2026-02-10")}
    assert trade("weld") in {one["concept"] for one in found}


@pytest.mark.parametrize("name", ["weld metal", "Souder du METAL", "soudage"])
def test_a_concept_is_named_by_its_label_too(ask: Ask, trade: Callable[[str], str], name: str) -> None:
    by_uri = ask("demand", "sentences", "--concept", trade("weld"), "--format", "json")
    assert ask("demand", "sentences", "--concept", name, "--format", "json") == by_uri != []
    assert ask("demand", "sentences", "--where", f"concept={name}", "--format", "json") == by_uri
    with pytest.raises(NotFoundError) as raised:
        ask("demand", "sentences", "--concept", "weld metl")
    assert "“weld metal”" in raised.value.hint


def test_trends_of_few_postings_are_not_named(ask: Ask) -> None:
    found = ask("demand", "trend", "--forecast", "1", "--format", "json")
    assert {one["direction"] for one in found["skills"]} == {"too few"}
    assert all(one["forecast"]["withheld"] for one in found["skills"])
    assert found["periods"] == ["2026-Q1", "2026-Q2"]


def test_weights_count_and_mistaken_ones_are_named(
    ask: Ask, tmp_path: Path, trade: Callable[[str], str]
) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("posting,weight\njobs/p1,5\n*,1\n", encoding="utf-8")
    found = ask("demand", "--min-cell", "1", "--weights", str(path), "--format", "json")
    (weld,) = (cell for cell in found["cells"] if cell["uri"] == trade("weld"))
    assert (found["weighted"], weld["share"]) == (True, pytest.approx(6 / 8))
    path.write_text("posting,weight\njobs/p7,5\n*,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="jobs/p7"):
        ask("demand", "--weights", str(path))


@pytest.mark.parametrize(
    "words", [("--by", "colour"), ("--where", "colour=red"), ("--where", "since=spring")]
)
def test_what_cannot_be_counted_is_said(ask: Ask, words: tuple[str, str]) -> None:
    with pytest.raises(InputError):
        ask("demand", *words)
    with pytest.raises(NotFoundError, match="no-such"):
        ask("demand", "--where", "concept=https://example.org/no-such")


def test_gaps_take_conditions_and_evidence(ask: Ask, trade: Callable[[str], str]) -> None:
    found = ask(
        "gaps", "--min-cell", "1", "--where", "until=2026-03-31", "--weigh", "endorsement", "--format", "json"
    )
    postings = {gap["uri"]: gap["postings"] for gap in found}
    assert postings[trade("weld")] == 2
    assert trade("cook") not in postings
    assert {gap["weighted_supply"] for gap in found} == {0.0}


@pytest.mark.parametrize("kind", ["postings", "mentions"])
@pytest.mark.parametrize("harm", ["cut", "flipped", "gone"])
@pytest.mark.parametrize(
    "words",
    [("demand",), ("gaps",), ("demand", "sentences", "--concept", "weld"), ("report", "demand")],
    ids=" ".join,
)
def test_a_damaged_part_is_named_with_what_mends_it(
    searchable: Workspace, tmp_path: Path, words: tuple[str, ...], harm: str, kind: str
) -> None:
    query = Query(profile=Profile.FAST)
    snapshot, mentions = extraction.mention_files(searchable, query)
    victim = (mentions if kind == "mentions" else snapshot.posting_files())[0]
    content = victim.read_bytes()
    middle = len(content) // 3
    flipped = (
        content[:middle] + bytes(byte ^ 255 for byte in content[middle : middle + 9]) + content[middle + 9 :]
    )
    victim.write_bytes({"cut": content[:-40], "flipped": flipped, "gone": b""}[harm])
    output = ("--output", str(tmp_path / "r.html")) if words[0] == "report" else ()
    result = CliRunner().invoke(
        app,
        [
            "--workspace",
            str(searchable.path),
            *words,
            *output,
            "--profile",
            "fast",
            "--min-confidence",
            "0.3",
        ],
    )
    assert isinstance(result.exception, InputError), result.exception
    assert victim.name in result.exception.message
    assert "posting check --repair" in result.exception.hint


def test_one_text_for_many_towns_is_one_statement(
    searchable: Workspace, ask: Ask, tmp_path: Path, trade: Callable[[str], str]
) -> None:
    towns = ("Oslo", "Bergen", "Narvik", "Alta", "Bodo", "Molde")
    duty = "You repair pumps and valves of every kind, keep the workshop tidy and tell the foreman of faults."
    text = "You weld metal. " + " ".join(
        f"{part} {duty}" for part in ("On weekdays", "At weekends", "At night")
    )
    rows = [
        {
            "id": town,
            "title": "Welder",
            "employer": "Nord Ltd",
            "place": town,
            "description": f"{text} In {town}.",
        }
        for town in towns
    ]
    path = tmp_path / "towns.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    load_postings(searchable, path)
    for words in (("demand",), ("gaps", "--no-new-terms")):
        answer = ask(*words, "--format", "json")
        cells = {one["uri"]: one for one in (answer if words[0] == "gaps" else answer["cells"])}
        weld = cells[trade("weld")]
        assert (weld["postings"], weld["texts"], weld["employers"]) == (8, 3, 1)
        assert (weld["text_share"], weld["warnings"]) == (6 / 8, ["one-text", "one-employer"])


def test_trends_say_what_one_text_makes_of_them_and_count_in_words_that_agree(
    searchable: Workspace, ask: Ask, tmp_path: Path, trade: Callable[[str], str]
) -> None:
    path = tmp_path / "towns.jsonl"
    dates = [*("2026-05-15" for _ in range(6)), ""]
    rows = [
        {"id": f"t{n}", "title": "Helper", "employer": "Nord", "place": f"Town {n}", "date": date}
        | {"description": "You prepare hot meals for forty guests a day." if date else "You weld metal."}
        for n, date in enumerate(dates)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    load_postings(searchable, path)
    words = ("--near-duplicates", "--min-cell", "2")
    skills = {one["uri"]: one for one in ask("demand", "trend", *words, "--format", "json")["skills"]}
    cook, weld = skills[trade("cook")], skills[trade("weld")]
    assert (cook["postings"], cook["texts"], cook["warnings"]) == (7, 2, ["one-text", "one-employer"])
    assert (cook["text_share"], cook["employer_share"]) == (6 / 7, 6 / 7)
    assert (weld["postings"], weld["texts"]) == (2, 2), "the one without a date is in no period"
    common = ("--profile", "fast", "--min-confidence", "0.3", *words)
    said = CliRunner().invoke(app, ["--workspace", str(searchable.path), "demand", "trend", *common]).output
    assert "one text 86%" in " ".join(said.split())
    assert "  1 of them does not say the date, and is in no row." in said


def test_gaps_suppress_what_demand_suppresses(ask: Ask) -> None:
    gaps = ask("gaps", "--no-new-terms", "--format", "json")
    cells = ask("demand", "--format", "json")["cells"]
    assert {gap["uri"] for gap in gaps if gap["suppressed"]} == {c["uri"] for c in cells if c["suppressed"]}
    assert {(gap["postings"], gap["texts"], gap["required"], *gap["evidence"]) for gap in gaps} == {
        (None, None, None)
    }
