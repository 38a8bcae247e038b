"""A small sample of `make faults`: on a full disk commands say so and leave everything as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.faults import disk, inputs
from tests.support.faults.commands import named

_SAMPLE = ("credential load", "review accept", "index", "train known", "export openbadges")


@pytest.mark.skipif(not disk.can_mount(), reason="this process may not mount a disk in memory")
def test_commands_on_a_full_disk_say_so_and_leave_everything_as_it_was(tmp_path: Path) -> None:
    inputs.make(tmp_path / "base")
    outcomes = list(disk.all_disks(tmp_path / "base", tmp_path, tuple(map(named, _SAMPLE)), free=(0, 40_960)))
    assert [fault for outcome in outcomes for fault in outcome.faults] == []
    assert all(outcome.refused for outcome in outcomes)
