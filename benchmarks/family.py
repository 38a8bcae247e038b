"""Watches a command with everything that it starts: processor time and peak memory, Java's apart.

What is not waited for by the command, such as the JVM of Spark and its workers, is in no account that the
system gives of children. So all processes of the command's session are looked at again and again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

from benchmarks.measure import ROOT

EVERY = 0.25
"""Seconds between two looks; what a process does after the last look at it is not counted."""

_TICKS = os.sysconf("SC_CLK_TCK")
_NAME, _SESSION, _TIMES = 1, 5, slice(13, 15)
"""Places in ``/proc/PID/stat``, as `_fields` cuts it."""


@dataclass(slots=True)
class Family:
    """What a command and its processes took.

    Attributes:
        output: What the command printed.
        seconds: From its start to its end.
        peak: The most memory of all Python processes together, in bytes; what they share counts once.
        java_peak: The same of all Java processes.
    """

    output: bytes = b""
    seconds: float = 0.0
    peak: int = 0
    java_peak: int = 0
    _cpu: dict[int, float] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        """Processor time of all of them, in seconds."""
        return sum(self._cpu.values())

    def look(self, session: int) -> None:
        """Take down how the processes of a session stand."""
        python = java = 0
        for pid, fields in _processes(session):
            self._cpu[pid] = sum(map(int, fields[_TIMES])) / _TICKS
            memory = _memory(pid)
            if fields[_NAME] == "java":
                java += memory
            else:
                python += memory
        self.peak, self.java_peak = max(self.peak, python), max(self.java_peak, java)


def run(command: Sequence[str]) -> Family:
    """Run a command to its end. Works on Linux only.

    Raises:
        RuntimeError: If it fails; the message has the end of what it said.
    """
    found, start = Family(), time.perf_counter()
    with TemporaryFile() as output, TemporaryFile() as said:
        running = subprocess.Popen(command, stdout=output, stderr=said, cwd=ROOT, start_new_session=True)
        try:
            while running.poll() is None:
                found.look(running.pid)
                time.sleep(EVERY)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
        found.seconds = time.perf_counter() - start
        output.seek(0)
        said.seek(0)
        if running.returncode:
            end = said.read()[-2_000:].decode("utf-8", "replace")
            raise RuntimeError(f"{' '.join(command)} ended with {running.returncode}: {end}")
        found.output = output.read()
    return found


def _processes(session: int) -> Iterator[tuple[int, list[str]]]:
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            fields = _fields(path)
            if fields and int(fields[_SESSION]) == session:
                yield int(path.name), fields


def _fields(path: Path) -> list[str]:
    """Number, name, state … of a process; the name may hold blanks. None of one that has ended."""
    try:
        number, _, rest = (path / "stat").read_text(encoding="utf-8", errors="replace").partition(" (")
    except OSError:
        return []
    name, _, rest = rest.rpartition(") ")
    return [number, name, *rest.split()]


def _memory(pid: int) -> int:
    """Its share of memory in bytes: a page of several processes counts for each in part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
