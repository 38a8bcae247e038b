"""The same postings searched by processes and by Spark on one machine: seconds, and the same parts.

Run it with a Python that has the extra ``spark``. ``--quick`` takes 2,000 postings, else 20,000 and 200,000.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.inputs import Inputs, command
from benchmarks.measure import Sample, process
from benchmarks.postings import multiplied
from benchmarks.report import Report, ReportRow
from skillgraph.settings import Settings
from skillgraph.workspace import Workspace

SIZES = (20_000, 200_000)
QUICK = (2_000,)


def run(inputs: Inputs) -> Report:
    """Search copies of one workspace with each engine, each run a process of its own."""
    base, sentences = inputs.postings(3_000), inputs.texts(2_000)
    master = f"local[{Settings.from_environment().threads}]"
    engines = {"local": ["--engine", "local"], master: ["--engine", "spark", "--master", master]}
    rows: list[ReportRow] = []
    for size in QUICK if inputs.quick else SIZES:
        with TemporaryDirectory(dir=inputs.folder) as folder:
            ready = inputs.own_workspace(Path(folder))
            source = Path(folder) / "jobs.jsonl"
            with source.open("w", encoding="utf-8") as stream:
                stream.writelines(json.dumps(asdict(one)) + "\n" for one in multiplied(base, sentences, size))
            process(command(ready, "posting", "load", source, "--no-occupations"))
            rows += _measured(ready, engines, size)
    return Report("engines", "real postings multiplied, fast profile", "", tuple(rows), _NOTES)


_NOTES = (
    "With the start of the process, and of Spark; parts are compared by the hashes in their names.",
    "CPU and memory are those of the command and its workers; of Spark's JVM they may be missing.",
)


def _measured(ready: Path, engines: dict[str, list[str]], size: int) -> Iterator[ReportRow]:
    found = set()
    for name, arguments in engines.items():
        workspace = shutil.copytree(ready, ready.parent / "searched")
        done = process(command(workspace, "posting", "extract", *arguments))
        found.add(_parts(workspace))
        shutil.rmtree(workspace)
        yield ReportRow(f"{size:,} postings, {name}", "s", Sample((done.seconds,)))
        yield ReportRow(f"{size:,} postings, {name}, CPU", "s", Sample((done.cpu,)))
        yield ReportRow(f"{size:,} postings, {name}, peak memory", "MiB", Sample((done.peak / 2**20,)))
    if len(found) > 1:
        raise RuntimeError(f"The engines found different mentions in {size:,} postings.")


def _parts(workspace: Path) -> tuple[str, ...]:
    records = Workspace.open(workspace).manifest.mentions
    return tuple(part.file for record in records for part in record.parts)
