"""Rows of a Parquet file as texts, a batch at a time."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.errors import InputError, ProblemLog
from skillgraph.languages.sentences import sentence
from skillgraph.sources.cells import CellCleaner
from skillgraph.sources.encodings import open_binary
from skillgraph.sources.tables import Row, Table

if TYPE_CHECKING:
    import pyarrow.parquet as pq

PARQUET = ".parquet"
_BATCH = 1_000
BETWEEN_ITEMS = "\u2029"
"""Stands between the items of a list: what that is to a field its reader knows."""


@contextmanager
def open_parquet(path: Path, *, problems: ProblemLog) -> Iterator[Table]:
    """Open a Parquet file as a table; its rows count as lines, from 1.

    Lists come as their items with `BETWEEN_ITEMS` between, records as their values with commas, nulls as
    empty texts; cells are cleaned as in any table.

    Raises:
        InputError: If the file is missing, empty or damaged, here or while its rows are read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with open_binary(path) as stream:
        try:
            file = pq.ParquetFile(stream, page_checksum_verification=True)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(path, error) from error
        columns = tuple(file.schema_arrow.names)
        yield Table(path, columns, 1, _rows(file, path, problems), sentence("layout.schema"))


def _rows(file: pq.ParquetFile, path: Path, problems: ProblemLog) -> Iterator[Row]:
    import pyarrow as pa

    cleaner = CellCleaner(path, problems)
    line = 0
    try:
        for batch in file.iter_batches(_BATCH):
            for values in batch.to_pylist():
                line += 1
                yield Row(line, {name: cleaner.clean(_text(value), line) for name, value in values.items()})
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from error
    cleaner.report()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return BETWEEN_ITEMS.join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return ", ".join(filter(None, map(_text, value.values())))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float) and math.isnan(value):  # what spreadsheets and data frames leave empty
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _damaged(path: Path, error: Exception) -> InputError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(f"{path} is not Parquet, or damaged ({reason}).", hint="Write or copy it again.")
