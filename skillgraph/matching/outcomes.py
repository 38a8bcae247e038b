"""Matches the outcomes of credentials, each in its language and in the sense of its credential."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from skillgraph.matching.parts import match_parts
from skillgraph.matching.senses import LOOKED_AT, SenseChooser
from skillgraph.matching.text.language import AUTO
from skillgraph.matching.types import NO_CONTEXT, Context

if TYPE_CHECKING:
    from skillgraph.matching.matcher import Matcher
    from skillgraph.matching.types import MatchResult
    from skillgraph.model import LearningOutcome
    from skillgraph.progress import Progress


def match_outcomes(
    matcher: Matcher,
    outcomes: Sequence[LearningOutcome],
    contexts: Mapping[str, Context],
    k: int,
    progress: Progress | None,
    *,
    whole: bool = False,
) -> list[MatchResult]:
    """One result for each outcome, in the language its source states, else in the one it seems to be in.

    Args:
        matcher: Of the kind *outcome*.
        outcomes: Those of one workspace.
        contexts: Of each outcome by its ``id``: the credential that it is of.
        k: How many suggestions each gets.
        progress: Hears how many are matched.
        whole: Match each as a whole only, not by its clauses.
    """
    by_language: dict[str, list[int]] = defaultdict(list)
    for position, outcome in enumerate(outcomes):
        stated = outcome.lang.split("-")[0].lower()
        by_language[stated if stated in matcher.languages else AUTO].append(position)
    results: dict[int, MatchResult] = {}
    senses, ranks = SenseChooser(matcher.index), max(k, LOOKED_AT)
    for lang, positions in by_language.items():
        texts = (outcomes[position].text for position in positions)
        found = match_parts(matcher, texts, k=ranks, lang=lang, together=True, whole=whole)
        for position, result in zip(positions, found, strict=True):
            chosen = senses.chosen(result, contexts.get(outcomes[position].id, NO_CONTEXT))
            results[position] = replace(chosen, suggestions=chosen.suggestions[:k])
            if progress is not None:
                progress("Matching outcomes", len(results), len(outcomes))
    return [results[position] for position in range(len(outcomes))]
