"""Tables as a workbook (XLSX): a sheet for each, texts typed as texts, so that none is run as a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

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


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> object:
    """A cell; openpyxl takes a text that starts with ``=`` for a formula unless told otherwise."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", marked(value))[:_LONGEST_CELL]
    cell.data_type = "s"
    return cell
