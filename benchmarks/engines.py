"""Each step from a file of postings to its answers, by processes and by Spark on one machine.

What both engines write and answer is compared. Run it with a Python that has the extra ``spark``.
``--postings N`` takes so many postings, ``--quick`` 2,000, else it is 20,000 and 200,000.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import family
from benchmarks.family import Family
from benchmarks.inputs import Inputs, command
from benchmarks.measure import Sample
from benchmarks.postings import multiplied
from benchmarks.report import Report, ReportRow
from skillgraph import resources
from skillgraph.settings import Settings
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_credentials

SIZES = (20_000, 200_000)
QUICK = (2_000,)

_ASKED = ("--format", "json", "--no-extract")
_QUESTIONS = {
    "demand": ("demand", "--by", "concept,region", *_ASKED),
    "trend": ("demand", "trend", *_ASKED),
    "sentences": ("demand", "sentences", "--top", "200", *_ASKED),
    "gaps": ("gaps", *_ASKED),
}


def run(inputs: Inputs) -> Report:
    """Take a workspace for each engine through all steps, in turns; each step is a process of its own."""
    base, sentences = inputs.postings(3_000), inputs.texts(2_000)
    master = f"local[{Settings.from_environment().threads}]"
    engines = {"local": ("--engine", "local"), master: ("--engine", "spark", "--master", master)}
    sizes = (inputs.size,) if inputs.size else QUICK if inputs.quick else SIZES
    rows: list[ReportRow] = []
    for size in sizes:
        with TemporaryDirectory(dir=inputs.folder) as folder:
            source = Path(folder) / "jobs.jsonl"
            with source.open("w", encoding="utf-8") as stream:
                stream.writelines(json.dumps(asdict(one)) + "\n" for one in multiplied(base, sentences, size))
            spaces = {name: _ready(inputs, Path(folder) / name) for name in engines}
            rows += _measured(source, spaces, engines, size)
    return Report("engines", "real postings multiplied, fast profile", "", tuple(rows), _NOTES)


_NOTES = (
    "Each step with the start of its process, and of Spark; what is written and answered is the same.",
    "CPU and memory are those of the command and all that it starts, looked at four times a second: all "
    "Python processes together, and beside them Java.",
    "Occupations are not suggested; the index of skills is there beforehand.",
)


def _ready(inputs: Inputs, folder: Path) -> Path:
    folder.mkdir()
    workspace = inputs.own_workspace(folder)
    load_credentials(Workspace.open(workspace), resources.samples("credentials") / "outcome-sheet.csv")
    return workspace


def _measured(
    source: Path, spaces: dict[str, Path], engines: dict[str, tuple[str, ...]], size: int
) -> Iterator[ReportRow]:
    steps: dict[str, tuple[str, ...]] = {
        "load": ("posting", "load", str(source), "--no-occupations"),
        "extract": ("posting", "extract", "--profile", "fast"),
        **_QUESTIONS,
    }
    outcomes: dict[str, set[object]] = {step: set() for step in steps}
    for (step, asked), (name, engine) in product(steps.items(), engines.items()):
        done = family.run(command(spaces[name], *asked, *engine))
        yield from _rows(f"{size:,} postings, {step}, {name}", done)
        outcomes[step].add(done.output if step in _QUESTIONS else _parts(spaces[name]))
        if len(outcomes[step]) > 1 and name != "local":
            raise RuntimeError(f"The engines differ in {step} of {size:,} postings.")


def _rows(what: str, done: Family) -> Iterator[ReportRow]:
    yield ReportRow(what, "s", Sample((done.seconds,)))
    yield ReportRow(f"{what}, CPU", "s", Sample((done.cpu,)))
    yield ReportRow(f"{what}, peak memory", "MiB", Sample((done.peak / 2**20,)))
    if done.java_peak:
        yield ReportRow(f"{what}, peak memory of Java", "MiB", Sample((done.java_peak / 2**20,)))


def _parts(workspace: Path) -> tuple[str, ...]:
    """The names of all parts; each is a hash of what is in it."""
    manifest = Workspace.open(workspace).manifest
    return tuple(part.file for record in (*manifest.postings, *manifest.mentions) for part in record.parts)
