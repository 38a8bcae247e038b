"""Mappings under review as a spreadsheet, CSV or XLSX: a row for each, with columns to decide in.

A cell that a spreadsheet would run as a formula is written as text: typed as such in XLSX, and behind an
apostrophe in CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import files
from skillgraph.alignment.curation import fingerprint
from skillgraph.alignment.listing import ReviewItem
from skillgraph.errors import InputError
from skillgraph.formulas import guarded, marked
from skillgraph.model import Credential, LearningOutcome

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet
    from openpyxl.worksheet.datavalidation import DataValidation

COLUMNS = (
    "credential",
    "issuer",
    "outcome",
    "status",
    "relation",
    "concept",
    "confidence",
    "reviewers",
    "decision",
    "new relation",
    "new concept",
    "reason",
    "your confidence",
    "mapping",
    "revision",
    "text check",
    "outcome id",
    "concept uri",
)
"""From ``decision`` to ``your confidence`` for the reviewer; those after it say what was exported."""

DECISIONS = ("accept", "change", "reject", "no-term")
RELATIONS = ("exact", "close", "broad", "narrow", "related")

_WIDTHS = {"outcome": 60, "concept": 40, "reason": 40, "credential": 30, "issuer": 24, "new concept": 30}
Cell = str | int | float | None


def item_row(item: ReviewItem) -> list[Cell]:
    """The row of a mapping."""
    return [
        item.credential,
        item.issuer,
        item.text,
        item.status.value,
        item.predicate.removeprefix("skos:").removesuffix("Match"),
        item.label,
        None if item.confidence is None else round(item.confidence, 3),
        "; ".join(item.reviewers),
        *[None] * 5,
        item.uri,
        item.revision,
        fingerprint(item.text),
        item.outcome,
        item.concept,
    ]


def outcome_row(credential: Credential, outcome: LearningOutcome) -> list[Cell]:
    """The row of an outcome that has no mapping."""
    start: list[Cell] = [credential.name, credential.issuer, outcome.text, "not looked at"]
    return [*start, *[None] * 11, fingerprint(outcome.text), outcome.id, None]


def write_sheet(path: Path, rows: Iterable[Sequence[Cell]]) -> int:
    """Write the rows under their header; a file that is there is replaced.

    Returns:
        How many rows there are.

    Raises:
        InputError: If the file's name ends neither in ``.csv`` nor in ``.xlsx``.
    """
    table = [list(row) for row in rows]
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise InputError(f"{path} is no .xlsx and no .csv file.", hint="Name it sheet.xlsx, say.")
    files.write_bytes(path, _xlsx(table) if suffix == ".xlsx" else _csv(table))
    return len(table)


def _csv(table: list[list[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([guarded(cell) for cell in row] for row in table)
    return text.getvalue().encode("utf-8-sig", "replace")


def _xlsx(table: list[list[Cell]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("review")
    sheet.freeze_panes = "A2"
    for column, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 14)
    sheet.append(COLUMNS)
    for row in table:
        sheet.append([_xlsx_cell(sheet, said) for said in row])
    for decided, allowed in (("decision", DECISIONS), ("new relation", RELATIONS)):
        sheet.data_validations.append(_choice(decided, allowed, len(table)))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _choice(column: str, allowed: Sequence[str], rows: int) -> DataValidation:
    """A list to choose from in the cells of a column."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(COLUMNS.index(column) + 1)
    rule = DataValidation(type="list", formula1=f'"{",".join(allowed)}"', allow_blank=True)
    rule.add(f"{letter}2:{letter}{max(rows, 1) + 1}")
    return rule


def _xlsx_cell(sheet: WriteOnlyWorksheet, said: Cell) -> object:
    """A cell; openpyxl takes a text that starts with ``=`` for a formula unless told otherwise."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(said, str):
        return said
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", marked(said)))
    cell.data_type = "s"
    return cell
