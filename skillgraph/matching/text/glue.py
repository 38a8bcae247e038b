"""Finds where sentences were glued together: ``under pressureExcellent skills``, ``client:Work``.

Scraped advertisements lose their line breaks. What gives the place away is a capital that begins a word right
after a small letter, a digit or a closing bracket; but names are written so as well. They are told apart by
the list in ``glued_names.toml``, and by how ordinary and how long the parts are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from skillgraph import languages
from skillgraph.matching.text.cues import generic_words, term_words
from skillgraph.matching.text.tokens import fold

NAMES = "glued_names"
"""Of the file of names, which are the same in all languages."""

_SMALL = "a-zß-öø-ÿœ"
_CAPITAL = "A-ZÀ-ÖØ-ÞŒ"
_GLUE = re.compile(
    rf"(?<=[{_SMALL}0-9)\]»])(?=[{_CAPITAL}][{_SMALL}])|(?<=[{_SMALL}][{_SMALL}][:;])(?=[{_CAPITAL}][{_SMALL}])"
)
_PART_BEFORE = re.compile(rf"[{_CAPITAL}]?[{_SMALL}]+$")
_PART_AFTER = re.compile(rf"[{_CAPITAL}][{_SMALL}]+")
_LONGEST_PART = 40

_WORD = re.compile(r"\S+")
_LONGEST_TOKEN = 300
_UNBROKEN = re.compile(
    r"(?:https?|ftp)://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[@#]\w+"
    r"|(?:[\w-]+\.)+(?:com|org|net|edu|gov|ca|fr|eu|io|uk)(?:/\S*|(?!\w))",
    re.ASCII,
)
"""Addresses of pages and of people, and tags."""

_NAME_PART = 8
_NAME = 16
"""A name's first part, and a name as a whole, seldom has more letters."""


def unbroken(text: str) -> set[int]:
    """The places inside of addresses and tags, which nothing may cut."""
    if not any(mark in text for mark in ".@#"):
        return set()
    inside: set[int] = set()
    for token in _WORD.finditer(text):
        if token.end() - token.start() <= _LONGEST_TOKEN:
            for match in _UNBROKEN.finditer(text, *token.span()):
                inside.update(range(match.start() + 1, match.end()))
    return inside


def glued(text: str) -> Iterator[int]:
    """Where a sentence begins that is glued to the one before, ascending."""
    places = [match.start() for match in _GLUE.finditer(text)]
    if not places:
        return
    names = (range(match.start() + 1, match.end()) for match in _names().finditer(text))
    kept = unbroken(text).union(*names)
    yield from (place for place in places if place not in kept and not _is_name(text, place))


def _is_name(text: str, place: int) -> bool:
    """Whether the parts on both sides of a place look like one name, such as ``GoldLeaf`` or ``McDonald``."""
    before = _PART_BEFORE.search(text, max(0, place - _LONGEST_PART), place)
    after = _PART_AFTER.match(text, place)
    if before is None or after is None:  # a digit or a bracket stands before
        return False
    first, second = before[0], after[0]
    if len(first) == 1:  # eBay, iPhone
        return not text[max(0, before.start() - 1) : before.start()].isalpha()
    if first[0].islower() or fold(second) in _ordinary() or first == second:
        return False
    return len(first) <= _NAME_PART and len(first) + len(second) <= _NAME


@cache
def _ordinary() -> frozenset[str]:
    return generic_words() | term_words()


@cache
def _names() -> re.Pattern[str]:
    """Any of the names; one that begins with a capital may itself be glued to what stands before."""
    names: list[str] = sorted(languages.read(languages.ANY, NAMES)["names"].split(), key=len)
    inside = "|".join(re.escape(name) for name in reversed(names) if name[0].isupper())
    first = "|".join(re.escape(name) for name in reversed(names) if not name[0].isupper())
    return re.compile(rf"(?:{inside}|(?<!\w)(?:{first}))(?![{_SMALL}])")
