"""How well an encoder alone ranks the preferred labels of a framework, and what integers cost it.

For each text the 200 concepts that are nearest by the mean of its tokens are ranked in three ways: by that
cosine, by focus (see `skillgraph.matching.signals.focus`), and by the sum of both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import TokenVectors, Vectors
from skillgraph.matching.evaluation.evaluation import precision_at
from skillgraph.matching.signals.focus import focus
from skillgraph.training.encoder.examples import Example
from skillgraph.training.encoder.space import ConceptSpace

Sets = Mapping[str, Sequence[Example]]
"""Texts with their concepts, by the name of their file."""

_CANDIDATES = 200
_BATCH = 64
_K = 5


class Encodes(Protocol):
    """What a network in training and an exported encoder have in common."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts."""
        ...

    def encode_tokens(self, texts: Sequence[str]) -> TokenVectors:
        """Vectors of texts and their tokens."""
        ...


@dataclass(frozen=True, slots=True)
class Figures:
    """RP@5 in percent on one set of texts, by the three ways to rank."""

    texts: int
    mean: float
    focus: float
    sum: float


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost by storing integers: cosines of the same text's vectors with and without it."""

    texts: int
    mean_cosine: float
    smallest_cosine: float


def rank_quality(
    encoder: Encodes,
    space: ConceptSpace,
    sets: Sets,
    advance: Callable[[int, int], None],
    *,
    labels: Mapping[str, Vectors] | None = None,
) -> dict[str, Figures]:
    """RP@5 on each set, over the preferred labels in the language of each text and in the main one.

    Args:
        encoder: What is measured.
        space: The concepts.
        sets: The texts.
        advance: Called with the number of texts done, and of all.
        labels: Vectors of the preferred labels by language, where another encoder made them.
    """
    if labels is None:
        langs = sorted({space.main, *(example.lang for rows in sets.values() for example in rows)})
        labels = {lang: encoder.encode(space.preferred(lang)) for lang in langs}
    figures = {}
    for done, (name, rows) in enumerate(sets.items()):
        advance(done, len(sets))
        figures[name] = _measure(encoder, labels, space.main, rows)
    advance(len(sets), len(sets))
    return figures


def storage_loss(before: Encodes, after: Encodes, texts: Sequence[str]) -> Loss:
    """Compare the vectors of two encoders that should give the same."""
    cosines = (before.encode(texts) * after.encode(texts)).sum(axis=1)
    return Loss(len(texts), round(float(cosines.mean()), 5), round(float(cosines.min()), 5))


def as_json(figures: Mapping[str, Figures]) -> dict[str, dict[str, float]]:
    """Figures as a manifest keeps them."""
    return {name: asdict(one) for name, one in figures.items()}


def _measure(encoder: Encodes, labels: Mapping[str, Vectors], main: str, rows: Sequence[Example]) -> Figures:
    hits: tuple[list[list[bool]], ...] = ([], [], [])
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        found = encoder.encode_tokens([example.text for example in batch])
        whole = {lang: found.vectors @ one.T for lang, one in labels.items()}
        for number, example in enumerate(batch):
            langs = list(dict.fromkeys((example.lang, main)))
            near = np.max([whole[lang][number] for lang in langs], axis=0)
            ranked = _rankings(near, found.of(number), [labels[lang] for lang in langs])
            for hit_lists, order in zip(hits, ranked, strict=True):
                hit_lists.append([concept in example.concepts for concept in order])
    sizes = [len(example.concepts) for example in rows]
    return Figures(len(rows), *(round(precision_at(found, sizes, _K), 1) for found in hits))


def _rankings(whole: Vectors, tokens: Vectors, spaces: Sequence[Vectors]) -> list[list[int]]:
    """The first concepts by mean, by focus and by their sum; each the best over the label spaces."""
    depth = min(_CANDIDATES, len(whole))
    near = np.argsort(-whole, kind="stable")[:depth]
    focused = np.max([focus(labels[near], tokens) for labels in spaces], axis=0)
    return [_first(near, scores) for scores in (whole[near], focused, whole[near] + focused)]


def _first(concepts: npt.NDArray[np.int64], scores: Vectors) -> list[int]:
    first: list[int] = concepts[np.argsort(-scores, kind="stable")[:_K]].tolist()
    return first
