"""Leaves out what is wrong in a badge where the rest can stand without it."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from skillgraph.sources.openbadges.documents import Document
from skillgraph.sources.openbadges.rules import RuleViolation

Part = tuple[str | int, ...]

_AWARDED: Mapping[str, Part] = {
    "AchievementCredential": ("credentialSubject", "achievement"),
    "Assertion": ("badge",),
}
"""Where the badge stands in an award. The rest of an award says who got it from whom, and stands or falls."""
_BADGES = ("Achievement", "BadgeClass")

_READ = ("targetType", "creator", "issuer", "criteria")
_OF_THE_AWARD = ("awardedDate", "description", "image", "name")
"""What an award says beside that, of which nothing is taken."""
_DISPENSABLE = ("id", "description", "criteria")
"""What the specification asks of a badge, and a catalogue can do without."""


def forgiven(finding: RuleViolation, class_: str) -> RuleViolation:
    """The same finding, but for what a badge must have and a catalogue can do without: that is its part.

    The issuer of a badge may lack anything but what names it; an award's may not.
    """
    badge = _AWARDED.get(class_, ())
    path = tuple(finding.field.split("."))
    inner = path[len(badge) :]
    if finding.part or path[: len(badge)] != badge or not (badge or class_ in _BADGES):
        return finding
    dispensable = inner[:1] == ("issuer",) and len(inner) > 1
    dispensable = dispensable or (bool(inner) and inner[0] in _DISPENSABLE)
    return replace(finding, part=(*badge, inner[0])) if dispensable else finding


def spared(finding: RuleViolation, class_: str) -> bool:
    """Whether a document of a class may be taken without the part that is wrong."""
    part = finding.part
    if not part or part == ("@context",):  # of another version, the other rules say nothing
        return False
    if class_ in _AWARDED:
        return part[0] in _OF_THE_AWARD or _spared_in_award(part, _AWARDED[class_])
    return class_ in _BADGES


def _spared_in_award(part: Part, badge: Part) -> bool:
    """Results of the award refer to the descriptions of results: they cannot be taken away from them."""
    inner = part[len(badge) :]
    return part[: len(badge)] == badge and bool(inner) and inner[0] != "resultDescription"


def place_of(part: Part) -> str:
    """A part as a path, such as ``alignment[0]``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in part)
    return "".join(steps).removeprefix(".")


def is_read(part: Part, value: object) -> bool:
    """Whether what is wrong in a document still tells something: what a target is, a name, words."""
    found = _holder(value, part).get(part[-1]) if part[-1] in _READ else None
    return isinstance(found, str | list | dict) and bool(found)


def without(document: Document, parts: Collection[Part]) -> Document:
    """A copy of a document that lacks some parts, in its cleaned and in its written form.

    What can be read all the same stays in the cleaned form, of a list the first text.
    """
    value, raw = copy.deepcopy(document.value), copy.deepcopy(document.raw)
    for part in sorted(parts, reverse=True):  # later items first, so that the positions of others stay
        _remove(raw, part)
        if is_read(part, value):
            _put_first_text(value, part)
        else:
            _remove(value, part)
    return replace(document, value=value, raw=raw)


def _remove(value: object, part: Part) -> None:
    """Take a part away; what is wrong may be that it is not there."""
    holder, last = _holder(value, part), part[-1]
    if isinstance(last, int) or last in holder:
        del holder[last]


def _put_first_text(value: object, part: Part) -> None:
    holder = _holder(value, part)
    found = holder[part[-1]]
    holder[part[-1]] = (
        next((one for one in found if isinstance(one, str)), "") if isinstance(found, list) else found
    )


def _holder(value: object, part: Part) -> Any:  # noqa: ANN401 - an object or a list
    holder: Any = value
    for step in part[:-1]:
        holder = holder[step]
    return holder
