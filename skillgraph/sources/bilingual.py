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
_INNER = re.compile(r"(?:^|(?<=[\s.;,/|]))(?:[\[(]([^\W\d_]{2,10})[\])]|([^\W\d_]{2,10})\s*[:\u2013-](?=\s))")
"""A label of a language anywhere in a line; see `_LABEL`."""

_GLOSS = re.compile(r"^(.*\S)\s*[\[(]([^()\[\]]+)[\])][\s.]*$", re.DOTALL)
_TIGHT = re.compile(r"(?<=\w)/(?=\w)")
"""Mostly parts words of one language: only parts of several words are taken for two languages."""

_BETWEEN = " \t\n;,/|\u2013\u2014-"
_SLASH = re.compile(r"\s+(?://?|\|)\s+")
_PARAGRAPH = re.compile(r"\n\s*\n")

_LIKELY = 0.65
"""What a text must reach in its language, among those that are known, where only a slash or a line parts two:
a slash also stands between synonyms, and lines between outcomes."""

_SURE = 0.9
"""The same where the mark between them hardly ever parts two languages, or each is a single word."""

_IN_BOTH = (
    "ion",
    "ions",
    "ment",
    "ments",
    "ure",
    "ures",
    "age",
    "ence",
    "ance",
    "al",
    "able",
    "ible",
    "isme",
)
"""Endings of words that are much the same in English and French, whichever of them a list has."""

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
    if not langs and (labelled := _labelled(cell) or _glossed(cell, judge)):
        return labelled
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
    parts = _TIGHT.split(cell)
    if len(parts) == 2 and min(len(part.split()) for part in parts) > 1:
        yield parts, False


def _labelled(cell: str) -> tuple[Said, ...]:
    """The texts of a cell that begins with the name of a language, and has that of another in its course."""
    found = [match for match in _INNER.finditer(cell) if _tag(match[1] or match[2])]
    if len(found) < 2 or cell[: found[0].start()].strip():
        return ()
    ends = [*(match.start() for match in found[1:]), len(cell)]
    langs = [_tag(match[1] or match[2]) for match in found]
    texts = [
        cell[match.end() : end].lstrip(" :\u2013-").rstrip(_BETWEEN)
        for match, end in zip(found, ends, strict=True)
    ]
    return tuple(zip(langs, texts, strict=True)) if all(texts) and len(set(langs)) == len(langs) else ()


def _glossed(cell: str, judge: Judge | None) -> tuple[Said, ...]:
    """The texts of ``English (French: …)`` or ``English (français)``: what is in brackets says the same."""
    match = _GLOSS.match(cell)
    if not match or judge is None:
        return ()
    texts = [_without_label(part) for part in match.groups()]
    told = _told(texts, judge, least=_LIKELY if _label(match[2]) else _SURE)
    labels = tuple(map(_label, match.groups()))
    right = all(label in ("", lang) for label, lang in zip(labels, told, strict=False))
    worded = _label(match[2]) or min(len(text.split()) for text in texts) > 1
    return tuple(zip(told, texts, strict=True)) if told and right and worded and all(texts) else ()


def _labels(parts: Sequence[str]) -> tuple[str, ...]:
    """The languages that stand before the parts: ``EN: … FR: …``; nothing where one has none."""
    labels = tuple(map(_label, parts))
    return labels if all(labels) else ()


def _label(part: str) -> str:
    """The language that a text begins with the name of; empty where it begins with another word."""
    match = _LABEL.match(part)
    return _tag(match[1] or match[2]) if match else ""


def _tag(name: str) -> str:
    """The tag of a language that is known here; empty for another word."""
    try:
        lang = parse_lang(name)
    except ValueError:
        return ""
    return lang if lang in languages.known() else ""


def _without_label(part: str) -> str:
    return (_LABEL.sub("", part) if _label(part) else part).strip()


def _told(texts: Sequence[str], judge: Judge, *, marked: bool = False, least: float = 0.0) -> tuple[str, ...]:
    """The languages of two texts, where these differ; each must have at least so much of its own."""
    one, other = (_shares(judge(text), least=0.0 if marked else _KNOWN) for text in texts)
    if not (one or other) or (not marked and not (one and other)):
        return ()
    pairs = {(a, b): _of(one, a) * _of(other, b) for a in languages.known() for b in languages.known()}
    first, second = max(pairs, key=lambda pair: pairs[pair])
    likely = marked or min(_of(one, first), _of(other, second)) >= (least or _least(texts))
    return (first, second) if first != second and likely else ()


def _least(texts: Sequence[str]) -> float:
    """How much of a language two texts must have: of single words that both may have, more than all."""
    if max(len(text.split()) for text in texts) > 1:
        return _LIKELY
    return 2.0 if any(text.lower().endswith(_IN_BOTH) for text in texts) else _SURE


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
