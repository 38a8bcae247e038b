"""The cases about texts: what sheets of outcomes and boards' JSON hold is read as it was meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.matching.text.sections import read
from skillgraph.sources.outcome_lists import listed
from skillgraph.sources.outcome_sheet import read_outcome_sheet
from skillgraph.sources.postings import read_postings

LISTED = ["Set up welding equipment", "Weld metal joints", "Read technical drawings"]


def outcomes(path: Path, *, keep_lists: bool = False) -> list[str]:
    credentials = read_outcome_sheet(path, problems=ProblemLog(), keep_lists=keep_lists)
    return [outcome.text for credential in credentials for outcome in credential.outcomes]


@pytest.mark.parametrize(
    ("case", "texts"),
    [
        ("32-outcome-cell-list/list.csv", LISTED),
        ("34-outcome-html/html.csv", ["Apply first aid to an injured person"]),
        ("35-headers-of-a-college/plural.csv", ["Weld metal joints"]),
    ],
)  # fmt: skip
def test_outcomes_of_the_cases(shared: Path, case: str, texts: list[str]) -> None:
    path = shared / "cases" / case
    if not path.is_file():
        pytest.skip(f"needs {path}")
    assert outcomes(path) == texts


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("- Weld metal\n- Cut metal", ["Weld metal", "Cut metal"]),
        ("1) Weld metal 2) Cut metal", ["Weld metal", "Cut metal"]),
        ("• Weld metal • Cut metal", ["Weld metal", "Cut metal"]),
        ("Weld metal; cut metal", ["Weld metal", "cut metal"]),
        ("Students can:\n- Weld\n  metal\n- Cut metal", ["Weld metal", "Cut metal"]),
        ("Souder le métal\nÉvaluer les risques", ["Souder le métal", "Évaluer les risques"]),
        ("Weld metal in\nany position", ["Weld metal in\nany position"]),
        ("Use C; R", ["Use C; R"]),
        ("Weld 2.5 mm steel", ["Weld 2.5 mm steel"]),
    ],
)
def test_lists_in_a_cell(text: str, items: list[str]) -> None:
    assert listed(text) == items


def test_a_column_for_each_outcome_and_lists_kept_on_request(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(
        "Course Title,Institution,CLO1,CLO2\nWelding,College,Weld metal; cut metal,Read drawings\n"
    )
    assert outcomes(path) == ["Weld metal", "cut metal", "Read drawings"]
    assert outcomes(path, keep_lists=True) == ["Weld metal; cut metal", "Read drawings"]


JOBS = [
    {"id": "a", "title": "Welder", "description": "Weld frames", "location": "Ottawa"},
    {"id": "b", "title": "Baker", "description": "Bake bread", "location": "Halifax"},
]


@pytest.mark.parametrize(
    ("content", "prefix"),
    [
        ({"jobs": JOBS}, "jobs."),
        ({"apiVersion": "1", "data": {"postings": JOBS, "total": 2}}, "data.postings."),
    ],
)
def test_postings_in_a_wrapper_stay_apart(tmp_path: Path, content: object, prefix: str) -> None:
    path = tmp_path / "board.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    mapped = {"id": f"{prefix}id", "title": f"{prefix}title", "place": f"{prefix}location"}
    for columns in (None, mapped):
        found = list(read_postings(path, columns=columns, problems=ProblemLog()))
        assert [(one.id, one.title, one.place) for one in found] == [
            ("a", "Welder", "Ottawa"),
            ("b", "Baker", "Halifax"),
        ]


def test_lists_of_requirements_are_read_with_their_headings(shared: Path) -> None:
    path = shared / "cases" / "03-lever-nested-lists" / "lever.json"
    if not path.is_file():
        pytest.skip(f"needs {path}")
    (posting,) = read_postings(path, problems=ProblemLog())
    assert (posting.title, posting.place) == ("Sous Chef", "Toronto; Montreal")
    assert "What we look for\n- Food hygiene training" in posting.description


@pytest.mark.parametrize(
    "boast",
    [
        "With over 30 years of experience in logistics, our company delivers worldwide.",
        "Our team has 20 years' experience in welding.",
        "We are Agile.",
        "Depuis plus de vingt ans nous offrons des services de soudage.",
        "Notre entreprise possède une expertise en logistique.",
    ],
)
def test_a_boast_of_the_employer_is_no_demand_and_hides_none(boast: str) -> None:
    first, second = read(f"{boast} Answer the telephone.")
    assert not first.may_ask
    assert second.may_ask


@pytest.mark.parametrize("place", ["2 Locations", "Multiple locations", "Plusieurs lieux"])
def test_a_number_of_places_is_no_place(tmp_path: Path, place: str) -> None:
    path = tmp_path / "board.csv"
    path.write_text(f"id,title,description,location\n1,Welder,Weld frames,{place}\n", encoding="utf-8")
    problems = ProblemLog()
    (posting,) = read_postings(path, problems=problems)
    assert posting.place == ""
    assert [problem.field for problem in problems.problems if problem.field] == ["place"]


@pytest.mark.parametrize(("written", "read_as"), [("110", "0110"), ("2521.0", "2521"), ("2521", "2521")])
def test_codes_that_became_numbers(tmp_path: Path, written: str, read_as: str) -> None:
    path = tmp_path / "board.csv"
    path.write_text(f"id,title,description,isco\n1,Officer,Lead troops,{written}\n", encoding="utf-8")
    problems = ProblemLog()
    (posting,) = read_postings(path, problems=problems)
    assert posting.isco == read_as
    assert len(problems.problems) == (written != read_as)
