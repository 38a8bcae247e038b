"""The texts of postings from tables: CSV, XLSX and Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.model.posting import BETWEEN
from skillgraph.sources.columns import OF_PARTS, Columns, RawPosting, guess_columns, resolve
from skillgraph.sources.leftovers import LongTexts, note_columns
from skillgraph.sources.parquet import BETWEEN_ITEMS, open_parquet
from skillgraph.sources.requirement_levels import levelled_parts, texts_by_level
from skillgraph.sources.tables import Row, Table, open_table


def from_table(path: Path, *, columns: Columns | None, problems: ProblemLog) -> Iterator[RawPosting]:
    """The rows of a CSV or XLSX table; without ``columns``, headers are compared with the common ones.

    Raises:
        InputError: If the file is no table, or has neither title nor description.
    """
    return _rows(open_table(path, problems=problems, heads=_header_of(columns)), columns, problems)


def _header_of(columns: Columns | None) -> Callable[[Sequence[str]], bool]:
    """Tells whether the cells of a row name all columns that are mapped, else a title and a description."""

    def heads(cells: Sequence[str]) -> bool:
        names = list(filter(None, (" ".join(cell.split()) for cell in cells)))
        if columns is None:
            return {"title", "description"} <= guess_columns(dict.fromkeys(names)).keys()
        return not resolve(columns, names)[1]

    return heads


def from_parquet(path: Path, *, columns: Columns | None, problems: ProblemLog) -> Iterator[RawPosting]:
    """The same for a Parquet file."""
    return _rows(open_parquet(path, problems=problems), columns, problems)


def _rows(
    opening: AbstractContextManager[Table], columns: Columns | None, problems: ProblemLog
) -> Iterator[RawPosting]:
    with opening as table:
        mapping = _table_columns(table, columns)
        taken = {column for wanted in mapping.values() for column in wanted}
        left = [column for column in table.columns if column not in taken and columns is None]
        note_columns(table.path, table.header_line, left, problems)
        long_texts = LongTexts(left)
        for row in table.rows:
            long_texts.add(row.cells)
            yield row.line, {name: _texts(row, name, wanted) for name, wanted in mapping.items()}
        long_texts.report(table.path, table.header_line, problems)


def _texts(row: Row, name: str, columns: Sequence[str]) -> list[str]:
    if name == "description":
        return _by_level(row, columns)
    between = BETWEEN if name in OF_PARTS else ", "
    texts = [row.cells[column].replace(BETWEEN_ITEMS, between) for column in columns]
    return [", ".join(filter(None, texts))] if name in OF_PARTS else texts


def _by_level(row: Row, columns: Sequence[str]) -> list[str]:
    """The texts of a description; what columns such as *Preferred skills* hold comes under a heading."""
    cells = {column: row.cells[column].replace(BETWEEN_ITEMS, ", ") for column in columns}
    parts = (levelled_parts(text, column.replace(".", " ")) for column, text in cells.items())
    return texts_by_level(part for found in parts for part in found)


_HINT = (
    "The first line must name the columns; rename them, or map them to the names expected:"
    " --column title='Job title'."
)


def _table_columns(table: Table, columns: Columns | None) -> Columns:
    if columns is None:
        guessed = guess_columns(table.columns)
        if missing := [name for name in ("title", "description") if name not in guessed]:
            raise table.missing(missing, hint=_HINT)
        return guessed
    mapping, missing = resolve(columns, table.columns)
    if missing:
        raise table.missing(map(repr, missing), hint=_HINT)
    return mapping
