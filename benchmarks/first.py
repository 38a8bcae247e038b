"""The first minutes: from an empty folder to the first answer, and to the first posting.

``python -m benchmarks first`` starts every command in a process of its own, in a workspace of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.inputs import Inputs, command
from benchmarks.measure import Finished, Sample, process
from benchmarks.report import Report, ReportRow
from skillgraph import resources
from skillgraph.workspace import Workspace

BUILT_IN, ANY_EDITION = 15.0, 60.0
"""Seconds that the first question may take on two processors."""

TEXT = "Apply hand hygiene and personal protective equipment before and after patient contact"
_POSTING = "title,employer,description\nNurse,Example,Care for patients and keep records.\n"


def run(inputs: Inputs) -> Report:
    """Make workspaces, ask each the first question, and load the first posting into one."""
    repeat = 1 if inputs.quick else 3
    rows: list[ReportRow] = []
    snapshot = [resources.ontologies("esco", "esco-1.2.0-snapshot.zip")]
    for profile in inputs.profiles:
        runs = [_asked(inputs.folder, snapshot, "suggest", TEXT, "--profile", profile) for _ in range(repeat)]
        rows += _rows(f"first suggest, built-in snapshot, {profile}", runs, BUILT_IN)
    if files := inputs.esco_files("1.2.0"):
        runs = [_asked(inputs.folder, files, "suggest", TEXT) for _ in range(repeat)]
        rows += _rows("first suggest, official ESCO 1.2.0, precise", runs, ANY_EDITION)
        runs = [_asked(inputs.folder, files, "posting", "load", "one.csv") for _ in range(repeat)]
        rows += _rows("posting load of one row, the first time, official ESCO 1.2.0", runs, BUILT_IN)
    return Report(
        "first",
        "the first command that needs an index, and builds it",
        "",
        tuple(rows),
        ("Each in a new process and a new workspace; taxonomy load before it does not count.",),
    )


def _asked(folder: Path, esco: Sequence[Path], *arguments: str) -> Finished:
    """A command in a workspace that holds an edition of ESCO, and nothing else."""
    with TemporaryDirectory(dir=folder) as scratch:
        workspace = Workspace.create(Path(scratch) / "workspace")
        posting = Path(scratch) / "one.csv"
        posting.write_text(_POSTING, encoding="utf-8")
        process(command(workspace.path, "taxonomy", "load", *esco))
        given = (str(posting) if argument == posting.name else argument for argument in arguments)
        return process(command(workspace.path, *given))


def _rows(what: str, runs: list[Finished], limit: float) -> list[ReportRow]:
    return [
        ReportRow(what, "s", Sample(tuple(run.seconds for run in runs)), limit=limit),
        ReportRow(f"{what}, of processors", "s", Sample(tuple(run.cpu for run in runs))),
        ReportRow(f"{what}, peak memory", "MiB", Sample(tuple(run.peak / 2**20 for run in runs))),
    ]
