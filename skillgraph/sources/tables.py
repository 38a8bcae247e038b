"""Tables with a header row, CSV or XLSX, as a stream of rows that know their line."""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from skillgraph.errors import InputError, ProblemLog
from skillgraph.languages.sentences import Sentence, error_of, sentence
from skillgraph.model.texts import many
from skillgraph.sources.cells import CellCleaner, Padding
from skillgraph.sources.encodings import open_text
from skillgraph.sources.xlsx import open_xlsx

TEXT_TABLES = (".csv", ".tsv", ".tab", ".txt")
TABLES = (*TEXT_TABLES, ".xlsx")

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE_LINES = 50
_MAX_CELL = 16 * 1024 * 1024
_MAX_RESTARTS = 100
HEADER_WITHIN = 30
"""So many rows may be a title and notes above the header."""

_UNCLOSED = "a quotation mark is never closed"

RawRows = Iterator[tuple[int, list[str]]]

Heads = Callable[[Sequence[str]], bool]
"""Whether the cells of a row are the names of columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the physical line (CSV) or row number (XLSX) where it starts, and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """An open table. ``rows`` is a stream, to be read once, while the table is open."""

    path: Path
    columns: tuple[str, ...]
    header_line: int
    rows: Iterator[Row]
    layout: Sentence
    """How the header was read, for messages."""

    def missing(self, wanted: Iterable[str], hint: str = "") -> InputError:
        """The error to raise when the header lacks columns; ``hint`` says what to do, if not rename them."""
        found = ", ".join(self.columns[:40]) + (" …" if len(self.columns) > 40 else "")
        told = {"path": self.path, "line": self.header_line, "layout": self.layout, "found": found}
        error = error_of(InputError, "columns-missing", wanted=", ".join(wanted), **told)
        return InputError(error.message, hint=hint or error.hint)


def open_table(
    path: Path, *, problems: ProblemLog, heads: Heads | None = None, notes: ProblemLog | None = None
) -> AbstractContextManager[Table]:
    """Open a CSV (comma, semicolon, tab or bar; UTF-8, UTF-16, Windows, DOS or Macintosh) or XLSX table.

    Short rows are filled up, rows with too many cells are passed over, repeated column names get a
    number; each is reported. Cells are cleaned, see ``CellCleaner``. The header is the first row with
    anything in it; with ``heads`` the first of some thirty that these say is one, in any sheet, if there is
    such a row: titles and notes above it, and other sheets, are told (to ``notes`` where given).

    Raises:
        InputError: If the file is missing, empty, damaged, or of another format.
    """
    header = _Header(heads, problems if notes is None else notes)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _open_xlsx_table(path, problems, header)
    if suffix in TEXT_TABLES:
        return _open_csv_table(path, problems, header)
    raise unknown_format(path, TABLES)


def unknown_format(path: Path, known: Sequence[str]) -> InputError:
    """The error for a file whose extension no reader takes."""
    what = f"the extension {path.suffix}" if path.suffix else "no extension"
    return InputError(
        f"{path} has {what}, which is not among the known ones: {', '.join(known)}.",
        hint="Save or export it in one of these formats, and name it accordingly.",
    )


def normalise_header(name: str) -> str:
    """A column name without case, accents, punctuation or brackets: ``Résultat(s)`` is ``resultat s``."""
    letters = (char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", " ", "".join(letters).casefold()).strip()


@contextmanager
def _open_csv_table(path: Path, problems: ProblemLog, header: _Header) -> Iterator[Table]:
    with open_text(path, problems=problems) as stream:
        sample = list(itertools.islice(stream, _SAMPLE_LINES))
        delimiter, skip = _declared_delimiter(sample)
        delimiter = delimiter or _likely_delimiter(sample, with_titles=header.heads is not None)
        feed = _Feed(itertools.chain(sample, stream))
        for _ in range(skip):
            next(feed)
        rows = _csv_rows(feed, delimiter, path, problems)
        yield _table(path, rows, _layout_by(delimiter), problems, header)


@contextmanager
def _open_xlsx_table(path: Path, problems: ProblemLog, header: _Header) -> Iterator[Table]:
    with open_xlsx(path, problems=problems, heads=header.heads, notes=header.notes) as rows:
        yield _table(path, rows, sentence("layout.sheet"), problems, header)


def _table(path: Path, rows: RawRows, layout: Sentence, problems: ProblemLog, header: _Header) -> Table:
    cleaner = CellCleaner(path, problems)
    raw = header.onwards(rows, path)
    try:
        line, names = next(raw)
    except StopIteration:
        raise error_of(InputError, "table-blank", path=path) from None
    columns = _columns([cleaner.clean(name, line) for name in names], line, path, problems)
    filled = _rows(raw, columns, cleaner, fill_silently=path.suffix.lower() == ".xlsx")
    return Table(path, columns, line, filled, layout)


@dataclass(frozen=True, slots=True)
class _Header:
    """How the header of a table is found, and who is told what stands beside the table."""

    heads: Heads | None
    notes: ProblemLog

    def onwards(self, rows: RawRows, path: Path) -> RawRows:
        """The rows from the header on; those above it, such as a title, are told."""
        filled = (row for row in rows if any(map(str.strip, row[1])))
        if self.heads is None:
            return filled
        first = list(itertools.islice(filled, HEADER_WITHIN))
        above = next((number for number, (_, cells) in enumerate(first) if self.heads(cells)), 0)
        if above:
            what = many(above, "row stands", "rows stand")
            reason = f"{what} above the header in row {first[above][0]}; passed over"
            self.notes.note(path, first[0][0], reason)
        return itertools.chain(first[above:], filled)


def _columns(header: list[str], line: int, path: Path, problems: ProblemLog) -> tuple[str, ...]:
    """A name of its own for each column; one that is made up is never that of another column."""
    while header and not header[-1]:
        header.pop()
    columns: list[str] = []
    taken, read = set(header), {""}
    numbers: Counter[str] = Counter()
    for position, name in enumerate(header, start=1):
        unique = name or f"column {position}"
        if name in read and unique in taken:
            unique = _numbered(unique, taken, numbers)
            problems.add(path, line, f"the column appears again; this one is read as {unique!r}", field=name)
        read.add(name)
        taken.add(unique)
        columns.append(unique)
    return tuple(columns)


def _numbered(name: str, taken: Set[str], numbers: Counter[str]) -> str:
    """The name with the next free number, from 2; none is tried twice."""
    numbers[name] = max(numbers[name], 2)
    while f"{name} ({numbers[name]})" in taken:
        numbers[name] += 1
    return f"{name} ({numbers[name]})"


def _rows(
    raw: RawRows, columns: tuple[str, ...], cleaner: CellCleaner, *, fill_silently: bool
) -> Iterator[Row]:
    padding = Padding(cleaner.path)
    for line, values in raw:
        cells = [cleaner.clean(value, line) if value else "" for value in values]
        if any(cells[len(columns) :]):
            cleaner.problems.add(
                cleaner.path,
                line,
                f"{many(len(cells), 'cell')} under {many(len(columns), 'column')}; the row was passed over",
            )
            continue
        if len(cells) < len(columns):
            if not fill_silently:
                what = f"{many(len(cells), 'cell')} under {many(len(columns), 'column')}"
                reason = f"{what}; the missing ones were read as empty"
                cleaner.problems.add(cleaner.path, line, reason)
            padding.add(len(columns) - len(cells), line)
            cells += [""] * (len(columns) - len(cells))
        if any(cells):
            yield Row(line, dict(zip(columns, cells, strict=False)))
    cleaner.report()


def _layout_by(delimiter: str) -> Sentence:
    return sentence(f"layout.{_DELIMITERS.get(delimiter, 'other')}", sign=delimiter)


def _declared_delimiter(sample: list[str]) -> tuple[str, int]:
    """Spreadsheets write a first line ``sep=;``; the delimiter and the number of lines to skip."""
    match = re.fullmatch(r"sep=(.)\s*", sample[0]) if sample else None
    return (match[1], 1) if match else ("", 0)


def _likely_delimiter(sample: list[str], *, with_titles: bool) -> str:
    """The delimiter that splits the header into most cells, and the rows below into as many."""
    return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter, with_titles=with_titles))


def _fit(sample: list[str], delimiter: str, *, with_titles: bool) -> float:
    _allow_large_cells()
    try:
        filled = filter(str.strip, sample)
        counts = [len(cells) for cells in csv.reader(filled, delimiter=delimiter) if cells]
    except csv.Error:
        return 0
    if with_titles:  # lines above the header are not cut by its delimiter
        counts = list(itertools.dropwhile(lambda count: count < 2, counts))
    if not counts or counts[0] < 2:
        return 0
    return counts[0] * (0.5 + sum(count == counts[0] for count in counts) / len(counts))


def _allow_large_cells() -> None:
    """The limit is the process's; it is only ever raised."""
    if csv.field_size_limit() < _MAX_CELL:
        csv.field_size_limit(_MAX_CELL)


@dataclass(slots=True)
class _Feed:
    """Hands physical lines to the CSV parser and remembers those of the row being read."""

    source: Iterator[str] | TextIO
    line: int = 0
    kept: list[str] = field(default_factory=list)
    exhausted: bool = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = next(self.source)
        except StopIteration:
            self.exhausted = True
            raise
        self.line += 1
        self.kept.append(line)
        return line

    def rewind(self) -> None:
        """Go back to the second line of the row being read."""
        again = self.kept[1:]
        self.source = itertools.chain(again, self.source)
        self.line -= len(again)
        self.exhausted = False


def _csv_rows(feed: _Feed, delimiter: str, path: Path, problems: ProblemLog) -> RawRows:
    _allow_large_cells()
    reader = csv.reader(feed, delimiter=delimiter)
    restarts = 0
    while True:
        start = feed.line + 1
        feed.kept.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        # The parser asks for another line only inside quotes: at the end of the file they were never closed.
        if cells is None or feed.exhausted:
            reason = (
                _UNCLOSED
                if cells is not None
                else f"a cell has more than {_MAX_CELL:,} characters, or {_UNCLOSED}"
            )
            problems.add(path, start, f"{reason}; the line was passed over")
            restarts += 1
            if restarts > _MAX_RESTARTS:
                raise _not_a_table(path, start)
            feed.rewind()
            reader = csv.reader(feed, delimiter=delimiter)
        elif cells:
            yield start, cells


def _not_a_table(path: Path, line: int) -> InputError:
    return error_of(InputError, "quotes-open", path=path, line=line, most=_MAX_RESTARTS)
