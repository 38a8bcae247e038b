"""Cuts descriptions, outcome lists and advertisements into the sentences and items that are matched.

Dropped are blanks, bullets, the numbers of list items, and pieces without a letter or digit. Every letter
stays, in order, and no word is ever cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BULLETS = "•▪▫◦‣⁃●○■□◆◇➢➤►▶✓✔"
_BLANK = r"[ \u00a0\u202f]"
_BREAK = re.compile(
    rf"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+"
    rf"|{_BLANK}{{3,}}"
    rf"|(?<=[.;:!?]){_BLANK}{{2}}"
    rf"|{_BLANK}{{2}}(?=[A-ZÀ-ÖØ-Þ0-9])"
    rf"|[{_BULLETS}]+"
)
"""Line ends, tabs, bullets, and the blanks that stand for line ends where a text was flattened."""

_ITEM = re.compile(r"^[\s*·–—-]*(?:\(?\d{1,3}[.)](?=\s|$))?[\s*·–—-]*")
"""What marks a list item at its start: dashes and stars, a number, or both."""

_END = re.compile(r"(?:[.!?…]+[\"'’”»)\]]*\s+(?=[\"'‘“«(\[]*\s?[A-ZÀ-ÖØ-Þ0-9])|;\s+)")
"""Where a sentence may end: before a capital or a digit, or after a semicolon."""

_LAST_TOKEN = 24
"""No abbreviation is longer."""

_INITIALS = re.compile(r"(?:^|[\s(\[/\"'«“-])(?:[^\W\d_]\.)+$")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[/\"'«“-])(?:dr|mr|mrs|ms|mme|mlle|prof|st|ste|no|nos|art|vs|cf|approx|incl|fig|vol|dept|ph\.d)\.$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """The sentences and list items of a plain text, in order.

    Lines end at line breaks, tabs, bullets and wide gaps; within a line a sentence ends at ``.``, ``!``,
    ``?`` or ``…`` before a capital or a digit, but not after an abbreviation or initials (``e.g.``,
    ``R.N.``, ``Dr.``), and at a semicolon.
    """
    pieces = (piece for line in _BREAK.split(text) for piece in _split_line(line))
    return [piece for piece in pieces if any(map(str.isalnum, piece))]


def _split_line(line: str) -> Iterator[str]:
    line = _ITEM.sub("", line, count=1)
    start = 0
    for match in _END.finditer(line):
        end = match.end()
        if line[match.start()] == "." and _is_abbreviation(line[max(0, start) : match.start() + 1]):
            continue
        yield line[start:end].strip()
        start = end
    yield line[start:].strip()


def _is_abbreviation(head: str) -> bool:
    """Whether the full stop that ends ``head`` belongs to its last word."""
    tail = head[-_LAST_TOKEN:]
    return bool(_INITIALS.search(tail) or _ABBREVIATION.search(tail))
