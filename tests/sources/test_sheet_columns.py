"""Sheets whose headers are not the expected ones: mapped, wide, or without an issuer."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Credential
from skillgraph.sources import read_credentials
from skillgraph.sources.columns import mapping_of
from skillgraph.sources.sheet_columns import SHEET

LISTED = ["Set up welding equipment", "Weld metal joints", "Read technical drawings"]


def read(
    path: Path, *pairs: str, mapping: Path | None = None, issuer: str = ""
) -> tuple[Credential, list[str]]:
    log = ProblemLog()
    columns = mapping_of(pairs, mapping, SHEET)
    (credential,) = read_credentials(path, problems=log, columns=columns, issuer=issuer)
    return credential, [problem.reason for problem in log]


def sheet(folder: Path, text: str) -> Path:
    path = folder / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    return path


def texts(credential: Credential) -> list[str]:
    return [outcome.text for outcome in credential.outcomes]


def test_the_wide_case_is_read_and_its_department_named(shared: Path) -> None:
    path = shared / "cases" / "35-headers-of-a-college" / "wide.csv"
    if not path.is_file():
        pytest.skip(f"needs {path}")
    credential, reasons = read(path)
    assert (credential.name, credential.issuer) == ("Introduction to Welding", "Trades")
    assert texts(credential) == LISTED
    assert any("'Department' was read as it" in reason for reason in reasons)


@pytest.mark.parametrize("header", ["Department", "Faculty", "Département", "École"])
def test_part_of_an_issuer_serves_only_where_nothing_else_names_it(tmp_path: Path, header: str) -> None:
    path = sheet(tmp_path, f"Course Title,{header},LO 1,LO 2\nWelding,Trades,Weld joints,Cut metal\n")
    assert read(path)[0].issuer == "Trades"
    credential, reasons = read(path, issuer="Sample College")
    assert credential.issuer == "Sample College"
    assert reasons == [f"columns that an outcome sheet does not have were ignored: {header}"]
    path = sheet(tmp_path, f"Course Title,College,{header},CLO1\nWelding,Sample,Trades,Weld joints\n")
    assert read(path)[0].issuer == "Sample"


def test_an_issuer_for_all_fills_empty_cells_only(tmp_path: Path) -> None:
    path = sheet(tmp_path, "credential,issuer,outcome\nA,,Weld joints\nB,Own College,Cut metal\n")
    found = list(read_credentials(path, problems=ProblemLog(), issuer="Sample College"))
    assert [credential.issuer for credential in found] == ["Sample College", "Own College"]


@pytest.mark.parametrize("typed", [True, False])
def test_columns_are_mapped_as_for_postings(tmp_path: Path, typed: bool) -> None:
    path = sheet(
        tmp_path,
        "Badge,Body,Can do,Can also do,Before,And before,hours\n"
        "Welding,Sample College,Weld joints,Cut metal,Safety,Drawing,12\n",
    )
    pairs = (
        "credential=Badge",
        "issuer=body",
        "outcome=Can do+Can also do",
        "prerequisites=Before+And before",
    )
    mapping = tmp_path / "columns.toml"
    lines = (f"{field} = {names.split('+')}" for field, _, names in (pair.partition("=") for pair in pairs))
    mapping.write_text("[columns]\n" + "\n".join(lines), encoding="utf-8")
    credential, reasons = read(path, *pairs) if typed else read(path, mapping=mapping)
    assert texts(credential) == ["Weld joints", "Cut metal"]
    assert credential.prerequisites == ("Safety", "Drawing")
    assert credential.duration_hours == 12, "fields that are not mapped are still told by their headers"
    assert reasons == []


def test_a_column_that_is_mapped_is_not_read_twice(tmp_path: Path) -> None:
    path = sheet(tmp_path, "credential,issuer,outcome,Level\nA,B,Weld joints,Beginner\n")
    credential, _ = read(path, "description=Level")
    assert (credential.description, credential.level) == ("Beginner", "")


@pytest.mark.parametrize(
    ("pair", "named"),
    [("heading=a", "heading"), ("credential", "FIELD=COLUMN"), ("issuer=Nowhere", "'Nowhere'")],
)
def test_a_mapping_that_cannot_be_kept_is_refused(tmp_path: Path, pair: str, named: str) -> None:
    path = sheet(tmp_path, "credential,issuer,outcome\nA,B,Weld joints\n")
    with pytest.raises(InputError, match=named):
        read(path, pair)


def test_what_is_no_sheet_takes_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "welding.json"
    path.write_text('{"name": "Welding", "issuer": "Sample", "outcomes": ["Weld"]}', encoding="utf-8")
    with pytest.raises(InputError, match="credentials in JSON"):
        read(path, "credential=name")


def test_what_is_missing_is_hinted_with_the_option(tmp_path: Path) -> None:
    path = sheet(tmp_path, "Thing,Outcome\nWelding,Weld joints\n")
    with pytest.raises(InputError, match="credential, issuer") as refused:
        read(path)
    assert "--column credential=" in str(refused.value.hint)


@pytest.mark.parametrize(
    "header",
    [
        "Student Learning Outcomes (SLOs)",
        "Learning outcomes:",
        "Course Learning Outcomes (CLO)",
        "Learning Outcomes [CLO/PLO]",
        "Intended learning outcomes *",
        "Expected Outcomes",
        "CLOs",
        "Résultats d’apprentissage visés",
        "Résultats d'apprentissage du cours (RAC) :",
        "Acquis d’apprentissage (AA)",
        "Objectifs d'apprentissage (OA)",
    ],
)
def test_headings_are_known_without_their_abbreviation_and_punctuation(tmp_path: Path, header: str) -> None:
    path = sheet(tmp_path, f"Course Title (full name):,College,{header}\nWelding,Sample,Weld joints\n")
    credential, _ = read(path)
    assert (credential.name, texts(credential)) == ("Welding", ["Weld joints"])


@pytest.mark.parametrize("header", ["Course (ID)", "Outcome (ID)", "Learning Outcomes (hours)"])
def test_what_else_stands_in_brackets_is_no_abbreviation(tmp_path: Path, header: str) -> None:
    path = sheet(tmp_path, f"{header},College\nWelding,Sample\n")
    with pytest.raises(InputError, match="no column for credential, outcome"):
        read(path)
