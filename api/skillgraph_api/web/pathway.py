"""What a credential asks for and counts towards, as steps of a list and as boxes of a picture."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from skillgraph.analytics.stacking import Stacking
from skillgraph.model import Credential
from skillgraph.workspace import Workspace
from skillgraph.workspace.state.snapshot import Snapshot

WIDTH: Final = 320
"""Of the picture, in pixels: it fits a narrow screen at its full size."""

_LINE, _ROOM, _GAP, _APART = 18, 10, 10, 34
_SIGNS, _LINES = 36, 2
MOST: Final = 4
"""So many boxes of a step are drawn; the list has all."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that comes before or after a credential.

    Attributes:
        credential: The id of the credential that is meant; empty where none that is loaded is.
        lang: The language of the name.
    """

    name: str
    credential: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the picture: its top and height in pixels, its words in lines.

    Attributes:
        kind: ``own`` for the credential itself, ``loaded``, ``words`` (no loaded credential) or ``more``.
        more: How many steps a box of the kind ``more`` stands for.
    """

    top: int
    height: int
    lines: Sequence[str]
    kind: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class Pathway:
    """The way to a credential and on from it.

    Attributes:
        before: What must come directly before, in the words of the issuer where no credential is named.
        earlier: Credentials that those ask for in turn.
        towards: What it counts towards, as its issuer says.
        asked_by: Loaded credentials that ask for it, and that are not among these.
        boxes: Of the picture, from the top; none where nothing comes before or after.
        arrows: Where an arrow begins and ends, in pixels from the top.
        height: Of the picture.
    """

    before: Sequence[Step]
    earlier: Sequence[Step]
    towards: Sequence[Step]
    asked_by: Sequence[Step]
    boxes: Sequence[Box] = ()
    arrows: Sequence[tuple[int, int]] = ()
    height: int = 0

    @property
    def stands_alone(self) -> bool:
        """Whether nothing must come before."""
        return not self.before


def pathway(workspace: Workspace, snapshot: Snapshot, found: Credential) -> Pathway:
    """What comes before and after a loaded credential."""
    stacking = workspace.cached(
        ("stacking",), snapshot.manifest.credentials, lambda: Stacking(snapshot.credentials)
    )
    known = {one.id: one for one in snapshot.credentials}
    before = [_step(words, known.get(stacking.meant(words) or "")) for words in found.prerequisites]
    earlier = stacking.all_before(found.id) - {one.credential for one in before} - {found.id}
    said = {key: one for one in snapshot.credentials for key in (one.name, one.url, one.id) if key}
    towards = [_step(words, said.get(words)) for words in found.stacks_into]
    asked_by = set(stacking.after(found.id)) - {one.credential for one in towards} - {found.id}
    drawn = _drawn(before, found, [*towards, *_steps(known, asked_by)])
    return Pathway(before, _steps(known, earlier), towards, _steps(known, asked_by), *drawn)


def _steps(known: dict[str, Credential], ids: Iterable[str]) -> list[Step]:
    return sorted((_step("", known[one]) for one in ids), key=lambda one: one.name)


def _step(words: str, meant: Credential | None) -> Step:
    return Step(words) if meant is None else Step(meant.name, meant.id, meant.lang)


def _drawn(
    before: Sequence[Step], found: Credential, after: Sequence[Step]
) -> tuple[list[Box], list[tuple[int, int]], int]:
    """The boxes, the arrows and the height of the picture; nothing where it would be one box."""
    if not before and not after:
        return [], [], 0
    boxes: list[Box] = []
    arrows: list[tuple[int, int]] = []
    top = 1
    for steps, own in ((before, False), ([Step(found.name, found.id)], True), (after, False)):
        if not steps:
            continue
        if boxes:
            arrows.append((top, top + _APART - 4))
            top += _APART
        for box in _boxes(steps, top, own=own):
            boxes.append(box)
            top = box.top + box.height + _GAP
        top -= _GAP
    return boxes, arrows, top + 1


def _boxes(steps: Sequence[Step], top: int, *, own: bool) -> Iterable[Box]:
    shown = steps if len(steps) <= MOST else steps[: MOST - 1]
    for step in shown:
        lines = textwrap.wrap(step.name, _SIGNS, max_lines=_LINES, placeholder=" …") or [""]
        kind = "own" if own else "loaded" if step.credential else "words"
        height = len(lines) * _LINE + 2 * _ROOM
        yield Box(top, height, lines, kind)
        top += height + _GAP
    if len(shown) < len(steps):
        yield Box(top, _LINE + 2 * _ROOM, (), "more", len(steps) - len(shown))
