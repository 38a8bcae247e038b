"""`python -m tests.support.faults`: kills every command that writes, fills its disk and damages files.

It ends with 1 if a fault got through.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.support.faults import flips, inputs, kills
from tests.support.faults.asking import Asker
from tests.support.faults.commands import COMMANDS, Command, named
from tests.support.faults.disk import all_disks, can_mount


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; the number of faults that got through, at most 1."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs.make(folder / "base")
        faults = [fault for what in asked.what for fault in _SUITES[what](folder, asked)]
    for fault in faults:
        _say(f"FAULT {fault}")
    _say(f"{len(faults)} faults got through")
    return int(bool(faults))


def _kills(folder: Path, asked: argparse.Namespace) -> list[str]:
    outcomes = []
    for one in kills.all_kills(folder / "base", folder / "kills", _chosen(asked), asked.kills, asked.seed):
        moments = f"{one.killed} kills within {one.seconds:.1f} s, {one.committed} after its commit"
        _say("\n".join([f"{one.command}: {moments}, {len(one.faults)} faults", *one.faults]))
        outcomes.append(one)
    _say(kills.table(outcomes))
    return [fault for one in outcomes for fault in one.faults]


def _disks(folder: Path, asked: argparse.Namespace) -> list[str]:
    if not can_mount():
        return ["disks: this process may not mount a disk in memory"]
    faults = []
    for one in all_disks(folder / "base", folder / "disks", _chosen(asked)):
        _say(f"{one.command}: refused on {one.refused} full disks, {len(one.faults)} faults")
        faults += one.faults
    return faults


def _chosen(asked: argparse.Namespace) -> tuple[Command, ...]:
    return tuple(map(named, asked.command)) if asked.command else COMMANDS


def _flips(folder: Path, asked: argparse.Namespace) -> list[str]:
    (folder / "flips").mkdir()
    with Asker() as asker:
        flipping = flips.Flipping(folder / "base", folder / "flips", asker, asked.seed)
        damages = []
        for one in flipping.damages(asked.flips):
            _say(str(one))  # it takes minutes: what was seen is kept if it is stopped
            damages.append(one)
    for line in flips.table(damages):
        _say(line)
    return [str(one) for one in damages if one.fate not in flips.GOOD]


_SUITES = {"kills": _kills, "disks": _disks, "flips": _flips}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.support.faults", description=__doc__)
    parser.add_argument("what", nargs="*", default=sorted(_SUITES), help=f"any of {', '.join(_SUITES)}")
    parser.add_argument("--kills", type=int, default=20, help="kills of each command")
    parser.add_argument("--flips", type=int, default=240, help="damages, over all kinds of files in turn")
    parser.add_argument("--command", action="append", help="only this command, such as 'posting load'")
    parser.add_argument("--seed", type=int, default=1, help="decides when and where")
    return parser


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
