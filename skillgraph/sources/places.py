"""The places of a posting as people and boards write them: one, several in a cell, or only how many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillgraph import languages
from skillgraph.sources.placeholders import says_nothing
from skillgraph.sources.regions import is_province

_WORDS = languages.together("values", "postings")
_PLACES = f"(?:{'|'.join(_WORDS['places'])})"
_MANY = "|".join(_WORDS["many"])
_COUNT = re.compile(rf"\d+ {_PLACES}|(?:{_MANY})(?: {_PLACES})?", re.IGNORECASE)
_MORE = re.compile(
    rf"[\s,(]*(?:\+|(?<!\w)(?:{'|'.join(_WORDS['joining'])}))?\s*\d+ (?:{'|'.join(_WORDS['more'])})"
    rf"(?: {_PLACES})?\)?$",
    re.IGNORECASE,
)
"""What boards put behind the first place, such as ``+2 more``."""

_EITHER = "|".join(word for word in _WORDS["joining"] if word.startswith("o"))
_BETWEEN = re.compile(rf"\s*[;|\n•·]\s*|\s+/\s+|\s+(?:{_EITHER})\s+", re.IGNORECASE)
_MODES = f"(?:{'|'.join(_WORDS['modes'])})"
_WITH_MODE = re.compile(
    rf"\(\s*{_MODES}\s*\)\s*[,-]?\s*(?P<behind>.+)|(?P<before>.+?)\s*\(\s*{_MODES}\s*\)|{_MODES}\s*\((?P<within>[^()]+)\)",
    re.IGNORECASE,
)
"""A place with how one works there, one of them in brackets."""
_JOINING = re.compile(rf"\s+(?:{'|'.join(_WORDS['joining'])}|&)\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")
_SHORT = re.compile(r"[A-Z]{2}")
_BEHIND = re.compile(r"[A-Z]{2,3}|canada|[A-Z]\d[A-Z] ?\d[A-Z]\d|[\d-]+", re.IGNORECASE)
"""A country or a postal code, which follows a province and begins no place."""


def places_in(text: str) -> Iterator[str]:
    """The places that a text names, between semicolons, bars, lines or slashes with blanks around.

    Commas are between places only where each ends with its province (``Toronto, ON, Ottawa, ON``).

    >>> list(places_in("Toronto, ON and Ottawa, ON | Hull")), list(places_in("Toronto, Ontario, Canada"))
    (['Toronto, ON', 'Ottawa, ON', 'Hull'], ['Toronto, Ontario, Canada'])
    """
    for part in _BETWEEN.split(text):
        for one in _by_province(_with_semicolons(part)):
            if place := " ".join(one.split()).strip(" ,"):
                yield _without_mode(place)


def _without_mode(place: str) -> str:
    """``Toronto, ON`` for ``Toronto, ON (Remote)`` and ``Hybrid (Toronto, ON)``."""
    match = _WITH_MODE.fullmatch(place)
    return next(filter(None, match.groups()), place).strip() if match else place


def only_counts(place: str) -> str:
    """The part of a place that only says that there are several, such as ``2 Locations`` or ``+3 more``."""
    if _COUNT.fullmatch(place) or says_nothing(place):
        return place
    match = _MORE.search(place)
    return match[0] if match else ""


def _with_semicolons(text: str) -> str:
    """The text with a semicolon for each *and* that follows a province."""
    for match in reversed(list(_JOINING.finditer(text))):
        before = text[: match.start()]
        around = before.rpartition(",")[2] + re.split("[,;]", text[match.start() :])[0]
        bracketed = _BRACKETS.search(before)
        ends = "," in before and _is_region(before.rpartition(",")[2]) and not is_province(around)
        if ends or (bracketed and is_province(bracketed[1])):
            text = f"{before};{text[match.end() :]}"
    return text


def _by_province(text: str) -> list[str]:
    groups: list[list[str]] = [[]]
    closed = False
    for part in re.split(r"[,;]", text):
        if closed and not _BEHIND.fullmatch(part.strip()):
            groups.append([])
            closed = False
        bracketed = _BRACKETS.search(part)
        closed = closed or (is_province(bracketed[1]) if bracketed else bool(groups[-1]) and _is_region(part))
        groups[-1].append(part)
    whole = closed and len(groups) > 1
    return [",".join(group) for group in groups] if whole else text.split(";")


def _is_region(text: str) -> bool:
    return is_province(text) or bool(_SHORT.fullmatch(text.strip()))
