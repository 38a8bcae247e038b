"""Fills the disk in the middle of commands: they say so in one sentence, and leave everything as it was."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from skillgraph.workspace import Workspace
from tests.support.faults import inputs, states
from tests.support.faults.commands import Command, filled

FREE = (0, 8_192, 40_960, 200_000)
"""Bytes that are left on the disk when a command begins: it meets the end at different places."""

_SPACE = 200_000_000
_SENTENCE = re.compile(r"The disk is full: \S+")


@dataclass
class Outcome:
    """What became of one command on full disks."""

    command: str
    refused: int = 0
    faults: list[str] = field(default_factory=list)


def can_mount() -> bool:
    """Whether this process may mount a disk in memory."""
    try:
        with mounted():
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextmanager
def mounted() -> Iterator[Path]:
    """A small disk in memory."""
    with tempfile.TemporaryDirectory() as name:
        options = ["-t", "tmpfs", "-o", f"size={_SPACE}", "tmpfs", name]
        subprocess.run(["mount", *options], check=True, capture_output=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def all_disks(
    base: Path, folder: Path, commands: tuple[Command, ...], free: Sequence[int] = FREE
) -> Iterator[Outcome]:
    """Run every command on disks with so many bytes left."""
    for command in commands:
        start = folder / "start"
        folder.mkdir(exist_ok=True)
        shutil.copytree(base, start, symlinks=True)
        command.prepare(start)
        yield _on_disks(start, command, free)
        shutil.rmtree(start)


def _on_disks(start: Path, command: Command, bytes_left: Sequence[int]) -> Outcome:
    outcome = Outcome(command.name)
    words = filled(start, command.arguments)
    before, known = states.state(start), states.damages(start)
    for free in bytes_left:
        with mounted() as disk:
            now = disk / "root"
            shutil.copytree(start, now, symlinks=True)
            _drop_old(now)
            filler = fill(disk, free)
            code, _, said = inputs.run(now, words, command.keys or "")
            filler.unlink()
            told = _SENTENCE.search(said) is not None
            if not code and not told:  # a session that is told goes on, and ends well with what it could do
                continue
            outcome.refused += 1
            wrong = [] if told else [f"says {said[:300]!r}"]
            if states.state(now) != before and not command.steps:
                wrong.append("is not as it was")
            wrong += states.new_damages(now, known)
            outcome.faults += [f"{command.name}, {free} bytes left: {one}" for one in wrong]
    return outcome


def _drop_old(root: Path) -> None:
    """Remove generations that are no longer used: a writer would gain room by that."""
    space = root / inputs.SPACE
    if not (space / "graph").exists():
        return
    current = Workspace.open(space).manifest.generation
    for path in (space / "graph").iterdir():
        if path.name != current:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def fill(disk: Path, free: int) -> Path:
    """Fill a disk up to so many bytes, in whole blocks."""
    room = os.statvfs(disk)
    path = disk / "filler"
    with path.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, max(1, room.f_bavail * room.f_frsize - free))
    return path
