"""Outcome sheets as colleges have them: headings, titles above, sheets, merged cells, totals, lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Credential
from skillgraph.sources.outcome_lists import listed
from skillgraph.sources.outcome_sheet import read_outcome_sheet


def read(path: Path) -> tuple[list[Credential], str]:
    problems = ProblemLog()
    found = list(read_outcome_sheet(path, problems=problems))
    return found, "\n".join(str(problem) for problem in problems)


def csv(folder: Path, text: str) -> Path:
    path = folder / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    return path


def book(folder: Path, fill: Callable[[openpyxl.Workbook], None]) -> Path:
    made = openpyxl.Workbook()
    fill(made)
    made.save(folder / "sheet.xlsx")
    return folder / "sheet.xlsx"


def texts(credential: Credential) -> list[str]:
    return [outcome.text for outcome in credential.outcomes]


@pytest.mark.parametrize(
    "header",
    [
        "Micro-credential Name,Offered By,Learning Outcome",
        "Program,College,Competencies",
        "Course name,Institution,Upon completion students will be able to",
        "Nom de la microcertification,Organisme,Compétences visées",
        "Intitulé de la formation,Organisme de formation,Acquis d’apprentissage visés",
        "Titre du cours,Établissement,Objectifs d’apprentissage",
        "name,provider,skills",
        "Microcredential Title,Institution Name,Course Learning Outcomes (CLOs)",
        "Title of Credential,Institution,What you will learn",
        "CREDENTIAL_NAME,ISSUER_NAME,LEARNING_OUTCOME_TEXT",
        "Badge,Issuing Organization,Ability Statements",
    ],
)
def test_headings_of_colleges_are_known(tmp_path: Path, header: str) -> None:
    (found,), _ = read(csv(tmp_path, f"{header}\nWelding,Mill,Weld metal joints\n"))
    assert (found.name, found.issuer, texts(found)) == ("Welding", "Mill", ["Weld metal joints"])


def test_a_likely_heading_is_told_and_a_certain_one_stands_before(tmp_path: Path) -> None:
    (found,), told = read(
        csv(tmp_path, "Program,Course,College,Skills,Outcome\nTrades,Welding,Mill,TIG,Weld\n")
    )
    assert (found.name, texts(found)) == ("Welding", ["Weld"])
    assert "were ignored: Program, Skills" in told
    (found,), told = read(csv(tmp_path, "Program,College,Knowledge,Skills\nTrades,Mill,Know metals,Weld\n"))
    assert texts(found) == ["Know metals", "Weld"]
    assert "'Knowledge', 'Skills' were read as it; --column outcome=COLUMN says otherwise" in told


def test_columns_in_two_languages_are_found_by_likely_headings(tmp_path: Path) -> None:
    header = (
        "Credential Name (English),Credential Name (French),Issued by,Outcomes (English),Outcomes (French)"
    )
    (found,), told = read(csv(tmp_path, f"{header}\nWelding,Soudage,Mill,Weld steel,Souder l’acier\n"))
    assert (found.name, texts(found)) == ("Welding", ["Weld steel"])
    assert found.outcomes[0].other_texts == (("fr", "Souder l’acier"),)
    assert "ignored: Credential Name (French)" in told


HEADER = "Credential;Issuer;Outcome"


@pytest.mark.parametrize(
    "above",
    ["Report, 2024\n", "Micro-credentials\nMade 2024-05-01, by A, B\n\n", "General;;\n"],
)
def test_what_stands_above_the_header_is_passed_over_and_told(tmp_path: Path, above: str) -> None:
    (found,), told = read(csv(tmp_path, f"{above}{HEADER}\nWelding;Mill;Weld\n"))
    assert texts(found) == ["Weld"]
    assert "above the header in row" in told


def test_rows_go_on_with_the_credential_above_and_totals_are_left_out(tmp_path: Path) -> None:
    rows = "Welding;Mill;Weld\n;;Cut\n;;\nCooking;Mill;Boil\nTotal;;3\nGrand total;Mill;3\nSous-total;;\n"
    (welding, cooking), told = read(csv(tmp_path, f"{HEADER}\n{rows}"))
    assert (texts(welding), texts(cooking)) == (["Weld", "Cut"], ["Boil"])
    assert "1 row names no credential; read as more of the one above" in told
    assert "3 rows of totals left out" in told


def test_a_credential_that_is_called_total_is_one_where_it_has_outcomes(tmp_path: Path) -> None:
    (found,), _ = read(csv(tmp_path, f"{HEADER}\nTotal;Mill;Weld\n"))
    assert (found.name, texts(found)) == ("Total", ["Weld"])


def test_a_number_is_no_outcome_and_told(tmp_path: Path) -> None:
    (found,), told = read(csv(tmp_path, f"{HEADER}\nWelding;Mill;101\nWelding;Mill;Weld\n"))
    assert texts(found) == ["Weld"]
    assert "1 cell tells no outcome ('101')" in told


def fill_notes_first(made: openpyxl.Workbook) -> None:
    made.worksheets[0].append(["How to use this file"])
    data = made.create_sheet("Data")
    data.append(["Inventory of 2024"])
    data.append(["Credential", "Issuer", "Outcome"])
    data.append(["Welding", "Mill", "Weld"])
    made.create_sheet("Lists").append(["yes"])


def test_the_sheet_with_the_header_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    (found,), told = read(book(tmp_path, fill_notes_first))
    assert texts(found) == ["Weld"]
    assert "the sheet 'Data' was read; 2 other sheets were not: 'Sheet', 'Lists'" in told


def fill_hidden_first(made: openpyxl.Workbook) -> None:
    made.worksheets[0].append(["Credential", "Issuer", "Outcome"])
    made.worksheets[0].append(["Welding", "Mill", "Weld"])
    made.create_sheet("old", 0).append(["Credential", "Issuer", "Outcome"])
    made["old"].append(["Telex", "Mill", "Operate a telex"])
    made["old"].sheet_state = "hidden"


def test_a_hidden_sheet_stands_behind(tmp_path: Path) -> None:
    (found,), told = read(book(tmp_path, fill_hidden_first))
    assert found.name == "Welding"
    assert "another sheet was not: 'old'" in told


def fill_merged(made: openpyxl.Workbook) -> None:
    sheet = made.worksheets[0]
    for row in (["About", None, "What"], ["Credential", "Issuer", "Outcome"]):
        sheet.append(row)
    for row in (
        ["Welding", "Mill", "Weld"],
        [None, None, "Cut"],
        ["Cooking", None, "Boil"],
        [None, None, "Fry"],
    ):
        sheet.append(row)
    for area in ("A1:B1", "A3:A4", "A5:A6", "B3:B6"):
        sheet.merge_cells(area)


def test_merged_cells_stand_in_each_of_their_rows(tmp_path: Path) -> None:
    (welding, cooking), _ = read(book(tmp_path, fill_merged))
    assert (welding.issuer, texts(welding)) == ("Mill", ["Weld", "Cut"])
    assert (cooking.issuer, texts(cooking)) == ("Mill", ["Boil", "Fry"])


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("a) Weld b) Cut c) Grind", ["Weld", "Cut", "Grind"]),
        ("Weld; cut; grind", ["Weld", "cut", "grind"]),
        ("Weld steel; cut aluminium, brass; grind", ["Weld steel", "cut aluminium, brass", "grind"]),
        ("Weld|Cut|Grind", ["Weld", "Cut", "Grind"]),
        ("Communication, Teamwork, Problem Solving", ["Communication", "Teamwork", "Problem Solving"]),
        ("CLO1: Weld\nCLO2: Cut", ["Weld", "Cut"]),
        ("CLO1: weld CLO2: cut", ["weld", "cut"]),
        ("Learning outcome 1 – Weld", ["Weld"]),
        ("Résultat 1 : Souder Résultat 2 : Couper", ["Souder", "Couper"]),
    ],
)
def test_a_cell_is_a_list_in_many_ways(cell: str, items: list[str]) -> None:
    assert listed(cell) == items


@pytest.mark.parametrize(
    "cell",
    [
        "Explain A vs. B; C",
        "Plan, Develop, and Deliver Training",
        "Plan, develop and deliver training",
        "Excel || Word",
        "Weld metal (TIG, MIG, Stick)",
        "Use e.g. a) or b) to weld",
    ],
)
def test_a_sentence_stays_one_outcome(cell: str) -> None:
    assert listed(cell) == [cell]


def test_headings_within_a_cell_are_left_out_and_told(tmp_path: Path) -> None:
    cell = '"Unit A: Metal\n- Weld\n- Cut\nUnit B: Wood\n- Saw"'
    (found,), told = read(csv(tmp_path, f"{HEADER}\nWelding;Mill;{cell}\n"))
    assert texts(found) == ["Weld", "Cut", "Saw"]
    assert "2 lines name only the outcomes below (such as 'Unit A: Metal'); left out (first here)" in told


def test_what_is_missing_is_still_refused_by_the_first_row(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sheet\.csv:1: no column for issuer"):
        read(csv(tmp_path, "Credential;Outcome\nWelding;Weld\n"))
