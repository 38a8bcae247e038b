"""Kills commands in the middle: what was acknowledged stays, and nothing piles up."""

from __future__ import annotations

import math
import random
import shutil
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise
from pathlib import Path

from tests.support.faults import inputs, states, watching
from tests.support.faults.commands import Command, filled
from tests.support.faults.states import State
from tests.support.faults.watching import Ended, Watched

_TRIES = 6
"""Tries for each kill: a command may end before its moment comes."""

_NEXT = ("credential", "load", "in/outcomes.csv")
"""A write that follows; it clears away what was left."""

_DECIDED = ", revision "
"""Part of what a review session says of each decision."""

_WAITING = 1.5
"""Times of what a session needs for its keys: some kills find it working, others waiting for more."""

_LATE = 6
"""Changes at the end, of which one commits."""

_HEAD = ("command", "kills while running", "after its commit", "acknowledged", "lost", "left")


class _When(Enum):
    """What decides the moment of a kill."""

    TIME = auto()
    CHANGE = auto()
    CLOSING = auto()


@dataclass
class Outcome:
    """What became of the kills of one command.

    Attributes:
        command: Its name.
        killed: Kills that fell between the begin and the end of its work.
        committed: Those after which something was committed.
        acknowledged: Those before which it had said that something is done.
        seconds: How long its work takes where nothing disturbs it.
        changes: How many changes of files it makes then, as far as Python sees them.
        closing: How long it goes on after the last of them, by which it has committed.
        lost: What was lost, damaged or half done.
        left: What was more than there should be, after the next commands ended well.
    """

    command: str
    killed: int = 0
    committed: int = 0
    acknowledged: int = 0
    seconds: float = 0.0
    changes: int = 0
    closing: float = 0.0
    lost: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """All that went wrong, with the command's name."""
        return [f"{self.command}: {one}" for one in self.lost + self.left]


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
        shutil.copytree(base, self._start, symlinks=True)
        command.prepare(self._start)
        self._words = filled(self._start, command.arguments)
        self._known = states.damages(self._start)
        keys = command.keys or ""
        steps = [self._undisturbed(keys[:number]) for number in range(1, len(keys))]
        self._chain = [(states.state(self._start), ""), *steps, self._undisturbed(command.keys)]
        if command.steps:  # what a kill left of it is replaced by the next run, which a graph keeps a while
            inputs.run_or_raise(self._end, self._words)
        inputs.run_or_raise(self._end, _NEXT)

    def kill(self, count: int) -> Outcome:
        """Kill it so many times: half at any time, half where it changes files, and half of those late.

        Of the late ones half come after the last change, when it has only to say what it did.
        """
        self._anew()
        for number in range(count):
            at_change = number % 2 == 0 and self.outcome.changes > 0 and self._command.keys is None
            if late := at_change and number % 4 == 0:
                self._finish()  # the changes of files are counted from the start
                self._anew()
            when = _When.CLOSING if number % 8 == 0 and late else _When.CHANGE if at_change else _When.TIME
            if (ended := self._killed(self._share(late=late), when)) is None:
                self.outcome.lost.append("ended each time before it could be killed")
                continue
            self.outcome.killed += 1
            self._look(ended)
        self._finish()
        return self.outcome

    def _share(self, *, late: bool) -> float:
        """The share of its time or its changes after which it is killed; it commits at one of the last."""
        most = min(1.0, _LATE / self.outcome.changes) if late else 1.0
        return 1.0 - most * self._draw.random()

    def _undisturbed(self, keys: str | None) -> tuple[State, str]:
        """What a command makes of the start, and what it says; what was typed decides how far it goes."""
        shutil.rmtree(self._end, ignore_errors=True)
        shutil.copytree(self._start, self._end, symlinks=True)
        one = watching.ended(self._end, self._words, keys)
        self.outcome = Outcome(
            self._command.name, seconds=one.seconds, changes=one.changes, closing=one.closing
        )
        return states.state(self._end), _said(one)

    def _killed(self, share: float, when: _When) -> Ended | None:
        """A command killed when about this share of its time or changes had passed; ``None`` if none was."""
        for again in range(_TRIES):
            sooner = share * 0.6**again
            running = Watched(self._now, self._words, self._typed(), *self._moment(sooner, when))
            if (ended := running.killed_after(self._patience(share, sooner, when))).killed:
                return ended
            if ended.code != -signal.SIGKILL:
                self._ended(ended)
            self._anew()
        return None

    def _moment(self, share: float, when: _When) -> tuple[int, float]:
        """At which change of a file it ends itself, and how many seconds after; none where time decides."""
        if when is _When.CLOSING:
            return self.outcome.changes, share * self.outcome.closing
        return (math.ceil(share * self.outcome.changes) if when is _When.CHANGE else 0), 0.0

    def _patience(self, share: float, sooner: float, when: _When) -> float:
        """Seconds after which it is killed, if it was not at a change before."""
        if when is not _When.TIME:
            return inputs.PATIENCE
        return self.outcome.seconds * (sooner if self._command.keys is None else share * _WAITING)

    def _typed(self) -> str | None:
        """Some of the keys, or all: then it waits for the next."""
        keys = self._command.keys
        return keys and keys[: self._draw.randint(1, len(keys))]

    def _ended(self, ended: Ended) -> None:
        """It ended: what it says it has done, is done."""
        after = self._chain[-1][0]
        if ended.code:
            self.outcome.lost.append(f"failed with {ended.code} after it was killed: {ended.said[-300:]}")
        elif lost := states.differences(after, after, states.state(self._now), steps=False):
            self.outcome.lost.append(f"ended well, yet {lost} is not what it makes")

    def _look(self, ended: Ended) -> None:
        """After a kill: everything as before, or as the command leaves it, and nothing damaged."""
        now = self._state()
        if now is None:
            return
        done = self._acknowledged(ended)
        self.outcome.acknowledged += done > 0
        self.outcome.lost += self._wrong(now, done) + states.new_damages(self._now, self._known)
        if now != self._chain[0][0]:
            self.outcome.committed += 1
            self._finish()
            self._anew()

    def _acknowledged(self, ended: Ended) -> int:
        """How many steps it says it has done: those of which all is said that an undisturbed one says."""
        lines = [self._lines(said) for _, said in self._chain]
        missing = [after - before - self._lines(_said(ended)) for before, after in pairwise(lines)]
        silent = lines[0] == lines[-1]
        return 0 if silent else next((number for number, one in enumerate(missing) if one), len(missing))

    def _lines(self, said: str) -> set[str]:
        """What is said of work that is done; a session goes on to say other things."""
        return {line for line in said.splitlines() if line and (not self._command.keys or _DECIDED in line)}

    def _wrong(self, now: State, done: int) -> list[str]:
        """What is neither as the last acknowledged step left it, nor as a later one does."""
        expected = [state for state, _ in self._chain[done:]]
        if now in expected:
            return []
        partly = self._command.steps and len(expected) > 1
        wrong = states.differences(expected[0], expected[-1], now, steps=partly)
        return [f"{one} (acknowledged: {done})" for one in wrong]

    def _state(self) -> State | None:
        try:
            return states.state(self._now)
        except Exception as error:  # whatever it is, it is what a person would meet
            self.outcome.lost.append(f"the workspace cannot be read: {error!r}")
            self._anew()
            return None

    def _finish(self) -> None:
        """Run it, and the next write, to the end; what the kills left is gone then."""
        code, _, said = inputs.run(self._now, self._words, self._command.keys or "")
        if code and states.state(self._now) != self._chain[-1][0]:
            self.outcome.lost.append(f"fails after it was killed: {said.strip()}")
        inputs.run_or_raise(self._now, _NEXT)
        self.outcome.left += states.growth(self._end, self._now)

    def _anew(self) -> None:
        shutil.rmtree(self._now, ignore_errors=True)
        shutil.copytree(self._start, self._now, symlinks=True)


def _said(one: Ended) -> str:
    return states.without_times(f"{one.said}\n{one.printed}")


def all_kills(
    base: Path, folder: Path, commands: tuple[Command, ...], each: int, seed: int
) -> Iterator[Outcome]:
    """Kill every command so many times."""
    for command in commands:
        place = folder / command.name.replace(" ", "-")
        yield Killing(base, place, command, seed).kill(each)
        shutil.rmtree(place, ignore_errors=True)


def table(outcomes: Iterable[Outcome]) -> str:
    """The outcomes, a line for each command, and their sums."""
    rows = [
        (one.command, one.killed, one.committed, one.acknowledged, len(one.lost), len(one.left))
        for one in outcomes
    ]
    sums = ("all", *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True)))
    texts = [tuple(map(str, row)) for row in (_HEAD, *rows, sums)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in texts)
