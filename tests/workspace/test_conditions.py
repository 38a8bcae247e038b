"""Conditions as people type them: a town finds its places, a word its occupations, a label its concept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.analytics.demand.question import ConditionField
from skillgraph.errors import NotFoundError
from skillgraph.languages.sentences import said_in
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.demand import demand, sentences
from skillgraph.workspace.answers.gaps import counted_gaps
from skillgraph.workspace.loading import load_framework, load_postings
from skillgraph.workspace.postings import extraction
from skillgraph.workspace.query import Query
from skillgraph.workspace.requests import DemandRequest, GapsRequest, SentencesRequest
from tests.workspace.test_asking_for_occupations import OCCUPATIONS

PLACES = ["Montréal, QC", "Montréal", "Montréal-Nord, QC", "Windsor, ON; Windsor, NS", "Paris, France", ""]
TITLES = ["Pipe welder", "Ship welder", "Pipe welder", "Spot welder", "Cook", "Clerk"]


@pytest.fixture
def placed(empty: Workspace, turtle: Path, tmp_path: Path) -> Workspace:
    turtle.write_text(turtle.read_text(encoding="utf-8") + OCCUPATIONS, encoding="utf-8")
    load_framework(empty, [turtle])
    jobs = [
        {"id": f"j{n}", "title": title, "description": f"Team {n}: you weld metal daily.", "place": place}
        for n, (title, place) in enumerate(zip(TITLES, PLACES, strict=True))
    ]
    file = tmp_path / "jobs.json"
    file.write_text(json.dumps(jobs), encoding="utf-8")
    load_postings(empty, file)
    extraction.extract(empty, Query(profile=Profile.FAST))
    return empty


def counted(workspace: Workspace, where: str) -> int:
    return demand(workspace, DemandRequest(where=(where,), min_cell=1, near_duplicates=True)).postings


@pytest.mark.parametrize(
    ("place", "postings"),
    [
        ("Montréal", 2),
        ("montreal", 2),
        ("Montréal, QC", 1),
        ("Montréal (Québec)", 1),
        ("Montréal, Quebec, Canada", 1),
        ("Windsor", 1),
        ("Windsor, Ontario", 1),
        ("Windsor, QC", 0),
        ("Paris", 1),
        ("Paris, France", 1),
        ("Nowhere", 0),
    ],
)
def test_a_place_is_found_as_people_write_it(placed: Workspace, place: str, postings: int) -> None:
    assert counted(placed, f"place={place}") == postings


@pytest.mark.parametrize(
    ("occupation", "postings"),
    [("pipe welder", 2), ("welder", 4), ("soudeuse", 4), ("soudeur de tuyaux/soudeuse de tuyaux", 2)],
)
def test_an_occupation_is_found_by_the_word_for_it(placed: Workspace, occupation: str, postings: int) -> None:
    assert counted(placed, f"occupation={occupation}") == postings


def test_what_was_read_is_said(placed: Workspace, trade: Callable[[str], str]) -> None:
    asked = DemandRequest(where=("occupation=welder", "place=montreal"), min_cell=1)
    where = demand(placed, asked).question.where
    assert {one.value for one in where if one.field is ConditionField.OCCUPATION} == set(
        map(trade, ("pipe", "spot", "ship"))
    )
    assert [one.value for one in where if one.field is ConditionField.PLACE] == ["Montréal", "Montréal, QC"]


@pytest.mark.parametrize("field", ["occupation", "concept"])
def test_what_nothing_is_called_is_no_empty_answer(placed: Workspace, field: str) -> None:
    where = (f"{field}=zoologist",)
    for ask in (
        lambda: demand(placed, DemandRequest(where=where)),
        lambda: sentences(placed, SentencesRequest(where=where)),
        lambda: counted_gaps(placed, GapsRequest(where=where)),
    ):
        with pytest.raises(NotFoundError, match="zoologist") as raised:
            ask()
        if field == "occupation":
            assert "la profession 'zoologist'" in (said_in(raised.value.message, "fr") or "")


def test_gaps_take_a_label_too(placed: Workspace, trade: Callable[[str], str]) -> None:
    found = [counted_gaps(placed, GapsRequest(where=(f"concept={one}",), min_cell=1)) for one in
             ("weld metal", trade("weld"))]  # fmt: skip
    assert found[0] == found[1]
    assert found[0].gaps
