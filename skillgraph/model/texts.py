"""Texts in several languages, and which of them a reader gets."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = "en"

Texts = Mapping[str, str]
"""One text for each language tag (``en``, ``fr``, ``zh-Hans``); an empty one where it is not said."""

TextLists = Mapping[str, tuple[str, ...]]
"""Several texts for each language tag."""


def by_language(tag: str, lang: str = ENGLISH) -> tuple[bool, bool, str]:
    """Where a text with this tag stands: ``lang`` first, then English, then the others by their tags."""
    return tag != lang, tag != ENGLISH, tag


def in_language(texts: Texts, lang: str = ENGLISH, otherwise: str = "") -> str:
    """The first text that is not empty in the order of `by_language`; ``otherwise`` where there is none."""
    if text := texts.get(lang) or texts.get(ENGLISH):
        return text
    return next((texts[tag] for tag in sorted(texts) if texts[tag]), otherwise)


def many(count: int, one: str, several: str = "") -> str:
    """A number with what it counts, in the singular for one.

    >>> many(1, "cell"), many(1200, "posting"), many(2, "posting has", "postings have")
    ('1 cell', '1,200 postings', '2 postings have')
    """
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
