"""Finds labels by their words: those that are the text, and those that stand in it.

Both are language-free: a product, a standard or a programming language has one name everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skillgraph.matching.parts import load_array
from skillgraph.matching.types import LabelKind
from skillgraph.matching.words import normalised, stem, without_qualifier, words

if TYPE_CHECKING:
    from skillgraph.matching.labels import LabelTable

Hits = dict[int, float]
"""Positions of concepts, and how much the hit is worth, 0 to 1."""

_EXACT = {LabelKind.PREF: 1.0, LabelKind.ALT: 0.8, LabelKind.HIDDEN: 0.8}
_WITHOUT_QUALIFIER = 0.9
"""Of what the whole label is worth: ``Java`` for ``Java (computer programming)``."""

_TABLES = ("exact", "phrases", "preferred")
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

    keys: npt.NDArray[np.uint64]
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

    def find(self, keys: npt.NDArray[np.uint64]) -> Hits:
        """Concepts that have one of the phrases with these keys, with the best value of each."""
        starts, ends = np.searchsorted(self.keys, keys), np.searchsorted(self.keys, keys, "right")
        hits: Hits = {}
        for place in np.flatnonzero(starts < ends):
            span = slice(starts[place], ends[place])
            for concept, value in zip(self.concepts[span].tolist(), self.values[span].tolist(), strict=True):
                hits[concept] = max(value, hits.get(concept, 0.0))
        return hits

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
        return cls(*(load_array(folder / f"{name}.{part}.npy") for part in ("keys", "concepts", "values")))


@dataclass(frozen=True, slots=True)
class PhraseFinder:
    """Finds the labels that a text is, and those that stand in it.

    Attributes:
        exact: Whole labels but for case, accents and punctuation.
        phrases: Labels by their stems.
        preferred: Preferred labels by their stems.
    """

    exact: KeyTable
    phrases: KeyTable
    preferred: KeyTable

    @classmethod
    def from_table(cls, table: LabelTable) -> PhraseFinder:
        """Collect the keys of all labels, with and without a note in brackets at their end."""
        labels = list(_labels(table))
        return cls(
            KeyTable.collect(
                (normalised(text), concept, _EXACT[kind] * (1.0 if whole else _WITHOUT_QUALIFIER))
                for text, concept, kind, whole in labels
            ),
            KeyTable.collect(
                (phrase, concept, min(_FULL, phrase.count(" ") + 1) / _FULL)
                for text, concept, _, _ in labels
                if len(phrase := stems(text)) > 1
            ),
            KeyTable.collect(
                (phrase, concept, 1.0)
                for text, concept, kind, _ in labels
                if kind is LabelKind.PREF and len(phrase := stems(text)) > 1
            ),
        )

    def save(self, folder: Path) -> None:
        """Write the tables."""
        for name in _TABLES:
            getattr(self, name).save(folder, name)

    @classmethod
    def open(cls, folder: Path) -> PhraseFinder:
        """Memory-map the tables.

        Raises:
            IndexMissingError: If they are missing or damaged.
        """
        return cls(*(KeyTable.open(folder, name) for name in _TABLES))

    def find(self, text: str) -> tuple[Hits, Hits, Hits]:
        """Concepts with a label that the text is, that stands in it, and whose preferred label does."""
        found = words(text)
        within = _keys(dict.fromkeys(_runs([stem(word) for word in found])))
        return (
            self.exact.find(_keys([" ".join(found)])),
            self.phrases.find(within),
            self.preferred.find(within),
        )


def stems(text: str) -> str:
    """The stems of a text's words, joined by single spaces."""
    return " ".join(map(stem, words(text)))


def _runs(stemmed: Sequence[str]) -> Iterator[str]:
    """All runs of one to `_LONGEST` words."""
    for start in range(len(stemmed)):
        for end in range(start + 1, min(start + _LONGEST, len(stemmed)) + 1):
            yield " ".join(stemmed[start:end])


def _labels(table: LabelTable) -> Iterator[tuple[str, int, LabelKind, bool]]:
    """Label, concept, kind, and whether it is whole, of all labels; each once more without its note."""
    for labels in table.lists.values():
        for row, (text, concept) in enumerate(zip(labels.texts, labels.concepts.tolist(), strict=True)):
            yield text, concept, labels.kind(row), True
            if (short := without_qualifier(text)) != text:
                yield short, concept, labels.kind(row), False


def _keys(phrases: Iterable[str]) -> npt.NDArray[np.uint64]:
    return np.array([_key(phrase) for phrase in phrases], dtype=np.uint64)


def _key(phrase: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(phrase.encode("utf-8", "replace"), digest_size=8).digest(), "little"
    )
