"""Chooses among senses of a text by what it belongs to: the title of its credential, and its other outcomes.

``Milling`` means another thing in *CNC machining* than in *Grain processing*, and the text alone cannot tell.
The context is compared with the labels of the first concepts. Those that are about as likely as others before
them change places, and nothing else happens: no concept comes in, none gets surer, and what is left without
a match stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import Vectors
from skillgraph.matching.index.arithmetic import GRID
from skillgraph.matching.index.index import Index
from skillgraph.matching.judging.standing import log_odds
from skillgraph.matching.signals.signal_types import EXACT
from skillgraph.matching.text.cues import generic_words, hollow_words
from skillgraph.matching.text.guards import PREFERRED
from skillgraph.matching.text.tokens import normalised, words
from skillgraph.matching.types import Context, ContextKind, ContextReason, MatchResult, Suggestion

Doubles = npt.NDArray[np.float64]

LOOKED_AT = 20
"""So many suggestions for a text are compared with its context."""

_ENCODER = "student"
"""Both profiles have it, it knows English and French, and a title costs it next to nothing."""

SIDES = (0.1, 0.35)
"""Confidences that no concept is moved across: from the second on `propose` writes it, from the first on with
``--more``. A text of one word is an exception, for nothing but its context tells its sense."""

_PIVOT = "en"
_REMEMBERED = 1_024


@dataclass(frozen=True, slots=True)
class SenseWeights:
    """How much a context counts.

    Chosen on 240 English outcomes; what that gains on credentials that the choice did not see is in
    docs/evaluation.md, with what was tried beside it.

    Attributes:
        title: Log odds for a cosine of 1 with the title.
        others: The same for the mean of the other outcomes.
        most: Log odds by which the context speaks for or against a concept at most.
        lone: How many times as much a context counts for a text of one word, whose sense nothing else tells.
    """

    title: float = 3.0
    others: float = 1.0
    most: float = 0.5
    lone: float = 3.0


class _Said(NamedTuple):
    """A context as it is compared.

    Attributes:
        titles: The vector of the title, shape (1 or 0, dimensions).
        others: The other outcomes.
        vectors: Theirs, shape (others, dimensions).
    """

    titles: Vectors
    others: Sequence[str]
    vectors: Vectors


class _Fit(NamedTuple):
    """How some concepts fit the context of a text.

    Attributes:
        title, others: Log odds that each of them gets from either, shape (concepts,).
        nearest: For each concept the other outcome that is nearest to it; empty without others.
    """

    title: Doubles
    others: Doubles
    nearest: Sequence[str]

    def without(self, first: int) -> _Fit:
        """The same without so many of the first concepts."""
        return _Fit(self.title[first:], self.others[first:], self.nearest[first:])


class SenseChooser:
    """Puts first, of concepts that are about as likely, those that fit the context.

    Args:
        index: The index of the framework.
        weights: How much a context counts.
    """

    def __init__(self, index: Index, weights: SenseWeights = SenseWeights()) -> None:
        self._index = index
        self._weights = weights
        self._read = lru_cache(maxsize=_REMEMBERED)(self._encoded)

    def chosen(self, result: MatchResult, context: Context) -> MatchResult:
        """The answer with its suggestions in the order that fits the context.

        Args:
            result: The answer for a text by itself.
            context: What the text belongs to; without any, or in a language that the encoder does not know,
                the answer stays as it is.
        """
        first = result.suggestions[:LOOKED_AT]
        if len(first) < 2 or not context or not self._knows(result.lang):
            return result
        fit = self._fit(result.text, [one.uri for one in first], result.lang, context)
        order = self._order(result.text, first, fit)
        if order == sorted(order):
            return result
        moved = [_with_reason(first, order, place, fit, context) for place in range(len(order))]
        settled = _settled([*moved, *result.suggestions[LOOKED_AT:]], first[0].uri)
        return replace(result, suggestions=tuple(settled))

    def ranked(
        self, text: str, uris: Sequence[str], confidences: Sequence[float], lang: str, context: Context
    ) -> list[int]:
        """Places of concepts in the order that fits the context, where only their confidences are known."""
        if not context or not self._knows(lang):
            return list(range(len(uris)))
        return self._by(text, confidences, self._fit(text, uris, lang, context))

    def _order(self, text: str, suggestions: Sequence[Suggestion], fit: _Fit) -> list[int]:
        """Places in the new order; a preferred label that is the whole text stays first."""
        named = sum(one.evidence.signals.get(EXACT, 0.0) >= PREFERRED for one in suggestions[:1])
        rest = self._by(text, [one.confidence for one in suggestions[named:]], fit.without(named))
        return [*range(named), *(named + place for place in rest)]

    def _by(self, text: str, confidences: Sequence[float], fit: _Fit) -> list[int]:
        """Places of concepts with some confidences in the order that fits the context."""
        lone = len(set(words(text)) - hollow_words()) == 1
        times = self._weights.lone if lone else 1.0
        most = times * self._weights.most
        pull = np.clip(times * (fit.title + fit.others), -most, most)
        odds = np.array([log_odds(one) for one in confidences]) + pull
        side = np.zeros(len(odds)) if lone else np.searchsorted(SIDES, confidences, side="right")
        order: list[int] = np.lexsort((-odds, -side)).tolist()
        return order

    def _fit(self, text: str, uris: Sequence[str], lang: str, context: Context) -> _Fit:
        said = self._read(context)
        own = normalised(text)
        apart = [place for place, other in enumerate(said.others) if normalised(other) != own]
        about = self._about([self._positions[uri] for uri in uris], lang)
        titles = said.titles if normalised(context.title) != own else said.titles[:0]
        others = said.vectors[apart]
        near = about @ others.T
        nearest = [said.others[apart[place]] for place in near.argmax(axis=1)] if apart else [""] * len(uris)
        return _Fit(
            self._weights.title * _apart(about, titles), self._weights.others * _apart(about, others), nearest
        )

    def _about(self, positions: Sequence[int], lang: str) -> Doubles:
        """What concepts are about, by their labels in the language and in English, shape (concepts, …)."""
        langs = [one for one in dict.fromkeys((lang, _PIVOT)) if self._index.has_dense(_ENCODER, one)]
        found = [self._index.dense(_ENCODER, one).centroids[positions] / GRID for one in langs]
        return _normed(np.sum(found, axis=0))

    def _encoded(self, context: Context) -> _Said:
        telling = {word for word in words(context.title) if not word.isdigit()} - generic_words()
        titles = [context.title] if telling else []
        others = list(dict.fromkeys(one for one in context.others if one.strip()))
        vectors = self._index.encoder(_ENCODER).encode([*titles, *others])
        return _Said(vectors[: len(titles)], others, vectors[len(titles) :])

    def _knows(self, lang: str) -> bool:
        langs = self._index.encoder(_ENCODER).languages
        comparable = any(self._index.has_dense(_ENCODER, one) for one in (lang, _PIVOT))
        return comparable and (langs is None or lang in langs)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {uri: position for position, uri in enumerate(self._index.labels.uris)}


def _apart(about: Doubles, said: Vectors) -> Doubles:
    """How much nearer each concept is than the mean of all to the mean of some vectors, as cosines."""
    if not len(said):
        return np.zeros(len(about))
    near = about @ _normed(said.mean(axis=0, dtype=np.float64))
    apart: Doubles = near - near.mean()
    return apart


def _normed(vectors: Doubles) -> Doubles:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    normed: Doubles = vectors / np.where(lengths > 0, lengths, 1.0)
    return normed


def _with_reason(
    before: Sequence[Suggestion], order: Sequence[int], place: int, fit: _Fit, context: Context
) -> Suggestion:
    """The suggestion at a place of the new order; one that has overtaken another says by what."""
    old = order[place]
    overtaken = [one for one in order[place + 1 :] if one < old]
    if not overtaken:
        return before[old]
    title = max(fit.title[old] - fit.title[one] for one in overtaken)
    others = max(fit.others[old] - fit.others[one] for one in overtaken)
    if title >= others or not fit.nearest[old]:
        reason = ContextReason(ContextKind.TITLE, context.title)
    else:
        reason = ContextReason(ContextKind.OTHER, fit.nearest[old])
    return replace(before[old], context=reason)


def _settled(moved: Sequence[Suggestion], first: str) -> list[Suggestion]:
    """Suggestions in their new order, none surer than the one before it.

    What sets the ``first`` of the old order apart from the others is said only where it is the first still.
    """
    found: list[Suggestion] = []
    for place, one in enumerate(moved):
        sure = min(one.confidence, found[-1].confidence) if found else one.confidence
        other = moved[1].uri if place == 0 else first
        same = moved[0].uri == first
        found.append(_compared_with(replace(one, confidence=sure), other if same else ""))
    return found


def _compared_with(one: Suggestion, other: str) -> Suggestion:
    """The suggestion without a comparison, unless that is with the other."""
    reasons = one.evidence.reasons
    if reasons is None or reasons.compared is None or reasons.compared.uri == other:
        return one
    return replace(one, evidence=replace(one.evidence, reasons=replace(reasons, compared=None)))
