"""Outcome cells that hold more than one outcome: lists by number, bullet, line or semicolon."""

from __future__ import annotations

import re

_MARK = re.compile(r"^\s*(?:[•▪◦●○■*·–—-]+|\(?(?:\d{1,2}|[a-zA-Z])[.)])\s*(?=\S)")
_INLINE_BULLET = re.compile(r"\s*[•▪◦●○■]\s*")
_INLINE_NUMBER = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})[.)]\s+(?=\S)")


def listed(text: str) -> list[str]:
    """The outcomes of a cell; the cell as it stands where it is no list.

    Lines are a list where each begins with a bullet, a number or a capital: else a line was only wrapped.
    Semicolons are where each part has two words at least.
    """
    for parts in (_lines(text), _INLINE_BULLET.split(text), _numbered(text), _by_semicolon(text)):
        items = [item for item in (_MARK.sub("", part).strip(" ;\t\n") for part in parts) if item]
        if len(parts) > 1 and len(items) > 1:
            return items
    return [text]


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
    starts: list[int] = []
    for match in _INLINE_NUMBER.finditer(text):
        if int(match[1]) == len(starts) + 1:
            starts.append(match.start())
    if len(starts) < 2:
        return [text]
    parts = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    lead = text[: starts[0]].strip()
    return parts if not lead or lead.endswith(":") else [lead, *parts]


def _by_semicolon(text: str) -> list[str]:
    parts = [part for part in text.split(";") if part.strip()]
    return parts if all(len(part.split()) > 1 for part in parts) else [text]
