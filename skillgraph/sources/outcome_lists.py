"""Outcome cells that hold more than one outcome: lists by number, letter, bullet, dash, line or semicolon.

What only leads to a list (``Students will be able to:``) is neither an outcome nor a part of the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skillgraph.model.introductions import only_introduces
from skillgraph.sources.outcome_lines import BULLETS, LABEL, Split, by_line, without_label, without_mark

_INLINE_BULLET = re.compile(rf"\s*[{BULLETS}]\s*")
_INLINE_DASH = re.compile(r"(?:^|(?<=\s))[–—*·-]\s+(?=\S)")
_INLINE_MARK = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2}|[a-zA-Z]|[ivx]{2,4})[.)]\s+(?=\S)")
_INLINE_LABEL = re.compile(rf"(?:(?<=[\s;.])|^){LABEL}", re.IGNORECASE)
_COUNTED = (
    tuple(map(str, range(1, 100))),
    tuple("abcdefghijklmnopqrstuvwxyz"),
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"),
)
"""How the items of a line are counted."""

_TAIL = re.compile(r"(?:[;,]\s*(?:and|or|et|ou)?|\s(?:and|et))\s*$")
"""What leads from one item to the next."""

_FEW = 3
"""A part of so many words at most, or a word of more letters, may be an item among others."""


def listed(text: str) -> list[str]:
    """The outcomes of a cell; the cell as it stands where it is no list.

    Lines are a list where each begins with a bullet, a number or a capital, or where the first only leads to
    them: else a line was only wrapped. Semicolons and bars are where each part has two words at least, or all
    are single words. Commas are where there are three short parts or more, and each begins with a capital. A
    list in a line whose lead says something itself (``Describe the following: a) cells; b) organs``) is one
    outcome.
    """
    for lead, parts in _ways(text):
        items = [item for part in parts for item in map(_item, _INLINE_BULLET.split(part)) if item]
        leads = _only_leads(lead)
        if len(items) > 1 or (items and lead and leads):
            return items if leads else [lead, *items]
    return [without_label(text)]


def _item(part: str) -> str:
    bare = without_label(without_mark(part))
    return _TAIL.sub("", bare.strip(" ;\t\n")).strip(" ;\t\n")


def _ways(text: str) -> Iterator[Split]:
    """The ways to take a cell apart, up to one that shows that it is no list."""
    yield by_line(text)
    yield _bulleted(text)
    yield _labelled(text)
    yield _dashed(text)
    lead, parts = _counted(text)
    yield lead, parts
    if not parts:
        yield _by_semicolon(text)
        yield _by_bar(text)
        yield _by_comma(text)


def _bulleted(text: str) -> Split:
    lead, *items = _INLINE_BULLET.split(text)
    return lead.strip(), items


def _counted(text: str) -> Split:
    """The parts of a line that is numbered from 1, a or i on."""
    for names in _COUNTED:
        starts = _counted_starts(text, names)
        if len(starts) > 1:
            lead, parts = _cut(text, starts)
            if names[0] == "1":
                return "" if lead.endswith(":") else lead, parts
            return (lead, parts) if _only_leads(lead) else ("", (text,))
    return "", ()


def _counted_starts(text: str, names: Sequence[str]) -> list[int]:
    """Where the parts begin; from the third on, one number may be missing if it stands nowhere later."""
    marks = [(match[1].lower(), match.start()) for match in _INLINE_MARK.finditer(text)]
    last = dict(marks)
    starts: list[int] = []
    wanted = 0
    for name, start in marks:
        expected = names[wanted : wanted + 2]
        missing = len(starts) > 1 and name in expected and last.get(expected[0], 0) < start
        if name in expected[:1] or missing:
            starts.append(start)
            wanted = names.index(name) + 1
    return starts


def _labelled(text: str) -> Split:
    """The parts of a line in which each has its name and number: ``CLO1: weld CLO2: cut``."""
    starts: list[int] = []
    last = 0
    for match in _INLINE_LABEL.finditer(text):
        if int(match[1]) > last:  # one may be missing
            starts.append(match.start())
            last = int(match[1])
    if len(starts) < 2:
        return "", ()
    lead, parts = _cut(text, starts)
    return "" if lead.endswith(":") else lead, parts


def _dashed(text: str) -> Split:
    """The parts of a line with dashes before its items."""
    starts = [match.start() for match in _INLINE_DASH.finditer(text)]
    lead, parts = _cut(text, starts) if len(starts) > 1 else ("", ())
    return (lead, parts) if _only_leads(lead) else ("", ())


def _cut(text: str, starts: Sequence[int]) -> Split:
    """The text from each start to the next, and what stands before the first."""
    ends = [*starts[1:], len(text)]
    return text[: starts[0]].strip(), [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _only_leads(lead: str) -> bool:
    """Whether what stands before a list says nothing itself."""
    return not lead or only_introduces(lead)


def _by_semicolon(text: str) -> Split:
    parts = _between(text, ";")
    lead, colon, rest = parts[0].partition(":") if parts else ("", "", "")
    return (lead, [rest, *parts[1:]]) if colon and only_introduces(lead) else ("", parts)


def _by_bar(text: str) -> Split:
    return "", () if "||" in text else _between(text, "|")


def _between(text: str, sign: str) -> Sequence[str]:
    parts = [part.strip() for part in text.split(sign) if part.strip()]
    single = [len(part.split()) == 1 for part in parts]
    alike = not any(single) or (all(single) and all(len(part) > 1 for part in parts))
    of_three = len(parts) >= _FEW and all(map(_may_be_item, parts))
    return parts if len(parts) > 1 and (alike or of_three) else ()


def _may_be_item(part: str) -> bool:
    return len(part.split()) > 1 or len(part) > _FEW


def _by_comma(text: str) -> Split:
    parts = [part.strip() for part in text.rstrip(" .").split(",")]
    short = len(parts) >= _FEW and all(part[:1].isupper() and len(part.split()) <= _FEW for part in parts)
    return "", parts if short and not any(sign in text for sign in ".:;()") else ()
