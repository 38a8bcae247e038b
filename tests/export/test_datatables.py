"""Tables as files: CSV and Parquet hold the same rows, and the same table gives the same bytes."""

from __future__ import annotations

import csv
import io

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.export.datatables import ColumnKind, DataField, DataTable, Value
from skillgraph.formulas import unguarded

FIELDS: list[DataField[tuple[Value, ...]]] = [
    DataField("text", ColumnKind.TEXT, lambda row: row[0]),
    DataField("count", ColumnKind.COUNT, lambda row: row[1]),
    DataField("number", ColumnKind.NUMBER, lambda row: row[2]),
]
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
ROWS = st.lists(
    st.tuples(
        WORDS,
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.floats(-1e300, 1e300),
    ),
    max_size=8,
)


def from_csv(content: bytes) -> list[tuple[Value, ...]]:
    """The rows of a file; a text that a spreadsheet would run stands behind an apostrophe."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    assert rows[0] == ["text", "count", "number"]
    return [
        (unguarded(text), int(count) if count else None, float(number) if number else None)
        for text, count, number in rows[1:]
    ]


def from_parquet(content: bytes) -> list[tuple[Value, ...]]:
    return [tuple(row.values()) for row in pq.read_table(io.BytesIO(content)).to_pylist()]


@settings(deadline=None)
@given(ROWS)
def test_both_files_hold_the_same_rows(rows: list[tuple[Value, ...]]) -> None:
    table = DataTable.of("t", rows, FIELDS)
    assert from_csv(table.csv()) == from_parquet(table.parquet()) == list(table.rows)
    for (_, count, number), (_, given_count, given_number) in zip(table.rows, rows, strict=True):
        assert count == given_count
        assert given_number is None or number == pytest.approx(given_number, rel=1e-9)


@settings(deadline=None)
@given(ROWS)
def test_the_same_table_gives_the_same_bytes(rows: list[tuple[Value, ...]]) -> None:
    one, other = (DataTable.of("t", list(rows), FIELDS) for _ in range(2))
    assert (one.csv(), one.parquet()) == (other.csv(), other.parquet())


def test_sums_in_another_order_give_the_same_bytes() -> None:
    weights = [0.1, 0.2, 0.3]
    assert sum(weights) != sum(reversed(weights))
    one, other = (
        DataTable.of("t", [("a", 1, total)], FIELDS) for total in (sum(weights), sum(reversed(weights)))
    )
    assert (one.csv(), one.parquet()) == (other.csv(), other.parquet())


def test_characters_that_no_file_may_hold_are_replaced() -> None:
    table = DataTable.of("t", [("a\ud800b", None, None)], FIELDS)
    assert from_csv(table.csv()) == from_parquet(table.parquet()) == [("a?b", None, None)]
