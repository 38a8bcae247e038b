"""What decided for each suggestion: words of the text, shares of the signals, and what the next one lacks.

This is worked out where somebody asks for it, never for millions of sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import Vectors
from skillgraph.matching.index.index import Index
from skillgraph.matching.reasons.evidence import NearestLabel, content_stems, says_something
from skillgraph.matching.signals.focus import attention
from skillgraph.matching.text.cues import cues_for
from skillgraph.matching.text.tokens import WORD, fold, stem, words
from skillgraph.matching.types import Comparison, DecidingWord, Reasons, Suggestion

Span = tuple[int, int]
Contributions = Mapping[str, float]

_MOST = 5
"""More words than these are no reason that anyone reads."""

_LEAST = 1 / 3
"""A word that weighs less than this share of the heaviest one decides nothing."""

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text.

    Attributes:
        encoder: Whose they are.
        vectors: Shape (tokens, dimensions).
        offsets: First character of each and the one after its last, shape (tokens, 2).
    """

    encoder: str
    vectors: Vectors
    offsets: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Telling:
    """The words of a text that say something.

    Attributes:
        words: As written.
        spans: Where they stand, ascending.
        stems: Of each.
    """

    words: tuple[str, ...]
    spans: tuple[Span, ...]
    stems: tuple[str, ...]


class Explainer:
    """Gives suggestions their reasons.

    Args:
        index: The index of the framework.
        lang: Language of the texts.
    """

    def __init__(self, index: Index, lang: str) -> None:
        self._index = index
        cues = cues_for(lang)
        self._empty = frozenset() if cues is None else cues.empty

    def explained(
        self,
        text: str,
        suggestions: Sequence[Suggestion],
        labels: Sequence[NearestLabel],
        contributions: Sequence[Contributions],
        tokens: Tokens | None,
    ) -> tuple[Suggestion, ...]:
        """The suggestions with their reasons.

        Args:
            text: What was matched; blank where it was not asked for.
            suggestions: Best first, at least two where there are so many candidates.
            labels: The matching label of each.
            contributions: What each signal adds to the score of each.
            tokens: Of the text; ``None`` where no encoder tells its words apart.
        """
        telling = self._telling(text)
        weights = self._weights(telling, labels, tokens)
        compared = _compared(telling, suggestions, contributions)
        found = zip(suggestions, weights, contributions, compared, strict=True)
        return tuple(
            _explained(
                one,
                Reasons(
                    words=_heaviest(telling, weighed),
                    score=_short(sum(added.values())),
                    contributions={name: _short(value) for name, value in added.items()},
                    compared=comparison,
                ),
            )
            for one, weighed, added, comparison in found
        )

    def _telling(self, text: str) -> _Telling:
        found = [(match.group(), match.span(), fold(match.group())) for match in WORD.finditer(text)]
        kept = [one for one in found if says_something(one[2]) and one[2] not in self._empty]
        return _Telling(
            tuple(word for word, _, _ in kept),
            tuple(span for _, span, _ in kept),
            tuple(stem(folded) for _, _, folded in kept),
        )

    def _weights(
        self, telling: _Telling, labels: Sequence[NearestLabel], tokens: Tokens | None
    ) -> Iterator[list[float]]:
        """What each word of the text does for each label."""
        if tokens is None or not len(tokens.vectors):
            yield from (self._shared(telling, label) for label in labels)
            return
        owners = word_of(tokens.offsets, telling.spans)
        looks = self._looks(labels, tokens)
        for label, given in zip(labels, looks, strict=True):
            if given is None:
                yield self._shared(telling, label)
            else:
                yield np.bincount(owners, given, len(telling.words) + 1)[:-1].tolist()

    def _looks(self, labels: Sequence[NearestLabel], tokens: Tokens) -> list[Vectors | None]:
        """How much each label looks at each token; ``None`` for one whose vector is not known."""
        vectors = [self._vector(label, tokens.encoder) for label in labels]
        known = [vector for vector in vectors if vector is not None]
        if not known:
            return [None] * len(labels)
        found = iter(attention(np.stack(known).astype(np.float32), tokens.vectors))
        return [None if vector is None else next(found) for vector in vectors]

    def _vector(self, label: NearestLabel, encoder: str) -> npt.NDArray[np.float16] | None:
        """The vector of a label; ``None`` where the encoder has none."""
        if label.row is None or not self._index.has_dense(encoder, label.lang):
            return None
        vector = self._index.dense(encoder, label.lang).vectors[label.row]
        return vector if vector.any() else None

    def _shared(self, telling: _Telling, label: NearestLabel) -> list[float]:
        """How rare each word is in labels that the label shares; 0 for the others."""
        rarity = {stem(word): self._rarity(word, label.lang) for word in words(label.text)}
        return [rarity.get(stemmed, 0.0) for stemmed in telling.stems]

    def _rarity(self, word: str, lang: str) -> float:
        known = lang in self._index.labels.lists
        return self._index.terms(lang, "word").vectoriser.rarity(word) if known else 1.0


def word_of(offsets: npt.NDArray[np.int32], spans: Sequence[Span]) -> npt.NDArray[np.int64]:
    """The word that each token belongs to; the number of words where it belongs to none.

    Args:
        offsets: Where each token stands, shape (tokens, 2); nowhere if start equals end.
        spans: Where the words stand, ascending, without overlaps.

    Returns:
        Shape (tokens,).
    """
    if not spans:
        return np.zeros(len(offsets), dtype=np.int64)
    starts, ends = np.array(spans).T
    first, last = offsets[:, 0], offsets[:, 1]
    word = np.maximum(np.searchsorted(starts, first, side="right") - 1, 0)
    inside = (first >= starts[word]) & (last <= ends[word]) & (first < last)
    return np.where(inside, word, len(spans))


def _heaviest(telling: _Telling, weights: Sequence[float]) -> tuple[DecidingWord, ...]:
    """The words that weigh most, in the order of the text."""
    total = sum(weights)
    if total <= 0:
        return ()
    order = sorted(range(len(weights)), key=lambda place: -weights[place])[:_MOST]
    return tuple(
        DecidingWord(telling.words[place], *telling.spans[place], weight=round(weights[place] / total, 2))
        for place in sorted(order)
        if weights[place] >= _LEAST * weights[order[0]]
    )


def _compared(
    telling: _Telling, suggestions: Sequence[Suggestion], contributions: Sequence[Contributions]
) -> list[Comparison | None]:
    """The first against the second, all others against the first."""
    if len(suggestions) < 2:
        return [None] * len(suggestions)
    stems = [content_stems(one.label) | content_stems(one.evidence.matching_label) for one in suggestions]
    found: list[Comparison | None] = []
    for place in range(len(suggestions)):
        other = 0 if place else 1
        high, low = min(place, other), max(place, other)
        added, less = contributions[high], contributions[low]
        more = stems[high] - stems[low]
        words_of = zip(telling.words, telling.stems, strict=True)
        found.append(
            Comparison(
                uri=suggestions[other].uri,
                label=suggestions[other].label,
                lead=max(0.0, _short(sum(added.values()) - sum(less.values()))),
                signals=_more(added, less),
                words=tuple(dict.fromkeys(word for word, stemmed in words_of if stemmed in more)),
            )
        )
    return found


def _more(high: Contributions, low: Contributions) -> dict[str, float]:
    differences = {name: _short(value - low[name]) for name, value in high.items()}
    kept = [(name, value) for name, value in differences.items() if value > 0]
    return dict(sorted(kept, key=lambda one: -one[1]))


def _explained(suggestion: Suggestion, reasons: Reasons) -> Suggestion:
    return replace(suggestion, evidence=replace(suggestion.evidence, reasons=reasons))


def _short(value: float) -> float:
    return round(value, _DIGITS) + 0.0  # never -0.0
