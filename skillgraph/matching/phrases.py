"""Finds labels by their words: those that are the text, and those that stand in it.

Both are language-free: a product, a standard or a programming language has one name everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skillgraph.matching.arithmetic import spans
from skillgraph.matching.parts import load_array
from skillgraph.matching.types import LabelKind
from skillgraph.matching.words import normalised, stem, without_qualifier, words

if TYPE_CHECKING:
    from skillgraph.matching.labels import LabelTable

Keys = npt.NDArray[np.uint64]
"""Hashes of phrases."""

Hits = dict[int, float]
"""Positions of concepts, and how much the hit is worth, 0 to 1."""

_EXACT = {LabelKind.PREF: 1.0, LabelKind.ALT: 0.8, LabelKind.HIDDEN: 0.8}
_WITHOUT_QUALIFIER = 0.9
"""Of what the whole label is worth: ``Java`` for ``Java (computer programming)``."""

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

    def find(self, keys: Keys) -> Hits:
        """Concepts that have one of the phrases with these keys, with the best value of each."""
        known = keys[_among(self.keys, keys)]
        if not len(known):
            return {}
        firsts = np.searchsorted(self.keys, known, "left")
        rows = spans(firsts, np.searchsorted(self.keys, known, "right") - firsts)
        hits: Hits = {}
        for concept, value in zip(self.concepts[rows].tolist(), self.values[rows].tolist(), strict=True):
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
            no phrase goes on. ``None`` in an index of version 0.1; every run of words is then looked up.
    """

    exact: KeyTable
    phrases: KeyTable
    preferred: KeyTable
    pairs: Keys | None = None

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
            np.unique(_keys({pair for text, *_ in labels for pair in _pairs(stems(text).split(" "))})),
        )

    def save(self, folder: Path) -> None:
        """Write the tables."""
        for name in _TABLES:
            getattr(self, name).save(folder, name)
        if self.pairs is not None:
            np.save(folder / _PAIRS, self.pairs)

    @classmethod
    def open(cls, folder: Path) -> PhraseFinder:
        """Memory-map the tables.

        Raises:
            IndexMissingError: If they are missing or damaged.
        """
        path = folder / _PAIRS
        pairs = np.asarray(load_array(path)) if path.is_file() else None
        exact, phrases, preferred = (KeyTable.open(folder, name) for name in _TABLES)
        return cls(exact, phrases, preferred, pairs)

    def find(self, text: str) -> tuple[Hits, Hits, Hits]:
        """Concepts with a label that the text is, that stands in it, and whose preferred label does."""
        found = words(text)
        stemmed = [stem(word) for word in found]
        within = _keys(dict.fromkeys(_runs(stemmed, self._linked(stemmed))))
        known = within[_among(self.phrases.keys, within)]
        return self.exact.find(_keys([" ".join(found)])), self.phrases.find(known), self.preferred.find(known)

    def _linked(self, stemmed: Sequence[str]) -> list[bool]:
        """Whether a phrase can go on from each stem to the next."""
        if self.pairs is None:
            return [True] * len(stemmed)
        linked: list[bool] = _among(self.pairs, _keys(_pairs(stemmed))).tolist()
        return linked


def stems(text: str) -> str:
    """The stems of a text's words, joined by single spaces."""
    return " ".join(map(stem, words(text)))


def _pairs(stemmed: Sequence[str]) -> list[str]:
    return [f"{one} {two}" for one, two in pairwise(stemmed)]


def _runs(stemmed: Sequence[str], linked: Sequence[bool]) -> Iterator[str]:
    """All runs of one to `_LONGEST` words whose neighbours are linked."""
    for start, run in enumerate(stemmed):
        yield run
        for end in range(start + 1, min(start + _LONGEST, len(stemmed))):
            if not linked[end - 1]:
                break
            run = f"{run} {stemmed[end]}"
            yield run


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


def _keys(phrases: Iterable[str]) -> Keys:
    return np.array([_key(phrase) for phrase in phrases], dtype=np.uint64)


@lru_cache(maxsize=100_000)
def _key(phrase: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(phrase.encode("utf-8", "replace"), digest_size=8).digest(), "little"
    )
