"""Tables of figures as files: CSV for people and spreadsheets, Parquet for programs, the same rows in both.

The same table gives the same bytes: rows keep their order, nothing says when they were written, and numbers
have ten significant digits, since the last ones of a float depend on the order in which threads add up.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from skillgraph.files import unix_lines
from skillgraph.formulas import guarded

if TYPE_CHECKING:
    import pyarrow as pa

Item = TypeVar("Item")
Item_contra = TypeVar("Item_contra", contravariant=True)
Value: TypeAlias = str | int | float | None

_DIGITS = 10


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "string"
    COUNT = "int64"
    NUMBER = "double"


@dataclass(frozen=True, slots=True)
class DataField(Generic[Item_contra]):
    """A column: its name for programs, what it holds, and how to get its value from an item."""

    name: str
    kind: ColumnKind
    value: Callable[[Item_contra], Value]


@dataclass(frozen=True, slots=True)
class DataTable:
    """Rows under named columns.

    Attributes:
        name: What its files are called.
        kinds: What each column holds, by name.
        rows: A value for each column; ``None`` where there is none.
    """

    name: str
    kinds: dict[str, ColumnKind]
    rows: tuple[tuple[Value, ...], ...]

    @classmethod
    def of(cls, name: str, items: Iterable[Item], fields: Sequence[DataField[Item]]) -> DataTable:
        """Make a table of items."""
        rows = tuple(tuple(_writable(field.value(item)) for field in fields) for item in items)
        return cls(name, {field.name: field.kind for field in fields}, rows)

    def csv(self) -> bytes:
        """As CSV: UTF-8, with a header, lines end with a line feed; nothing where there is no value.

        Texts that a spreadsheet would run as formulas are behind an apostrophe.
        """
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.kinds)
        writer.writerows(map(guarded, row) for row in self.rows)
        return stream.getvalue().encode("utf-8")

    def parquet(self) -> bytes:
        """As Parquet; the bytes are those of one version of Arrow."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        sink = pa.BufferOutputStream()
        pq.write_table(self.arrow(), sink, version="2.6", compression="zstd", compression_level=3)
        return bytes(sink.getvalue())

    def arrow(self) -> pa.Table:
        """As an Arrow table."""
        import pyarrow as pa

        columns = list(zip(*self.rows, strict=True)) or [()] * len(self.kinds)
        types = {ColumnKind.TEXT: pa.string(), ColumnKind.COUNT: pa.int64(), ColumnKind.NUMBER: pa.float64()}
        arrays = [
            pa.array(column, types[kind]) for column, kind in zip(columns, self.kinds.values(), strict=True)
        ]
        return pa.table(arrays, names=list(self.kinds))


def _writable(value: Value) -> Value:
    """A value that both files give back: numbers rounded, lines ended by a line feed, no half characters."""
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, str):
        return unix_lines(value).encode("utf-8", "replace").decode("utf-8")
    return value
