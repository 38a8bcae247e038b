"""A small sample of `make faults`: killed commands lose nothing, and leave nothing behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.faults import inputs
from tests.support.faults.commands import named
from tests.support.faults.kills import all_kills

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills process groups with SIGKILL")
_SAMPLE = ("index", "credential load", "review undo", "export graph")


def test_killed_commands_lose_and_leave_nothing(tmp_path: Path) -> None:
    inputs.make(tmp_path / "base")
    commands = tuple(map(named, _SAMPLE))
    outcomes = list(all_kills(tmp_path / "base", tmp_path / "kills", commands, each=3, seed=1))
    assert [fault for outcome in outcomes for fault in outcome.faults] == []
    assert [outcome.killed for outcome in outcomes] == [3] * len(_SAMPLE)
