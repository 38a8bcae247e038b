"""Signals: how near a text is to a concept, measured in several ways.

A signal is named ``<source>.<part>`` for vectors (``minilm.centroid``, ``static.best``) or by its TF-IDF
space (``word``, ``char``, ``char-pref``). Without more, it looks at labels in the language of the text;
with ``.other`` at its end, at labels in another language of the framework.

Two signals are cheap over all concepts at once: cosines with centroids, and words. Together they choose
the candidates; the others are measured for these only. On the tuning files, 100 candidates give the
same ranking as all 13,939 concepts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import Vectors
from skillgraph.matching.fusion import EXACT
from skillgraph.matching.index import SPACES, Index
from skillgraph.matching.lexical import TermSpace

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]

CANDIDATES = 100
_PIVOT = "en"


@dataclass(frozen=True, slots=True)
class Signal:
    """One way to measure nearness."""

    name: str

    @property
    def source(self) -> str:
        """The encoder or the TF-IDF space."""
        return self.name.split(".")[0]

    @property
    def other(self) -> bool:
        """Whether it looks at labels in another language than the text's."""
        return self.name.endswith(".other")

    @property
    def lexical(self) -> bool:
        """Whether it compares words or characters."""
        return self.source in SPACES

    @property
    def wide(self) -> bool:
        """Whether it is measured for all concepts."""
        return self.source == "word" or ".centroid" in self.name


@dataclass(frozen=True, slots=True)
class SignalMatrix:
    """The signals of some texts' candidates.

    Attributes:
        names: What the columns are.
        candidates: Positions of concepts, ascending in each row, shape (texts, candidates).
        values: Shape (texts, candidates, signals).
        vectors: The texts' vectors by each encoder that was asked.
    """

    names: tuple[str, ...]
    candidates: Positions
    values: Floats
    vectors: Mapping[str, Vectors]


class Scorer:
    """Measures signals for texts of one language.

    Args:
        index: The index of the framework.
        lang: Language of the texts.
        weights: The signals to measure, with their weights for choosing candidates. A signal that the
            framework has no labels or vectors for is left out.
    """

    def __init__(self, index: Index, lang: str, weights: Iterable[tuple[str, float]]) -> None:
        self._index = index
        self._own = lang if lang in index.labels.lists else None
        self._other = _other_language(index, lang)
        given = [(Signal(name), weight) for name, weight in weights]
        self._signals = [signal for signal, _ in given if self._available(signal)]
        self._weights = {signal.name: weight for signal, weight in given}
        self.names = (*(signal.name for signal in self._signals), EXACT)

    def label_language(self, name: str) -> str | None:
        """The language of the labels that a signal looks at; ``None`` where it is not measured."""
        return self._language(Signal(name)) if name in self.names else None

    def measure(self, texts: Sequence[str]) -> SignalMatrix:
        """Choose candidates for each text and measure all signals for them."""
        exact = [self._index.exact.find(text) for text in texts]
        queries = _Queries(self._index, texts)
        wide = {s.name: self._measure_wide(s, queries) for s in self._signals if s.wide}
        candidates = self._choose(wide, exact, len(texts))
        columns = [
            np.take_along_axis(wide[signal.name], candidates, 1)
            if signal.wide
            else self._measure_narrow(signal, queries, candidates)
            for signal in self._signals
        ]
        columns.append(_exact_column(exact, candidates))
        return SignalMatrix(self.names, candidates, np.stack(columns, axis=2), queries.encoded)

    def _available(self, signal: Signal) -> bool:
        lang = self._language(signal)
        return lang is not None and (signal.lexical or self._index.has_dense(signal.source, lang))

    def _language(self, signal: Signal) -> str | None:
        return self._other if signal.other else self._own

    def _terms(self, signal: Signal) -> TermSpace:
        return self._index.terms(str(self._language(signal)), signal.source)

    def _measure_wide(self, signal: Signal, queries: _Queries) -> Floats:
        """Shape (texts, concepts)."""
        if signal.lexical:
            space = self._terms(signal)
            product: Floats = (queries.terms(space) @ space.columns).toarray()
            return product
        dense = self._index.dense(signal.source, str(self._language(signal)))
        return queries.vectors(signal.source) @ dense.centroids.T

    def _measure_narrow(self, signal: Signal, queries: _Queries, candidates: Positions) -> Floats:
        """Shape (texts, candidates)."""
        if signal.lexical:
            space = self._terms(signal)
            return _sparse_cosines(space.rows, candidates, queries.terms(space))
        lang = str(self._language(signal))
        vectors = self._index.dense(signal.source, lang).vectors
        starts = self._index.labels.starts[lang]
        return _best_cosines(vectors, starts, candidates, queries.vectors(signal.source))

    def _choose(self, wide: dict[str, Floats], exact: list[dict[int, float]], texts: int) -> Positions:
        concepts = self._index.labels.matchable
        total = np.zeros((texts, concepts), dtype=np.float32)
        for name, values in wide.items():
            total += self._choosing_weight(name) * values
        for row, hits in enumerate(exact):
            total[row, list(hits)] = np.inf
        count = min(CANDIDATES, concepts)
        chosen = np.argpartition(total, concepts - count, axis=1)[:, concepts - count :]
        return np.sort(chosen, axis=1)

    def _choosing_weight(self, name: str) -> float:
        """A centroid stands in for the best label, which is not known yet."""
        return self._weights[name] + self._weights.get(name.replace(".centroid", ".best"), 0.0) * (
            ".centroid" in name
        )


class _Queries:
    """A batch of texts, each encoded once however many signals ask for it."""

    def __init__(self, index: Index, texts: Sequence[str]) -> None:
        self._index = index
        self._texts = texts
        self.encoded: dict[str, Vectors] = {}

    def vectors(self, encoder: str) -> Vectors:
        if encoder not in self.encoded:
            self.encoded[encoder] = self._index.encoder(encoder).encode(self._texts)
        return self.encoded[encoder]

    def terms(self, space: TermSpace) -> csr_array:
        return space.vectoriser.transform(self._texts)


def _other_language(index: Index, lang: str) -> str | None:
    """English where the text is not, else the language with most labels beside the text's own."""
    others = {other: len(labels.texts) for other, labels in index.labels.lists.items() if other != lang}
    if _PIVOT in others:
        return _PIVOT
    return max(others, key=lambda other: (others[other], other), default=None)


def _exact_column(exact: list[dict[int, float]], candidates: Positions) -> Floats:
    column = np.zeros(candidates.shape, dtype=np.float32)
    for row, hits in enumerate(exact):
        for position, value in hits.items():
            column[row, candidates[row] == position] = value
    return column


def spans(starts: Positions, lengths: Positions) -> Positions:
    """The numbers of several ranges one after the other."""
    ends = np.cumsum(lengths)
    return np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)


def _sparse_cosines(rows: csr_array, candidates: Positions, queries: csr_array) -> Floats:
    """Cosines of each query with its candidates' rows, shape (queries, candidates)."""
    out = np.zeros(candidates.shape, dtype=np.float32)
    query = np.zeros(rows.shape[1], dtype=np.float32)
    for number, chosen in enumerate(candidates):
        start, end = queries.indptr[number : number + 2]
        columns = queries.indices[start:end]
        query[columns] = queries.data[start:end]
        firsts = rows.indptr[chosen].astype(np.int64)
        lengths = rows.indptr[chosen + 1] - firsts
        places = spans(firsts, lengths)
        products = rows.data[places] * query[rows.indices[places]]
        owners = np.repeat(np.arange(len(chosen)), lengths)
        out[number] = np.bincount(owners, weights=products, minlength=len(chosen))
        query[columns] = 0
    return out


def _best_cosines(
    vectors: npt.NDArray[np.float16], starts: Positions, candidates: Positions, queries: Vectors
) -> Floats:
    """Largest cosine of each query with a label of each of its candidates, shape (queries, candidates)."""
    out = np.zeros(candidates.shape, dtype=np.float32)
    for number, chosen in enumerate(candidates):
        lengths = starts[chosen + 1] - starts[chosen]
        filled = lengths > 0
        if filled.any():
            cosines = vectors[spans(starts[chosen], lengths)].astype(np.float32) @ queries[number]
            firsts = (np.cumsum(lengths) - lengths)[filled]
            out[number, filled] = np.maximum.reduceat(cosines, firsts)
    return out
