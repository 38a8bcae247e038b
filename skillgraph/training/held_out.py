"""Outcomes as the product answers them, each credential by trees that did not see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from skillgraph.matching.judging.last_calibration import AS_GIVEN, LastCalibration
from skillgraph.matching.judging.standing import Ranked
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.parts import merge_parts
from skillgraph.matching.senses import SenseChooser
from skillgraph.matching.types import NO_CONTEXT, MatchResult
from skillgraph.training.known_texts import (
    Floats,
    KnownText,
    Whole,
    folds_of,
    ranked_texts,
    rows_of,
    signals_of,
)
from skillgraph.training.tree_fitting import SIZES, Size, held_out_logits, settling

SEEDS = (0, 1, 2, 3, 4)
"""Each shuffles the credentials before they are dealt to the folds: one deal says much by chance."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A judge that knows what trees said before."""

    given: Sequence[float]
    last: LastCalibration
    least: float = 0.0

    def confidences(self, found: Sequence[tuple[Ranked | None, Ranked | None]], clauses: int) -> list[float]:  # noqa: ARG002
        return [self.last.confidence(one) for one in self.given[: len(found)]]


@dataclass(frozen=True, slots=True)
class Deal:
    """What trees say of all rows, with the credentials dealt to folds in one way.

    Attributes:
        folds: The fold of each text.
        logits: The settled log odds of each row, by trees that did not see its fold.
    """

    folds: Whole
    logits: Floats


class HeldOutOutcomes:
    """Ranks outcomes once, and answers them as often as is wanted.

    Args:
        matcher: Of the kind *outcome*.
        texts: The outcomes, one sentence each.
        lang: Their language.
        seeds: One for each deal.
        size: Of the trees.
    """

    def __init__(
        self,
        matcher: Matcher,
        texts: Sequence[KnownText],
        lang: str,
        *,
        seeds: Sequence[int] = SEEDS,
        size: Size = SIZES[TextKind.OUTCOME],
    ) -> None:
        self.texts = texts
        self.signals = signals_of(matcher, lang)
        self.size = size
        self._seeds = seeds
        self._ranked = ranked_texts(matcher, texts, lang)
        self.rows = rows_of(self._ranked, texts, self.signals, standing=self.size.standing)
        self._senses = SenseChooser(matcher.index)

    @cached_property
    def deals(self) -> Sequence[Deal]:
        """One for each seed; what settles the log odds is the same for all."""
        slope, shift = self.settling
        return [Deal(folds, logits * slope + shift) for folds, logits in self._unsettled]

    @cached_property
    def settling(self) -> tuple[float, float]:
        """What log odds are multiplied by, and what is added, fitted on the held-out ones of all deals."""
        found = [settling(self.rows, logits) for _, logits in self._unsettled]
        slope, shift = np.mean(found, axis=0).tolist()
        return slope, shift

    @cached_property
    def _unsettled(self) -> Sequence[tuple[Whole, Floats]]:
        dealt = [folds_of(self.texts, seed) for seed in self._seeds]
        return [(folds, held_out_logits(self.rows, folds, self.signals, self.size)) for folds in dealt]

    def answers(
        self,
        deal: Deal,
        last: Callable[[int], LastCalibration] = lambda _: AS_GIVEN,
        *,
        in_context: bool = True,
    ) -> list[MatchResult]:
        """The answer for each text.

        Args:
            deal: Whose trees judge.
            last: The last calibration for texts of a fold.
            in_context: Whether the credential tells the sense of its outcomes.
        """
        return list(self._answers(deal, last, in_context=in_context))

    def _answers(
        self, deal: Deal, last: Callable[[int], LastCalibration], *, in_context: bool
    ) -> Iterator[MatchResult]:
        confidences = (1 / (1 + np.exp(-np.clip(deal.logits, -30, 30)))).tolist()
        start = 0
        for owner, parted in self._ranked:
            answer = parted.whole
            if parted.found:
                end = start + len(parted.found)
                judge = _Known(confidences[start:end], last(int(deal.folds[owner])))
                answer, start = merge_parts(parted, judge, TextKind.OUTCOME), end
            context = self.texts[owner].context if in_context else NO_CONTEXT
            yield self._senses.chosen(answer, context)
