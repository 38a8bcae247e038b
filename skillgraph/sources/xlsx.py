"""Rows of a spreadsheet's first sheet that holds anything, as texts."""

from __future__ import annotations

import datetime
import itertools
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from skillgraph.errors import InputError, ProblemLog
from skillgraph.languages.sentences import error_of
from skillgraph.sources.cells import Padding
from skillgraph.sources.encodings import open_binary

MAX_UNPACKED = 300 * 1024 * 1024
"""Bytes that a workbook may unpack to; a sheet of a million short rows stays below it."""

MAX_MEMBERS = 10_000
MAX_ROWS = 1_048_576
"""What the format allows; a row number beyond it is an attack or damage."""

_HEADER_WITHIN = 30
_SHOWN = 5
_MERGED = re.compile(rb'mergeCell [^>]{0,200}?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_CHUNK = 2**20
_OVERLAP = 300
_MAX_MERGED = 100_000
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")

Cells = list[str]


class _Book(Protocol):
    """What is used of a workbook opened for reading only."""

    worksheets: list[_Sheet]
    epoch: datetime.datetime
    _date_formats: set[int]
    _timedelta_formats: set[int]


class _Sheet(Protocol):
    """What is used of its worksheets."""

    title: str
    sheet_state: str
    _shared_strings: list[str]

    def _get_source(self) -> BinaryIO: ...


@contextmanager
def open_xlsx(
    path: Path,
    *,
    problems: ProblemLog,
    heads: Callable[[Cells], bool] | None = None,
    notes: ProblemLog | None = None,
) -> Iterator[Iterator[tuple[int, Cells]]]:
    """Give ``(row number, cells)`` of the first sheet with content; empty rows are left out.

    With ``heads``, the first sheet that has a header in its first rows stands before. Other sheets with
    content are told, to ``notes`` where given. What is merged over several rows stands in each of them.

    Raises:
        InputError: If the file is no workbook, is damaged, or unpacks to more than ``MAX_UNPACKED``.
    """
    from openpyxl import load_workbook

    with open_binary(path) as stream:
        _check_archive(stream, path)
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl lets whatever its XML and zip layers raise through
            raise _damaged(str(path), error) from error
        try:
            sheet = _chosen(cast("_Book", book), path, problems if notes is None else notes, heads)
            yield _sheet_rows(cast("_Book", book), sheet, path, problems) if sheet else iter(())
        finally:
            book.close()


def _check_archive(stream: BinaryIO, path: Path) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise error_of(InputError, "workbook-none", path=path) from error
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        told = {
            "size": unpacked / 1e6,
            "parts": len(members),
            "most": MAX_UNPACKED / 1e6,
            "limit": MAX_MEMBERS,
        }
        raise error_of(InputError, "workbook-large", path=path, **told)
    stream.seek(0)


def _chosen(
    book: _Book, path: Path, notes: ProblemLog, heads: Callable[[Cells], bool] | None
) -> _Sheet | None:
    """The sheet that is read; the others with content are told."""
    sheets = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
    found = [(sheet, first) for sheet in sheets if (first := _first_rows(book, sheet, path))]
    if not found:
        return None
    headed = (sheet for sheet, first in found if heads and any(heads(cells) for _, cells in first))
    chosen = next(headed, found[0][0])
    if others := [sheet.title for sheet, _ in found if sheet is not chosen]:
        named = ", ".join(map(repr, others[:_SHOWN])) + (", …" if len(others) > _SHOWN else "")
        what = "another sheet was not" if len(others) == 1 else f"{len(others)} other sheets were not"
        notes.note(path, None, f"the sheet {chosen.title!r} was read; {what}: {named}")
    return chosen


def _first_rows(book: _Book, sheet: _Sheet, path: Path) -> list[tuple[int, Cells]]:
    """The rows among which a header is looked for, without what is wrong in them."""
    try:
        return list(itertools.islice(_sheet_rows(book, sheet, path, ProblemLog()), _HEADER_WITHIN))
    except InputError:  # whatever it holds, it is not empty; it is refused if it is the one that is read
        return [(1, [])]


def _sheet_rows(book: _Book, sheet: _Sheet, path: Path, problems: ProblemLog) -> Iterator[tuple[int, Cells]]:
    padding = Padding(path)
    rows = _parsed(book, sheet)
    number = 0
    try:
        merged = _MergedCells(sheet)
    except Exception as error:  # as above
        raise _damaged(f"{path}, sheet {sheet.title!r}", error) from error
    while True:
        try:
            number, found = next(rows)
        except StopIteration:
            return
        except Exception as error:  # as above: damage in the middle of the sheet
            place = f"{path}, sheet {sheet.title!r}, after row {number}"
            raise _damaged(place, error) from error
        if number > MAX_ROWS:
            problems.add(path, number, f"rows beyond the format's {MAX_ROWS:,} were left out")
            return
        _drop_errors(found, number, sheet, path, problems)
        merged.fill(number, found)
        if width := max((column for column, text in found.items() if text), default=0):
            padding.add(max(0, width - len(found)), number)
            yield number, _spread(found, width)


def _parsed(book: _Book, sheet: _Sheet) -> Iterator[tuple[int, dict[int, str]]]:
    """The number and the cells by column, from 1, of each row that the sheet holds.

    The worksheet's own rows are filled up to the last cell, also where that one is empty: a few megabytes
    of such rows would take hours.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, row in parser.parse():
            yield number, {cell["column"]: _text(cell["value"]) for cell in row}


class _MergedCells:
    """Cells that are merged over several rows, whose text the file has in the first of these alone."""

    def __init__(self, sheet: _Sheet) -> None:
        self._ends: dict[int, dict[int, int]] = {}
        for column, first, last in itertools.islice(_merged_downward(sheet), _MAX_MERGED):
            self._ends.setdefault(first, {})[column] = last
        self._open: dict[int, tuple[int, str]] = {}

    def fill(self, number: int, found: dict[int, str]) -> None:
        """Write the texts of merged cells into the row of that number."""
        for column, last in self._ends.get(number, {}).items():
            self._open[column] = (last, found.get(column, ""))
        self._open = {column: held for column, held in self._open.items() if held[0] >= number}
        for column, (_, text) in self._open.items():
            if text and not found.get(column):
                found[column] = text


def _merged_downward(sheet: _Sheet) -> Iterator[tuple[int, int, int]]:
    """The column, the first and the last row of each merged range of more than one row."""
    from openpyxl.utils import column_index_from_string

    with sheet._get_source() as source:
        kept = b""
        while chunk := source.read(_CHUNK):
            text = kept + chunk
            end = 0
            for match in _MERGED.finditer(text):
                end = match.end()
                first, last = int(match[2]), int(match[4])
                if first < last:
                    yield column_index_from_string(match[1].decode()), first, last
            kept = text[max(end, len(text) - _OVERLAP) :]


def _spread(found: dict[int, str], width: int) -> Cells:
    cells = [""] * width
    for column, text in found.items():
        if column <= width:
            cells[column - 1] = text
    return cells


def _damaged(place: str, error: Exception) -> InputError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return error_of(InputError, "workbook-damaged", place=place, reason=reason)


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


def _drop_errors(found: dict[int, str], number: int, sheet: _Sheet, path: Path, problems: ProblemLog) -> None:
    from openpyxl.utils import get_column_letter

    for column, cell in found.items():
        if cell.startswith("#") and _ERROR.fullmatch(cell):
            place = f"cell {get_column_letter(column)}{number} of the sheet {sheet.title!r}"
            problems.add(path, number, f"{place} holds the spreadsheet error {cell}; read as empty")
            found[column] = ""
