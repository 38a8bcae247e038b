"""JSON:API documents of boards: jobs, and beside them the people, places and units they point to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.model import Posting
from skillgraph.sources import read_postings

Resource = dict[str, object]


def resource(kind: str, number: int, relations: object = None, **attributes: object) -> Resource:
    more = {"relationships": relations} if relations else {}
    return {"id": str(number), "type": kind, "attributes": attributes, **more}


def job(number: int, relations: object = None, kind: str = "jobs", **more: object) -> Resource:
    return resource(kind, number, relations, title=f"Job {number}", body=f"<p>Do {number}</p>", **more)


def to(kind: str, *numbers: int) -> Resource:
    return {"links": {"self": "x"}, "data": [{"type": kind, "id": str(number)} for number in numbers]}


HEAD = resource("users", 7, name="Ana", title="Head of HR", email="a@x.example")
OFFICE = resource("locations", 8, name="Head office", city="Quebec", country="Canada")
SHOP = resource("locations", 9, name="Shop in Laval")
RETAIL = resource("departments", 5, name="Retail")


def read(folder: Path, value: object) -> tuple[list[Posting], list[str]]:
    path = folder / "p.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    log = ProblemLog(strict=True)
    return list(read_postings(path, problems=log)), [problem.reason for problem in log]


@pytest.mark.parametrize("kind", ["jobs", "job", "job-postings", "offres", "stellen"])
def test_records_of_another_type_beside_the_jobs_are_no_postings_and_are_counted(
    tmp_path: Path, kind: str
) -> None:
    value = {"data": [job(1, kind=kind), job(2, kind=kind)], "included": [HEAD, OFFICE, SHOP, RETAIL]}
    found, told = read(tmp_path, value)
    assert [one.title for one in found] == ["Job 1", "Job 2"]
    assert any(one.endswith("left out: locations (2), departments (1), users (1)") for one in told)


@pytest.mark.parametrize(
    "value",
    [
        {"data": [resource("companies", 1, name="Mill", city="Hull")], "included": [job(1), job(2)]},
        {"data": job(1), "included": [job(2)]},
        {"response": {"data": [job(1), job(2)], "included": [HEAD]}},
        {"jobs": [job(1), job(2)], "people": [{"id": 4, "type": "person", "title": "Chef", "city": "Hull"}]},
    ],
)
def test_the_type_tells_the_jobs_wherever_they_stand(tmp_path: Path, value: Resource) -> None:
    found, _ = read(tmp_path, value)
    assert [one.title for one in found] == ["Job 1", "Job 2"]


def test_a_type_that_is_a_kind_of_employment_tells_nothing_of_what_a_record_is(tmp_path: Path) -> None:
    jobs = [{"id": 1, "title": "Cook", "description": "Cook", "type": "Full Time"}]
    more = [{"id": 2, "title": "Baker", "description": "Bake", "type": "Internship"}]
    found, _ = read(tmp_path, {"jobs": jobs, "summer": more})
    assert [one.title for one in found] == ["Cook", "Baker"]


def test_a_job_of_an_unknown_type_among_jobs_is_kept(tmp_path: Path) -> None:
    found, _ = read(tmp_path, {"data": [job(1), job(2, kind="gigs")]})
    assert [one.title for one in found] == ["Job 1", "Job 2"]


def test_places_and_units_that_a_job_points_to_are_its_own(tmp_path: Path) -> None:
    first = job(1, {"locations": to("locations", 8, 9), "department": {"data": to("departments", 5)["data"]}})
    second = job(2, {"location": {"data": {"type": "locations", "id": "9"}}, "user": to("users", 7)})
    value = {"data": [first, second], "included": [HEAD, OFFICE, SHOP, RETAIL]}
    (one, two), told = read(tmp_path, value)
    assert (one.place, one.unit) == ("Quebec, Canada; Shop in Laval", "Retail")
    assert (two.place, two.unit) == ("Shop in Laval", "")
    assert told[0].endswith("left out: users (1)")
    assert "relationships (1)" in told[1]


def test_what_a_job_says_of_its_place_comes_before_what_it_points_to(tmp_path: Path) -> None:
    first = job(1, {"locations": to("locations", 8)}, city="Gaspé")
    (one,), told = read(tmp_path, {"data": [first], "included": [OFFICE]})
    assert one.place == "Gaspé"
    assert told[0].endswith("left out: locations (1)")


def test_a_relation_to_nothing_and_included_that_is_no_list_of_resources_change_nothing(
    tmp_path: Path,
) -> None:
    first = job(1, {"locations": to("locations", 404), "unit": None, "odd": [1]})
    for included in ([OFFICE], [1, "x"], {"a": 1}, None):
        (one,), told = read(tmp_path, {"data": [first], "included": included})
        assert (one.title, one.place) == ("Job 1", "")
        assert any("relationships (1)" in reason for reason in told)
