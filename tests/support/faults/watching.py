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
import os, runpy, signal, sys, threading, time

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
begun, latest = 0, time.monotonic()

def mark():
    os.write(place, f"{time.monotonic()} {begun} {latest}\\n".encode())

def watch(event, details):
    global begun, latest
    if (event in CHANGES or event == "open" and (details[2] or 0) & WRITING) and is_own(details[0]):
        begun, latest = begun + 1, time.monotonic()
        if begun == last:
            threading.Thread(target=kill, daemon=True).start() if after else kill()

def kill():
    time.sleep(after)
    os.killpg(0, signal.SIGKILL)

def is_own(path):
    if isinstance(path, int):
        return False
    name = os.path.abspath(os.fsdecode(path))
    return name.startswith(here) and "__pycache__" not in name

here = os.path.join(os.getcwd(), "")
place, last, after = int(sys.argv.pop(1)), int(sys.argv.pop(1)), float(sys.argv.pop(1))
os.set_inheritable(place, False)
sys.addaudithook(watch)
mark()
try:
    runpy.run_module("skillgraph", run_name="__main__", alter_sys=True)
finally:
    if after:
        os.killpg(0, signal.SIGKILL)
    mark()
"""
"""Runs `skillgraph` as ``-m`` does, between two marks; ends itself and all that it started at a change, or
so many seconds after it, and at the latest when its work is done.

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
        closing: Seconds from the last of them to its last mark.
        printed: What stands on standard output.
        said: What stands on standard error.
    """

    killed: bool
    code: int
    seconds: float
    changes: int
    closing: float
    printed: str
    said: str


class Watched:
    """A command that has begun its work.

    Args:
        root: The folder with the workspace.
        arguments: What follows `skillgraph --workspace SPACE`.
        keys: What is typed into its standard input, which stays open after them; without it, that is empty.
        last: The change of a file before which it is killed, from 1 on; 0 for none.
        after: Seconds from that change on, if it is killed later.
    """

    def __init__(
        self, root: Path, arguments: Arguments, keys: str | None = None, last: int = 0, after: float = 0.0
    ) -> None:
        reading, writing = os.pipe()
        typed, self._keyboard = os.pipe()
        os.write(self._keyboard, (keys or "").encode())
        if keys is None:
            self._close_keyboard()
        program = ("-c", _MARKING, str(writing), str(last), str(after))
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
        begin, _, _ = _read(self._first or _NEVER)
        end, changes, latest = _read(last or self._first or _NEVER)
        code = self._process.returncode
        return Ended(killed, code, end - begin, changes, max(0.0, end - latest), printed, said)

    def _close_keyboard(self) -> None:
        if self._keyboard >= 0:
            os.close(self._keyboard)
            self._keyboard = -1


_NEVER = "0 0 0"


def _read(mark: str) -> tuple[float, int, float]:
    """The time of a mark, the number of changes before it, and the time of the last of them."""
    seconds, changes, latest = mark.split()
    return float(seconds), int(changes), float(latest)


def ended(root: Path, arguments: Arguments, keys: str | None = None) -> Ended:
    """Run a command to its end; ``RuntimeError`` where it fails."""
    one = Watched(root, arguments, keys).to_the_end()
    if one.code:
        raise RuntimeError(f"skillgraph {' '.join(arguments)} ended with {one.code}: {one.said}")
    return one
