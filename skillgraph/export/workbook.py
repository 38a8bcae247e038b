"""Tables as a workbook (XLSX): a sheet for each, texts typed as texts, so that none is run as a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from skillgraph.export.datatables import DataTable, Value
from skillgraph.formulas import marked

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_LONGEST_NAME: Final = 31
_LONGEST_CELL: Final = 32_767
"""What the format allows."""


def workbook(tables: Iterable[DataTable]) -> bytes:
    """Tables as an XLSX file, a sheet for each, with a head that stays in sight."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name[:_LONGEST_NAME])
        sheet.freeze_panes = "A2"
        sheet.append(_row(sheet, list(table.kinds)))
        for row in table.rows:
            sheet.append(_row(sheet, row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _row(sheet: WriteOnlyWorksheet, values: Sequence[Value]) -> list[object]:
    return [_cell(sheet, value) for value in values]


def text_cell(sheet: WriteOnlyWorksheet, text: str) -> Any:  # noqa: ANN401 - openpyxl names no type
    """A cell of text; openpyxl takes one that starts with ``=`` for a formula unless told otherwise."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell


def printable(text: str) -> str:
    """A text without the characters that the format does not allow, as `unguarded` reads it back."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", marked(text))


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> object:
    return text_cell(sheet, printable(value)[:_LONGEST_CELL]) if isinstance(value, str) else value
