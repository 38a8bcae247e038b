"""Cuts descriptions, outcome lists and advertisements into the sentences and items that are matched.

Dropped are blanks, bullets, the numbers of list items, and pieces without a letter or digit. Every letter
stays, in order, and no word is ever cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from skillgraph.matching.text.glue import glued, unbroken
from skillgraph.matching.text.section_cues import cues

_BULLETS = "•▪▫◦‣⁃●○■□◆◇➢➤►▶✓✔"
_BLANK = r"[ \u00a0\u202f]"
_CAPITAL = "A-ZÀ-ÖØ-Þ"
_BREAK = re.compile(
    rf"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+"
    rf"|{_BLANK}{{3,}}"
    rf"|(?<=[.;:!?]){_BLANK}{{2}}"
    rf"|{_BLANK}{{2}}(?=[{_CAPITAL}0-9])"
    rf"|{_BLANK}[|¦]{_BLANK}"
    r"|(?<=\w)[|¦](?=\w)"
    rf"|[{_BULLETS}]+"
    rf"|(?<=\s)·(?=\s)"
)
"""Line ends, tabs, bullets, bars, and the blanks that stand for line ends where a text was flattened."""

_NUMBER = rf"\(?\d{{1,3}}[.)](?=\s|$|[{_CAPITAL}][^\W\d_])"
_ITEM = re.compile(rf"^[\s*·–—-]*(?:{_NUMBER}|o\s+(?=[{_CAPITAL}]))?[\s*·–—-]*")
"""What marks a list item at its start: dashes and stars, a number, or both."""

_END = re.compile(
    rf"[.!?…]+[\"'’”»)\]]*\s+(?=[\"'‘“«(\[*·–—-]*\s?[{_CAPITAL}0-9])"
    r"|;\s+"
    rf"|(?<=[^\W_])(?<=[^\W_].)\.(?=[{_CAPITAL}][^\W\d_{_CAPITAL}]+[\s,:])(?!(?:Net|Js|Io|Com|Org)\b)"
    rf"|(?<=\w)[!?](?=[{_CAPITAL}])"
)
"""Where a sentence may end: before a capital or a digit, after a semicolon, or where a blank is missing."""

_LAST_TOKEN = 24
"""No abbreviation is longer."""

_BEFORE = r"(?:^|[\s(\[/\"'«“-])"
_INITIALS = re.compile(rf"{_BEFORE}(?:[^\W\d_]\.)+$")
_LISTED_LETTER = re.compile(r"^(?!.*\b[A-Z]\.\s).*(?:,|\b(?:and|or|et|ou))\s+[A-Z]\.$", re.DOTALL)
"""The last item of a list of names: ``Python, SQL and R.``, but not ``J. Smith, R. Jones``."""


_LED_DASH = re.compile(r":\s+[–—*·-]\s+")
_DASH = re.compile(r"\s+[–—*·-]\s+(?=\S)")
_CAPITAL_DASH = re.compile(rf"\s+[–—*·-]\s+(?=[{_CAPITAL}])")
_ENUMERATOR = re.compile(rf"(?:(?<=\s)|^)\(?(\d{{1,2}}|[a-z])[.)](?:\s+(?=\S)|(?=[{_CAPITAL}][^\W\d_]))")
_ROUND_BULLET = re.compile(rf"(?:(?<=\s)|^)o\s+(?=[{_CAPITAL}])")
"""The letter that stands for a hollow bullet in texts pasted from a word processor."""

_LED_LIST = re.compile(r"^([^:]{2,60}:)\s+(\S.*)$")
_COMMA = re.compile(r"(?<=,)\s+")
_LED_ITEMS, _LED_WORDS = 3, 5
_BARE_ITEMS, _BARE_WORDS = 5, 3
"""How many items make a list of words, and how many words an item has at most, after a colon or without."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or an item.

    Attributes:
        line: Number of the line it stands in, from 0; lines end where `sentences` says.
        item: Whether the line is an item of a list.
    """

    text: str
    line: int
    item: bool = False


def sentences(text: str) -> list[str]:
    """The sentences and list items of a plain text, in order.

    Lines end at line breaks, tabs, bullets, bars and wide gaps; lists written into a line (``Duties: - weld
    - cut``, ``1) weld 2) cut``, ``Tools: Python, R, SQL``) come apart. A sentence ends at ``.``, ``!``, ``?``
    or ``…`` before a capital or a digit, with a blank between or with the blank forgotten, but not after an
    abbreviation or initials (``e.g.``, ``R.N.``, ``Dr.``), at a semicolon, and where the next one is glued to
    it (see `skillgraph.matching.text.glue`).
    """
    return [segment.text for segment in segments(text)]


def segments(text: str) -> list[Segment]:
    """The same, with the line of each."""
    found: list[Segment] = []
    for number, (line, bullet) in enumerate(_lines(text)):
        for part, item in _parts(line, listed=bullet):
            pieces = (_ITEM.sub("", piece).strip() for piece in _split(part))
            found += [Segment(piece, number, item) for piece in pieces if any(map(str.isalnum, piece))]
    return found


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether a bullet stands before it."""
    start, bullet = 0, False
    for match in _BREAK.finditer(text):
        yield text[start : match.start()], bullet
        start, bullet = match.end(), match[0][0] in _BULLETS or (bullet and match.end() == match.start())
    yield text[start:], bullet


def _parts(line: str, *, listed: bool) -> Iterator[tuple[str, bool]]:
    """The parts of a line: itself, or the items of a list that was written into it."""
    mark = _ITEM.match(line)
    marked = mark is not None and any(not character.isspace() for character in mark[0])
    cuts = sorted({*_numbers(line), *_dashes(line, dashed=marked), *_round_bullets(line)})
    for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True):
        yield line[start:end], listed or marked or start > 0


def _numbers(line: str) -> list[int]:
    """Where the items of a numbered list begin, if the line holds at least two, counted from 1 or a."""
    for first in ("1", "a"):
        wanted, starts = first, []
        for match in _ENUMERATOR.finditer(line):
            if match[1] == wanted:
                starts.append(match.start())
                wanted = str(int(wanted) + 1) if wanted.isdigit() else chr(ord(wanted) + 1)
        if len(starts) > 1:
            return starts
    return []


def _round_bullets(line: str) -> list[int]:
    """Where items begin with the letter o, if the line holds at least two."""
    starts = [match.start() for match in _ROUND_BULLET.finditer(line)]
    return starts if len(starts) > 1 else []


def _dashes(line: str, *, dashed: bool) -> list[int]:
    """Where items begin with a dash: after a colon, after a full stop, or in a line that begins so."""
    if led := _LED_DASH.search(line):
        return [led.start() + 1, *(match.start() for match in _DASH.finditer(line, led.end()))]
    found = [match.start() for match in _CAPITAL_DASH.finditer(line)]
    if dashed and len(found) > 1:
        return found
    return [start for start in found if line[start - 1 : start] in (".", ";")]


def _split(part: str) -> Iterator[str]:
    start = 0
    for end in sorted({*_ends(part), *glued(part)}):
        yield from _words_of_list(part[start:end])
        start = end
    yield from _words_of_list(part[start:])


def _ends(part: str) -> Iterator[int]:
    """Where sentences end by their punctuation."""
    kept = unbroken(part)
    start = 0
    for match in _END.finditer(part):
        if part[match.start()] == "." and _is_abbreviation(part[max(0, start) : match.start() + 1]):
            continue
        if match.end() in kept and match.start() in kept:
            continue
        yield match.end()
        start = match.end()


def _words_of_list(sentence: str) -> list[str]:
    """The items of a list of single words and short terms, else the whole sentence."""
    if led := _LED_LIST.match(sentence):
        items = _COMMA.split(led[2])
        return [led[1], *items] if _is_list(items, _LED_ITEMS, _LED_WORDS) else [sentence]
    items = _COMMA.split(sentence)
    bare = not sentence.rstrip().endswith((".", "!", "?", ";")) and _is_list(items, _BARE_ITEMS, _BARE_WORDS)
    return items if bare else [sentence]


def _is_list(items: list[str], least: int, most_words: int) -> bool:
    return len(items) >= least and all(len(item.split()) <= most_words for item in items)


def _is_abbreviation(head: str) -> bool:
    """Whether the full stop that ends ``head`` belongs to its last word."""
    tail = head[-_LAST_TOKEN:]
    if _LISTED_LETTER.search(tail):
        return False
    return bool(_INITIALS.search(tail) or _abbreviation().search(tail))


@cache
def _abbreviation() -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE}(?:{'|'.join(map(re.escape, cues().abbreviations))})\.$", re.IGNORECASE)
