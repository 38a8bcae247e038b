"""Why a concept was suggested: the label that is nearest to the text, and the words both share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from skillgraph import languages
from skillgraph.embedding import Vectors
from skillgraph.matching.index.arithmetic import (
    Floats,
    Positions,
    first_largest,
    halves_on_grid,
    on_grid,
    pairwise_cosines,
    spans,
)
from skillgraph.matching.index.index import Index
from skillgraph.matching.text.tokens import (
    fold,
    normalised,
    stem,
    stemmed,
    surface_words,
    without_qualifier,
    words,
)
from skillgraph.matching.types import LabelKind

_SAY_NOTHING = languages.words("text", "say_nothing")


@dataclass(frozen=True, slots=True)
class NearestLabel:
    """A label and its cosine to the text.

    Attributes:
        row: Its place among the labels of its language; ``None`` where the concept has none there.
    """

    text: str
    kind: LabelKind
    lang: str
    cosine: float
    row: int | None = None


class LabelFinder:
    """Finds the label of a concept that is nearest to a text.

    Args:
        index: The index of the framework.
        encoder: Measures nearness; empty where there are no vectors.
        langs: Languages of the labels to look at.
    """

    def __init__(self, index: Index, encoder: str, langs: Sequence[str]) -> None:
        self._index = index
        self.encoder = encoder
        self._langs = langs

    def nearest(self, positions: Positions, vectors: Vectors | None) -> list[list[NearestLabel]]:
        """The nearest label of each of some concepts, for each of some texts.

        Args:
            positions: The concepts', shape (texts, concepts).
            vectors: The texts', shape (texts, dimensions).
        """
        found: list[NearestLabel | None] = [None] * positions.size
        for lang in self._langs:
            for place, label in self._in_language(positions, lang, vectors):
                best = found[place]
                if best is None or label.cosine > best.cosine:
                    found[place] = label
        labels = [
            label or self._preferred(position)
            for label, position in zip(found, positions.ravel().tolist(), strict=True)
        ]
        width = positions.shape[1]
        return [labels[start : start + width] for start in range(0, len(labels), width)]

    def same(self, position: int, vector: Floats | None, normal_form: str) -> NearestLabel | None:
        """The nearest of a concept's labels, in any language, that are the text."""
        labels = [
            label
            for lang in self._index.labels.lists
            for label in self._all(position, lang, vector)
            if _is(label.text, normal_form)
        ]
        return max(labels, key=lambda label: label.cosine, default=None)

    def _in_language(
        self, positions: Positions, lang: str, vectors: Vectors | None
    ) -> Iterator[tuple[int, NearestLabel]]:
        """The place and the nearest label of each concept that has one in a language."""
        starts = self._index.labels.starts[lang]
        firsts = starts[positions.ravel()]
        lengths = starts[positions.ravel() + 1] - firsts
        rows = spans(firsts, lengths)
        texts = np.repeat(np.arange(positions.size) // positions.shape[1], lengths)
        found = self._cosines(rows, lang, None if vectors is None else on_grid(vectors)[texts])
        filled = np.flatnonzero(lengths)
        places = first_largest(found, lengths[filled])
        best = zip(filled.tolist(), rows[places].tolist(), found[places].tolist(), strict=True)
        for place, row, cosine in best:
            yield place, self._label(row, lang, cosine)

    def _all(self, position: int, lang: str, vector: Floats | None) -> Iterator[NearestLabel]:
        start, end = self._index.labels.starts[lang][position : position + 2].tolist()
        rows = np.arange(start, end)
        found = self._cosines(rows, lang, None if vector is None else on_grid(vector)[None])
        for row, cosine in zip(rows.tolist(), found.tolist(), strict=True):
            yield self._label(row, lang, cosine)

    def _cosines(self, rows: Positions, lang: str, queries: Vectors | None) -> Floats:
        """The cosine of each label with its text; 0 where they cannot be compared.

        Args:
            rows: The labels', shape (labels,).
            lang: Their language.
            queries: On the grid, shape (labels or 1, dimensions).
        """
        if queries is None or not self._index.has_dense(self.encoder, lang):
            return np.zeros(len(rows), dtype=np.float32)
        labels = halves_on_grid(self._index.dense(self.encoder, lang).vectors[rows])
        return pairwise_cosines(labels, queries)

    def _label(self, row: int, lang: str, cosine: float) -> NearestLabel:
        labels = self._index.labels.lists[lang]
        return NearestLabel(labels.texts[row], labels.kind(row), lang, cosine, row)

    def _preferred(self, position: int) -> NearestLabel:
        return NearestLabel(self._index.labels.label(position, "en"), LabelKind.PREF, "", 0.0)


def shared_words(text: str, label: str) -> tuple[str, ...]:
    """Words of the label, as written there, that the text has too; words that say nothing left out."""
    of_text, of_label = _stems(text), _telling_words(label)
    if of_text.isdisjoint(of_label.values()):
        return ()
    return tuple(word for word, stemmed in of_label.items() if stemmed in of_text)


@lru_cache(maxsize=1_024)
def _stems(text: str) -> frozenset[str]:
    """All labels that are found for a text are compared with it."""
    return frozenset(stemmed(text))


def says_something(word: str) -> bool:
    """Whether a folded word is more than an article, a preposition or the like."""
    return word not in _SAY_NOTHING


def content_stems(text: str) -> frozenset[str]:
    """The stems of a text's words, those that say nothing left out."""
    return frozenset(stem(word) for word in words(text) if word not in _SAY_NOTHING)


@lru_cache(maxsize=20_000)
def _telling_words(label: str) -> Mapping[str, str]:
    """Words that say something, as written, with their stems; the same labels are found again and again."""
    folded = ((word, fold(word)) for word in surface_words(label))
    return {word: stem(form) for word, form in folded if form not in _SAY_NOTHING}


def _is(label: str, normal_form: str) -> bool:
    return normal_form in (normalised(label), normalised(without_qualifier(label)))
