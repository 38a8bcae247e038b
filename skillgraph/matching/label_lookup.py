"""Finds concepts by the labels that people type: without case, accents or plurals, and with small errors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from skillgraph.matching.text.tokens import words

_SHORT = 3
"""Words of so many letters or fewer are taken as they are: too many others are near to them."""

_LONG = 8
"""From so many letters on, a word may have two errors instead of one."""

_RARE = 50
"""A word of texts alone is misspelt if one that differs in a letter is so many times as frequent."""


@dataclass(frozen=True, slots=True)
class LabelledConcept:
    """A concept under one of its labels.

    Attributes:
        preferred: Whether the label is a preferred one.
    """

    uri: str
    label: str
    preferred: bool


class LabelLookup:
    """Labels by their words.

    Args:
        labels: Every label, of any language.
        texts: Other texts whose words are spelt right, such as those that are searched.
    """

    def __init__(self, labels: Iterable[LabelledConcept], texts: Iterable[str] = ()) -> None:
        self._by_words: dict[str, list[LabelledConcept]] = defaultdict(list)
        self._by_singulars: dict[str, list[LabelledConcept]] = defaultdict(list)
        self._counts: Counter[str] = Counter()
        for label in labels:
            found = words(label.label)
            self._by_words[" ".join(found)].append(label)
            self._by_singulars[" ".join(map(_singular, found))].append(label)
            self._counts.update(found)
        self._in_labels = frozenset(self._counts)
        for text in texts:
            self._counts.update(words(text))
        self._known: Sequence[str] = list(self._counts)

    def find(self, text: str) -> dict[str, str]:
        """The concepts that bear a label, case, accents and blanks aside, else plurals too.

        Where a concept has it as its preferred label, those that have it as another one are left out.

        Returns:
            Label by URI.
        """
        query_words = words(text)
        singulars = " ".join(map(_singular, query_words))
        found = self._by_words.get(" ".join(query_words)) or self._by_singulars.get(singulars) or []
        preferred = [one for one in found if one.preferred]
        return {one.uri: one.label for one in sorted(preferred or found, key=lambda one: one.uri)}

    def worded(self, text: str) -> set[str]:
        """The concepts with a label of these words, case, accents and signs aside."""
        return {one.uri for one in self._by_words.get(" ".join(words(text)), ())}

    def corrected(self, text: str) -> str:
        """The text with each unknown word replaced by the nearest known one; the same where none is near.

        Of words that are equally near (by Damerau and Levenshtein), the most frequent is taken.
        """
        query_words = words(text)
        return (
            " ".join(map(self._corrected, query_words))
            if any(self._corrected(word) != word for word in query_words)
            else text
        )

    def _unknown(self, word: str) -> bool:
        return word not in self._counts and len(word) > _SHORT and not any(map(str.isdigit, word))

    def _corrected(self, word: str) -> str:
        if self._unknown(word):
            return min(self._near(word), default=(0, 0, word))[2]
        return word if word in self._in_labels or len(word) < _LONG else self._not_misspelt(word)

    def _not_misspelt(self, word: str) -> str:
        """A long word that only texts have, or the one that it is a misspelling of: texts have errors."""
        often = -_RARE * self._counts[word]
        usual = [one for one in self._near(word) if one[0] == 1 and one[1] <= often]
        return min(usual, default=(0, 0, word))[2]

    def _near(self, word: str) -> Iterator[tuple[int, int, str]]:
        """Known words near to one: their distance, how frequent they are (negative), and the words."""
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        most = 2 if len(word) >= _LONG else 1
        found = process.extract(
            word, self._known, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=None
        )
        for known, distance, _ in found:
            if known[0] == word[0] and len(known) > _SHORT:
                yield int(distance), -self._counts[known], known


def _singular(word: str) -> str:
    """The word without the plural of English or French; unlike a stem, it keeps verbs and nouns apart."""
    plural = len(word) > _SHORT and word[-1] in "sx" and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


def lookup_of(labels: Mapping[str, Iterable[tuple[str, bool]]], texts: Iterable[str] = ()) -> LabelLookup:
    """A lookup of labels given by URI, each with whether it is preferred."""
    rows = (LabelledConcept(uri, text, kind) for uri, found in labels.items() for text, kind in found)
    return LabelLookup(rows, texts)
