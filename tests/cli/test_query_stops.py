"""A query that is stopped leaves no process behind, and says so in the usual way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.support.endless import ENDLESS, workspace_of_thousands

COMMAND = [sys.executable, "-c", "from skillgraph.cli import main; main()"]

pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="Windows has no such signals")


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with some thousand triples; tests only read."""
    return workspace_of_thousands(tmp_path_factory.mktemp("stopped"))


def interrupt(pid: int) -> None:
    os.kill(pid, signal.SIGINT)


def interrupt_all(pid: int) -> None:
    """What a terminal does on Ctrl+C."""
    os.killpg(pid, signal.SIGINT)


def terminate(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("stop", "code"),
    [(interrupt, 130), (interrupt_all, 130), (terminate, -signal.SIGTERM), (kill, -signal.SIGKILL)],
)
def test_a_query_ends_with_its_command(space: Path, stop: Callable[[int], None], code: int) -> None:
    command = subprocess.Popen(
        [*COMMAND, "--workspace", str(space), "query", ENDLESS],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    asked = at_work(psutil.Process(command.pid))
    stop(command.pid)
    out, err = command.communicate(timeout=20)

    assert not psutil.wait_procs([asked], timeout=10)[1]
    assert (command.returncode, out) == (code, "")
    assert "Traceback" not in err


def at_work(command: psutil.Process) -> psutil.Process:
    """The process of the query, once it has counted for a while."""
    for _ in range(300):
        found = [one for one in command.children() if any("query_process" in word for word in one.cmdline())]
        if found and sum(found[0].cpu_times()[:2]) > 1.0:
            return found[0]
        time.sleep(0.1)
    raise AssertionError("The query never began.")
