"""Mappings under review as a spreadsheet, CSV or XLSX: a row for each, with columns to decide in.

The workbook can be filtered, offers the words of a decision to choose from, and wraps what people read.

A cell that a spreadsheet would run as a formula is written as text: typed as such in XLSX, and behind an
apostrophe in CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillgraph import files
from skillgraph.alignment.histories import fingerprint
from skillgraph.alignment.listing import ReviewItem
from skillgraph.errors import InputError
from skillgraph.export.workbook import printable, text_cell
from skillgraph.formulas import guarded
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
    "definition",
    "above",
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

_READ = COLUMNS[: COLUMNS.index("mapping")]
"""What people read and write, which wraps; identifiers do not."""

DECISIONS = ("accept", "change", "reject", "no-term")
RELATIONS = ("exact", "close", "broad", "narrow", "related")

_WIDTHS = {
    "credential": 28,
    "issuer": 20,
    "outcome": 55,
    "concept": 32,
    "definition": 55,
    "above": 32,
    "new concept": 30,
    "reason": 36,
}
Cell = str | int | float | None


def item_row(item: ReviewItem, definition: str = "", above: str = "") -> list[Cell]:
    """The row of a mapping, with the definition of its concept and the label of the one above it."""
    return [
        item.credential,
        item.issuer,
        item.shown,
        item.status.value,
        item.predicate.removeprefix("skos:").removesuffix("Match"),
        item.label,
        definition or None,
        above or None,
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
    start: list[Cell] = [credential.name, credential.issuer, outcome.shown, "not looked at"]
    return [*start, *[None] * 13, fingerprint(outcome.text), outcome.id, None]


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

    book = Workbook(write_only=True)
    sheet = book.create_sheet("review")
    _lay_out(sheet, len(table))
    sheet.append(_header(sheet))
    for row in table:
        named = zip(COLUMNS, row, strict=True)
        sheet.append([_xlsx_cell(sheet, said, wraps=name in _READ) for name, said in named])
    for decided, allowed in (("decision", DECISIONS), ("new relation", RELATIONS)):
        sheet.data_validations.append(_choice(decided, allowed, len(table)))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _lay_out(sheet: Any, rows: int) -> None:  # noqa: ANN401 - openpyxl's stubs lack what it has
    """Widths, a header that stays in sight, and a filter over all columns."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{rows + 1}"
    for column, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 14)


def _header(sheet: WriteOnlyWorksheet) -> list[object]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cells = [WriteOnlyCell(sheet, name) for name in COLUMNS]
    for cell in cells:
        cell.font = Font(bold=True)
    return list(cells)


def _choice(column: str, allowed: Sequence[str], rows: int) -> DataValidation:
    """A list to choose from in the cells of a column."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(COLUMNS.index(column) + 1)
    rule = DataValidation(type="list", formula1=f'"{",".join(allowed)}"', allow_blank=True)
    rule.add(f"{letter}2:{letter}{max(rows, 1) + 1}")
    return rule


def _xlsx_cell(sheet: WriteOnlyWorksheet, said: Cell, *, wraps: bool) -> object:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cell = text_cell(sheet, printable(said)) if isinstance(said, str) else WriteOnlyCell(sheet, said)
    if wraps:
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell
