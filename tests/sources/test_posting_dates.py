"""Days, places, codes and pay of postings that contradict themselves or say more than the value."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.model import Posting
from skillgraph.sources.postings import read_postings


def read(folder: Path, **fields: object) -> tuple[Posting, str]:
    path = folder / "jobs.json"
    record = {"title": "Welder", "description": "Weld pipes.", **fields}
    path.write_text(json.dumps([record]), encoding="utf-8")
    problems = ProblemLog()
    (posting,) = read_postings(path, problems=problems)
    return posting, " ".join(str(problem) for problem in problems)


@pytest.mark.parametrize(
    ("key", "closes"),
    [
        ("validThrough", "2024-04-01"),
        ("closingDate", "April 1, 2024"),
        ("application_deadline", "2024-04-30T23:59:00Z"),
        ("date limite", "1 avril 2024"),
        ("expires_at", 1711929600),
    ],
)
def test_a_day_behind_the_end_is_left_empty_and_told(tmp_path: Path, key: str, closes: object) -> None:
    posting, told = read(tmp_path, date_posted="2024-05-01", **{key: closes})
    assert posting.date == ""
    assert "date: 2024-05-01 lies behind the end of the posting, 2024-04-" in told


@pytest.mark.parametrize("closes", ["2024-05-01", "2024-06-01", "Until filled", "03/04/2024", ""])
def test_any_other_end_changes_nothing(tmp_path: Path, closes: str) -> None:
    posting, told = read(tmp_path, date_posted="2024-05-01", validThrough=closes)
    assert (posting.date, told) == ("2024-05-01", "")


def test_schema_org_says_the_end_too(tmp_path: Path) -> None:
    node = {"@type": "JobPosting", "datePosted": "2024-05-01", "validThrough": "2024-04-01"}
    posting, told = read(tmp_path, **node)
    assert posting.date == ""
    assert "behind the end" in told
    assert "no field takes" not in told


def test_a_day_in_the_future_is_left_empty_and_told(tmp_path: Path) -> None:
    today = datetime.datetime.now(datetime.UTC).date()
    for days, taken in ((0, True), (3, False), (4000, False)):
        day = (today + datetime.timedelta(days=days)).isoformat()
        posting, told = read(tmp_path, date=day)
        assert posting.date == (day if taken else "")
        assert ("lies in the future" in told) is not taken


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("Hybrid (Toronto, ON)", "Toronto, ON"),
        ("Toronto, ON (Remote)", "Toronto, ON"),
        ("(hybride) Québec, QC", "Québec, QC"),
        ("Toronto or Ottawa", "Toronto; Ottawa"),
        ("Montréal ou Laval", "Montréal; Laval"),
        ("Plusieurs villes", ""),
        ("5 emplacements", ""),
        ("N/A", ""),
        ("To be determined", ""),
        ("Remote", "Remote"),
        ("75001", "75001"),
        ({"City": "Toronto", "State": "ON"}, "Toronto, ON"),
    ],
)
def test_places_are_places(tmp_path: Path, location: object, place: str) -> None:
    posting, told = read(tmp_path, location=location)
    assert posting.place == place
    assert bool(place) is ("names no place" not in told)


@pytest.mark.parametrize(
    ("code", "read_as"),
    [
        ("NOC 72106", "72106"),
        ("CNP 2021 72106", "72106"),
        ("72106 - Welders and related", "72106"),
        ("72106 Soudeurs", "72106"),
        ("00015.00", "00015"),
        ("72106, 72107", "72106, 72107"),
    ],
)
def test_a_code_is_the_code_alone(tmp_path: Path, code: str, read_as: str) -> None:
    assert read(tmp_path, noc=code)[0].noc == read_as


@pytest.mark.parametrize(
    ("salary", "low", "high", "unit"),
    [
        ("40 h/week at $25", 25, 25, ""),
        ("40 hours per week, $25 an hour", 25, 25, "hour"),
        ("35-40 hours per week, $25.50 to $31.00 hourly", 25.5, 31, "hour"),
        ("25.50/31.00 hourly", 25.5, 31, "hour"),
        ("$25/hour", 25, 25, "hour"),
        ("35 h par semaine, 22,50 $ l'heure", 22.5, 22.5, "hour"),
    ],
)
def test_what_is_paid_is_what_has_a_sign_of_money(
    tmp_path: Path, salary: str, low: float, high: float, unit: str
) -> None:
    posting, _ = read(tmp_path, salary=salary)
    assert (posting.salary_min, posting.salary_max, posting.salary_unit) == (low, high, unit)


def test_amounts_apart_say_their_currency(tmp_path: Path) -> None:
    posting, _ = read(tmp_path, salary={"from": "£30k", "to": "£35k"})
    assert (posting.salary_min, posting.salary_max, posting.salary_currency) == (30000, 35000, "GBP")


def test_a_table_of_postings_may_have_a_title_above(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text("Postings, May 2024\n\nJob title;Description\nWelder;Weld pipes\n", encoding="utf-8")
    problems = ProblemLog()
    (posting,) = read_postings(path, problems=problems)
    assert (posting.title, posting.description) == ("Welder", "Weld pipes")
    assert "1 row stands above the header in row 3" in " ".join(map(str, problems))
