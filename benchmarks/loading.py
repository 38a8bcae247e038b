"""Time and memory of ``skillgraph taxonomy load`` of a complete ESCO."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.inputs import Inputs, command
from benchmarks.measure import Finished, Sample, process, seconds
from benchmarks.report import Report, ReportRow
from skillgraph.workspace import Workspace

SECONDS = 60.0
MEBIBYTES = 2048.0


def run(inputs: Inputs) -> Report:
    """Load both zips of ESCO 1.1.1 into an empty workspace, each time in a new process."""
    paths = inputs.esco("1.1.1")
    runs, floors = [], []
    for _ in range(1 if inputs.quick else 3):
        runs.append(_load(inputs.folder, paths))
        floors.append(seconds(lambda: _read_rows(paths)))
    return Report(
        "loading",
        f"taxonomy load of {'ESCO 1.1.1, complete' if inputs.shared else 'the built-in ESCO 1.2.0'}",
        "csv.reader over the same tables, the floor",
        (
            ReportRow(
                "wall time", "s", Sample(tuple(r.seconds for r in runs)), Sample(tuple(floors)), SECONDS
            ),
            ReportRow("peak memory", "MiB", Sample(tuple(r.peak / 2**20 for r in runs)), limit=MEBIBYTES),
        ),
        ("Start of the process, reading, checking, shapes, writing to disk with fsync: all counted.",),
    )


def _load(folder: Path, paths: Sequence[Path]) -> Finished:
    with TemporaryDirectory(dir=folder) as scratch:
        workspace = Workspace.create(Path(scratch) / "workspace")
        return process(command(workspace.path, "taxonomy", "load", *paths))


def _read_rows(paths: Sequence[Path]) -> int:
    """Read every cell of every table and keep nothing."""
    rows = 0
    csv.field_size_limit(2**24)  # the lists of narrower occupations are long
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for name in (name for name in archive.namelist() if name.endswith(".csv")):
                with archive.open(name) as stream:
                    rows += sum(1 for _ in csv.reader(io.TextIOWrapper(stream, "utf-8-sig", newline="")))
    return rows
