"""Finds labels by their words: those that are the text, and those that stand in it.

Both are language-free: a product, a standard or a programming language has one name everywhere.

Phrases are looked up by keys. The key of a phrase follows from those of its words by arithmetic, so the runs
of words of many texts are looked up at once. An Aho–Corasick automaton (pyahocorasick) finds the same in 5
microseconds a sentence instead of 8, which is one in a hundred of what a sentence takes; but it is built at
every start (0.3 s for the 102,041 phrases of ESCO in two languages), where these arrays are mapped from disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skillgraph.matching.index.arithmetic import spans
from skillgraph.matching.index.content_folders import load_array
from skillgraph.matching.text.tokens import normalised, stemmed, without_qualifier, words
from skillgraph.matching.types import LabelKind

if TYPE_CHECKING:
    from skillgraph.matching.index.labels import LabelTable

Keys = npt.NDArray[np.uint64]
"""Hashes of phrases."""

Hits = dict[int, float]
"""Positions of concepts, and how much the hit is worth, 0 to 1."""

_EXACT = {LabelKind.PREF: 1.0, LabelKind.ALT: 0.8, LabelKind.HIDDEN: 0.8}
_WITHOUT_QUALIFIER = 0.9
"""Of what the whole label is worth: ``Java`` for ``Java (computer programming)``."""

_FACTOR = 0x9E3779B97F4A7C15
"""Any large odd number will do."""
_ALL = 2**64 - 1

_TABLES = ("exact", "phrases", "preferred")
_PAIRS = "pairs.npy"
_LONGEST = 8
"""Labels of more words are not looked for in texts."""

_FULL = 3
"""A phrase of so many words or more says all it can."""

ONE_WORD = 1 / _FULL
"""What a phrase of one word is worth."""


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Hashes of phrases with the concepts that have them as labels.

    Attributes:
        keys: Ascending; a phrase that several concepts share comes several times.
        concepts: Position of the concept of each key.
        values: What a hit is worth.
    """

    keys: Keys
    concepts: npt.NDArray[np.int32]
    values: npt.NDArray[np.float32]

    @classmethod
    def collect(cls, rows: Iterable[tuple[str, int, float]]) -> KeyTable:
        """Build from phrases, concepts and values; the best value of a pair counts."""
        best: dict[tuple[int, int], float] = {}
        for phrase, concept, value in rows:
            if phrase:
                pair = (_key(phrase), concept)
                best[pair] = max(value, best.get(pair, 0.0))
        pairs = sorted(best)
        return cls(
            np.array([key for key, _ in pairs], dtype=np.uint64),
            np.array([concept for _, concept in pairs], dtype=np.int32),
            np.array([best[pair] for pair in pairs], dtype=np.float32),
        )

    def find(self, keys: Keys, owners: npt.NDArray[np.int64], texts: int) -> list[Hits]:
        """Concepts that have one of the phrases with these keys, with the best value of each.

        Args:
            keys: Of phrases of some texts, in any order.
            owners: The text of each.
            texts: How many there are.
        """
        found: list[Hits] = [{} for _ in range(texts)]
        known = _among(self.keys, keys)
        firsts = np.searchsorted(self.keys, keys[known], "left")
        lengths = np.searchsorted(self.keys, keys[known], "right") - firsts
        rows = spans(firsts, lengths)
        columns = (np.repeat(owners[known], lengths), self.concepts[rows], self.values[rows])
        for owner, concept, value in zip(*(column.tolist() for column in columns), strict=True):
            hits = found[owner]
            hits[concept] = max(value, hits.get(concept, 0.0))
        return found

    def save(self, folder: Path, name: str) -> None:
        """Write three arrays."""
        for part in ("keys", "concepts", "values"):
            np.save(folder / f"{name}.{part}.npy", getattr(self, part))

    @classmethod
    def open(cls, folder: Path, name: str) -> KeyTable:
        """Memory-map what `save` wrote.

        Raises:
            IndexMissingError: If it is missing or damaged.
        """
        parts = (f"{name}.{part}.npy" for part in ("keys", "concepts", "values"))
        return cls(*(np.asarray(load_array(folder / part)) for part in parts))


@dataclass(frozen=True, slots=True)
class PhraseFinder:
    """Finds the labels that a text is, and those that stand in it.

    Attributes:
        exact: Whole labels but for case, accents and punctuation.
        phrases: Labels by their stems.
        preferred: Preferred labels by their stems.
        pairs: Keys of all pairs of neighbouring stems in phrases, ascending: where a pair is none of these,
            no phrase goes on.
    """

    exact: KeyTable
    phrases: KeyTable
    preferred: KeyTable
    pairs: Keys

    @classmethod
    def from_table(cls, table: LabelTable) -> PhraseFinder:
        """Collect the keys of all labels, with and without a note in brackets at their end."""
        labels = list(_labels(table))
        stems_of = {text: stemmed(text) for text, *_ in labels}
        phrases = {text: " ".join(found) for text, found in stems_of.items()}
        return cls(
            KeyTable.collect(
                (normalised(text), concept, _EXACT[kind] * (1.0 if whole else _WITHOUT_QUALIFIER))
                for text, concept, kind, whole in labels
            ),
            KeyTable.collect(
                (phrase, concept, min(_FULL, phrase.count(" ") + 1) / _FULL)
                for text, concept, _, _ in labels
                if len(phrase := phrases[text]) > 1
            ),
            KeyTable.collect(
                (phrase, concept, 1.0)
                for text, concept, kind, _ in labels
                if kind is LabelKind.PREF and len(phrase := phrases[text]) > 1
            ),
            np.unique(np.concatenate([_pairs(_keys(found)) for found in stems_of.values()])),
        )

    def save(self, folder: Path) -> None:
        """Write the tables."""
        for name in _TABLES:
            getattr(self, name).save(folder, name)
        np.save(folder / _PAIRS, self.pairs)

    @classmethod
    def open(cls, folder: Path) -> PhraseFinder:
        """Memory-map the tables.

        Raises:
            IndexMissingError: If they are missing or damaged.
        """
        exact, phrases, preferred = (KeyTable.open(folder, name) for name in _TABLES)
        return cls(exact, phrases, preferred, np.asarray(load_array(folder / _PAIRS)))

    def find(self, texts: Sequence[str]) -> list[tuple[Hits, Hits, Hits]]:
        """Concepts with a label that a text is, that stands in it, and whose preferred label does."""
        wholes = np.array([_key_of(words(text)) for text in texts], dtype=np.uint64)
        within, owners = self._runs([stemmed(text) for text in texts])
        known = _among(self.phrases.keys, within)
        within, owners = within[known], owners[known]
        tables = (
            self.exact.find(wholes, np.arange(len(texts)), len(texts)),
            self.phrases.find(within, owners, len(texts)),
            self.preferred.find(within, owners, len(texts)),
        )
        return list(zip(*tables, strict=True))

    def _runs(self, texts: Sequence[Collection[str]]) -> tuple[Keys, npt.NDArray[np.int64]]:
        """Keys of all runs of one to `_LONGEST` stems whose neighbours are linked, and the text of each."""
        keys = _keys(chain.from_iterable(texts))
        owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        linked = _among(self.pairs, _pairs(keys)) & (owners[1:] == owners[:-1])
        runs, starts = [keys], [np.arange(len(keys))]
        for length in range(1, _LONGEST):
            longer = starts[-1] + length < len(keys)
            longer[longer] = linked[starts[-1][longer] + length - 1]
            starts.append(starts[-1][longer])
            runs.append(_joined(runs[-1][longer], keys[starts[-1] + length]))
        return np.concatenate(runs), owners[np.concatenate(starts)]


def stems(text: str) -> str:
    """The stems of a text's words, joined by single spaces."""
    return " ".join(stemmed(text))


def _labels(table: LabelTable) -> Iterator[tuple[str, int, LabelKind, bool]]:
    """Label, concept, kind, and whether it is whole, of all labels; each once more without its note."""
    for labels in table.lists.values():
        for row, (text, concept) in enumerate(zip(labels.texts, labels.concepts.tolist(), strict=True)):
            yield text, concept, labels.kind(row), True
            if (short := without_qualifier(text)) != text:
                yield short, concept, labels.kind(row), False


def _among(known: Keys, keys: Keys) -> npt.NDArray[np.bool_]:
    """Which of the keys are among the known ones, which ascend."""
    if not len(known):
        return np.zeros(len(keys), dtype=bool)
    same: npt.NDArray[np.bool_] = known.take(np.searchsorted(known, keys), mode="clip") == keys
    return same


def _key(phrase: str) -> int:
    """The key of words that are joined by single blanks."""
    return _key_of(phrase.split(" "))


def _key_of(words_of_phrase: Iterable[str]) -> int:
    key = 0
    for word in words_of_phrase:
        key = (key * _FACTOR + _key_of_word(word)) & _ALL
    return key


def _keys(of_words: Iterable[str]) -> Keys:
    return np.fromiter(map(_key_of_word, of_words), dtype=np.uint64)


def _joined(keys: Keys, following: Keys) -> Keys:
    """The keys of phrases that go on by one word each; whole numbers modulo 2⁶⁴."""
    return keys * np.uint64(_FACTOR) + following


def _pairs(keys: Keys) -> Keys:
    """Of all neighbours."""
    return _joined(keys[:-1], keys[1:])


@lru_cache(maxsize=100_000)
def _key_of_word(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "little")
