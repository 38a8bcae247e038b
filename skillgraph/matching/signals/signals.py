"""Signals: how near a text is to a concept, measured in several ways.

A signal is named ``<source>.<part>`` for vectors (``minilm.centroid``: cosine with the centroid of the
labels; ``.best``: with the nearest label; ``.pref``: with the preferred one; ``.focus``: of the preferred
label with the words of the text that speak of it, see `focus`; ``.known``: with the nearest text that is
known to mean the concept, see `labelled_examples`) or by its TF-IDF space
(``word``, ``word-pref``, ``char``, ``char-pref``). Without more, it looks at labels in the language of the
text; with ``.other`` at its end, at labels in another language of the framework (see `parts`). ``phrase`` and
``phrase-pref`` say that a label stands in the text word for word, ``exact`` that the text is one, and
``other-verb`` that the concept does something else to the same thing.

Centroids, phrases, and words that few concepts have are cheap over all concepts at once. They choose the
candidates; everything else is measured for these only. On the tuning files, 100 candidates give the same
ranking as all 13,939 concepts. A sketched choice (`skillgraph.matching.index.sketch`) is rougher and cheaper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from skillgraph.embedding import TokenEncoder, TokenVectors, Vectors
from skillgraph.errors import InputError
from skillgraph.matching.index.arithmetic import Floats, Positions, cosines, largest_of_each, on_grid, places
from skillgraph.matching.index.index import Index
from skillgraph.matching.index.lexical import TermSpace
from skillgraph.matching.index.phrases import Hits
from skillgraph.matching.signals.alternative_labels import called_by_name, drop_far_labels
from skillgraph.matching.signals.labelled_examples import ExampleSpace
from skillgraph.matching.signals.names import NameGuard, only_meant, zero_other_meanings
from skillgraph.matching.signals.nearness import LabelSpace
from skillgraph.matching.signals.proper_names import ProperNames
from skillgraph.matching.signals.signal_types import (
    BEST,
    EXACT,
    FOCUS,
    OTHER_VERB,
    PHRASE,
    PHRASE_PREF,
    PREF,
    WORD,
    Signal,
    Way,
)
from skillgraph.matching.signals.verbs import VerbGuard

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CANDIDATES = 100
FEW = 48
"""So many are as good as `CANDIDATES` where words count more for the choice."""

_WORDS_COUNT = 8.0
"""Factor of the weight of words in choosing candidates. A concept that shares rare words with a text is
likely to be near to a part of it, which centroids do not measure. On 1,200 sentences of advertisements, this
factor puts 96.4 % of the five best of 400 candidates among the first 48. With the weight that words have in
the ranking it is 94.6 %, and 97.0 % among the first 100."""

_TOGETHER = 32
"""So many texts are compared with all concepts at once: what that needs stays in the caches."""

_PIVOT = "en"
_BY_WORDS = (EXACT, PHRASE, PHRASE_PREF)
"""In the order in which `PhraseFinder.find` gives them."""

_UNWEIGHTED = (Way.PHRASES, Way.VERBS)
"""Signals that are measured whatever the weights."""


@dataclass(frozen=True, slots=True)
class SignalMatrix:
    """The signals of some texts' candidates.

    Attributes:
        names: What the columns are.
        candidates: Positions of concepts, ascending in each row, shape (texts, candidates).
        values: Shape (texts, candidates, signals).
        vectors: The texts' vectors by each encoder that was asked.
        tokens: The vectors of their words by each encoder that was asked for those.
    """

    names: tuple[str, ...]
    candidates: Positions
    values: Floats
    vectors: Mapping[str, Vectors]
    tokens: Mapping[str, TokenVectors] = field(default_factory=dict)

    def column(self, name: str) -> Floats:
        """One signal, shape (texts, candidates)."""
        return self.values[..., self.names.index(name)]

    def without(self, name: str) -> Floats:
        """All values, those of one signal set to 0."""
        values = self.values.copy()
        values[..., self.names.index(name)] = 0
        return values


class Scorer:
    """Measures signals for texts of one language.

    Args:
        index: The index of the framework.
        lang: Language of the texts.
        weights: The signals to measure, with their weights for choosing candidates. A signal that the
            framework has no labels or vectors for is left out, and so is one of an encoder that does not
            know the language.
        sketched: Choose fewer candidates, by rough centroids, which takes a fifth of the time.
        examples: Texts in that language whose concepts are known; only the signal of their encoder uses them.
    """

    def __init__(
        self,
        index: Index,
        lang: str,
        weights: Mapping[str, float],
        *,
        sketched: bool = False,
        examples: ExampleSpace | None = None,
    ) -> None:
        self._index = index
        self._sketched = sketched
        self._examples = examples
        self._names = NameGuard(index.labels)
        self._proper_names = ProperNames(index.labels, lang)
        self._verbs = VerbGuard(index.labels, lang)
        self._by_name = called_by_name(index.labels, lang)
        self._lang = lang
        self._own = lang if lang in index.labels.lists else None
        self._other = _other_language(index, lang)
        given = map(Signal.parse, weights)
        self._weights = dict(weights)
        self._signals = [one for one in given if one.way not in _UNWEIGHTED and self._available(one)]
        self.names = (*(signal.name for signal in self._signals), *_BY_WORDS, OTHER_VERB)

    def label_language(self, name: str) -> str | None:
        """The language of the labels that a signal looks at; ``None`` where it is not measured."""
        return self._language(Signal.parse(name)) if name in self.names else None

    def dimensions(self, encoder: str) -> int:
        """Length of the vectors of an encoder that is asked; 0 where it is not."""
        wanted = any(signal.source == encoder for signal in self._signals if signal.way.by_encoder)
        return self._index.encoder(encoder).dimensions if wanted else 0

    def measure(self, texts: Sequence[str]) -> SignalMatrix:
        """Choose candidates for each text and measure all signals for them."""
        queries = _Queries(self._index, texts, {s.source for s in self._signals if s.part == FOCUS})
        named = [self._names.look(text) for text in texts]
        found = list(map(only_meant, self._index.phrases.find(texts), named))
        hits = {name: [hit[place] for hit in found] for place, name in enumerate(_BY_WORDS)}
        central = [signal for signal in self._signals if signal.way is Way.CENTROIDS]
        slices = (slice(start, start + _TOGETHER) for start in range(0, len(texts), _TOGETHER))
        candidates = np.concatenate([self._choose(central, queries, hits, part) for part in slices])
        columns = {s.name: self._measure_centroids(s, queries, candidates) for s in central}
        columns |= self._measure_narrow(
            [s for s in self._signals if s.way is not Way.CENTROIDS], queries, candidates
        )
        columns |= {name: _column(rows, candidates) for name, rows in hits.items()}
        columns[OTHER_VERB] = self._verbs.measure(texts, candidates)
        values = np.stack([columns[name] for name in self.names], axis=2)
        zero_other_meanings(values, candidates, named)
        self._proper_names.zero_unnamed(values, candidates, texts)
        drop_far_labels(values, self.names, texts, self._by_name[candidates])
        return SignalMatrix(self.names, candidates, values, queries.encoded, queries.told_apart)

    def _available(self, signal: Signal) -> bool:
        if signal.way is Way.EXAMPLES:
            encoder = self._index.encoder(signal.source).fingerprint
            return self._examples is not None and encoder == self._examples.encoder
        lang = self._language(signal)
        return lang is not None and (signal.way is Way.TERMS or self._comparable(signal.source, lang))

    def _comparable(self, encoder: str, lang: str) -> bool:
        """Whether an encoder knows the language of the texts, and there are vectors of labels in ``lang``."""
        if not self._index.has_dense(encoder, lang):
            return False
        known = self._index.encoder(encoder).languages
        return known is None or self._lang in known

    def _language(self, signal: Signal) -> str | None:
        return self._other if signal.other_language else self._own

    def _terms(self, signal: Signal) -> TermSpace:
        return self._index.terms(str(self._language(signal)), signal.source)

    def _measure_wide(self, signal: Signal, vectors: Vectors) -> Floats:
        """Shape (texts, concepts)."""
        lang = str(self._language(signal))
        if self._sketched:
            return self._index.sketch(signal.source, lang).cosines(vectors)
        return cosines(vectors, self._index.dense(signal.source, lang).all_centroids.T)

    def _measure_centroids(self, signal: Signal, queries: _Queries, candidates: Positions) -> Floats:
        """Shape (texts, candidates)."""
        dense = self._index.dense(signal.source, str(self._language(signal)))
        vectors = queries.on_grid(signal.source)
        found = [
            cosines(dense.centroids.take(chosen, axis=0).astype(np.float32), vector)
            for chosen, vector in zip(candidates, vectors, strict=True)
        ]
        return np.stack(found)

    def _measure_narrow(
        self, signals: Sequence[Signal], queries: _Queries, candidates: Positions
    ) -> dict[str, Floats]:
        """Each of shape (texts, candidates)."""
        ways = {
            Way.TERMS: self._measure_terms,
            Way.EXAMPLES: self._measure_examples,
            Way.LABELS: self._measure_labels,
        }
        found: dict[str, Floats] = {}
        for signal in signals:
            if signal.name not in found:
                found |= ways[signal.way](signal, queries, candidates)
        return found

    def _measure_terms(self, signal: Signal, queries: _Queries, candidates: Positions) -> dict[str, Floats]:
        space = self._terms(signal)
        return {signal.name: space.some_cosines(queries.terms(space), candidates)}

    def _measure_examples(
        self, signal: Signal, queries: _Queries, candidates: Positions
    ) -> dict[str, Floats]:
        assert self._examples is not None  # `_available` has seen to it
        return {signal.name: self._examples.nearest(candidates, queries.on_grid(signal.source))}

    def _measure_labels(self, signal: Signal, queries: _Queries, candidates: Positions) -> dict[str, Floats]:
        """A signal and the others that look at the same labels with the same encoder."""
        lang = str(self._language(signal))
        names = {replace(signal, part=part).name: part for part in (BEST, PREF, FOCUS)}
        wanted = {name: part for name, part in names.items() if name in self.names}
        dense = self._index.dense(signal.source, lang)
        space = LabelSpace(dense.vectors, self._index.labels.starts[lang], dense.preferred)
        tokens = queries.tokens(signal.source) if FOCUS in wanted.values() else None
        found = space.measure(set(wanted.values()), candidates, queries.on_grid(signal.source), tokens)
        return {name: found[part] for name, part in wanted.items()}

    def _choose(
        self, central: Sequence[Signal], queries: _Queries, hits: Mapping[str, Sequence[Hits]], part: slice
    ) -> Positions:
        """The candidates of some of the texts, shape (texts, candidates)."""
        concepts = self._index.labels.matchable
        total: Floats = np.zeros((len(hits[EXACT][part]), concepts), dtype=np.float32)
        for number, signal in enumerate(central):
            values = self._measure_wide(signal, queries.on_grid(signal.source)[part])
            values *= np.float32(self._choosing_weight(signal))
            total = values + total if number else values
        for signal in self._signals:
            if signal.part == WORD:
                space = self._terms(signal)
                terms = space.telling_cosines(queries.terms(space)[part])
                rows = np.repeat(np.arange(len(total)), np.diff(terms.indptr))
                total[rows, terms.indices] += self._choosing_weight(signal) * terms.data
        for name, found in hits.items():
            weight = np.inf if name == EXACT else self._weights.get(name, 0.0)
            for row, positions in enumerate(found[part]):
                if positions:
                    total[row, list(positions)] += weight
        return largest_of_each(total, min(FEW if self._sketched else CANDIDATES, concepts))

    def _choosing_weight(self, signal: Signal) -> float:
        """A centroid stands in for single labels, which are not compared yet."""
        parts = (BEST, PREF, FOCUS) if signal.way is Way.CENTROIDS else ()
        stands_for = (replace(signal, part=part).name for part in parts)
        weight = self._weights[signal.name] + sum(self._weights.get(other, 0.0) for other in stands_for)
        return weight * _WORDS_COUNT if self._sketched and signal.part == WORD else weight


class _Queries:
    """A batch of texts, each encoded once however many signals ask for it."""

    def __init__(self, index: Index, texts: Sequence[str], by_token: Set[str]) -> None:
        self._index = index
        self._texts = texts
        self._by_token = by_token
        self.told_apart: dict[str, TokenVectors] = {}
        self.encoded: dict[str, Vectors] = {}
        self._on_grid: dict[str, Vectors] = {}
        self._terms: dict[int, csr_array] = {}

    def vectors(self, encoder: str) -> Vectors:
        if encoder not in self.encoded:
            self.encoded[encoder] = self._encode(encoder)
        return self.encoded[encoder]

    def on_grid(self, encoder: str) -> Vectors:
        if encoder not in self._on_grid:
            self._on_grid[encoder] = on_grid(self.vectors(encoder))
        return self._on_grid[encoder]

    def tokens(self, encoder: str) -> TokenVectors:
        if encoder not in self.told_apart:
            able = self._index.encoder(encoder)
            if not isinstance(able, TokenEncoder):
                raise InputError(
                    f"The encoder {encoder} gives no vectors of single words.",
                    hint=f"Leave {encoder}.focus out of the weights.",
                )
            self.told_apart[encoder] = able.encode_tokens(self._texts)
        return self.told_apart[encoder]

    def _encode(self, encoder: str) -> Vectors:
        if encoder in self._by_token:
            return self.tokens(encoder).vectors
        return self._index.encoder(encoder).encode(self._texts)

    def terms(self, space: TermSpace) -> csr_array:
        if id(space) not in self._terms:
            self._terms[id(space)] = space.vectoriser.transform(self._texts)
        return self._terms[id(space)]


def _other_language(index: Index, lang: str) -> str | None:
    """English where the text is not, else the language with most labels beside the text's own."""
    others = {other: len(labels.texts) for other, labels in index.labels.lists.items() if other != lang}
    if _PIVOT in others:
        return _PIVOT
    return max(others, key=lambda other: (others[other], other), default=None)


def _column(hits: Sequence[Hits], candidates: Positions) -> Floats:
    """The values of hits at the candidates, shape (texts, candidates)."""
    column = np.zeros(candidates.shape, dtype=np.float32)
    rows = [row for row, found in enumerate(hits) for _ in found]
    there, columns = places(candidates, rows, [position for found in hits for position in found])
    values = np.array([value for found in hits for value in found.values()], dtype=np.float32)
    column[np.array(rows, dtype=np.int64)[there], columns] = values[there]
    return column
