"""Lists that have a line for each item: what begins an item, what goes on with it, and what is a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from skillgraph import languages
from skillgraph.model.introductions import only_introduces

BULLETS: Final = "•▪▫◦●○■□◆◇‣⁃∙➢➤►▸▶→☐☑☒✓✔❑❒❖\uf0a7\uf0b7\uf0d8\uf0fc"
"""Signs before items that stand for nothing else, those of word processors' own fonts among them."""

_SIGN = rf"[{BULLETS}*·–—-]+\s*(?:\[[ xX]?\]\s*)?|\[[ xX]?\]\s*|o\s+"
_NUMBER = r"\(?(?:\d{1,2}[.)](?!\d)\s*|(?:[a-zA-Z]|[ivx]{2,4}|[IVX]{2,4})(?:\)\s*|\.\s+))"
_MARK = re.compile(rf"\s*(?:{_SIGN}|{_NUMBER})(?=\S)")
_DOTTED = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})+[.)]?\s+(?=[^\W\d_])")
"""``1.1`` before an item; ``2.5 mm of steel`` looks like it."""

_NAMES = "|".join(
    name.replace(" d ", " d['’]").replace("e", "[eé]")
    for name in languages.together("headings", "numbered")["outcomes"]
)
LABEL: Final = rf"(?:{_NAMES})s? ?[#-]?(\d{{1,2}})(?:\.\d{{1,2}})*\s*[:.)–—-]\s*(?=\S)"
"""What an outcome is called before it is said: ``CLO1:``, ``Learning outcome 2 –``, ``RA3.``."""

_LABELLED = re.compile(rf"\s*(?:{LABEL}|(?:{_NAMES})s? ?\d{{1,2}}\s+(?=(?-i:[A-ZÀ-ÖØ-Þ])))", re.IGNORECASE)

_PARTS = "|".join(sorted(languages.words("lists", "parts")))
_PART = re.compile(
    rf"(?:{_PARTS}) (?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})(?:\s*[:.–—-].*|\s+(?-i:[A-ZÀ-ÖØ-Þ]).*)?", re.IGNORECASE
)
"""A line that names a part of a course: ``Unit B: Welding``."""

_SEPARATED = re.compile(r"[;,](?:\s*(?:and|or|et|ou))?$")
"""What ends an item that others follow."""

_LAST_WORD = re.compile(r"\w+$")
_UNFINISHED = (",", "-", "–", "—", "&", "/", "(", "[", "'", "’")
"""Signs that no finished line ends in."""

_UNWRAPPED = 60
"""A line of fewer characters was hardly wrapped."""

Split = tuple[str, Sequence[str]]
"""What stands before a list, and its items."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a text.

    Attributes:
        text: What it says, without its mark.
        is_marked: Whether it has one.
        indent: How far it is indented, in characters.
        width: Its length as it stands, in characters.
    """

    text: str
    is_marked: bool
    indent: int
    width: int


def without_mark(text: str) -> str:
    """A text without the bullet, number or letter that an item begins with."""
    mark = _MARK.match(text)
    return text[mark.end() :] if mark else text


def without_label(text: str) -> str:
    """A text without what it is called in a list of outcomes, such as ``LO1:``."""
    label = _LABELLED.match(text)
    return text[label.end() :] if label else text


def by_line(text: str) -> Split:
    """The items of a text that has a line for each, and what stands before them; no items if it has not.

    A line goes on with the one before it only where it looks wrapped: it begins with a small letter, or the
    line before is not finished, or it is indented under an item and had no room there. Without any mark each
    line must begin with a capital, or be seen to be wrapped by the width of the text. Headings are left out;
    `headings_in` has them.
    """
    lines = _read(text)
    if len(lines) < 2:
        return "", ()
    items = _joined(lines)
    if any(line.is_marked for line in lines):
        return _below_lead(items)
    if lines[0].text.endswith(":"):
        return _led(lines, items)
    if all(_has_capital(line.text) for line in lines):
        return "", [item.text for item in _without_headings(items)]
    return "", _by_width(lines)


def headings_in(text: str) -> list[str]:
    """The lines that only name the items below, such as ``Unit B: Welding``, which `by_line` leaves out."""
    if len(by_line(text)[1]) < 2:
        return []
    units = _joined(_read(text))
    if not (_is_list(units) or all(_has_capital(unit.text) for unit in units)):
        return []
    named = [unit.text for number, unit in enumerate(units) if _is_heading(units, number)]
    return [name for name in named if not only_introduces(name)]


def _read(text: str) -> list[_Line]:
    raw = [line.rstrip() for line in text.expandtabs(4).split("\n") if line.strip()]
    dotted = sum(_DOTTED.match(line) is not None for line in raw) > 1
    return [_line(one, dotted=dotted) for one in raw]


def _line(raw: str, *, dotted: bool) -> _Line:
    indent = len(raw) - len(raw.lstrip())
    mark = _DOTTED.match(raw)
    if mark and not (dotted or raw[mark.end()].isupper()):
        return _Line(raw.strip(), False, indent, len(raw))
    mark = mark or _MARK.match(raw)
    rest = raw[mark.end() :] if mark else raw
    said = without_label(rest)
    return _Line(said.strip(), bool(mark) or said != rest, indent, len(raw))


def _joined(lines: Sequence[_Line]) -> list[_Line]:
    """The items, each with the lines that it goes on in."""
    if _has_separators(lines):
        return list(lines)
    width = max(line.width for line in lines)
    items: list[list[_Line]] = []
    for before, line in pairwise([lines[0], *lines]):
        if items and not line.is_marked and _goes_on(before, line, items[-1][0], width):
            items[-1].append(line)
        else:
            items.append([line])
    return [replace(item[0], text=" ".join(line.text for line in item)) for item in items]


def _has_separators(lines: Sequence[_Line]) -> bool:
    """Whether all lines but the last end in a sign that stands between items, and none is marked."""
    several = len(lines) > 2 or ";" in lines[0].text
    unmarked = all(not line.is_marked and _has_capital(line.text) for line in lines)
    return several and unmarked and all(_SEPARATED.search(line.text) for line in lines[:-1])


def _goes_on(before: _Line, line: _Line, item: _Line, width: int) -> bool:
    """Whether a line without a mark is the rest of the line before, in an item of a text of that width."""
    if _is_unfinished(before.text):
        return True
    if not _has_capital(line.text):
        return not before.text.endswith(";")
    if item.is_marked and line.indent > item.indent:
        return not _fits(before, line, width)
    # The last word of a name, such as "Health / Canada".
    return len(before.text) >= _UNWRAPPED and " " not in line.text and before.text[-1].isalnum()


def _fits(before: _Line, line: _Line, width: int) -> bool:
    """Whether the first word of a line had room in the one before, so that the break was meant."""
    return before.width + 1 + len(line.text.split()[0]) <= width


def _is_unfinished(text: str) -> bool:
    last = _LAST_WORD.search(text)
    if last and last[0] in languages.words("lists", "line_ends"):
        return True
    return text.endswith(_UNFINISHED) or text.count("(") > text.count(")")


def _has_capital(text: str) -> bool:
    """Whether a line begins as an item does: with a letter that is not small, whatever signs stand before."""
    first = text.lstrip("\"'“”«‘’ \u00a0")[:1]
    return first.isalpha() and not first.islower()


def _is_list(items: Sequence[_Line]) -> bool:
    return sum(item.is_marked for item in items) > 1


def _below_lead(items: Sequence[_Line]) -> Split:
    """Items some of which have marks, and the first as what leads to them where it does."""
    first = items[0]
    leads = not first.is_marked and (only_introduces(first.text) or first.text.endswith(":"))
    lead, rest = (first.text, items[1:]) if leads and not _is_heading(items, 0) else ("", items)
    return lead, [item.text for item in _without_headings(rest)]


def _led(lines: Sequence[_Line], items: Sequence[_Line]) -> Split:
    """Lines below one that ends in a colon, if they are items and not one text that was wrapped."""
    if sum(item.text.endswith(":") for item in items) > 1 and all(_has_capital(item.text) for item in items):
        return "", [item.text for item in _without_headings(items)]
    lead, below = lines[0].text, lines[1:]
    if all(_has_capital(line.text) for line in below):
        return lead, [item.text for item in _joined(below)]
    short = all(len(line.text) < _UNWRAPPED for line in below) and only_introduces(lead)
    return (lead, [line.text for line in below]) if short else ("", ())


def _without_headings(items: Sequence[_Line]) -> Iterator[_Line]:
    return (item for number, item in enumerate(items) if not _is_heading(items, number))


def _is_heading(items: Sequence[_Line], number: int) -> bool:
    """Whether an item names those below it: it ends in a colon, or names a part of a course.

    A colon before the only item is no heading: both may be one outcome. Nor is a part before another part.
    """
    if items[number].is_marked or number + 1 == len(items):
        return False
    text, below = items[number].text, items[number + 1]
    if _PART.fullmatch(text):
        return not _PART.fullmatch(below.text)
    return text.endswith((":", " -", " –", " —")) and (
        _is_list(items) or sum(item.text.endswith(":") for item in items) > 1
    )


def _by_width(lines: Sequence[_Line]) -> Sequence[str]:
    """The items of lines without marks where each break is known for what it is; else none."""
    width = max(line.width for line in lines)
    items = [lines[0].text]
    for before, line in pairwise(lines):
        if _is_unfinished(before.text) or not _fits(before, line, width):
            items[-1] += f" {line.text}"
        elif _has_capital(line.text):
            items.append(line.text)
        else:
            return ()
    return items if _has_capital(lines[0].text) and len(items) > 1 else ()
