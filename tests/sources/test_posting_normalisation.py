"""Parquet is read like any table; regions and sectors are told where they can be."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.errors import InputError, ProblemLog
from skillgraph.sources import read_postings
from skillgraph.sources.regions import region_of, town
from skillgraph.sources.sectors import naics_sector


def test_parquet_postings(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    rows = {
        "id": [7, 8, None],
        "Job Title": ["Baker", "Cook", None],
        "description": ["<p>Bakes</p>", None, None],
        "skills": [["dough", "patience"], [], None],
        "date posted": [datetime.date(2026, 5, 2), None, None],
        "noc": ["06332", "63200", None],
    }
    pq.write_table(pa.table(rows), path)
    log = ProblemLog()
    baker, cook = read_postings(path, problems=log)
    assert (baker.id, baker.description, baker.date, baker.noc) == (
        "7",
        "Bakes\n\ndough, patience",
        "2026-05-02",
        "06332",
    )
    assert (cook.id, cook.title) == ("8", "Cook")
    assert [problem.line for problem in log] == [3, 2]


def test_damaged_parquet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(InputError, match=r"p\.parquet is not Parquet"):
        list(read_postings(path, problems=ProblemLog()))


@pytest.mark.parametrize(
    ("given_", "place", "code"),
    [
        ("Ontario", "", "CA-ON"),
        ("Québec", "Montréal", "CA-QC"),
        ("", "Norris Point, NL", "CA-NL"),
        ("", "Gatineau (Québec), Canada", "CA-QC"),
        ("Bayern", "Hof", "Bayern"),
        ("", "59-17 Junction Blvd Corona Ny", ""),
        ("", "Guelph", ""),
    ],
)
def test_regions(given_: str, place: str, code: str) -> None:
    assert region_of(given_, place) == code


def test_towns_are_compared_without_province_and_country() -> None:
    assert town("Guelph, ON") == town("Guelph (Ontario), Canada") == town(" guelph ") == "guelph"
    assert town("Hof, Bayern") == "hof bayern"


@pytest.mark.parametrize(
    ("given_", "sector"),
    [
        ("Health Care and Social Assistance", "62"),
        ("NAICS 6221", "62"),
        ("33", "31-33"),
        ("Hôtellerie", "72"),
        ("Legal Affairs Policy", ""),
        ("99", ""),
        ("", ""),
    ],
)
def test_sectors(given_: str, sector: str) -> None:
    assert naics_sector(given_) == sector


@given(st.text(max_size=40), st.text(max_size=40))
def test_anything_may_be_written_for_a_place(given_: str, place: str) -> None:
    assert isinstance(region_of(given_, place) + town(place) + naics_sector(given_), str)
