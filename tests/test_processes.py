"""Work is shared among processes that lose nothing, run nothing of ours twice and never outlive us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from skillgraph.errors import InputError
from skillgraph.processes import Processes


@dataclass(frozen=True)
class Mortal:
    """Gives what it gets; ends the process when it gets a certain number, unless that is its home."""

    home: int
    last: int = -1

    def __call__(self, work: int) -> int:
        if work == self.last and os.getpid() != self.home:
            os._exit(1)
        return work


def square(number: int) -> int:
    time.sleep(0.02 * (number % 3))
    return number * number


def threads(name: str) -> str | None:
    return os.environ.get(name)


def refuse(work: int) -> int:
    raise InputError(f"No {work}.", hint="Take another.")


def test_answers_come_in_the_order_of_the_works() -> None:
    with closing(Processes(square, 2)) as processes:
        assert list(processes.map(range(20), square)) == [number * number for number in range(20)]


def test_few_works_are_read_ahead() -> None:
    read = []

    def works() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            yield number

    with closing(Processes(square, 2)) as processes:
        next(processes.map(works(), square))
    assert len(read) == 5


@pytest.mark.parametrize("last", [0, 7, 19])
def test_a_process_that_ends_loses_nothing(last: int) -> None:
    mortal = Mortal(os.getpid(), last)
    with closing(Processes(mortal, 2)) as processes:
        assert list(processes.map(range(20), mortal)) == list(range(20))
        assert not processes.ready
        assert list(processes.map(range(5), mortal)) == list(range(5))


def test_a_process_that_ends_before_it_is_ready_loses_nothing() -> None:
    mortal = Mortal(os.getpid(), 3)
    with closing(Processes(mortal, 2)) as processes:
        processes.start(3)
        assert not processes.wait()
        assert list(processes.map(range(5), mortal)) == list(range(5))


def test_an_error_of_the_function_is_raised_here() -> None:
    with closing(Processes(refuse, 2)) as processes, pytest.raises(InputError, match=r"No 4\.") as caught:
        list(processes.map([4], refuse))
    assert caught.value.hint == "Take another."


def test_each_process_works_with_one_thread() -> None:
    names = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"]
    with closing(Processes(threads, 2)) as processes:
        assert list(processes.map(names, threads)) == ["1", "1"]


def test_they_end_when_they_are_closed_or_forgotten() -> None:
    before = set(psutil.Process().children(recursive=True))
    for close in (True, False):
        processes = Processes(square, 2)
        processes.start(1)
        assert processes.wait()
        mine = _workers(psutil.Process(), before)
        assert len(mine) == 2
        if close:
            processes.close()
        del processes
        assert not psutil.wait_procs(mine, timeout=5)[1]


SCRIPT = """
import sys, time
from pathlib import Path
from operator import neg
from skillgraph.processes import Processes

Path(sys.argv[1]).open("a").write("run\\n")
processes = Processes({function}, 2)
processes.start({first})
{then}
"""
"""Without a guard: a process that ran it again would start processes of its own."""


def _script(folder: Path, then: str, function: str = "neg", first: str = "1") -> subprocess.Popen[str]:
    file = folder / "script.py"
    file.write_text(SCRIPT.format(then=textwrap.dedent(then), function=function, first=first))
    command = [sys.executable, str(file), str(folder / "runs")]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_script_is_not_run_again(tmp_path: Path) -> None:
    out, err = _script(tmp_path, "print(processes.wait(), list(processes.map([1, 2], neg)))").communicate()
    assert (out, err) == ("True [-1, -2]\n", "")
    assert (tmp_path / "runs").read_text() == "run\n"


def test_nobody_waits_at_the_end_for_processes_that_start(tmp_path: Path) -> None:
    begun = time.monotonic()
    out, err = _script(tmp_path, "time.sleep(1)", "time.sleep", "60").communicate(timeout=50)
    assert (out, err) == ("", "")
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_they_end_with_a_parent_that_is_killed(tmp_path: Path, how: signal.Signals) -> None:
    script = _script(tmp_path, "print(processes.wait(), flush=True)\nprocesses.ask(1)\ntime.sleep(60)")
    assert script.stdout is not None
    assert script.stdout.readline() == "True\n"
    workers = _workers(psutil.Process(script.pid), set())
    assert len(workers) == 2
    script.send_signal(how)
    script.communicate(timeout=30)
    assert not psutil.wait_procs(workers, timeout=10)[1]


def _workers(parent: psutil.Process, before: set[psutil.Process]) -> list[psutil.Process]:
    children = set(parent.children(recursive=True)) - before
    return [one for one in children if any("spawn_main" in word for word in one.cmdline())]
