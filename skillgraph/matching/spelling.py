"""Mends small errors of spelling in words that people type: accents first, then a letter.

A word is only changed where nothing that is loaded, and no list of common words, has it as it stands: a word
that is right must not become another one, however near that is.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby

from skillgraph.matching.text.tokens import WORD, fold

_SHORT = 3
"""Words of so many letters or fewer are taken as they are: too many others are near to them."""

_LONG = 7
"""With fewer letters, another letter in the place of one makes another word more often than an error."""

_RARE = 50
"""A word of texts alone is misspelt if one that differs in a letter is so many times as frequent."""

_UNACCENTED = 20
"""A word is meant with accents where labels write it so many times as often with them as without."""

_INFLECTIONS = "s", "x", "e", "es"
"""Endings without which a known word is known too: plurals and feminine forms."""


_Near = tuple[int, bool, int, str]
"""Distance, whether a letter is more than left out or moved, frequency (negative), and the word: the least is
the likeliest."""


class Speller:
    """Words that are known to be right, and what others were meant to be.

    Args:
        labels: Texts whose words are right, with their accents.
        texts: Other texts, such as those that are searched: few of their words are misspelt.
        others: Gives further words that are right, with their accents; asked once, and only when a word is
            about to be changed.
    """

    def __init__(
        self, labels: Iterable[str], texts: Iterable[str] = (), others: Callable[[], Collection[str]] = tuple
    ) -> None:
        self._counts: Counter[str] = Counter()
        self._written: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._others = others
        for label in labels:
            self._add(label)
        self._in_labels = frozenset(self._counts)
        for text in texts:
            self._add(text)

    def mended(self, text: str) -> str:
        """The text with the accents and letters that its unknown words lack; the same where none is near."""
        return WORD.sub(lambda word: self._mended(word[0]), unicodedata.normalize("NFC", text))

    def _add(self, text: str) -> None:
        text = text.lower()
        if text.isascii():
            self._counts.update(WORD.findall(text))
            return
        for word in WORD.findall(unicodedata.normalize("NFC", text)):
            self._counts[fold(word)] += 1
            if not word.isascii():
                self._written[fold(word)][word] += 1

    def _mended(self, word: str) -> str:
        plain = fold(word)
        if plain in self._in_labels:
            return self._accented(word)
        if len(plain) <= _SHORT or any(map(str.isdigit, plain)):
            return word
        if plain in self._counts:
            return self._not_misspelt(word)
        return word if self._inflected(plain) else self._nearest(word)

    def _accented(self, word: str) -> str:
        """The word as labels write it, where they hardly ever write it as it stands."""
        plain = fold(word)
        if not (written := self._written.get(plain)):
            return word
        usual, often = written.most_common(1)[0]
        bare = self._counts[plain] - written.total()
        as_it_stands = bare if word.isascii() else written[word.lower()]
        return word if _UNACCENTED * as_it_stands >= often else usual

    def _nearest(self, word: str) -> str:
        """The nearest known word, the most frequent of those; the same word where none is near enough."""
        if fold(word) in self._listed:
            return self._as_listed(word)
        near = min(self._near(fold(word)), default=None)
        return word if near is None else self._accented(near[-1])

    def _as_listed(self, word: str) -> str:
        """A word of no label and no text with the accents that lists have it with."""
        spelt = self._listed[fold(word)]
        return word if word.lower() in spelt else max(spelt)

    def _not_misspelt(self, word: str) -> str:
        """A word that only texts have, or the one that it is a misspelling of: texts have errors."""
        plain = fold(word)
        often = -_RARE * self._counts[plain]
        usual = [one for one in self._near(plain) if one[0] == 1 and one[2] <= often]
        right = not usual or len(plain) < _LONG or plain in self._listed
        return self._accented(word) if right else self._accented(min(usual)[-1])

    def _inflected(self, plain: str) -> bool:
        """Whether it is a known word in the plural or the feminine."""
        return any(plain.endswith(one) and plain[: -len(one)] in self._in_labels for one in _INFLECTIONS)

    @cached_property
    def _listed(self) -> Mapping[str, Collection[str]]:
        """How further words that are right are written, by what is left of them without accents."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._others():
            found[fold(word)].add(word)
        return found

    @cached_property
    def _spelt(self) -> Mapping[str, Sequence[str]]:
        """The words that are long enough, by their first letter: that is hardly ever typed wrong."""
        by_letter: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._counts:
            if len(word) > _SHORT:
                by_letter[word[0]].append(word)
        return by_letter

    def _near(self, word: str) -> Iterator[_Near]:
        """Known words that somebody may have meant who typed another."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        begun = self._spelt.get(word[0], ())
        found = process.extract(word, begun, scorer=OSA.distance, score_cutoff=2, limit=None)
        for known, distance, _ in found:
            more = _more_than_left_out(word, known)
            likely = len(word) >= _LONG or not more
            if (distance == 1 and likely) or _undoubled(word) == _undoubled(known):
                yield int(distance), more, -self._counts[known], known


def _more_than_left_out(typed: str, known: str) -> bool:
    """Whether a letter was replaced or added, and not only left out or moved."""
    return len(known) < len(typed) or (len(known) == len(typed) and sorted(known) != sorted(typed))


def _undoubled(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))
