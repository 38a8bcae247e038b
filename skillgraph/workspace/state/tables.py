"""Model values as rows of the tables, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.errors import InputError
from skillgraph.model import Mention, Posting, Requirement, Section
from skillgraph.workspace.state import table_parts as parts

if TYPE_CHECKING:
    import pyarrow as pa

_POSTING = tuple(field.name for field in fields(Posting))


def posting_rows(postings: Iterable[Posting]) -> pa.Table:
    """Postings as rows that stand for themselves, without occupation."""
    import pyarrow as pa

    from skillgraph.model.tables import POSTINGS

    rows = [_posting_row(posting) for posting in postings]
    return pa.Table.from_pylist(rows, schema=POSTINGS)


def _posting_row(posting: Posting) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(("occupation", "occupation_label", "duplicate"), "")
    row |= {name: getattr(posting, name) for name in _POSTING}
    row["date"] = date.fromisoformat(posting.date) if posting.date else None
    row["canonical"] = posting.id
    return row


def read_postings(path: Path) -> Iterator[Posting]:
    """The postings of a part that stand for themselves.

    Raises:
        InputError: If the part is missing, damaged or of another shape.
    """
    for batch in parts.batches(path):
        for row in _rows(_completed(batch), path, (*_POSTING, "canonical")):
            if row.pop("canonical") == row["id"]:
                yield _posting(row)


def _completed(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Postings with the columns that were not there yet when their part was written, saying nothing."""
    import pyarrow as pa

    from skillgraph.model.tables import ADDED, POSTINGS

    for name in (name for name in ADDED if name not in batch.schema.names):
        kind = POSTINGS.field(name).type
        nothing = pa.scalar("" if kind == pa.string() else None, kind)
        batch = batch.append_column(name, pa.repeat(nothing, batch.num_rows))
    return batch


def _posting(row: Mapping[str, object]) -> Posting:
    day = row["date"]
    return Posting(**{**row, "date": day.isoformat() if isinstance(day, date) else ""})  # type: ignore[arg-type]


def read_mentions(path: Path) -> Iterator[Mention]:
    """The mentions of a part.

    Raises:
        InputError: If the part is missing, damaged or of another shape.
    """
    from skillgraph.model.tables import MENTIONS

    for batch in parts.batches(path):
        for row in _rows(batch, path, MENTIONS.names):
            try:
                yield _mention(row)
            except ValueError as error:
                raise parts.damaged(path, error) from error


def _mention(row: dict[str, object]) -> Mention:
    return Mention(
        posting_id=str(row.pop("posting")),
        section=Section(str(row.pop("section"))),
        requirement=Requirement(str(row.pop("requirement")) or Requirement.UNSPECIFIED),
        **row,  # type: ignore[arg-type]
    )


def _rows(batch: pa.RecordBatch, path: Path, names: Iterable[str]) -> list[dict[str, object]]:
    try:
        rows: list[dict[str, object]] = batch.select(list(names)).to_pylist()
    except KeyError as error:
        raise InputError(
            f"{path} has no column {error}.", hint="Load the postings again with this version of skillgraph."
        ) from error
    return rows
