"""Rows of a spreadsheet's first sheet that holds anything, as texts."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from skillgraph.errors import InputError, ProblemLog
from skillgraph.sources.encodings import open_binary

MAX_UNPACKED = 300 * 1024 * 1024
"""Bytes that a workbook may unpack to; a sheet of a million short rows stays below it."""

MAX_MEMBERS = 10_000
MAX_ROWS = 1_048_576
"""What the format allows; a row number beyond it is an attack or damage."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")

Cells = list[str]


class _Sheet(Protocol):
    """What is used of a worksheet opened for reading only."""

    def reset_dimensions(self) -> None: ...

    def iter_rows(self, *, values_only: bool) -> Iterator[tuple[object, ...]]: ...


@contextmanager
def open_xlsx(path: Path, *, problems: ProblemLog) -> Iterator[Iterator[tuple[int, Cells]]]:
    """Give ``(row number, cells)`` of the first sheet with content; empty rows are left out.

    Raises:
        InputError: If the file is no workbook, is damaged, or unpacks to more than ``MAX_UNPACKED``.
    """
    from openpyxl import load_workbook

    with open_binary(path) as stream:
        _check_archive(stream, path)
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl lets whatever its XML and zip layers raise through
            raise _damaged(path, error) from error
        try:
            yield _rows(cast("list[_Sheet]", book.worksheets), path, problems)
        finally:
            book.close()


def _check_archive(stream: BinaryIO, path: Path) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError(
            f"{path} is not an XLSX workbook, or it is cut off or locked by a password.",
            hint="Save it again as .xlsx without a password.",
        ) from error
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        raise InputError(
            f"{path} unpacks to {unpacked / 1e6:,.0f} MB in {len(members)} parts; the limit is "
            f"{MAX_UNPACKED / 1e6:,.0f} MB in {MAX_MEMBERS}.",
            hint="Save the sheet as CSV.",
        )
    stream.seek(0)


def _rows(sheets: list[_Sheet], path: Path, problems: ProblemLog) -> Iterator[tuple[int, Cells]]:
    for sheet in sheets:
        sheet.reset_dimensions()  # a sheet's own word on its size can be wrong, or huge
        found = False
        for row in _sheet_rows(sheet, path, problems):
            found = True
            yield row
        if found:
            return


def _sheet_rows(sheet: _Sheet, path: Path, problems: ProblemLog) -> Iterator[tuple[int, Cells]]:
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    while True:
        try:
            number, values = next(rows)
        except StopIteration:
            return
        except Exception as error:  # as above: damage in the middle of the sheet
            raise _damaged(path, error) from error
        if number > MAX_ROWS:
            problems.add(path, number, f"rows beyond the format's {MAX_ROWS:,} were left out")
            return
        cells = [_text(value) for value in values]
        _drop_errors(cells, number, path, problems)
        if any(cells):
            yield number, cells


def _damaged(path: Path, error: Exception) -> InputError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(f"{path} is a damaged workbook: {reason}.", hint="Open it and save it again as .xlsx.")


def _text(value: object) -> str:
    """A cell's value as a person sees it, dates by ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value)).strip()


def _drop_errors(cells: Cells, number: int, path: Path, problems: ProblemLog) -> None:
    for index, cell in enumerate(cells):
        if cell.startswith("#") and _ERROR.fullmatch(cell):
            problems.add(path, number, f"cell {index + 1} holds the spreadsheet error {cell}; read as empty")
            cells[index] = ""
