"""Asks workspaces everything that reads their files: ``python -m tests.support.faults.asking``.

For each folder on a line of its input it prints a line of JSON: exit code, what was printed and what was
said, one for each of `QUESTIONS`. Each folder is asked in a process of its own that is forked from this one,
so that nothing has to be imported again and no workspace sees what was read of another.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from typing import TypeAlias

from tests.support.faults.inputs import FAST, SPACE

Answer: TypeAlias = tuple[int, str, str]
"""Exit code, what was printed (without times of loading), what was said."""

_QUERY = (
    "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o)) } } ORDER BY ?g ?s ?p ?o"
)
_CSV = ("--format", "csv")
LOAD = ("posting", "load", "in/again.jsonl")

QUESTIONS: tuple[Sequence[str], ...] = (
    ("taxonomy", "list", *_CSV),
    ("credential", "list", *_CSV),
    ("review", "list", *_CSV),
    ("posting", "list", *_CSV),
    ("query", _QUERY, *_CSV),
    ("suggest", *FAST, *_CSV, "You will weld metal", "prepare warm dishes", "souder du métal"),
    ("suggest", *_CSV, "You will weld metal"),
    ("cover", *FAST, *_CSV, "weld metal"),
    ("demand", *FAST, "--min-cell", "1", *_CSV),
    ("gaps", *FAST, *_CSV),
    ("rerun", "out/demand", *_CSV),
    ("check", *_CSV),
    LOAD,
    ("posting", "list", *_CSV),
    ("demand", *FAST, "--min-cell", "1", *_CSV),
)
"""All that reads a kind of file. The load comes last: what follows it depends on it."""

_LIBRARIES = (
    "altair",
    "duckdb",
    "ibis",
    "numpy",
    "onnxruntime",
    "pyarrow.parquet",
    "pyoxigraph",
    "scipy.sparse",
)
_OURS = ("cli.app", "matching.matcher", "workspace.answers.suggest", "workspace.reports.making")
_TIME = re.compile(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")


def ask(arguments: Sequence[str]) -> Answer:
    """Run one command in this process."""
    from skillgraph.cli.app import run

    printed, said = io.StringIO(), io.StringIO()
    code: object = 0
    with redirect_stdout(printed), redirect_stderr(said):
        try:
            run(["--workspace", SPACE, *arguments])
        except SystemExit as ended:
            code = ended.code
    return int(str(code or 0)), _TIME.sub("T", printed.getvalue()), said.getvalue()


def main() -> None:
    """Ask the folders of the input, one after the other."""
    for name in (*_LIBRARIES, *(f"skillgraph.{name}" for name in _OURS)):
        import_module(name)
    for line in sys.stdin:
        sys.stdout.flush()
        child = os.fork()
        if not child:
            os.chdir(line.rstrip("\n"))
            answers = json.dumps([ask(arguments) for arguments in QUESTIONS])
            sys.stdout.write(f"{answers}\n")
            sys.stdout.flush()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            failed = [(os.waitstatus_to_exitcode(status), "", "the process died")] * len(QUESTIONS)
            sys.stdout.write(f"{json.dumps(failed)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
