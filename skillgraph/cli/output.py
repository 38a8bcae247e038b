"""Printing results: a table for people, JSON, CSV and TSV for programs; notes and progress go to stderr."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass, is_dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from skillgraph import files
from skillgraph.formulas import guarded
from skillgraph.model.texts import many

if TYPE_CHECKING:
    from rich.console import Console

Item = TypeVar("Item")
MOST_SAID = 4_000
"""Characters of a sentence for a person; a cell that it quotes may have millions."""

MOST_ROWS = 5_000
"""Rows of a table for people: laying one out takes a millisecond a row, and each sees all the others."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Format(StrEnum):
    """How to print results."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"


@dataclass(frozen=True, slots=True)
class Column(Generic[Item]):
    """One column of a table: its header, and how to get its cell from an item.

    ``share`` says that the cell is a part of one, which people read as a percentage; ``identifier`` that it
    is for programs, and left out of tables, which have no room for it.
    """

    header: str
    cell: Callable[[Item], object]
    wrap: bool = True
    share: bool = False
    identifier: bool = False


def emit(
    items: Iterable[Item],
    columns: Sequence[Column[Item]],
    form: Format,
    *,
    as_json: Callable[[Item], object] | None = None,
    empty: str = "Nothing found.",
) -> None:
    """Print items; all formats but the table one by one, so that they may be more than memory holds.

    Args:
        items: What to print.
        columns: The columns of the table and of CSV.
        form: The format; a table has `MOST_ROWS` at most, and says how many more there are.
        as_json: Gives an item's JSON object; by default its fields.
        empty: The sentence for people when there is no item.
    """
    if form is Format.JSON:
        _emit_array(map(as_json or plain, items))
    elif form is Format.TABLE:
        _emit_table(iter(items), [c for c in columns if not c.identifier], empty)
    else:
        writer = csv.writer(sys.stdout, delimiter="\t" if form is Format.TSV else ",", lineterminator="\n")
        writer.writerow([column.header for column in columns])
        writer.writerows([_shown(column.cell(item)) for column in columns] for item in items)


def emit_json(value: object) -> None:
    """Print one JSON value."""
    sys.stdout.write(_json(value) + "\n")


def _emit_array(values: Iterable[object]) -> None:
    """Print what `emit_json` prints of a list, an element at a time."""
    before = "[\n  "
    for value in values:
        sys.stdout.write(before + _json(value).replace("\n", "\n  "))
        before = ",\n  "
    sys.stdout.write("[]\n" if before.startswith("[") else "\n]\n")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


@contextmanager
def redirected(path: Path | None) -> Iterator[None]:
    """Print results into a file, in one step when the block ends, instead of on stdout; not if it fails."""
    if path is None:
        yield
        return
    with redirect_stdout(io.StringIO()) as printed:
        yield
    files.write_text(path, printed.getvalue())
    note(f"Wrote {path}.")


def plain(value: object) -> object:
    """A dataclass as a dictionary of JSON values."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def note(text: str) -> None:
    """Tell the person something that is not a result; it may quote data, which is cut and steers nothing."""
    more = len(text) - MOST_SAID
    said = f"{text[:MOST_SAID]}… ({more:,} more characters)" if more > 0 else text
    sys.stderr.write(f"{readable(said)}\n")


def readable(text: str) -> str:
    """A text with nothing in it that could steer the terminal."""
    return _CONTROLS.sub("�", text)


def console() -> Console:
    """A console on stdout, wide enough for tables in a pipe."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=140)


def _emit_table(items: Iterator[Item], columns: Sequence[Column[Item]], empty: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    first = list(islice(items, MOST_ROWS))
    if not first:
        note(empty)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column.header, no_wrap=not column.wrap, overflow="fold")
    for item in first:
        table.add_row(*(Text(_readable(column.cell(item), column)) for column in columns))
    console().print(table)
    if more := sum(1 for _ in items):
        note(f"  … and {many(more, 'more row')}; --format csv prints all.")


def _readable(cell: object, column: Column[Any]) -> str:
    """A cell for people: two decimals, or a percentage; nothing that could steer the terminal."""
    if isinstance(cell, float):
        return f"{cell:.1%}" if column.share else f"{cell:.2f}"
    return readable(_exact(cell))


def _shown(cell: object) -> str:
    """A cell of CSV or TSV, which people open in spreadsheets: none is run as a formula."""
    return _exact(cell) if isinstance(cell, int | float) else guarded(_exact(cell))


def _exact(cell: object) -> str:
    """A cell for programs: nothing for ``None``, numbers as they are, lists joined, Unix line ends."""
    if cell is None:
        return ""
    if isinstance(cell, tuple | list):
        return "; ".join(map(_exact, cell))
    return files.unix_lines(str(cell))
