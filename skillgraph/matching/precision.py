"""Keeps the suggestions whose confidence gives the precision that a user asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from skillgraph.matching.judging.abstention import or_broader
from skillgraph.matching.judging.cutoffs import Cutoff, threshold_for, unattainable
from skillgraph.matching.types import ReasonKind

if TYPE_CHECKING:
    from skillgraph.matching.matcher import Matcher
    from skillgraph.matching.types import MatchResult

_BELOW = (
    "No suggestion reaches a confidence of {threshold:.2f}, which gives a precision of {precision:g}; {best}."
)
_BEST = "the best has {confidence:.2f}"
_NONE = "In this language no confidence is known to give a precision of {precision:g}."


class PrecisionCutoff:
    """A wanted precision, as the least confidence of a suggestion in each language.

    Args:
        matcher: Its parameters state the cut-offs.
        precision: The share of right suggestions to ask for, 0 to 1.
        languages: The languages texts may be in; all of the matcher's by default.

    Raises:
        InputError: If the precision is known to be reached in none of the languages; the hint lists what is.
    """

    def __init__(self, matcher: Matcher, precision: float, languages: Sequence[str] = ()) -> None:
        self._matcher = matcher
        self._precision = precision
        stated = _stated(matcher, languages or matcher.languages)
        if all(threshold_for(found, precision) is None for found in stated.values()):
            raise unattainable(precision, stated)

    def threshold(self, lang: str) -> float | None:
        """The least confidence for texts in a language, 0 to 1; ``None`` where none is known."""
        return threshold_for(self._matcher.model(lang).parameters.cutoffs, self._precision)

    def apply(self, result: MatchResult) -> MatchResult:
        """The result with the suggestions of at least the threshold; it abstains where there are none."""
        if not result.suggestions:
            return result
        threshold = self.threshold(result.lang)
        least = math.inf if threshold is None else threshold
        reaching = tuple(s for s in result.suggestions if s.confidence >= least)
        if reaching or result.reason_kind is ReasonKind.NO_SKILL_CONTENT:
            return replace(result, suggestions=reaching)
        below = self._why_below(result, threshold)
        reason, kind = or_broader(below, ReasonKind.BELOW_PRECISION, result.broader_fit)
        return replace(result, abstained=True, reason=reason, reason_kind=kind, suggestions=())

    def _why_below(self, result: MatchResult, threshold: float | None) -> str:
        if threshold is None:
            return _NONE.format(precision=self._precision)
        best = _BEST.format(confidence=result.suggestions[0].confidence)
        return _BELOW.format(threshold=threshold, precision=self._precision, best=best)

    def thresholds(self) -> dict[str, float | None]:
        """`threshold` for each language of the matcher."""
        return {lang: self.threshold(lang) for lang in self._matcher.languages}


def _stated(matcher: Matcher, languages: Sequence[str]) -> dict[str, tuple[Cutoff, ...]]:
    """The cut-offs by language; languages that share parameters stand together."""
    shared: dict[str, list[str]] = {}
    for lang in languages:
        shared.setdefault(matcher.model(lang).parameters.language, []).append(lang)
    return {", ".join(langs): matcher.model(langs[0]).parameters.cutoffs for langs in shared.values()}
