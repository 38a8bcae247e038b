"""The texts of postings from tables: CSV, XLSX and Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.sources.columns import Columns, RawPosting, guess_columns, resolve
from skillgraph.sources.parquet import open_parquet
from skillgraph.sources.tables import Table, open_table


def from_table(path: Path, *, columns: Columns | None, problems: ProblemLog) -> Iterator[RawPosting]:
    """The rows of a CSV or XLSX table; without ``columns``, headers are compared with the common ones.

    Raises:
        InputError: If the file is no table, or has neither title nor description.
    """
    return _rows(open_table(path, problems=problems), columns)


def from_parquet(path: Path, *, columns: Columns | None, problems: ProblemLog) -> Iterator[RawPosting]:
    """The same for a Parquet file."""
    return _rows(open_parquet(path, problems=problems), columns)


def _rows(opening: AbstractContextManager[Table], columns: Columns | None) -> Iterator[RawPosting]:
    with opening as table:
        mapping = _table_columns(table, columns)
        for row in table.rows:
            yield (
                row.line,
                {name: [row.cells[column] for column in wanted] for name, wanted in mapping.items()},
            )


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
