"""Why a concept was suggested: the label that is nearest to the text, and the words both share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
    """A label and its cosine to the text."""

    text: str
    kind: LabelKind
    lang: str
    cosine: float


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

    def nearest(
        self, position: int, vector: npt.NDArray[np.float32] | None, exact: str | None
    ) -> NearestLabel:
        """The nearest label of a concept.

        Args:
            position: The concept's.
            vector: The text's.
            exact: The normal form of the text where it is a label of the concept; that one then wins.
        """
        found = [label for lang in self._langs for label in self._labels(position, lang, vector)]
        if exact is not None:
            everywhere = [
                lb for lang in self._index.labels.lists for lb in self._labels(position, lang, vector)
            ]
            found = [label for label in everywhere if _is(label.text, exact)] or found
        if not found:
            return self._preferred(position)
        return max(found, key=lambda label: label.cosine)

    def _labels(self, position: int, lang: str, vector: npt.NDArray[np.float32] | None) -> list[NearestLabel]:
        labels = self._index.labels.lists[lang]
        start, end = self._index.labels.starts[lang][position : position + 2].tolist()
        cosines = np.zeros(end - start, dtype=np.float32)
        if vector is not None and self._index.has_dense(self.encoder, lang):
            cosines = self._index.dense(self.encoder, lang).vectors[start:end].astype(np.float32) @ vector
        return [
            NearestLabel(labels.texts[row], labels.kind(row), lang, float(cosine))
            for row, cosine in zip(range(start, end), cosines, strict=True)
        ]

    def _preferred(self, position: int) -> NearestLabel:
        return NearestLabel(self._index.labels.label(position, "en"), LabelKind.PREF, "", 0.0)


def shared_words(text: str, label: str) -> tuple[str, ...]:
    """Words of the label, as written there, that the text has too; words that say nothing left out."""
    of_text = {stem(word) for word in words(text)}
    shared = (word for word in surface_words(label) if _is_shared(word, of_text))
    return tuple(dict.fromkeys(shared))


def content_stems(text: str) -> frozenset[str]:
    """The stems of a text's words, those that say nothing left out."""
    return frozenset(stem(word) for word in words(text) if word not in _SAY_NOTHING)


def _is_shared(word: str, stems: set[str]) -> bool:
    folded = fold(word)
    return folded not in _SAY_NOTHING and stem(folded) in stems


def _is(label: str, normal_form: str) -> bool:
    return normal_form in (normalised(label), normalised(without_qualifier(label)))
