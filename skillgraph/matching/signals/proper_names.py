"""Concepts that are one product or language: a text that names something means them only if it names them.

Vectors put every programming language near to every other, so that a text about one that the framework lacks
gets its neighbour (``Erlang`` for ``Golang``), which is surely wrong. Where a text only describes (``a
popular database``), the nearest name may be meant. A concept is taken for a proper name where the words of
its preferred label, and some of every other label, have a capital, in a framework that writes labels in small
letters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from skillgraph.matching.text.cues import generic_words, name_cues
from skillgraph.matching.text.names_in_text import has_capital, has_name
from skillgraph.matching.text.tokens import fold, surface_words, without_qualifier

if TYPE_CHECKING:
    from skillgraph.matching.index.labels import LabelTable

_MOSTLY_SMALL = 0.2
"""A framework of which more preferred labels begin with a capital says nothing by it."""

_LONGEST = 4
"""A label of more words is a description, whatever its capitals."""

_PART, _STEM, _ALIKE = 3, 4, 5
"""How long a name must be to stand within a word, a word to begin or end a name, and both to be misspelt."""


class ProperNames:
    """Tells which concepts a text does not name though only their name could mean them.

    Args:
        table: The labels of a framework.
        lang: Language of the texts; names are told by the labels in it.
    """

    def __init__(self, table: LabelTable, lang: str) -> None:
        named = _named(table, lang)
        self._is_name = np.zeros(table.matchable, dtype=bool)
        self._is_name[list(named)] = True
        self._by_word = _by_word(named)
        self._meant_by = lru_cache(maxsize=20_000)(self._concepts_of)

    def zero_unnamed(
        self, values: npt.NDArray[np.float32], candidates: npt.NDArray[np.int64], texts: Sequence[str]
    ) -> None:
        """Set all signals of the named concepts that a text does not name to 0, in place, if it names any.

        Args:
            values: Shape (texts, candidates, signals).
            candidates: Positions of concepts, shape (texts, candidates).
            texts: One for each row.
        """
        rows, columns = np.nonzero(self._is_name[candidates])
        meant = {row: self._meant(texts[row]) for row in set(rows.tolist()) if has_name(texts[row])}
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            if row in meant and candidates[row, column] not in meant[row]:
                values[row, column] = 0

    def _meant(self, text: str) -> frozenset[int]:
        return frozenset().union(*(self._meant_by(word) for word in surface_words(text)))

    def _concepts_of(self, word: str) -> frozenset[int]:
        """Concepts that a word of a text may name."""
        given = _Word.of(word)
        return frozenset().union(*(concepts for name, concepts in self._by_word.items() if given.is_(name)))


def _named(table: LabelTable, lang: str) -> dict[int, frozenset[str]]:
    """Concepts that are proper names, with the words that name them, as they are written."""
    preferred = [labels.get(lang, "") for labels in table.preferred[: table.matchable]]
    given = [label for label in preferred if label]
    if sum(label[0].isupper() for label in given) > _MOSTLY_SMALL * len(given):
        return {}
    names: dict[int, frozenset[str]] = {}
    for concept, label in enumerate(preferred):
        if _is_name(label):
            first, end = table.starts[lang][concept : concept + 2].tolist()
            each = [_names(text) for text in table.lists[lang].texts[first:end]]
            if all(each):
                names[concept] = frozenset().union(*each)
    return names


def _is_name(label: str) -> bool:
    if not has_capital(label):  # true of most labels, and quickly told
        return False
    found = surface_words(without_qualifier(label))
    return 0 < len(found) <= _LONGEST and all(map(has_capital, found))


def _names(label: str) -> frozenset[str]:
    """The words of a label that are written with a capital, without those that are in many names."""
    found = frozenset(filter(has_capital, surface_words(without_qualifier(label))))
    usual = generic_words() | name_cues().computing
    return frozenset(word for word in found if fold(word) not in usual) or found


def _by_word(named: Mapping[int, frozenset[str]]) -> dict[_Word, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for concept, names in named.items():
        for name in names:
            found.setdefault(name, set()).add(concept)
    return {_Word.of(name): frozenset(concepts) for name, concepts in found.items()}


class _Word(NamedTuple):
    """A word as it is written, folded, and its capitals."""

    written: str
    folded: str
    capitals: str

    @classmethod
    def of(cls, written: str) -> _Word:
        return cls(written, fold(written), "".join(filter(str.isupper, written)))

    def is_(self, name: _Word) -> bool:
        """Whether it is a name: the same, joined to others, cut short, misspelt, or its capitals."""
        one, other = self.folded, name.folded
        if one == other:
            return len(one) > 1 or self.written == name.written
        if len(other) >= _PART and (one.startswith(other) or one.endswith(other)):
            return True
        if len(one) >= _STEM and (other.startswith(one) or other.endswith(one)):
            return True
        if min(len(one), len(other)) >= _ALIKE and _misspelt(one, other):
            return True
        return len(self.written) > 1 and self.written == name.capitals


def _misspelt(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    from rapidfuzz.distance import DamerauLevenshtein

    return DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1
