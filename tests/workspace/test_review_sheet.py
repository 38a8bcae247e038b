"""A spreadsheet goes out, is filled in, and comes back once; what conflicts is named by its row."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from skillgraph.alignment.listing import ReviewFilter
from skillgraph.errors import InputError, SkillgraphError
from skillgraph.model import Action, MappingStatus
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_credentials
from skillgraph.workspace.review.deciding import decide_or_raise
from skillgraph.workspace.review.listing import agreement, listed
from skillgraph.workspace.review.sheet import export_sheet, import_sheet
from tests.support.review_steps import ANA, LEO, OUTCOMES, record_of, verdict


def active(path: Path) -> tuple[Any, Any]:
    """A workbook and its sheet."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    return book, book.active


def sheet_rows(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".csv":
        return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    header, *rows = active(path)[1].iter_rows(values_only=True)
    return [{str(k): "" if v is None else str(v) for k, v in zip(header, r, strict=True)} for r in rows]


def fill_in(path: Path, decisions: dict[str, dict[str, str]]) -> None:
    """Write decisions into the rows of outcomes, as a person would."""
    if path.suffix == ".csv":
        rows = sheet_rows(path)
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows({**row, **decisions.get(row["outcome"].lstrip("'"), {})} for row in rows)
        return
    book, sheet = active(path)
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for column, said in decisions.get(str(sheet.cell(row, columns["outcome"]).value), {}).items():
            sheet.cell(row, columns[column]).value = said
    book.save(path)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_sheet_goes_out_and_decisions_come_back_once(space: Workspace, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"sheet{suffix}"
    assert export_sheet(space, path, ReviewFilter()) == 4
    assert "not looked at" in {row["status"] for row in sheet_rows(path)}
    fill_in(
        path,
        {
            "Weld metal": {"decision": "accept", "reason": "clear", "your confidence": "90 %"},
            "=Operate welding equipment": {"decision": "Modifier", "new concept": "soudage"},
            "Prepare hot meals": {"decision": "aucun terme"},
            "Apply food safety rules": {"decision": "change", "new concept": "apply food safety rules"},
        },
    )

    first = import_sheet(space, path, ANA)
    assert (first.rows, first.conflicts) == (4, ())
    weld = record_of(space, "weld")
    assert (weld.status, weld.reviewer_agreement, weld.history[0].reason) == ("accepted", 0.9, "clear")
    assert sorted(listed(space, ReviewFilter()).counts().items()) == [
        ("accepted", 3),
        ("no-term", 1),
        ("rejected", 1),
    ]
    before = space.snapshot().mappings
    again = import_sheet(space, path, ANA)
    assert (again.decided.changed, again.conflicts) == ((), ())
    assert space.snapshot().mappings == before


def test_a_formula_in_a_sheet_is_only_text(space: Workspace, tmp_path: Path) -> None:
    for name in ("sheet.csv", "sheet.xlsx"):
        export_sheet(space, tmp_path / name, ReviewFilter())
    assert "North College,'=Operate welding" in (tmp_path / "sheet.csv").read_text(encoding="utf-8-sig")
    cells = [cell for row in active(tmp_path / "sheet.xlsx")[1].iter_rows() for cell in row]
    assert "=Operate welding equipment" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


def test_a_workbook_is_fit_to_read_and_to_fill_in(space: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    export_sheet(space, path, ReviewFilter())
    _, sheet = active(path)
    names = [cell.value for cell in sheet[1]]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions == f"A1:{sheet.cell(5, len(names)).coordinate}"
    for name in ("outcome", "concept", "definition"):
        column = names.index(name) + 1
        assert sheet.column_dimensions[sheet.cell(1, column).column_letter].width >= 30
        assert sheet.cell(2, column).alignment.wrap_text
    assert not sheet.cell(2, names.index("mapping") + 1).alignment.wrap_text
    offered = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    letter = sheet.cell(1, names.index("decision") + 1).column_letter
    assert offered[f"{letter}2:{letter}5"] == '"accept,change,reject,no-term"'
    told = {row["concept"]: (row["definition"], row["above"]) for row in sheet_rows(path)}
    assert told["weld"] == ("", "work with metal")


def test_conflicts_are_named_by_row_and_nothing_is_half_written(space: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    export_sheet(space, path, ReviewFilter())
    decide_or_raise(space, [verdict(Action.REJECT, record_of(space, "weld").uri, LEO)])
    fill_in(
        path,
        {
            "Weld metal": {"decision": "accept"},
            "=Operate welding equipment": {"decision": "perhaps"},
            "Prepare hot meals": {"decision": "accept", "mapping": "urn:unknown"},
            "Apply food safety rules": {"decision": "accept"},
        },
    )
    before = space.snapshot().mappings

    illegal = import_sheet(space, path, ANA)
    assert space.snapshot().mappings == before
    lines = {row["outcome"]: number for number, row in enumerate(sheet_rows(path), start=2)}
    perhaps = (
        "'perhaps' is no decision. Write accept, change, reject or no-term "
        "(accepter, modifier, rejeter, aucun terme)"
    )
    assert [(one.line, one.reason) for one in illegal.conflicts] == sorted(
        [
            (lines["'=Operate welding equipment"], perhaps),
            (
                lines["Apply food safety rules"],
                "there is no mapping in this row to accept; write change or no-term",
            ),
        ]
    )
    fill_in(
        path,
        {
            "=Operate welding equipment": {"decision": "accept"},
            "Apply food safety rules": {"decision": ""},
        },
    )
    conflicting = import_sheet(space, path, ANA)
    reasons = " / ".join(one.reason for one in conflicting.conflicts)
    assert "Léo rejected it after you looked at it" in reasons
    assert "There is no mapping urn:unknown" in reasons
    assert space.snapshot().mappings == before

    others = import_sheet(space, path, ANA, skip_conflicts=True)
    assert (len(others.decided.changed), len(others.conflicts)) == (1, 2)
    assert record_of(space, "tig").status is MappingStatus.ACCEPTED


def test_a_text_that_changed_since_the_export_conflicts(space: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    export_sheet(space, path, ReviewFilter())
    fill_in(path, {"Weld metal": {"decision": "accept"}})
    outcomes = tmp_path / "outcomes.csv"
    outcomes.write_text(OUTCOMES.replace("Weld metal,", "Weld alloys,"), encoding="utf-8")
    load_credentials(space, outcomes)

    (conflict,) = import_sheet(space, path, ANA).conflicts
    assert conflict.reason == "The text of the outcome has changed since"


def test_two_reviewers_each_with_a_sheet_are_compared(space: Workspace, tmp_path: Path) -> None:
    path, other = tmp_path / "ana.csv", tmp_path / "leo.csv"
    for sheet in (path, other):
        export_sheet(space, sheet, ReviewFilter())
    fill_in(path, {"Weld metal": {"decision": "accept"}, "Prepare hot meals": {"decision": "accept"}})
    fill_in(other, {"Weld metal": {"decision": "accept"}, "Prepare hot meals": {"decision": "reject"}})
    import_sheet(space, path, ANA)

    assert len(import_sheet(space, other, LEO).conflicts) == 2
    found = import_sheet(space, other, LEO, second_opinion=True)
    assert (len(found.decided.changed), found.conflicts) == (2, ())
    assert import_sheet(space, other, LEO, second_opinion=True).decided.changed == ()
    (compared,) = agreement(space)
    assert (compared.n, compared.observed, compared.expected) == (2, 0.5, 0.5)
    assert compared.kappa == 0.0
    (item,) = listed(space, ReviewFilter(disagreement=True)).items()
    assert (item.text, item.status) == ("Prepare hot meals", MappingStatus.ACCEPTED)


def test_sheets_of_other_formats_and_without_columns_are_refused(space: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is no \.xlsx and no \.csv"):
        export_sheet(space, tmp_path / "sheet.ods", ReviewFilter())
    path = tmp_path / "sheet.csv"
    path.write_text("outcome,decision\nWeld metal,accept\n", encoding="utf-8")
    with pytest.raises(SkillgraphError, match="no column for mapping, outcome id"):
        import_sheet(space, path, ANA)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_sheet_in_another_encoding_is_read_or_refused_and_never_taken_as_empty(
    space: Workspace, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "sheet.csv"
    export_sheet(space, path, ReviewFilter())
    rows = sheet_rows(path)
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows({**row, "decision": "accept" if row["mapping"] else ""} for row in rows)
    if encoding in ("utf-16-le", "utf-16-be"):  # Python writes no mark in these
        before = space.snapshot().mappings
        (told,) = import_sheet(space, path, ANA).conflicts
        assert str(told) == f"{path}: is not UTF-8; read as {encoding}"
        assert space.snapshot().mappings == before
        return
    found = import_sheet(space, path, ANA)
    assert (found.rows, found.conflicts) == (3, ())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_sheet_without_any_decision_says_so(space: Workspace, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"sheet{suffix}"
    export_sheet(space, path, ReviewFilter())
    with pytest.raises(InputError, match="holds a decision") as told:
        import_sheet(space, path, ANA)
    assert "accept, change, reject or no-term" in told.value.hint


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"new concept": "soudage"}, "decision", "has a new concept, 'soudage', and no decision"),
        ({"new relation": "broad"}, "decision", "has a new relation, 'broad', and no decision"),
        ({"decision": "accept", "new concept": "soudage"}, "new concept", "says accept, but the new concept"),
        ({"decision": "rejeter", "new concept": "soudage"}, "new concept", "says reject, but"),
        (
            {"decision": "accept", "new relation": "broad"},
            "new relation",
            "says accept, but the new relation",
        ),
    ],
)
def test_a_row_that_says_two_things_is_named_and_not_taken(
    space: Workspace, tmp_path: Path, suffix: str, cells: dict[str, str], column: str, reason: str
) -> None:
    path = tmp_path / f"sheet{suffix}"
    export_sheet(space, path, ReviewFilter())
    fill_in(path, {"Weld metal": cells, "Prepare hot meals": {"decision": "no-term"}})
    taken = import_sheet(space, path, ANA)
    (conflict,) = taken.conflicts
    assert conflict.field == column
    assert conflict.reason.startswith(reason)
    assert "write change, or empty" in conflict.reason
    assert (taken.rows, taken.decided.changed) == (2, ())


def test_the_concept_of_the_row_is_no_other_one(space: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    export_sheet(space, path, ReviewFilter())
    fill_in(path, {"Weld metal": {"decision": "accepté", "new concept": "Weld", "new relation": "close"}})
    assert import_sheet(space, path, ANA).conflicts == ()
    assert record_of(space, "weld").status is MappingStatus.ACCEPTED


def test_notes_above_the_header_and_other_sheets_stand_in_no_way(space: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    export_sheet(space, path, ReviewFilter())
    fill_in(path, {"Weld metal": {"decision": "accept"}})
    book, sheet = active(path)
    sheet.insert_rows(1)
    sheet.cell(1, 1).value = "Review of Ana, first half"
    book.create_sheet("to do", 0).append(["ask Léo"])
    book.save(path)
    taken = import_sheet(space, path, ANA)
    assert (taken.rows, taken.conflicts) == (1, ())
    assert record_of(space, "weld").status is MappingStatus.ACCEPTED


@pytest.mark.parametrize("word", ["ok", "Approved", "accepté", "approuvé", "Oui "])
def test_people_accept_in_their_own_words(space: Workspace, tmp_path: Path, word: str) -> None:
    path = tmp_path / "sheet.csv"
    export_sheet(space, path, ReviewFilter())
    fill_in(path, {"Weld metal": {"decision": word}})
    assert import_sheet(space, path, ANA).conflicts == ()
    assert record_of(space, "weld").status is MappingStatus.ACCEPTED


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_header_may_be_in_french_or_in_capitals(space: Workspace, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"feuille{suffix}"
    export_sheet(space, path, ReviewFilter())
    fill_in(path, {"Weld metal": {"decision": "accepter", "reason": "clair", "your confidence": "90 %"}})
    french = {
        "decision": "Décision",
        "mapping": "Correspondance",
        "outcome id": "ID du résultat",
        "reason": "Motif",
        "your confidence": "VOTRE CONFIANCE",
        "revision": "Révision",
    }
    _rename(path, french)

    assert import_sheet(space, path, ANA).conflicts == ()
    weld = record_of(space, "weld")
    assert (weld.status, weld.reviewer_agreement, weld.history[0].reason) == ("accepted", 0.9, "clair")


def test_two_columns_for_one_thing_are_refused(space: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    export_sheet(space, path, ReviewFilter())
    _rename(path, {"reviewers": "Votre décision"})
    with pytest.raises(InputError, match="'Votre décision' and 'decision' are both the column decision"):
        import_sheet(space, path, ANA)


def _rename(path: Path, headers: dict[str, str]) -> None:
    if path.suffix == ".csv":
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        rows[0] = [headers.get(name, name) for name in rows[0]]
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return
    book, sheet = active(path)
    for cell in sheet[1]:
        cell.value = headers.get(cell.value, cell.value)
    book.save(path)
