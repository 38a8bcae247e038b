"""Kills commands in the middle: what was acknowledged stays, and nothing piles up."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.faults import inputs, states
from tests.support.faults.commands import Command
from tests.support.faults.states import State

_TRIES = 4
"""Tries for each kill: a command may end before its moment comes."""

_NEXT = ("credential", "load", "in/outcomes.csv")
"""A write that follows; it clears away what was left."""


@dataclass
class Outcome:
    """What became of the kills of one command."""

    command: str
    killed: int = 0
    committed: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


class Killing:
    """Kills one command again and again.

    Args:
        base: A folder that `inputs.make` made.
        folder: Where to work.
        command: What to kill.
        seed: Decides when.
    """

    def __init__(self, base: Path, folder: Path, command: Command, seed: int) -> None:
        self._command = command
        self._draw = random.Random(f"{seed} {command.name}")
        self._start, self._end, self._now = (folder / name for name in ("start", "end", "now"))
        shutil.copytree(base, self._start)
        command.prepare(self._start)
        self._words = command.filled(self._start)
        shutil.copytree(self._start, self._end)
        began = time.monotonic()
        inputs.run_or_raise(self._end, self._words)
        self.outcome = Outcome(command.name, seconds=time.monotonic() - began)
        self._known = states.damages(self._start)
        self._before, self._after = states.state(self._start), states.state(self._end)
        inputs.run_or_raise(self._end, _NEXT)

    def kill(self, count: int) -> Outcome:
        """Kill it so many times, the last half of them near the end, where it writes."""
        self._anew()
        for number in range(count):
            share = self._draw.uniform(0.0 if number % 2 else 0.6, 1.0)
            if not self._killed(share):
                self._fault("ended before it could be killed")
                continue
            self.outcome.killed += 1
            self._look()
        self._finish()
        return self.outcome

    def _killed(self, share: float) -> bool:
        """Whether it was killed, about when this share of its time had passed."""
        for again in range(_TRIES):
            process = inputs.started(self._now, self._words)
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=self.outcome.seconds * share * 0.6**again)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            if process.returncode == -signal.SIGKILL:
                return True
            self._acknowledged(process.returncode)
            self._anew()
        return False

    def _acknowledged(self, code: int) -> None:
        """It ended: what it says it has done, is done."""
        if code:
            self._fault(f"failed with {code} after it was killed")
        elif lost := states.differences(self._after, self._after, states.state(self._now), steps=False):
            self._fault(f"ended well, yet {lost} is not what it makes")

    def _look(self) -> None:
        """After a kill: everything as before, or as the command leaves it, and nothing damaged."""
        now = self._state()
        if now is None:
            return
        mixed = states.differences(self._before, self._after, now, steps=self._command.steps)
        for wrong in mixed + states.new_damages(self._now, self._known):
            self._fault(wrong)
        if now != self._before:
            self.outcome.committed += 1
            self._finish()
            self._anew()

    def _state(self) -> State | None:
        try:
            return states.state(self._now)
        except Exception as error:  # whatever it is, it is what a person would meet
            self._fault(f"the workspace cannot be read: {error!r}")
            self._anew()
            return None

    def _finish(self) -> None:
        """Run it, and the next write, to the end; what the kills left is gone then."""
        code, _, said = inputs.run(self._now, self._words)
        if code and states.state(self._now) != self._after:
            self._fault(f"fails after it was killed: {said.strip()}")
        inputs.run_or_raise(self._now, _NEXT)
        for left in states.growth(self._end, self._now):
            self._fault(left)

    def _anew(self) -> None:
        shutil.rmtree(self._now, ignore_errors=True)
        shutil.copytree(self._start, self._now)

    def _fault(self, what: str) -> None:
        self.outcome.faults.append(f"{self._command.name}: {what}")


def all_kills(
    base: Path, folder: Path, commands: tuple[Command, ...], each: int, seed: int
) -> Iterator[Outcome]:
    """Kill every command so many times."""
    for command in commands:
        place = folder / command.name.replace(" ", "-")
        yield Killing(base, place, command, seed).kill(each)
        shutil.rmtree(place, ignore_errors=True)
