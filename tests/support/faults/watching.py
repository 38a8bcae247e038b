"""Commands that tell when their work begins and ends, so that a kill is known to have fallen in between."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.faults import inputs
from tests.support.faults.inputs import Arguments

_MARKING = """
import os, runpy, signal, sys, time

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
begun = 0

def mark():
    os.write(place, f"{time.monotonic()} {begun}\\n".encode())

def watch(event, details):
    global begun
    if (event in CHANGES or event == "open" and (details[2] or 0) & WRITING) and is_own(details[0]):
        begun += 1
        if begun == last:
            os.killpg(0, signal.SIGKILL)

def is_own(path):
    if isinstance(path, int):
        return False
    name = os.path.abspath(os.fsdecode(path))
    return name.startswith(here) and "__pycache__" not in name

here = os.path.join(os.getcwd(), "")
place, last = int(sys.argv.pop(1)), int(sys.argv.pop(1))
os.set_inheritable(place, False)
sys.addaudithook(watch)
mark()
try:
    runpy.run_module("skillgraph", run_name="__main__", alter_sys=True)
finally:
    mark()
"""
"""Runs `skillgraph` as ``-m`` does, between two marks; ends itself and all that it started at a change.

The changes that Python makes to files below the working folder are counted before they happen.
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a command.

    Attributes:
        killed: Whether it was killed between its marks: the interpreter was up, and the work not at its end.
        code: Its exit code; negative where a signal ended it.
        seconds: From its first mark to its last; 0.0 where there are no two.
        changes: How many changes of files it made, as far as Python sees them; 0 where it has no last mark.
        printed: What stands on standard output.
        said: What stands on standard error.
    """

    killed: bool
    code: int
    seconds: float
    changes: int
    printed: str
    said: str


class Watched:
    """A command that has begun its work.

    Args:
        root: The folder with the workspace.
        arguments: What follows `skillgraph --workspace SPACE`.
        keys: What is typed into its standard input, which stays open after them; without it, that is empty.
        last: The change of a file before which it is killed, from 1 on; 0 for none.
    """

    def __init__(self, root: Path, arguments: Arguments, keys: str | None = None, last: int = 0) -> None:
        reading, writing = os.pipe()
        typed, self._keyboard = os.pipe()
        os.write(self._keyboard, (keys or "").encode())
        if keys is None:
            self._close_keyboard()
        program = ("-c", _MARKING, str(writing), str(last))
        try:
            self._process = inputs.started(root, arguments, program, stdin=typed, passed=(writing,))
        finally:
            os.close(writing)
            os.close(typed)
        self._marks = os.fdopen(reading)
        self._first = self._marks.readline()

    def killed_after(self, seconds: float) -> Ended:
        """Kill it, and all that it started, when so much time of its work has passed."""
        with suppress(subprocess.TimeoutExpired):
            self._process.communicate(timeout=seconds)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        return self._ended()

    def to_the_end(self) -> Ended:
        """Let it end by itself; nothing more is typed."""
        self._close_keyboard()
        return self._ended()

    def _ended(self) -> Ended:
        printed, said = self._process.communicate(timeout=inputs.PATIENCE)
        self._close_keyboard()
        with self._marks:
            last = self._marks.readline()
        killed = bool(self._first) and not last and self._process.returncode == -signal.SIGKILL
        (begin, _), (end, changes) = _read(self._first or "0 0"), _read(last or self._first or "0 0")
        return Ended(killed, self._process.returncode, end - begin, changes, printed, said)

    def _close_keyboard(self) -> None:
        if self._keyboard >= 0:
            os.close(self._keyboard)
            self._keyboard = -1


def _read(mark: str) -> tuple[float, int]:
    """The time and the number of changes of a mark."""
    seconds, changes = mark.split()
    return float(seconds), int(changes)


def ended(root: Path, arguments: Arguments, keys: str | None = None) -> Ended:
    """Run a command to its end; ``RuntimeError`` where it fails."""
    one = Watched(root, arguments, keys).to_the_end()
    if one.code:
        raise RuntimeError(f"skillgraph {' '.join(arguments)} ended with {one.code}: {one.said}")
    return one
