"""Outcome cells that hold more than one outcome: lists by number, bullet, line or semicolon."""

from __future__ import annotations

import re
from collections.abc import Callable

from skillgraph import languages

_MARK = re.compile(r"^\s*(?:[•▪◦●○■*·–—-]+|\(?(?:\d{1,2}|[a-zA-Z])[.)])\s*(?=\S)")
_INLINE_BULLET = re.compile(r"\s*[•▪◦●○■]\s*")
_SHORT = 3
"""A part of so many words at most, or a word of so many letters at least, may be an item among others."""
_NAMES = "|".join(languages.together("headings", "numbered")["outcomes"]).replace("e", "[eé]")
_LABEL = re.compile(rf"\s*(?:{_NAMES})s? ?[#-]?(\d{{1,2}})\s*[:.)–—-]\s*(?=\S)", re.IGNORECASE)
"""What an outcome is called before it is said: ``CLO1:``, ``Learning outcome 2 –``."""
_INLINE_LABEL = re.compile(rf"(?:(?<=[\s;.])|^){_LABEL.pattern}", re.IGNORECASE)
_INLINE_LETTER = re.compile(r"(?:(?<=\s)|^)\(?([a-hA-H])\)\s+(?=\S)")
_INLINE_NUMBER = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})[.)]\s+(?=\S)")


def listed(text: str) -> list[str]:
    """The outcomes of a cell; the cell as it stands where it is no list.

    Lines are a list where each begins with a bullet, a number or a capital: else a line was only wrapped.
    Semicolons and bars are where each part has two words at least, or all are single words. Commas are
    where there are three short parts or more, and each begins with a capital.
    """
    for parts in (way(text) for way in _WAYS):
        items = [item for item in map(_item, parts) if item]
        if len(parts) > 1 and len(items) > 1:
            return items
    return [_LABEL.sub("", text, count=1) if _LABEL.match(text) else text]


def _item(part: str) -> str:
    bare = _MARK.sub("", part)
    label = _LABEL.match(bare)
    return bare[label.end() if label else 0 :].strip(" ;\t\n")


def _lines(text: str) -> list[str]:
    lines = [line for line in text.split("\n") if line.strip()]
    marked = [bool(_MARK.match(line)) for line in lines]
    if all(marked) or all(line.strip()[0].isupper() for line in lines):
        return lines
    return _wrapped(lines, marked) if any(marked) else [text]


def _wrapped(lines: list[str], marked: list[bool]) -> list[str]:
    """Marked items with the lines that they go on in, without a line before them that ends in a colon."""
    items: list[str] = []
    for line, mark in zip(lines, marked, strict=True):
        if mark or not items:
            items.append(line)
        else:
            items[-1] += " " + line.strip()
    leads = not marked[0] and items[0].rstrip().endswith(":")
    return items[1:] if leads and len(items) > 2 else items


def _numbered(text: str) -> list[str]:
    """The parts of a line that is numbered from 1 on."""
    return _counted(text, _INLINE_NUMBER, lambda mark: int(mark))


def _labelled(text: str) -> list[str]:
    """The parts of a line in which each has its name and number: ``CLO1: weld CLO2: cut``."""
    return _counted(text, _INLINE_LABEL, lambda mark: int(mark))


def _lettered(text: str) -> list[str]:
    """The parts of a line that is lettered from ``a)`` on."""
    parts = _counted(text, _INLINE_LETTER, lambda mark: ord(mark.lower()) - ord("a") + 1)
    return parts if _INLINE_LETTER.match(parts[0]) else [text]


def _counted(text: str, marks: re.Pattern[str], number: Callable[[str], int]) -> list[str]:
    starts: list[int] = []
    for match in marks.finditer(text):
        if number(match[1]) == len(starts) + 1:
            starts.append(match.start())
    if len(starts) < 2:
        return [text]
    parts = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    lead = text[: starts[0]].strip()
    return parts if not lead or lead.endswith(":") else [lead, *parts]


def _by_semicolon(text: str) -> list[str]:
    return _between(text, ";")


def _by_bar(text: str) -> list[str]:
    return [text] if "||" in text else _between(text, "|")


def _between(text: str, sign: str) -> list[str]:
    parts = [part.strip() for part in text.split(sign) if part.strip()]
    sizes = [len(part.split()) for part in parts]
    words = all(size > 1 for size in sizes) or all(
        size == 1 and len(part) > 1 for part, size in _with(parts, sizes)
    )
    of_three = len(parts) > 2 and all(size > 1 or len(part) > _SHORT for part, size in _with(parts, sizes))
    return parts if words or of_three else [text]


def _with(parts: list[str], sizes: list[int]) -> zip[tuple[str, int]]:
    return zip(parts, sizes, strict=True)


def _by_comma(text: str) -> list[str]:
    parts = [part.strip() for part in text.rstrip(" .").split(",")]
    short = len(parts) > 2 and all(part[:1].isupper() and len(part.split()) <= _SHORT for part in parts)
    return parts if short and not any(sign in text for sign in ".:;()") else [text]


_WAYS = (
    _lines, _INLINE_BULLET.split, _labelled, _numbered, _lettered, _by_semicolon, _by_bar, _by_comma,
)  # fmt: skip
"""The first that finds several parts counts."""
