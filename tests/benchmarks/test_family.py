"""A command is measured with the processes that it starts and does not wait for."""

from __future__ import annotations

import sys

import pytest

from benchmarks.family import run

CHILD = """
import time
kept = bytearray(b"x" * 150_000_000)
while time.process_time() < 1: pass
time.sleep(20)
"""
PARENT = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], stdout=subprocess.PIPE)
time.sleep(6)
child.kill()
print("done")
"""


def test_what_a_child_takes_counts() -> None:
    found = run([sys.executable, "-c", PARENT])
    assert found.output == b"done\n"
    assert found.peak > 150_000_000
    assert found.java_peak == 0
    assert found.cpu > 0.5
    assert found.seconds > 6


def test_what_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        run([sys.executable, "-c", "raise SystemExit('no such thing')"])
