"""How long demand takes over many mentions: tables made here, counted as the command counts them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.inputs import Inputs
from benchmarks.measure import Sample
from benchmarks.report import Report, ReportRow
from skillgraph.analytics.demand.answering import demand
from skillgraph.analytics.demand.counting import Tables
from skillgraph.analytics.demand.question import Axis, Question

if TYPE_CHECKING:
    import pyarrow as pa

POSTINGS = 200_000
MENTIONS = 2_000_000
CONCEPTS = 3_000
GROUPS = 100
LIMIT = 2.0
QUESTIONS = {
    "demand by concept": Question(),
    "demand by group": Question((Axis.GROUP,)),
    "demand by concept and quarter": Question((Axis.CONCEPT, Axis.PERIOD)),
    "demand by place": Question((Axis.PLACE,)),
}
LIMITED = "demand by concept"


def run(inputs: Inputs) -> Report:
    """Measure each question in a process that has the engine open, as a service or a report has."""
    import ibis

    mentions = MENTIONS // 10 if inputs.quick else MENTIONS
    with TemporaryDirectory() as folder:
        _write(Path(folder), mentions)
        engine = ibis.duckdb.connect()
        opened = [
            engine.read_parquet(f"{folder}/{name}.parquet") for name in ("postings", "mentions", "above")
        ]
        tables = Tables(*opened)
        rows = [
            ReportRow(name, "s", _times(partial(demand, tables, question, _no_labels)), limit=_limit(name))
            for name, question in QUESTIONS.items()
        ]
        engine.disconnect()
    scope = f"{mentions:,} mentions of {CONCEPTS:,} concepts in {POSTINGS:,} postings, from Parquet"
    return Report("demand", scope, "", tuple(rows), ("Without the start of a process.",))


def _limit(name: str) -> float | None:
    return LIMIT if name == LIMITED else None


def _times(work: Callable[[], object], repeat: int = 5) -> Sample:
    work()
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return Sample(tuple(seconds))


def _no_labels(uris: Iterable[str]) -> dict[str, str]:
    del uris
    return {}


def _write(folder: Path, mentions: int) -> None:
    """Few concepts in very many postings, most in few, as in real ones; always the same tables."""
    import pyarrow.parquet as pq

    generator = np.random.default_rng(0)
    ids = np.array([f"jobs/{number:08d}" for number in range(POSTINGS)])
    concepts = np.array([f"http://data.europa.eu/esco/skill/{n:036d}" for n in range(CONCEPTS)])
    pq.write_table(_postings(ids, generator), folder / "postings.parquet", compression="zstd")
    pq.write_table(
        _mentions(ids, concepts, mentions, generator), folder / "mentions.parquet", compression="zstd"
    )
    pq.write_table(_above(concepts), folder / "above.parquet")


def _postings(ids: np.ndarray[tuple[int], np.dtype[np.str_]], generator: np.random.Generator) -> pa.Table:
    import pyarrow as pa

    from skillgraph.model.tables import POSTINGS as SCHEMA

    count = len(ids)
    days = np.datetime64("2018-01-01") + generator.integers(0, 2_000, count)
    places = np.array(["Toronto", "Ottawa", "Sudbury", ""])[generator.integers(0, 4, count)]
    known = {"id": ids, "canonical": ids, "date": days.astype("datetime64[D]"), "place": places}
    empty = {pa.string(): pa.array([""] * count)}
    columns = [
        pa.array(known[field.name])
        if field.name in known
        else empty.get(field.type, pa.nulls(count, field.type))
        for field in SCHEMA
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def _mentions(
    ids: np.ndarray[tuple[int], np.dtype[np.str_]],
    concepts: np.ndarray[tuple[int], np.dtype[np.str_]],
    count: int,
    generator: np.random.Generator,
) -> pa.Table:
    import pyarrow as pa

    from skillgraph.model.tables import MENTIONS as SCHEMA

    ranks = np.minimum((generator.pareto(0.8, count) * 20).astype(int), len(concepts) - 1)
    columns = {
        "posting": ids[np.sort(generator.integers(0, len(ids), count))],
        "sentence": np.char.add("sentence ", generator.integers(0, 50_000, count).astype(str)),
        "concept": concepts[ranks],
        "confidence": 0.3 + 0.7 * generator.random(count),
        "requirement": np.array(["required", "asset", ""])[generator.integers(0, 3, count)],
        "section": np.full(count, "duties"),
        "sentence_index": generator.integers(0, 40, count).astype(np.int32),
        "similarity": generator.random(count),
    }
    return pa.Table.from_arrays([pa.array(columns[field.name]) for field in SCHEMA], schema=SCHEMA)


def _above(concepts: np.ndarray[tuple[int], np.dtype[np.str_]]) -> pa.Table:
    import pyarrow as pa

    own = [(concept, concept, "concept") for concept in concepts]
    groups = [
        (concept, f"group {number % GROUPS}", "group")
        for place, concept in enumerate(concepts)
        for number in {place % GROUPS, place // 7 % GROUPS, place // 31 % GROUPS}
    ]
    columns = zip(*own, *groups, strict=True)
    return pa.table(dict(zip(("concept", "target", "kind"), map(list, columns), strict=True)))
