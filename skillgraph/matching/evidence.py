"""Why a concept was suggested: the label that is nearest to the text, and the words both share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from skillgraph.matching.arithmetic import Floats, Positions, cosines, halves_on_grid, on_grid, spans
from skillgraph.matching.index import Index
from skillgraph.matching.types import LabelKind
from skillgraph.matching.words import fold, normalised, stem, surface_words, without_qualifier, words

_SAY_NOTHING = frozenset(
    word
    for line in (
        "a an and as at by for from in into of on or the to with",
        "au aux avec d dans de des du en et l la le les ou par pour sur un une",
    )
    for word in line.split()
)


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

    def nearest(self, positions: Positions, vector: Floats | None) -> list[NearestLabel]:
        """The nearest label of each of some concepts.

        Args:
            positions: The concepts'.
            vector: The text's.
        """
        found: list[NearestLabel | None] = [None] * len(positions)
        for lang in self._langs:
            for place, label in enumerate(self._in_language(positions, lang, vector)):
                best = found[place]
                if label is not None and (best is None or label.cosine > best.cosine):
                    found[place] = label
        return [
            label or self._preferred(position)
            for label, position in zip(found, positions.tolist(), strict=True)
        ]

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
        self, positions: Positions, lang: str, vector: Floats | None
    ) -> Iterator[NearestLabel | None]:
        """The nearest label of each concept that has one in a language."""
        starts = self._index.labels.starts[lang]
        firsts, ends = starts[positions], starts[positions + 1]
        found = self._cosines(spans(firsts, ends - firsts), lang, vector)
        offset = 0
        for first, count in zip(firsts.tolist(), (ends - firsts).tolist(), strict=True):
            part = found[offset : offset + count]
            offset += count
            place = int(part.argmax()) if count else 0
            yield self._label(first + place, lang, float(part[place])) if count else None

    def _all(self, position: int, lang: str, vector: Floats | None) -> Iterator[NearestLabel]:
        start, end = self._index.labels.starts[lang][position : position + 2].tolist()
        rows = np.arange(start, end)
        for row, cosine in zip(rows.tolist(), self._cosines(rows, lang, vector).tolist(), strict=True):
            yield self._label(row, lang, cosine)

    def _cosines(self, rows: Positions, lang: str, vector: Floats | None) -> Floats:
        """Cosines of labels with a text; 0 where they cannot be compared."""
        if vector is None or not self._index.has_dense(self.encoder, lang):
            return np.zeros(len(rows), dtype=np.float32)
        labels = halves_on_grid(self._index.dense(self.encoder, lang).vectors[rows])
        return cosines(labels, on_grid(vector))

    def _label(self, row: int, lang: str, cosine: float) -> NearestLabel:
        labels = self._index.labels.lists[lang]
        return NearestLabel(labels.texts[row], labels.kind(row), lang, cosine, row)

    def _preferred(self, position: int) -> NearestLabel:
        return NearestLabel(self._index.labels.label(position, "en"), LabelKind.PREF, "", 0.0)


def shared_words(text: str, label: str) -> tuple[str, ...]:
    """Words of the label, as written there, that the text has too; words that say nothing left out."""
    of_text = _stems(text)
    return tuple(dict.fromkeys(word for word, stemmed in _telling_words(label) if stemmed in of_text))


@lru_cache(maxsize=1_024)
def _stems(text: str) -> frozenset[str]:
    """All labels that are found for a text are compared with it."""
    return frozenset(map(stem, words(text)))


def says_something(word: str) -> bool:
    """Whether a folded word is more than an article, a preposition or the like."""
    return word not in _SAY_NOTHING


def content_stems(text: str) -> frozenset[str]:
    """The stems of a text's words, those that say nothing left out."""
    return frozenset(stem(word) for word in words(text) if word not in _SAY_NOTHING)


@lru_cache(maxsize=20_000)
def _telling_words(label: str) -> tuple[tuple[str, str], ...]:
    """Words that say something, as written, with their stems; the same labels are found again and again."""
    folded = ((word, fold(word)) for word in surface_words(label))
    return tuple((word, stem(form)) for word, form in folded if form not in _SAY_NOTHING)


def _is(label: str, normal_form: str) -> bool:
    return normal_form in (normalised(label), normalised(without_qualifier(label)))
