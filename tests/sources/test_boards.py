"""JSON as boards give it: no posting is joined with another, and no key is left out in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Posting
from skillgraph.sources import read_postings

Columns = dict[str, str]


def read(
    folder: Path, value: object, columns: Columns | None = None, *, strict: bool = False
) -> tuple[list[Posting], list[str]]:
    path = folder / "p.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    log = ProblemLog(strict=strict)
    found = list(read_postings(path, columns=columns, problems=log))
    return found, [
        f"{problem.field}: {problem.reason}" if problem.field else problem.reason for problem in log
    ]


def job(number: int, **more: object) -> dict[str, object]:
    return {"id": number, "title": f"Job {number}", "description": f"Do {number}", **more}


ONE, TWO = job(1), job(2)
WRAPPERS = {
    "a list": [ONE, TWO],
    "lists in a list": [[ONE], [TWO]],
    "a wrapper": {"total": 2, "jobs": [ONE, TWO]},
    "two wrappers": {"data": {"postings": [ONE, TWO]}},
    "nodes of edges": {"data": {"jobs": {"edges": [{"node": ONE}, {"node": TWO}]}}},
    "hits": {"hits": {"total": 2, "hits": [{"_source": ONE}, {"_source": TWO}]}},
    "an object by id": {"jobs": {"a": ONE, "b": TWO}},
    "departments": {"departments": [{"name": "A", "jobs": [ONE]}, {"name": "B", "jobs": [TWO]}]},
    "a feed with a title": {"title": "Our jobs", "description": "All of them", "items": [ONE, TWO]},
    "a board with a name": {"id": 7, "name": "Mill", "url": "https://e.org", "jobs": [ONE, TWO]},
    "columns": {name: [one[name] for one in (ONE, TWO)] for name in ONE},
    "columns by row": {name: {"0": ONE[name], "1": TWO[name]} for name in ONE},
}


@pytest.mark.parametrize("value", WRAPPERS.values(), ids=WRAPPERS)
def test_postings_are_found_one_by_one_in_any_wrapper(tmp_path: Path, value: object) -> None:
    found, problems = read(tmp_path, value, strict=True)
    assert [(one.id, one.title, one.description) for one in found] == [
        ("1", "Job 1", "Do 1"),
        ("2", "Job 2", "Do 2"),
    ]
    assert problems == []


@pytest.mark.parametrize(
    "part",
    [
        {"related": [ONE, TWO]},
        {"hiringTeam": [{"id": 1, "title": "Manager", "location": "Hull"}]},
        {"benefits": [{"title": "Dental", "description": "Teeth"}]},
    ],
    ids=["related", "team", "benefits"],
)
def test_what_belongs_to_a_posting_is_no_posting_and_is_named(
    tmp_path: Path, part: dict[str, object]
) -> None:
    (posting,), problems = read(tmp_path, [{"title": "Welder", "description": "Weld", **part}])
    assert (posting.title, posting.description) == ("Welder", "Weld")
    assert f"{next(iter(part))} (1)" in problems[0]


def test_keys_that_no_field_takes_are_named_once_with_their_records(tmp_path: Path) -> None:
    rows = [job(n, remote=True, perks=["gym"] if n % 2 else []) for n in range(5)]
    found, problems = read(tmp_path, rows, strict=True)
    assert len(found) == 5
    (named,) = problems
    assert "remote (5), perks (2);" in named
    assert read(tmp_path, rows, {"title": "title", "description": "description"})[1] == []


def test_columns_of_a_table_that_no_field_takes_are_named_once(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("title,description,has_logo,Perks\nA,x,1,gym\nB,y,0,\n", encoding="utf-8")
    log = ProblemLog()
    assert len(list(read_postings(path, problems=log))) == 2
    assert [problem.reason.split(";")[0] for problem in log] == [
        "columns that no field takes were left out: has_logo, Perks"
    ]


def test_mappings_fan_out_at_every_level_with_what_stands_outside(tmp_path: Path) -> None:
    value = {
        "company": "Mill",
        "departments": [{"name": "Kitchen", "jobs": [ONE, TWO]}, {"name": "Bar", "jobs": [job(3)]}],
    }
    columns = {"title": "departments.jobs.title", "unit": "departments.name", "employer": "company"}
    found, problems = read(tmp_path, value, columns)
    assert [(one.title, one.unit, one.employer) for one in found] == [
        ("Job 1", "Kitchen", "Mill"),
        ("Job 2", "Kitchen", "Mill"),
        ("Job 3", "Bar", "Mill"),
    ]
    assert problems == ["3 postings have no description (first here)"]


def test_a_list_inside_a_posting_stays_its_own(tmp_path: Path) -> None:
    parts = [{"content": "Weld"}, {"content": "Read drawings"}]
    value = {"jobs": [{"title": "A", "parts": parts}, {"title": "B", "parts": parts[:1]}]}
    found, _ = read(tmp_path, value, {"title": "jobs.title", "description": "jobs.parts.content"})
    assert [(one.title, one.description) for one in found] == [("A", "Weld\n\nRead drawings"), ("B", "Weld")]


@pytest.mark.parametrize("columns", [{"title": "jobs.title", "employer": "companies.name"}, None])
def test_records_that_cannot_be_one_value_are_named_and_left_empty(
    tmp_path: Path, columns: Columns | None
) -> None:
    companies = [{"name": "A"}, {"name": "B"}]
    value: object = {"jobs": [ONE], "companies": companies} if columns else [job(1, company=companies)]
    (posting,), problems = read(tmp_path, value, columns)
    assert (posting.title, posting.employer) == ("Job 1", "")
    assert any(one.startswith("employer: ") and "2 records" in one for one in problems)


def test_records_of_a_list_without_a_text_are_counted(tmp_path: Path) -> None:
    value = {"jobs": [ONE, {"id": 9}, TWO]}
    for columns in (None, {"title": "jobs.title", "description": "jobs.description"}):
        found, problems = read(tmp_path, value, columns)
        assert len(found) == 2
        assert any(one.startswith("1 record of a list without title") for one in problems)


@pytest.mark.parametrize("value", [{"jobs": [{"position_no": 7}]}, [["title", "description"], ["A", "x"]]])
def test_what_holds_no_posting_is_refused_with_what_to_do(tmp_path: Path, value: object) -> None:
    with pytest.raises(InputError, match="no title or description") as refused:
        read(tmp_path, value)
    assert "--column title=" in refused.value.hint


@pytest.mark.parametrize(
    "requirements",
    [
        ["Weld", "Read drawings"],
        [{"text": "Weld"}, {"text": "Read drawings"}],
        [{"heading": "You", "items": ["Weld", "Read drawings"]}],
        {"skills": ["Weld"], "other": [{"items": ["Read drawings"]}]},
        {"skills": "Weld", "other": "Read drawings"},
    ],
)
def test_requirements_in_lists_follow_the_description(tmp_path: Path, requirements: object) -> None:
    (posting,), problems = read(
        tmp_path, [{"title": "A", "description": "Work", "requirements": requirements}]
    )
    lines = [line.lstrip("- ") for line in posting.description.splitlines() if line.strip()]
    assert [line for line in lines if line != "You"] == ["Work", "Weld", "Read drawings"]
    assert problems == []


def test_a_board_with_a_name_an_address_and_sections(tmp_path: Path) -> None:
    value = {
        "id": "1",
        "name": "Welder",
        "company": {"identifier": "m", "name": "Mill"},
        "location": {"city": "Toronto", "region": "ON", "country": "ca", "remote": False},
        "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
        "experienceLevel": {"id": "mid", "label": "Mid-Senior Level"},
        "jobAd": {"sections": {"duties": {"title": "Duties", "text": "<p>Weld frames</p>"}}},
        "releasedDate": "2026-01-02T08:00:00Z",
    }
    (posting,), problems = read(tmp_path, value, strict=True)
    assert posting == Posting(
        "1", "Welder", "Duties\nWeld frames", "Mill", "Toronto, ON, ca", "2026-01-02",
        source=str(tmp_path / "p.json"), employment_type="full-time", experience="Mid-Senior Level",
    )  # fmt: skip
    assert problems == []


@pytest.mark.parametrize(
    ("place", "places"),
    [
        ({"locations": ["Toronto", "Ottawa", "Toronto"]}, "Toronto; Ottawa"),
        ({"locations": [{"name": "Toronto"}, {"city": "Ottawa", "state": "ON"}]}, "Toronto; Ottawa, ON"),
        ({"location": "2 Locations", "locations": ["Hull, QC", "Ottawa, ON"]}, "Hull, QC; Ottawa, ON"),
        ({"location": "Toronto, ON and Ottawa, ON"}, "Toronto, ON; Ottawa, ON"),
        ({"location": "Toronto, ON, Ottawa, ON"}, "Toronto, ON; Ottawa, ON"),
        ({"location": "Montréal (Québec) | Laval (Québec)"}, "Montréal (Québec); Laval (Québec)"),
        ({"location": "Toronto / Ottawa"}, "Toronto; Ottawa"),
        ({"location": "St. John's, Newfoundland and Labrador"}, "St. John's, Newfoundland and Labrador"),
        ({"location": "Toronto, Ontario, Canada"}, "Toronto, Ontario, Canada"),
        ({"location": "US, NY, New York"}, "US, NY, New York"),
        ({"location": "Toronto, ON +2 more"}, "Toronto, ON"),
        ({"location": "2 Locations"}, ""),
        ({"location": "Multiple locations"}, ""),
    ],
)
def test_several_towns_are_several_places(tmp_path: Path, place: dict[str, object], places: str) -> None:
    (posting,), problems = read(tmp_path, [job(1, **place)])
    assert posting.place == places
    says_only_how_many = str(place.get("location", "")).endswith(("ocations", "more")) and len(place) == 1
    assert any(one.startswith("place: ") for one in problems) == says_only_how_many


@pytest.mark.parametrize(
    ("field", "given", "code"),
    [
        ("noc", 21211.0, "21211"), ("noc", "21211.0", "21211"), ("noc", "10", "10"),
        ("noc", "00010", "00010"),
        ("isco", 110, "0110"), ("isco", "110.0", "0110"), ("isco", "0110", "0110"), ("isco", 2512, "2512"),
    ],
)  # fmt: skip
def test_codes_keep_their_zeros_or_it_is_said(tmp_path: Path, field: str, given: object, code: str) -> None:
    (posting,), problems = read(tmp_path, [job(1, **{field: given})])
    assert getattr(posting, field) == code
    told = any(one.startswith(f"{field}: ") for one in problems)
    assert told == (str(given) != code or code == "10")


def test_an_object_of_which_nothing_can_be_read_is_named(tmp_path: Path) -> None:
    (posting,), problems = read(
        tmp_path, [job(1, company={"display_name": "Mill"}, location={"geo": [1, 2]})]
    )
    assert (posting.employer, posting.place) == ("Mill", "")
    assert "location (1)" in problems[0]


def test_a_mapping_that_leads_to_nothing_names_its_paths(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has nothing at jobs\.name; its keys are jobs"):
        read(tmp_path, {"jobs": [ONE]}, {"title": "jobs.name"})


def test_a_title_in_two_languages_is_one_posting(tmp_path: Path) -> None:
    (posting,), _ = read(tmp_path, [{"title": ["Welder", "Soudeur"], "description": ["Weld", "Souder"]}])
    assert (posting.title, posting.description) == ("Welder, Soudeur", "Weld\n\nSouder")
