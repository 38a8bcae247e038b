"""Runs commands without starting an interpreter for each: ``python -m tests.support.faults.asking``.

For each folder and list of commands on a line of its input, as JSON, it prints a line of JSON: exit code,
what was printed and what was said, one for each command. Each line is done by a process that is forked from
this one, so that nothing has to be imported again and no workspace sees what was read of another.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from tests.support.faults.inputs import FAST, SPACE, Arguments, environment

Answer: TypeAlias = tuple[int, str, str]
"""Exit code, what was printed (without times of loading), what was said."""

_QUERY = (
    "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o)) } } ORDER BY ?g ?s ?p ?o"
)
_CSV = ("--format", "csv")
LOAD = ("posting", "load", "in/again.jsonl")

QUESTIONS: tuple[Arguments, ...] = (
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
    ("key", "list", *_CSV),
    ("feedback", "list", *_CSV),
    ("need", "list", "--expired", "--contacts", *_CSV),
    ("audit", *_CSV),
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


def ask(arguments: Arguments) -> Answer:
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


class Asker:
    """The process that runs commands, seen from outside; use it as a context."""

    def __enter__(self) -> Asker:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.faults.asking"],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def answers(self, root: Path, commands: Sequence[Arguments] = QUESTIONS) -> Sequence[Answer]:
        """What comes of commands, one after the other, in a folder with a workspace ``ws``."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process that asks has no pipes")
        self._process.stdin.write(f"{json.dumps([str(root), commands])}\n")
        self._process.stdin.flush()
        found: list[Answer] = [tuple(one) for one in json.loads(self._process.stdout.readline())]
        return found

    def run_or_raise(self, root: Path, arguments: Arguments) -> str:
        """What a command printed; ``RuntimeError`` where it failed."""
        ((code, printed, said),) = self.answers(root, [arguments])
        if code:
            raise RuntimeError(f"skillgraph {' '.join(arguments)} ended with {code}: {said}")
        return printed


def main() -> None:
    """Do what the lines of the input say."""
    for name in (*_LIBRARIES, *(f"skillgraph.{name}" for name in _OURS)):
        import_module(name)
    for line in sys.stdin:
        root, commands = json.loads(line)
        child = os.fork()
        if not child:
            os.chdir(root)
            _print([ask(arguments) for arguments in commands])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            _print([(os.waitstatus_to_exitcode(status), "", "the process died")] * len(commands))


def _print(answers: Sequence[Answer]) -> None:
    sys.stdout.write(f"{json.dumps(answers)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
