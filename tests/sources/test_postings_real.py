from __future__ import annotations

from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.model import Posting
from skillgraph.sources import read_column_mapping, read_postings
from tests.support.posting_columns import JOB_BANK, NYC


def read(path: Path, folder: Path, mapping: str = "") -> tuple[list[Posting], ProblemLog]:
    columns = None
    if mapping:
        (folder / "columns.toml").write_text(mapping)
        columns = read_column_mapping(folder / "columns.toml")
    log = ProblemLog()
    return list(read_postings(path, columns=columns, problems=log)), log


def test_nyc_jobs(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "postings" / "nyc_jobs_2012_2019.csv"
    postings, log = read(path, tmp_path, NYC)
    # 2,188 job ids; one of them, 170989, has a text in one of its two rows only.
    assert len(postings) == len({posting.id for posting in postings}) == 2189
    assert len({posting.id.partition("#")[0] for posting in postings}) == 2188
    assert [posting.id for posting in postings if "#" in posting.id] == ["170989#2"]
    assert not any("â€" in posting.description for posting in postings)
    assert [(problem.line, problem.field) for problem in log if problem.field] == [
        (6, "date"),
        (7, "date"),
        (15, "date"),
    ]
    assert [problem.reason.split(" ")[:2] for problem in log if not problem.field] == [
        ["59", "cells"],
        ["3,959", "postings"],
        ["1,788", "postings"],
        ["1", "posting"],
    ]
    guessed, _ = read(path, tmp_path)
    assert [(posting.id, posting.description) for posting in guessed] == [
        (posting.id, posting.description) for posting in postings
    ]


def test_job_bank_with_a_mapping(shared: Path, tmp_path: Path) -> None:
    postings, log = read(shared / "data" / "postings" / "jobbank_ca_2023.json", tmp_path, JOB_BANK)
    assert len(postings) == 33
    assert log.total == 0
    assert all(posting.description and "<" not in posting.description for posting in postings)
    assert all(posting.date.startswith("2023-") for posting in postings)
    assert (postings[0].place, postings[0].region) == ("Norris Point", "Newfoundland and Labrador")
    assert "- Dispense and administer medications and treatments as prescribed by a physician" in (
        postings[20].description.split("\n")
    )


def test_job_bank_as_schema_org(shared: Path, tmp_path: Path) -> None:
    postings, log = read(shared / "data" / "postings" / "jobbank_ca_2023.json", tmp_path)
    # The schema.org blocks hold one thin sentence; what they lack stands around them.
    mapped, _ = read(shared / "data" / "postings" / "jobbank_ca_2023.json", tmp_path, JOB_BANK)
    for own in ("id", "title", "description", "employer", "region", "date"):
        assert [getattr(one, own) for one in postings] == [getattr(one, own) for one in mapped]
    assert (postings[0].vacancies, postings[0].employment_type) == (1, "permanent; full-time")
    (named,) = log
    assert "LMIA (33)" in named.reason
    assert "howToApply (32)" in named.reason
