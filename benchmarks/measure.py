"""Measuring: repeated, interleaved, with the memory of processes and a word on the machine."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

QUIET = 0.7
"""Load average of the last minute up to which a machine counts as quiet before a run."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Repeated measurements of one thing, in one unit."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one, which one slow repetition does not move."""
        return statistics.median(self.values)

    @property
    def low(self) -> float:
        """The smallest."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The largest."""
        return max(self.values)

    def scaled(self, change: Callable[[float], float]) -> Sample:
        """The same measurements in another unit."""
        return Sample(tuple(change(value) for value in self.values))


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that ended well: wall and CPU time in seconds, peak memory in bytes; its workers count."""

    seconds: float
    peak: int
    cpu: float


def seconds(work: Callable[[], object]) -> float:
    """Wall time of a call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(works: Mapping[str, Callable[[], object]], *, repeat: int) -> dict[str, Sample]:
    """Time several works A B A B …, so that what else the machine does falls on all of them alike."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeat):
        for name, work in works.items():
            times[name].append(seconds(work))
    return {name: Sample(tuple(values)) for name, values in times.items()}


def process(command: Sequence[str]) -> Finished:
    """Run a command to its end.

    Raises:
        RuntimeError: If it fails; the message has the end of what it said.
    """
    launched = [sys.executable, "-m", "benchmarks.launch", *command]
    done = subprocess.run(launched, capture_output=True, check=False, cwd=ROOT)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")[-2_000:]
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {said}")
    return Finished(**json.loads(done.stdout))


def machine() -> str:
    """What ran it, and how busy it was when asked."""
    load = os.getloadavg()[0]
    state = "quiet" if load < QUIET else "NOT quiet, so read the ratios rather than the figures"
    return (
        f"{os.cpu_count()} processors ({_processor()}), {_memory():.0f} GiB, {platform.system()}"
        f" {platform.machine()}, Python {platform.python_version()}; load {load:.2f} at the start: {state}"
    )


def _processor() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as stream:
            names = [line.partition(":")[2].strip() for line in stream if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or "unknown"


def _memory() -> float:
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) / 2**30
