"""A small sample of `make faults`: killed commands lose nothing, and leave nothing behind."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.support.faults import inputs, watching
from tests.support.faults.commands import named
from tests.support.faults.kills import all_kills
from tests.support.faults.watching import Watched

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills process groups with SIGKILL")
_SAMPLE = ("index", "credential load", "review undo", "export graph")


def test_a_new_folder_of_badges_is_whole_or_not_there(tmp_path: Path) -> None:
    command = named("export openbadges")
    base, now = tmp_path / "base", tmp_path / "now"
    inputs.make(base)
    shutil.copytree(base, now)
    changes = watching.ended(now, command.arguments).changes
    whole = {path.name for path in (now / "out" / "badges").iterdir()}
    assert len(whole) > 1
    assert changes > len(whole)
    for last in range(changes, 0, -1):
        shutil.rmtree(now)
        shutil.copytree(base, now)
        assert Watched(now, command.arguments, last=last).killed_after(inputs.PATIENCE).killed
        badges = now / "out" / "badges"
        assert not badges.exists() or {path.name for path in badges.iterdir()} == whole


def test_killed_commands_lose_and_leave_nothing(tmp_path: Path) -> None:
    inputs.make(tmp_path / "base")
    commands = tuple(map(named, _SAMPLE))
    outcomes = list(all_kills(tmp_path / "base", tmp_path / "kills", commands, each=3, seed=1))
    assert [fault for outcome in outcomes for fault in outcome.faults] == []
    assert [outcome.killed for outcome in outcomes] == [3] * len(_SAMPLE)
