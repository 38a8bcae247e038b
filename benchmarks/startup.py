"""How long a person waits: for ``skillgraph --help``, and for one ``suggest`` from a cold process.

``python -m benchmarks.startup --limit 0.4`` measures the help alone, and exits with 1 beyond the limit. On a
machine that is slow today everything takes longer, so it also passes within `FLOORS` times what importing
typer alone takes in the same run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.inputs import Inputs, command
from benchmarks.measure import Finished, Sample, machine, process
from benchmarks.report import Report, ReportRow

HELP_LIMIT = 0.4
FLOORS = 4
SUGGEST_LIMIT = 3.0
TEXT = "Apply hand hygiene and personal protective equipment before and after patient contact"


def run(inputs: Inputs) -> Report:
    """Measure the help and, with the index built, one question in each profile."""
    helped, typer = _in_turns([_help, _floor], repeat=5 if inputs.quick else 11)
    rows = [ReportRow("skillgraph --help", "s", _times(helped), _times(typer), HELP_LIMIT)]
    for profile in inputs.profiles:
        asked = command(inputs.workspace.path, "suggest", TEXT, "--profile", profile, "--format", "json")
        process(asked)
        (runs,) = _in_turns([partial(process, asked)], repeat=3 if inputs.quick else 7)
        rows.append(ReportRow(f"suggest, {profile}", "s", _times(runs), limit=SUGGEST_LIMIT))
        rows.append(
            ReportRow(f"suggest, {profile}, peak memory", "MiB", Sample(tuple(r.peak / 2**20 for r in runs)))
        )
    return Report(
        "startup",
        "one command from a cold process, with a warm file cache",
        "importing typer alone, the floor",
        tuple(rows),
        ("Each process is new; the files it reads are in the system's cache from an earlier run.",),
    )


def _help() -> Finished:
    return process([sys.executable, "-m", "skillgraph", "--help"])


def _floor() -> Finished:
    return process([sys.executable, "-c", "import typer"])


def _in_turns(works: Sequence[Callable[[], Finished]], *, repeat: int) -> list[list[Finished]]:
    """The runs of each process, one after the other in turns."""
    rounds = [[work() for work in works] for _ in range(repeat)]
    return [list(runs) for runs in zip(*rounds, strict=True)]


def _times(runs: Sequence[Finished]) -> Sample:
    return Sample(tuple(run.seconds for run in runs))


def main() -> None:
    """Measure the help alone."""
    parser = argparse.ArgumentParser(description="Time skillgraph --help; exit with 1 beyond the limit.")
    parser.add_argument("--limit", type=float, default=HELP_LIMIT, help="seconds that the median may take")
    limit = parser.parse_args().limit
    helped, floor = map(_times, _in_turns([_help, _floor], repeat=11))
    row = ReportRow("skillgraph --help", "s", helped, floor, max(limit, FLOORS * floor.median))
    print(Report("startup", machine(), "importing typer alone, the floor", (row,)).as_text())
    sys.exit(0 if row.kept else 1)


if __name__ == "__main__":
    main()
