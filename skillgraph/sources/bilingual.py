"""Outcome cells that say the same in two languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from skillgraph import languages
from skillgraph.model.credential import IN_LANGUAGES
from skillgraph.sources.values import parse_lang

Judge = Callable[[str], Mapping[str, float]]
"""Gives the probability of each language that a text may be in; nothing where it says too little."""

Said = tuple[str, str]
"""A language tag, and a text in that language."""

_MARK = IN_LANGUAGES.strip()
_LABEL = re.compile(r"^\s*(?:[\[(]([^\W\d_]{2,10})[\])]\s*[:\u2013-]?|([^\W\d_]{2,10})\s*[:\u2013-])\s*")
_SLASH = re.compile(r"\s+(?://?|\|)\s+")
_PARAGRAPH = re.compile(r"\n\s*\n")

_LIKELY = 0.65
"""What a text must reach in its language, among those that are known, where only a slash or a line parts two:
a slash also stands between synonyms, and lines between outcomes."""

_KNOWN, _FOREIGN = 0.3, 0.5
"""What the known languages must have together there, and what no other may have anywhere."""


def in_two_languages(
    cell: str, judge: Judge | None, langs: Sequence[str] = (), *, expected: bool = False
) -> tuple[Said, ...]:
    """What a cell says, in each of its languages; nothing where it is no such cell.

    Args:
        cell: Its text.
        judge: Tells languages; without it only languages that are named count.
        langs: The languages of the cell, in the order of its texts, where somebody has named them.
        expected: Whether others of the same list are such cells, so that little is enough to tell it.
    """
    if len(langs) == 1:
        return ()
    for parts, marked in _parted(cell):
        named = tuple(langs) if len(langs) == len(parts) else _labels(parts)
        texts = [_without_label(part) for part in parts]
        found = named or (_told(texts, judge, marked=marked or expected) if judge and len(parts) == 2 else ())
        if found and all(texts) and len(set(found)) == len(texts):
            return tuple(zip(found, texts, strict=True))
    return ()


def without_stray_marks(cell: str) -> str:
    """The cell without a mark that stands before or behind its only text, or between twice the same."""
    parts = dict.fromkeys(part.strip() for part in cell.split(_MARK))
    texts = [part for part in parts if part]
    return texts[0] if _MARK in cell and len(texts) == 1 else cell


def _parted(cell: str) -> Iterator[tuple[list[str], bool]]:
    """The ways to take a cell apart, and whether a mark says that its parts are in several languages."""
    if _MARK in cell:
        yield cell.split(_MARK), True
    for parts in (_SLASH.split(cell), _PARAGRAPH.split(cell), cell.split("\n")):
        parts = [part for part in parts if part.strip()]
        if len(parts) == 2:
            yield parts, False


def _labels(parts: Sequence[str]) -> tuple[str, ...]:
    """The languages that stand before the parts: ``EN: … FR: …``; nothing where one has none."""
    labels = tuple(map(_label, parts))
    return labels if all(labels) else ()


def _label(part: str) -> str:
    """The language that a text begins with the name of; empty where it begins with another word."""
    match = _LABEL.match(part)
    try:
        lang = parse_lang(match[1] or match[2]) if match else ""
    except ValueError:
        return ""
    return lang if lang in languages.known() else ""


def _without_label(part: str) -> str:
    return (_LABEL.sub("", part) if _label(part) else part).strip()


def _told(texts: Sequence[str], judge: Judge, *, marked: bool) -> tuple[str, ...]:
    """The languages of two texts, where these differ."""
    one, other = (_shares(judge(text), least=0.0 if marked else _KNOWN) for text in texts)
    if not (one or other) or (not marked and not (one and other)):
        return ()
    pairs = {(a, b): _of(one, a) * _of(other, b) for a in languages.known() for b in languages.known()}
    first, second = max(pairs, key=lambda pair: pairs[pair])
    likely = marked or min(_of(one, first), _of(other, second)) >= _LIKELY
    return (first, second) if first != second and likely else ()


def _shares(judged: Mapping[str, float], *, least: float) -> dict[str, float]:
    """The share of each known language among them; nothing for a text that says too little, or in another."""
    known = {lang: judged.get(lang, 0.0) for lang in languages.known()}
    total = sum(known.values())
    foreign = max((share for lang, share in judged.items() if lang not in known), default=0.0)
    if not total or total < least or foreign >= _FOREIGN:
        return {}
    return {lang: share / total for lang, share in known.items()}


def _of(shares: Mapping[str, float], lang: str) -> float:
    return shares[lang] if shares else 1 / len(languages.known())
