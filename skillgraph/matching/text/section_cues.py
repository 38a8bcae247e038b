"""What the headings and sentences of advertisements say of themselves: phrases, kept in readable files.

The file ``sections`` of each language holds them; all are used together, since advertisements mix languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from skillgraph import languages
from skillgraph.matching.text.tokens import fold
from skillgraph.model import Requirement, Section

_FILE = "sections"
_WORD = re.compile(r"[^\W_]+|[$€]")
_ANY = "…"
_GAPS = frozenset({_ANY})
_EITHER = "|"
_ONE = "*"
_GAP = 4
"""``…`` stands for at most so many words."""

Value = TypeVar("Value")


def cue_words(text: str) -> list[str]:
    """The folded words of a text, without any punctuation; signs of money are words."""
    return _WORD.findall(fold(text))


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A phrase found in a text, from word ``start`` up to but without word ``end``."""

    value: Value
    start: int
    end: int

    @property
    def length(self) -> int:
        """In words."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class _Phrase(Generic[Value]):
    """A phrase; each of its words is one of several, or `_GAPS`, or holds `_ONE` and is any."""

    words: tuple[frozenset[str], ...]
    at_start: bool
    at_end: bool
    value: Value

    def end(self, words: Sequence[str], start: int) -> int | None:
        """Where the phrase ends that begins at ``start``, or nothing."""
        if self.at_start and start:
            return None
        return self._rest(words, start, 0)

    def _rest(self, words: Sequence[str], position: int, done: int) -> int | None:
        while done < len(self.words) and self.words[done] != _GAPS:
            if position >= len(words) or not {words[position], _ONE} & self.words[done]:
                return None
            position, done = position + 1, done + 1
        if done == len(self.words):
            return None if self.at_end and position < len(words) else position
        ends = (self._rest(words, position + gap, done + 1) for gap in range(_GAP + 1))
        return next((end for end in ends if end is not None and end <= len(words)), None)


class PhraseTable(Generic[Value]):
    """Finds phrases in words.

    Args:
        phrases: Each phrase with its value. ``a|b`` is either word, ``*`` any one, ``…`` stands for up to
            four words, ``^`` at the start for the start of the text, ``$`` at the end for its end.
    """

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        self._by_first: dict[str, list[_Phrase[Value]]] = {}
        for text, value in phrases:
            phrase = _parse(text, value)
            for first in phrase.words[0]:
                self._by_first.setdefault(first, []).append(phrase)

    def find(self, words: Sequence[str]) -> list[Found[Value]]:
        """The phrases in the order of the text, none over another; the longest where several begin."""
        found: list[Found[Value]] = []
        position = 0
        while position < len(words):
            best = max(self._at(words, position), key=lambda one: one.length, default=None)
            if best is not None:
                found.append(best)
            position = best.end if best is not None else position + 1
        return found

    def _at(self, words: Sequence[str], start: int) -> Iterator[Found[Value]]:
        for phrase in (*self._by_first.get(words[start], ()), *self._by_first.get(_ONE, ())):
            if (end := phrase.end(words, start)) is not None:
                yield Found(phrase.value, start, end)


@dataclass(frozen=True, slots=True)
class Cue:
    """What a phrase in a sentence says: its section, and whether a heading above may overrule it."""

    section: Section
    decisive: bool


@dataclass(frozen=True, slots=True)
class UnlistedCues:
    """Folded words by which a heading is known that no list has.

    Attributes:
        reader: They name the reader or the role.
        employer: They name the employer.
        given: They name what the employer gives.
        offer: They do in a heading; duties hold them, too.
        verbs: Duties begin with them.
    """

    reader: frozenset[str]
    employer: frozenset[str]
    given: frozenset[str]
    offer: frozenset[str]
    verbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class SectionCues:
    """The cues of all languages.

    Attributes:
        headings: Phrases that headings name sections by.
        heading_words: What else may stand in such headings.
        sentences: Phrases by which sentences tell their section.
        requirement: Phrases that make something required or an asset; nothing, for those that only look so.
        unlisted: Words by which headings are known that are not among them.
        abbreviations: Words after which a full stop ends no sentence.
        sha256: Of the files.
    """

    headings: PhraseTable[Section]
    heading_words: frozenset[str]
    sentences: PhraseTable[Cue]
    requirement: PhraseTable[Requirement | None]
    unlisted: UnlistedCues
    abbreviations: tuple[str, ...]
    sha256: str


@cache
def cues() -> SectionCues:
    """Read the files, once."""
    files = list(languages.every(_FILE))
    return SectionCues(
        headings=PhraseTable((p, Section(name)) for name, p in _phrases(files, "headings")),
        heading_words=frozenset(word for file in files for word in map(fold, file["heading_words"])),
        sentences=PhraseTable(
            (phrase, Cue(Section(name), tier == "decisive"))
            for tier in ("decisive", "likely")
            for name, phrase in _phrases(files, tier)
        ),
        requirement=PhraseTable(
            (phrase, None if name == "neither" else Requirement(name))
            for name, phrase in _phrases(files, "requirement")
        ),
        unlisted=_unlisted(files),
        abbreviations=tuple(sorted({word for file in files for word in file["abbreviations"]})),
        sha256=languages.fingerprint(_FILE),
    )


def _unlisted(files: Sequence[Mapping[str, Any]]) -> UnlistedCues:
    tables = [file["unlisted"] for file in files]
    return UnlistedCues(
        **{name: frozenset(cue_words(" ".join(one[name] for one in tables))) for name in tables[0]}
    )


def _phrases(files: Sequence[Mapping[str, Any]], table: str) -> Iterator[tuple[str, str]]:
    for file in files:
        for name, phrases in file[table].items():
            yield from ((name, phrase) for phrase in phrases)


def _parse(text: str, value: Value) -> _Phrase[Value]:
    body = text.removeprefix("^")
    at_end = len(body) > 1 and body.endswith("$")
    body = body.removesuffix("$" if at_end else "")
    words = tuple(word for part in body.split() for word in _alternatives(part))
    if not words or words[0] == _GAPS:
        raise ValueError(f"the phrase {text!r} does not begin with a word")
    return _Phrase(words, text.startswith("^"), at_end, value)


def _alternatives(part: str) -> Iterator[frozenset[str]]:
    """What each word of a part between blanks may be."""
    if part in (_ANY, _ONE):
        yield frozenset({part})
    elif _EITHER in part:
        yield frozenset(word for one in part.split(_EITHER) for word in cue_words(one))
    else:
        yield from (frozenset({word}) for word in cue_words(part))
