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
import os, runpy, sys, time

def mark():
    os.write(place, f"{time.monotonic()}\\n".encode())

place = int(sys.argv.pop(1))
os.set_inheritable(place, False)
mark()
try:
    runpy.run_module("skillgraph", run_name="__main__", alter_sys=True)
finally:
    mark()
"""
"""Runs `skillgraph` as ``-m`` does, between two marks."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a command.

    Attributes:
        killed: Whether it was killed between its marks: the interpreter was up, and the work not at its end.
        code: Its exit code; negative where a signal ended it.
        seconds: From its first mark to its last; 0.0 where there are no two.
        printed: What stands on standard output.
        said: What stands on standard error.
    """

    killed: bool
    code: int
    seconds: float
    printed: str
    said: str


class Watched:
    """A command that has begun its work.

    Args:
        root: The folder with the workspace.
        arguments: What follows `skillgraph --workspace SPACE`.
        keys: What is typed into its standard input, which stays open after them; without it, that is empty.
    """

    def __init__(self, root: Path, arguments: Arguments, keys: str | None = None) -> None:
        reading, writing = os.pipe()
        typed, self._keyboard = os.pipe()
        os.write(self._keyboard, (keys or "").encode())
        if keys is None:
            self._close_keyboard()
        program = ("-c", _MARKING, str(writing))
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
        seconds = float(last) - float(self._first) if last else 0.0
        return Ended(killed, self._process.returncode, seconds, printed, said)

    def _close_keyboard(self) -> None:
        if self._keyboard >= 0:
            os.close(self._keyboard)
            self._keyboard = -1


def ended(root: Path, arguments: Arguments, keys: str | None = None) -> Ended:
    """Run a command to its end; ``RuntimeError`` where it fails."""
    one = Watched(root, arguments, keys).to_the_end()
    if one.code:
        raise RuntimeError(f"skillgraph {' '.join(arguments)} ended with {one.code}: {one.said}")
    return one
