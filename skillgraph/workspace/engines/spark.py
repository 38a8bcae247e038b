"""The engine of many machines: Spark runs the same functions that processes run here.

The workers write the parts themselves, under the names and with the bytes that this machine would give them.
So the workspace must be in a folder that all of them see under the same path, and each needs the same
version of skillgraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from skillgraph.matching.mentions import Asked, Found, MentionFinder, asked, mentions
from skillgraph.settings import SPARK_PARTS
from skillgraph.workspace.engines.spark_session import failures
from skillgraph.workspace.state.manifest import PartRecord

if TYPE_CHECKING:
    import pyarrow as pa

    from skillgraph.matching.duplicate_links import Links
    from skillgraph.workspace.engines.engine import (
        Answer,
        Item,
        MentionSearch,
        PostingPart,
        PostingWriter,
    )
    from skillgraph.workspace.engines.spark_tables import SparkTables

Session: TypeAlias = Any
"""A `pyspark.sql.SparkSession`; pyspark need not be installed."""

Frame: TypeAlias = Any
"""A `pyspark.sql.DataFrame`."""

BATCH = 500
"""Texts that a worker matches at a time, and postings that it reads at a time."""

_TASKS = 4
"""So many tasks for each core match texts: enough that none waits long for the last."""

_TEXT, _ROW = "text", "row"
_PASSAGES = (
    "part int, row int, posting string, title string, sentence string, text string, section string, "
    "requirement string, place int"
)
_FOUND = "array<struct<concept:string,preferred:string,label:string,confidence:double,similarity:double>>"
_ANSWERS = f"text string, answer {_FOUND}"
_WRITTEN = "file string, count bigint, origin string"


class SparkEngine:
    """Does the work in a Spark session, each text of some hundred parts matched once.

    Args:
        session: Gives the session when it is needed first, for its start takes seconds.
        together: How many parts are searched, and committed, together, or written.
    """

    def __init__(self, session: Callable[[], Session], *, together: int = SPARK_PARTS) -> None:
        self._start = session
        self._together = together

    @classmethod
    def of(cls, session: Session, *, together: int = SPARK_PARTS) -> SparkEngine:
        """The engine for a session that exists."""
        return cls(lambda: session, together=together)

    def search(self, search: MentionSearch) -> Iterator[Sequence[PartRecord]]:
        """See `skillgraph.workspace.engines.engine.Engine`."""
        if not search.parts:
            return
        session, done = self._start(), 0
        answers = _Answers(MentionFinder(search.matcher, search.rule))
        search.report(0)
        for start in range(0, len(search.parts), self._together):
            some = search.parts[start : start + self._together]
            with failures():
                written = _searched(session, some, answers)
            yield written
            done += sum(part.count for part in some)
            search.report(done)

    def write(self, tables: Iterable[pa.Table], writer: PostingWriter) -> Iterator[PartRecord]:
        """See `skillgraph.workspace.engines.engine.Engine`; the tables go to the workers as files."""
        return self.each(writer.write_kept, map(writer.keep, tables))

    def links(self, files: Sequence[Path], damaged: list[str]) -> Links:
        """See `skillgraph.workspace.engines.engine.Engine`."""
        from skillgraph.workspace.engines import spark_links

        counts = []
        for count, sentences in self.each(spark_links.sketched, files):
            counts.append(count)
            damaged += sentences
        with failures():
            return spark_links.links(self._start(), files, counts)

    def each(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """See `skillgraph.workspace.engines.engine.Engine`; a task for each of some hundred items."""
        remaining = iter(items)
        while some := list(islice(remaining, self._together)):
            with failures():
                answers = self._start().sparkContext.parallelize(some, len(some)).map(function).collect()
            yield from answers

    def tables(self, *, one_order: bool = False) -> SparkTables:  # noqa: ARG002 - workers add as they end
        """See `skillgraph.workspace.engines.engine.Engine`."""
        from skillgraph.workspace.engines.spark_tables import SparkTables

        return SparkTables(self._start())


def _searched(session: Session, some: Sequence[PostingPart], answers: _Answers) -> list[PartRecord]:
    """The mentions of some parts, written by the workers."""
    from pyspark import StorageLevel

    numbers = session.range(0, len(some), 1, len(some))
    passages = numbers.mapInArrow(_Passages(some), _PASSAGES).persist(StorageLevel.DISK_ONLY)
    try:
        # Spark takes few texts for little work, and one task for enough, unless it is told how many.
        tasks = _TASKS * session.sparkContext.defaultParallelism
        known = passages.select(_TEXT).distinct().repartition(tasks).mapInArrow(answers, _ANSWERS)
        by_part = passages.join(known, _TEXT, "left").groupBy("part")
        rows = by_part.applyInArrow(partial(_written, some), _WRITTEN).collect()
    finally:
        passages.unpersist()
    written = [PartRecord(row["file"], row["count"], row["origin"]) for row in rows]
    silent = {part.file for part in some} - {part.origin for part in written}
    return written + [part.write(_none()) for part in some if part.file in silent]


@dataclass(frozen=True)
class _Passages:
    """Reads parts by their numbers: the passages that may ask for a skill, in rows that are counted."""

    parts: Sequence[PostingPart]

    def __call__(self, numbers: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in numbers:
            for number in batch.column("id").to_pylist():
                yield from self._passages(number)

    def _passages(self, number: int) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        start = 0
        for postings in self.parts[number].read().to_batches(BATCH):
            found = asked(postings)
            rows = range(start, start + len(found))
            start = rows.stop
            columns = list(zip(*found, strict=True)) or [()] * len(Asked._fields)
            named = zip(Asked._fields, columns, strict=True)
            arrays = [pa.array(column, _type(name)) for name, column in named]
            numbered = [pa.array([number] * len(found), pa.int32()), pa.array(rows, pa.int32())]
            yield pa.RecordBatch.from_arrays([*numbered, *arrays], names=["part", _ROW, *Asked._fields])


@dataclass(frozen=True)
class _Answers:
    """Matches texts, each of which comes once; the finder is opened once in each worker process."""

    finder: MentionFinder

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            for start in range(0, batch.num_rows, BATCH):
                texts = batch.column(_TEXT).slice(start, BATCH).to_pylist()
                known = self.finder.answers(texts)
                found = [[one._asdict() for one in known[text]] for text in texts]
                columns = [pa.array(texts, pa.string()), pa.array(found, _answer_type())]
                yield pa.RecordBatch.from_arrays(columns, names=[_TEXT, "answer"])


def _written(parts: Sequence[PostingPart], rows: pa.Table) -> pa.Table:
    """Write the mentions of one part, from all of its passages and the answers to their texts."""
    import pyarrow as pa

    rows = rows.sort_by(_ROW)
    columns = [rows[name].to_pylist() for name in Asked._fields]
    passages = list(map(Asked._make, zip(*columns, strict=True)))
    first = {text: row for row, text in reversed(list(enumerate(rows[_TEXT].to_pylist())))}
    answers = rows["answer"].take(list(first.values())).to_pylist()
    known = {text: [Found(**one) for one in answer] for text, answer in zip(first, answers, strict=True)}
    part = parts[rows["part"][0].as_py()]
    written = part.write(pa.Table.from_batches([mentions(passages, known)]))
    return pa.table({"file": [written.file], "count": [written.count], "origin": [written.origin]})


def _none() -> pa.Table:
    from skillgraph.model.tables import MENTIONS

    return MENTIONS.empty_table()


def _type(name: str) -> pa.DataType:
    import pyarrow as pa

    return pa.int32() if name == "place" else pa.string()


def _answer_type() -> pa.DataType:
    import pyarrow as pa

    numbers = ("confidence", "similarity")
    fields = [(name, pa.float64() if name in numbers else pa.string()) for name in Found._fields]
    return pa.list_(pa.struct(fields))
