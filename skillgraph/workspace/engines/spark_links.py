"""Near-duplicates in Spark: the steps of `skillgraph.matching.duplicate_links` over all sketches.

Nothing grows with the square of a bucket, and no bucket has to fit into one task:

1. Each sketch gives a row for each of its keys. All rows are sorted by range, over key and number, so many
   rows of one key are many tasks.
2. Rows of the same key are paired with the next few. Pairs over the edge of two tasks are made on the driver,
   from the first and the last few rows of each task.
3. Different pairs are joined with both sketches and judged; each task keeps the fewest that join the same.
4. The driver finds the groups, which takes some 50 bytes for a posting, as on one machine.
5. The members of a group are told in the order of day and id, one by one, in one task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from skillgraph.matching.duplicate_links import (
    KEYS,
    NEIGHBOURS,
    ORDER,
    Leaders,
    Links,
    Rows,
    are_one_job,
    column_of,
    labelled,
    neighbours,
    spanning,
)
from skillgraph.matching.near_duplicates import SKETCH
from skillgraph.workspace.state import kept_sketches

if TYPE_CHECKING:
    import pyarrow as pa

    from skillgraph.matching.near_duplicates import Sketches

Frame: TypeAlias = Any
"""A `pyspark.sql.DataFrame`."""

Session: TypeAlias = Any
"""A `pyspark.sql.SparkSession`; pyspark need not be installed."""

_SIGN = np.uint64(1 << 63)
_SORTED = ("kind", "key", *ORDER, "row")
_KEYS = ", ".join(f"{name} bigint" for name in _SORTED)
_PAIRS = "first bigint, second bigint"
_NEAR = f"{_PAIRS}, task int, kind bigint, key bigint"
_SKETCHES = "row bigint, day int, id bigint, sketch binary"
_LINKS = "row bigint, canonical bigint, similarity double, reason int"
KEYS_A_TASK = 1_000_000
"""About so many rows of keys are sorted by one task."""

PAIR = -1
"""The task of a row that is a pair; other rows are those at the edges of their task."""


def sketched(file: Path) -> tuple[int, list[str]]:
    """See that a part has its sketches.

    Returns:
        How many postings it has, and a sentence if its sketches were damaged, and made again.
    """
    damaged: list[str] = []
    return len(kept_sketches.of_part(file, damaged)), damaged


def links(session: Session, files: Sequence[Path], counts: Sequence[int]) -> Links:
    """The duplicates among all postings of some parts, which have their sketches beside them.

    Args:
        session: Of Spark.
        files: The parts.
        counts: How many postings each has; rows are counted over the parts.
    """
    found = Links.none(sum(counts))
    pairs = _duplicates(session, files, counts) if files else np.empty((0, 2), dtype=np.int64)
    if len(pairs):
        linked = _linked(session, _sketches(session, files, counts), pairs)
        rows = linked["row"].to_numpy()
        found.canonical[rows] = linked["canonical"].to_numpy()
        found.similarity[rows] = linked["similarity"].to_numpy()
        found.reasons[rows] = linked["reason"].to_numpy()
    return found


def _duplicates(session: Session, files: Sequence[Path], counts: Sequence[int]) -> Rows:
    """Pairs of rows that join all that are duplicates, shape (pairs, 2)."""
    from pyspark import StorageLevel

    keys = _numbers(session, files).mapInArrow(_Keys(_Parts.of(files, counts)), _KEYS)
    tasks = 1 + len(KEYS) * sum(counts) // KEYS_A_TASK  # in a table that is kept, Spark joins no small ones
    in_order = keys.repartitionByRange(tasks, *_SORTED).sortWithinPartitions(*_SORTED)
    near = in_order.mapInArrow(_near, _NEAR).persist(StorageLevel.DISK_ONLY)
    try:
        edges = near.where(near.task != PAIR).toArrow()
        pairs = near.where(near.task == PAIR).select("first", "second")
        pairs = pairs.union(_pairs_frame(session, over_edges(edges))).distinct()
        rows = _sketches(session, files, counts).select("row", "sketch")
        one = rows.withColumnsRenamed({"row": "first", "sketch": "one"})
        other = rows.withColumnsRenamed({"row": "second", "sketch": "other"})
        judged = pairs.join(one, "first").join(other, "second").mapInArrow(_judged, _PAIRS).toArrow()
    finally:
        near.unpersist()
    return _columns(judged, "first", "second")


def _linked(session: Session, sketches: Frame, pairs: Rows) -> pa.Table:
    import pyarrow as pa

    rows, groups = labelled(pairs)
    members = session.createDataFrame(pa.table({"row": rows, "group": groups.astype(np.int64)}))
    told = members.join(sketches, "row").repartition("group")
    return told.sortWithinPartitions("group", "day", "id", "row").mapInArrow(_stars, _LINKS).toArrow()


def _numbers(session: Session, files: Sequence[Path]) -> Frame:
    return session.range(0, len(files), 1, len(files))


def _sketches(session: Session, files: Sequence[Path], counts: Sequence[int]) -> Frame:
    return _numbers(session, files).mapInArrow(_Rows(_Parts.of(files, counts)), _SKETCHES)


def _pairs_frame(session: Session, pairs: Rows) -> Frame:
    return session.createDataFrame([tuple(pair) for pair in pairs.tolist()], _PAIRS)


@dataclass(frozen=True)
class _Parts:
    """Reads the sketches of parts by their numbers."""

    files: Sequence[Path]
    starts: Sequence[int]

    @classmethod
    def of(cls, files: Sequence[Path], counts: Sequence[int]) -> _Parts:
        return cls(files, np.cumsum([0, *counts]).tolist())

    def read(self, numbers: Iterable[pa.RecordBatch]) -> Iterator[tuple[Rows, Sketches]]:
        """The rows of each part, counted over all, and their sketches."""
        for batch in numbers:
            for number in batch.column("id").to_pylist():
                found = kept_sketches.of_part(self.files[number], [])
                start = self.starts[number]
                yield np.arange(start, start + len(found), dtype=np.int64), found


@dataclass(frozen=True)
class _Keys:
    """Rows for the keys of sketches, to be sorted."""

    parts: _Parts

    def __call__(self, numbers: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for rows, sketches in self.parts.read(numbers):
            order = {name: _signed(sketches[name]) for name in ORDER}
            for kind, key in enumerate(KEYS):
                keys = column_of(sketches, *key)
                some = np.flatnonzero(keys)
                columns = {"kind": np.full(len(some), kind), "key": _signed(keys[some])}
                columns |= {name: column[some] for name, column in order.items()}
                yield _batch(columns | {"row": rows[some]})


@dataclass(frozen=True)
class _Rows:
    """Sketches by their rows, with the columns that a group is told in the order of."""

    parts: _Parts

    def __call__(self, numbers: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for rows, sketches in self.parts.read(numbers):
            content = np.ascontiguousarray(sketches).tobytes()
            fixed = pa.Array.from_buffers(
                pa.binary(SKETCH.itemsize), len(rows), [None, pa.py_buffer(content)]
            )
            columns = {"row": rows, "day": sketches["day"].copy(), "id": _signed(sketches["id"])}
            yield _batch(columns | {"sketch": fixed.cast(pa.binary())})


def _near(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    from pyspark import TaskContext

    context = TaskContext.get()
    assert context is not None
    return near(batches, context.partitionId())


def near(batches: Iterable[pa.RecordBatch], task: int) -> Iterator[pa.RecordBatch]:
    """Pairs of the sorted rows of a task, and its first and last rows themselves with their places."""
    start = 0
    first = last = np.empty((0, 4), dtype=np.int64)  # row, place in the task, kind, key
    for batch in batches:
        places = np.arange(start, start := start + batch.num_rows)
        rows, kinds, keys = _columns(batch, "row", "kind", "key").T
        last = np.concatenate([last[-NEIGHBOURS:], np.stack([rows, places, kinds, keys], axis=1)])
        first = first if len(first) == NEIGHBOURS else last[:NEIGHBOURS].copy()
        pairs = np.sort(neighbours(last[:, 0], [last[:, 2], last[:, 3]]), axis=1)
        yield _near_batch(pairs, PAIR, np.zeros_like(pairs))
    edges = np.unique(np.concatenate([first, last[-NEIGHBOURS:]]), axis=0)
    yield _near_batch(edges[:, :2], task, edges[:, 2:])


def _near_batch(pairs: Rows, task: int, keys: Rows) -> pa.RecordBatch:
    tasks = np.full(len(pairs), task, dtype=np.int32)
    columns = {"first": pairs[:, 0], "second": pairs[:, 1], "task": tasks}
    return _batch(columns | {"kind": keys[:, 0], "key": keys[:, 1]})


def over_edges(edges: pa.Table) -> Rows:
    """Pairs of rows of which one is among the last of a task, the other among the first of a later one.

    Args:
        edges: The rows at the edges of tasks, in any order: ``first`` is the row, ``second`` its place in
            the ``task``, with ``kind`` and ``key``.
    """
    edges = edges.sort_by([("task", "ascending"), ("second", "ascending")])
    rows, places, tasks, *keys = _columns(edges, "first", "second", "task", "kind", "key").T
    gap = (np.diff(tasks, prepend=-1) == 0) & (np.diff(places, prepend=0) > 1)
    return np.sort(neighbours(rows, [*keys, np.cumsum(gap)]), axis=1)


def _judged(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The fewest pairs that join what is joined by those that are duplicates."""
    found = [np.empty((0, 2), dtype=np.int64)]
    for batch in batches:
        holds = are_one_job(_opened(batch.column("one")), _opened(batch.column("other")))
        found.append(_columns(batch, "first", "second")[holds])
    pairs = spanning(np.concatenate(found))
    yield _batch({"first": pairs[:, 0], "second": pairs[:, 1]})


def _stars(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Who stands for whom; the members of a group come one after the other, in any number of batches."""
    now, leaders = -1, Leaders()
    for batch in batches:
        sketches = _opened(batch.column("sketch"))
        found = []
        for place, (row, group) in enumerate(_columns(batch, "row", "group").tolist()):
            if group != now:
                now, leaders = group, Leaders()
            leader = leaders.leader_of(sketches[place : place + 1], row)
            if leader is not None:
                found.append((row, *leader))
        rows, canonical, similarity, reasons = zip(*found, strict=True) if found else ((), (), (), ())
        yield _batch(
            {
                "row": np.array(rows, dtype=np.int64),
                "canonical": np.array(canonical, dtype=np.int64),
                "similarity": np.array(similarity, dtype=np.float64),
                "reason": np.array(reasons, dtype=np.int32),
            }
        )


def _opened(sketches: pa.Array) -> Sketches:
    return np.frombuffer(b"".join(sketches.to_pylist()), dtype=SKETCH)


def _signed(values: npt.NDArray[Any]) -> Rows:
    """Numbers in the same order; Spark has no unsigned ones."""
    if values.dtype == np.uint64:
        return (values ^ _SIGN).view(np.int64)
    return values.astype(np.int64)


def _columns(rows: pa.RecordBatch | pa.Table, *names: str) -> Rows:
    """Columns of whole numbers side by side, shape (rows, names)."""
    return np.stack([rows.column(name).to_numpy(zero_copy_only=False) for name in names], axis=1).astype(
        np.int64
    )


def _batch(columns: dict[str, Any]) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_pydict(columns)
