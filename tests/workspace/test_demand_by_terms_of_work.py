"""What postings say of work divides demand, and a workspace that was made before they said it is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.model import tables as schemas
from skillgraph.sources.columns import FIELDS
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_credentials, load_framework, load_postings
from skillgraph.workspace.postings import one_file
from skillgraph.workspace.state import table_parts as parts

BEFORE = pa.schema([field for field in schemas.POSTINGS if field.name not in schemas.ADDED])
"""The table as versions without these columns wrote it."""

JOBS = [
    {"id": "w", "title": "Welder", "description": "You weld metal.", "employmentType": "FULL_TIME",
     "vacancies": 7, "place": "Toronto, ON; Ottawa, ON"},
    {"id": "c", "title": "Cook", "description": "Prepare hot meals.",
     "employmentType": "Temps plein, permanent", "vacancies": "2 vacancies", "place": "Ottawa, ON"},
    {"id": "k", "title": "Clerk", "description": "Use spreadsheets software.", "place": "Hull (Québec)"},
]  # fmt: skip

Ask = Callable[..., Any]


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    path = tmp_path / "jobs.json"
    path.write_text(json.dumps(JOBS), encoding="utf-8")
    return path


@pytest.fixture
def ask(empty: Workspace, turtle: Path, sheet: Path) -> Ask:
    load_framework(empty, [turtle])
    load_credentials(empty, sheet)

    def asked(*words: str) -> Any:  # noqa: ANN401 - whatever JSON the command prints
        command = ["-w", str(empty.path), *words, "--min-cell", "1", "--format", "json"]
        return json.loads(CliRunner().invoke(app, command, catch_exceptions=False).stdout)

    return asked


def test_demand_is_divided_by_kind_of_employment_and_place(empty: Workspace, jobs: Path, ask: Ask) -> None:
    load_postings(empty, jobs)
    found = ask("demand", "--by", "employment_type")
    assert {cell["employment_type"]: cell["postings"] for cell in found["cells"]} == {
        "full-time": 2,
        "permanent": 1,
    }
    assert (found["postings"], found["unknown"]["employment_type"]) == (3, 1)
    found = ask("demand", "--by", "place")
    assert {cell["place"]: cell["postings"] for cell in found["cells"]} == {
        "Ottawa, ON": 2, "Toronto, ON": 1, "Hull (Québec)": 1,
    }  # fmt: skip
    (gap,) = ask("gaps", "--no-new-terms", "--where", "employment_type=permanent")
    assert gap["label"] == "prepare hot meals"


def test_vacancies_weigh_where_it_is_asked_for_and_the_answer_says_so(
    empty: Workspace, jobs: Path, ask: Ask, trade: Callable[[str], str]
) -> None:
    load_postings(empty, jobs)
    plain, weighed = ask("demand"), ask("demand", "--vacancies")
    assert (plain["counted_by"], weighed["counted_by"]) == ("postings", "vacancies")
    assert (weighed["vacancies"], weighed["vacancies_unsaid"]) == (10, 1)
    shares = {cell["uri"]: (cell["postings"], cell["vacancies"], cell["share"]) for cell in weighed["cells"]}
    assert shares[trade("weld")] == (1, 7, pytest.approx(0.7))
    assert {cell["vacancies"] for cell in plain["cells"]} == {None}
    gaps = {gap["uri"]: gap["vacancies"] for gap in ask("gaps", "--no-new-terms", "--vacancies")}
    assert gaps[trade("weld")] == 7


def test_postings_of_an_earlier_version_are_read_counted_and_filled_by_loading_again(
    empty: Workspace, jobs: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = jobs.with_name("other.json")
    other.write_text(json.dumps([{"id": "o", "title": "Baker", "description": "Apply food safety rules."}]))
    with monkeypatch.context() as earlier:
        earlier.setattr(schemas, "POSTINGS", BEFORE)
        earlier.setattr(one_file, "FIELDS", FIELDS[: FIELDS.index("vacancies")])
        load_postings(empty, jobs)
        load_postings(empty, other)
    for path in empty.snapshot().posting_files():
        assert parts.read(path).schema.names == BEFORE.names
    read = {one.id: (one.title, one.vacancies, one.employment_type) for one in empty.snapshot().postings()}
    assert read == {
        "jobs/w": ("Welder", None, ""), "jobs/c": ("Cook", None, ""), "jobs/k": ("Clerk", None, ""),
        "other/o": ("Baker", None, ""),
    }  # fmt: skip
    assert ask("demand")["postings"] == 4
    found = ask("demand", "--by", "employment_type")
    assert (found["cells"], found["unknown"]["employment_type"]) == ([], 4)
    assert load_postings(empty, jobs).counts["postings"] == 3
    found = ask("demand", "--by", "employment_type")
    assert {c["employment_type"]: c["postings"] for c in found["cells"]} == {"full-time": 2, "permanent": 1}
    assert (found["postings"], found["unknown"]["employment_type"]) == (4, 2)
