"""A small sample of `make faults`: on a full disk commands say so and leave everything as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.disk import file_of
from skillgraph.training.encoder.checkpoint import FILE, Checkpoint
from skillgraph.workspace import Workspace
from tests.support.faults import disk, inputs
from tests.support.faults.commands import named

mounting = pytest.mark.skipif(not disk.can_mount(), reason="this process may not mount a disk in memory")
_SAMPLE = ("credential load", "review accept", "index", "train known", "export openbadges")


@mounting
def test_commands_on_a_full_disk_say_so_and_leave_everything_as_it_was(tmp_path: Path) -> None:
    inputs.make(tmp_path / "base")
    outcomes = list(disk.all_disks(tmp_path / "base", tmp_path, tuple(map(named, _SAMPLE)), free=(0, 40_960)))
    assert [fault for outcome in outcomes for fault in outcome.faults] == []
    assert all(outcome.refused for outcome in outcomes)


@mounting
def test_a_new_workspace_and_a_checkpoint_name_their_file_on_a_full_disk() -> None:
    pytest.importorskip("torch", reason="needs skillgraph[train]")
    checkpoint = Checkpoint("run", 1, {"weight": bytes(100_000)}, {}, {})
    with disk.mounted() as place:
        (place / "models").mkdir()
        disk.fill(place, 0)
        with pytest.raises(OSError, match="No space left") as caught:
            Workspace.create(place / "workspace")
        assert str(place / "workspace") in file_of(caught.value)
        with pytest.raises(OSError, match="No space left") as caught:
            checkpoint.save(place / "models")
        assert file_of(caught.value) == str(place / "models" / FILE)
        assert list((place / "models").iterdir()) == []
