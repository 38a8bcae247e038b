"""Reads sayings of advertisements as the plain words of the label that they stand for.

``Team player`` shares its words with everybody who leads a team and none with *work in teams*. The words are
in the file ``sayings`` of each language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from typing import NamedTuple

from skillgraph import languages
from skillgraph.matching.text.cues import hollow_words
from skillgraph.matching.text.guards import guard
from skillgraph.matching.text.tokens import WORD, placed_stems, stem, stemmed

Span = tuple[int, int]

SAYINGS = "sayings"
"""The name of the file with them in each language."""


class Replaced(NamedTuple):
    """A part of a text, with the plain words that stand for it and where they stand."""

    original: Span
    now: Span
    said: str
    meant: str


@dataclass(frozen=True, slots=True)
class Reworded:
    """A text in plain words.

    Attributes:
        text: The words that are compared.
        replaced: What was replaced, ascending.
    """

    text: str
    replaced: tuple[Replaced, ...] = ()

    def original(self, start: int, end: int) -> Span:
        """Where a part of `text` stands in the text as it was."""
        moved = 0
        for one in self.replaced:
            if start < one.now[1] and end > one.now[0]:
                return one.original
            if one.now[1] <= start:
                moved = one.original[1] - one.now[1]
        return start + moved, end + moved


class Sayings:
    """Rewords texts of one language.

    Args:
        lang: In one without such a file, texts stay as they are.
        known: Whether words are a label; a saying whose plain words are none stays as it is.
    """

    def __init__(self, lang: str, known: Callable[[str], bool]) -> None:
        self._lang = lang
        self._known = known

    def reworded(self, text: str) -> Reworded:
        """The text in plain words; the label alone where a saying and hollow words are all that it says."""
        if not (found := list(self._found(text))):
            return Reworded(text)
        if len(found) == 1 and self._is_all(text, found[0][0]):
            (start, end), meant = found[0]
            replaced = Replaced((start, end), (0, len(meant)), text[start:end], meant)
            return Reworded(meant, (replaced,))
        return _replaced(text, found)

    def _found(self, text: str) -> Iterator[tuple[Span, str]]:
        """Where sayings stand, ascending, without overlaps, and what they mean."""
        if not (said := list(self._said(placed_stems(text)))):
            return
        matches = list(WORD.finditer(text))
        for place, parts, meant in said:
            yield (matches[place].start(), matches[place + len(parts) - 1].end()), meant

    def _said(self, stems: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...], str]]:
        """At which word sayings begin, their stems, and what they mean."""
        if self._by_first.keys().isdisjoint(stems):
            return
        free = 0
        for place, first in enumerate(stems):
            if place >= free and first in self._by_first:
                for parts, meant in islice(self._at(stems, place), 1):
                    yield place, parts, meant
                    free = place + len(parts)

    def _at(self, stems: tuple[str, ...], place: int) -> Iterator[tuple[tuple[str, ...], str]]:
        """Sayings that begin at a word, the longest first."""
        for parts, meant in self._by_first[stems[place]]:
            if stems[place : place + len(parts)] == parts:
                yield parts, meant

    def _is_all(self, text: str, span: Span) -> bool:
        """Whether a text asks for what a saying means and says nothing else; denials are hollow words too."""
        if guard(text, self._lang).masks(*span):
            return False
        return {*stemmed(text[: span[0]]), *stemmed(text[span[1] :])} <= _hollow_stems()

    @cached_property
    def _by_first(self) -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
        """The stems of sayings, and what they mean, by their first stem."""
        if self._lang not in languages.known(SAYINGS):
            return {}
        found: dict[str, dict[tuple[str, ...], str]] = {}
        for saying in languages.read(self._lang, SAYINGS)["sayings"]:
            meaning = saying["meaning"]
            for parts in {stemmed(one) for one in saying["said"]} if self._known(meaning) else ():
                found.setdefault(parts[0], {})[parts] = meaning
        return {first: sorted(each.items(), key=lambda one: -len(one[0])) for first, each in found.items()}


def _replaced(text: str, found: Sequence[tuple[Span, str]]) -> Reworded:
    pieces: list[str] = []
    replaced: list[Replaced] = []
    length = done = 0
    for (start, end), meant in found:
        pieces += [text[done:start], meant]
        length += start - done
        replaced.append(Replaced((start, end), (length, length + len(meant)), text[start:end], meant))
        length, done = length + len(meant), end
    return Reworded("".join([*pieces, text[done:]]), tuple(replaced))


@cache
def _hollow_stems() -> frozenset[str]:
    return frozenset(map(stem, hollow_words()))
