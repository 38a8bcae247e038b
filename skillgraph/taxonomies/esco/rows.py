"""Rows of a CSV file with the physical line each one starts on.

A cell of ESCO may span many lines, so counting rows does not find the place in an editor.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from skillgraph.errors import InputError, ProblemLog

_MAX_LINE_BYTES = 16 * 2**20
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class EscoRow:
    """One row. ``line`` counts from 1; a column that is not there reads as an empty string."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()


class _Lines:
    """Decodes a stream line by line, so that a wrong byte is found on its line."""

    def __init__(self, stream: IO[bytes], label: str) -> None:
        self._stream = stream
        self._label = label
        self.number = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self._stream.readline(_MAX_LINE_BYTES + 1)
        if not raw:
            self.ended = True
            raise StopIteration
        self.number += 1
        if len(raw) > _MAX_LINE_BYTES:
            raise InputError(
                f"{self._label}:{self.number}: the line is longer than {_MAX_LINE_BYTES // 2**20} MiB.",
                hint="Is this a CSV file?",
            )
        return self._decode(raw.removeprefix(_BOM) if self.number == 1 else raw)

    def _decode(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            found = (
                "UTF-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else f"byte 0x{raw[error.start]:02X}"
            )
            raise InputError(
                f"{self._label}:{self.number}: the text is not UTF-8 ({found}).",
                hint="Save the file as “CSV UTF-8” and load it again.",
            ) from error


def read_rows(
    stream: IO[bytes], label: str, required: Sequence[str], *, problems: ProblemLog
) -> Iterator[EscoRow]:
    """Read the rows of a comma-separated file with a header.

    Short rows are filled with empty cells, as ESCO itself leaves out trailing ones. A row with more
    cells than columns, or with broken quotes, is reported and passed over; control characters are
    reported and taken out.

    Args:
        stream: UTF-8, with or without a byte order mark.
        label: The file's name in messages.
        required: Columns that must be there.
        problems: Collects what was not taken.

    Raises:
        InputError: If the file is empty, is not UTF-8, is separated by something other than commas,
            lacks a required column or ends inside a quoted cell.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _MAX_LINE_BYTES))
    records = _records(_Lines(stream, label), label, problems)
    header = _header(next(records, (0, []))[1], label, required)
    for line, cells in records:
        if len(cells) > len(header) and any(cells[len(header) :]):
            problems.add(label, line, f"the row has {len(cells)} cells for {len(header)} columns")
        else:
            yield EscoRow(label, line, _cells(header, cells, label, line, problems))


def _records(lines: _Lines, label: str, problems: ProblemLog) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, strict=True)
    while True:
        start = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            _broken(error, lines, label, start, problems)
            continue
        if cells:
            yield start, cells


def _broken(error: csv.Error, lines: _Lines, label: str, start: int, problems: ProblemLog) -> None:
    if lines.ended:
        raise InputError(
            f"{label}:{start}: a quoted cell is opened here and never closed.",
            hint="Add the missing quotation mark, or download the file again.",
        ) from error
    if start == 1:
        raise InputError(
            f"{label}:1: the header is not comma-separated text ({error}).", hint=_HINT
        ) from error
    problems.add(label, start, f"the row is not valid CSV ({error})")


_HINT = "Give the file as ESCO publishes it: UTF-8, separated by commas."


def _header(cells: list[str], label: str, required: Sequence[str]) -> list[str]:
    if not cells:
        raise InputError(f"{label} is empty.", hint="Download it again.")
    header = [cell.strip() for cell in cells]
    missing = [column for column in required if column not in header]
    if missing and len(header) == 1:
        _check_delimiter(header[0], label)
    if missing:
        named = ", ".join(missing)
        raise InputError(f"{label} has no column {named}; it has {', '.join(header)[:200]}.", hint=_HINT)
    return header


def _check_delimiter(line: str, label: str) -> None:
    names = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
    for sign, name in names.items():
        if sign in line:
            raise InputError(f"{label} is separated by {name}, not by commas.", hint=_HINT)


def _cells(
    header: Sequence[str], cells: list[str], label: str, line: int, problems: ProblemLog
) -> dict[str, str]:
    if any(_CONTROL.search(cell) for cell in cells):
        problems.add(label, line, "the row holds control characters, which were taken out")
        cells = [_CONTROL.sub("", cell) for cell in cells]
    return dict(zip(header, cells, strict=False))
