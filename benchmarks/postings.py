"""Postings at scale: real ones, multiplied with variation, are loaded, linked and searched for skills.

Two sizes, the second ten times the first, show whether a posting costs more as the total grows, and whether
memory does. ``--quick`` takes 2,000 and 20,000, otherwise 20,000 and 200,000.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.inputs import Inputs, command
from benchmarks.measure import Finished, Sample, process
from benchmarks.report import Report, ReportRow
from skillgraph.model import Posting
from skillgraph.workspace import Workspace
from skillgraph.workspace.postings.occupations import open_occupations

SIZES = (20_000, 200_000)
QUICK = (2_000, 20_000)
AGAIN = 0.1
"""The share of postings that advertise the one before again, some days later."""

ALTERED = 0.05
"""The share of sentences that no posting before had."""

_LEVELS = ("", "Junior ", "Senior ", "Lead ", "Assistant ", "Principal ", "Associate ", "Deputy ")
_TOWNS = tuple(f"Town {number}" for number in range(400))
_DAYS = 6 * 365
_SENTENCE = re.compile(r"(?<=[.;])\s+|\n+")


def run(inputs: Inputs) -> Report:
    """Load and extract at both sizes, each step a process of its own."""
    base, sentences = inputs.postings(3_000), inputs.texts(2_000)
    rows: list[ReportRow] = []
    with TemporaryDirectory(dir=inputs.folder) as folder:
        ready = inputs.own_workspace(Path(folder))
        open_occupations(Workspace.open(ready))
        for size in QUICK if inputs.quick else SIZES:
            with TemporaryDirectory(dir=folder) as scratch:
                rows += _measured(ready, multiplied(base, sentences, size), size, Path(scratch))
    return Report("postings", "real postings multiplied, fast profile", "", tuple(rows), _NOTES)


_NOTES = (
    "CPU is that of the command and its workers; memory that of the largest of these processes.",
    "Occupations are suggested where the framework has them; "
    "the indexes of skills and of occupations are there beforehand.",
)


def _measured(ready: Path, postings: Iterator[Posting], size: int, scratch: Path) -> Iterator[ReportRow]:
    workspace = shutil.copytree(ready, scratch / "workspace")
    source = scratch / "jobs.jsonl"
    with source.open("w", encoding="utf-8") as stream:
        for posting in postings:
            stream.write(json.dumps(asdict(posting)) + "\n")
    for what, arguments in (
        ("load", ["load", source]),
        ("extract", ["extract"]),
        ("load again", ["load", source]),
    ):
        done = process(command(workspace, "posting", *arguments))
        yield from _rows(f"{size:,} postings, {what}", done, size)
    record = Workspace.open(workspace).manifest.postings[0]
    disk = sum(path.stat().st_size for path in (workspace / "postings").rglob("*") if path.is_file())
    yield ReportRow(f"{size:,} postings, different jobs", "", Sample((record.distinct,)))
    yield ReportRow(f"{size:,} postings, as JSON Lines", "MiB", Sample((source.stat().st_size / 2**20,)))
    yield ReportRow(f"{size:,} postings, tables on disk", "MiB", Sample((disk / 2**20,)))


def _rows(what: str, done: Finished, size: int) -> Iterator[ReportRow]:
    yield ReportRow(what, "s", Sample((done.seconds,)))
    yield ReportRow(f"{what}, CPU", "s", Sample((done.cpu,)))
    yield ReportRow(f"{what}, postings a CPU second", "", Sample((size / done.cpu,)), better="more")
    yield ReportRow(f"{what}, peak memory", "MiB", Sample((done.peak / 2**20,)))


def multiplied(
    base: Sequence[Posting], sentences: Sequence[str], size: int, *, seed: int = 7
) -> Iterator[Posting]:
    """Postings made from real ones: another level, town and day, and sentences of other advertisements.

    One in twenty sentences has a word of another one, so new sentences come without end; one posting in ten
    advertises the one before again.
    """
    dice = random.Random(seed)
    last: Posting | None = None
    for number in range(size):
        if last is not None and dice.random() < AGAIN:
            day = date.fromisoformat(last.date) + timedelta(days=dice.randrange(20))
            yield replace(last, id=str(number), date=day.isoformat())
            last = None
        else:
            last = _varied(base[number % len(base)], sentences, number, dice)
            yield last


def _varied(posting: Posting, sentences: Sequence[str], number: int, dice: random.Random) -> Posting:
    own = [part for part in _SENTENCE.split(posting.description) if part.strip() and dice.random() < 0.8]
    others = [_altered(one, sentences, dice) for one in dice.sample(sentences, dice.randrange(3, 9))]
    day = date(2019, 1, 1) + timedelta(days=dice.randrange(_DAYS))
    return replace(
        posting,
        id=str(number),
        title=dice.choice(_LEVELS) + posting.title,
        description="\n".join([*own, *others]),
        place=dice.choice(_TOWNS),
        date=day.isoformat(),
    )


def _altered(sentence: str, sentences: Sequence[str], dice: random.Random) -> str:
    words = sentence.split()
    if words and dice.random() < ALTERED:
        words[dice.randrange(len(words))] = dice.choice(dice.choice(sentences).split() or [""])
    return " ".join(words)
