"""Where a concept stands among the others that are ranked for the same text or its clauses.

How sure a ranking is of a concept says little by itself: six near-synonyms may share what one would have.
What the other candidates are tells them apart: whether a surer one has the same parent, lies above or below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skillgraph.matching.types import MatchResult, Suggestion

Floats = npt.NDArray[np.float64]

STANDING = ("lead", "place", "siblings", "narrower", "broader", "words", "depth", "whole lead", "part lead")
"""Features of a candidate, in order.

- ``lead``: the log odds of its larger confidence less those of the surest candidate;
- ``place``: its place by that confidence, counted from 0;
- ``siblings``: the sum of the confidences of the others with the same direct parent;
- ``narrower``, ``broader``: the confidence of the surest one that lies below or above it, else 0;
- ``words``: the number of words of its label;
- ``depth``: how many concepts lie above it, along the first parent of each, less the median of all
  candidates; 0 throughout in a flat framework;
- ``whole lead``, ``part lead``: its lead in the ranking of the text and of its surest clause, NaN where it is
  not ranked there.
"""

_BOUND = 5.0
"""Log odds beyond which nothing is said more surely."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A suggestion where it stands.

    Attributes:
        rank: Counted from 0.
        result: The answer that it is one of.
    """

    suggestion: Suggestion
    rank: int
    result: MatchResult


Found = Sequence[tuple[Ranked | None, Ranked | None]]
"""Where each candidate of a text stands in its ranking and in that of its surest clause."""


def standings(found: Found) -> Floats:
    """The features of each candidate of one text.

    Args:
        found: Where each stands in the ranking of the text and of its surest clause.

    Returns:
        Shape (candidates, features).
    """
    if not found:
        return np.empty((0, len(STANDING)))
    named = [_suggestion(*both) for both in found]
    sure = np.array([_surest(*both) for both in found])
    odds = np.array([log_odds(one) for one in sure.tolist()])
    places = np.empty(len(sure))
    places[np.argsort(-sure, kind="stable")] = np.arange(len(sure))
    depths = np.array([len(one.broader) for one in named])
    columns = [
        odds - odds.max(),
        places,
        *_relatives(named, sure),
        np.array([len(one.label.split()) for one in named]),
        depths - np.median(depths),
        np.array([_lead(whole) for whole, _ in found]),
        np.array([_lead(part) for _, part in found]),
    ]
    return np.column_stack(columns)


def log_odds(probability: float) -> float:
    """Log odds, bounded."""
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return min(max(math.log(bounded / (1 - bounded)), -_BOUND), _BOUND)


def _relatives(named: Sequence[Suggestion], sure: Floats) -> tuple[Floats, Floats, Floats]:
    """Siblings, narrower and broader, by the labels of what lies above each."""
    parents = np.array([one.broader[0] if one.broader else "" for one in named])
    same = (parents[:, None] == parents) & (parents != "") & ~np.eye(len(named), dtype=bool)
    above = np.array([[one.label in other.broader for other in named] for one in named])
    return same @ sure, (above * sure).max(axis=1), (above.T * sure).max(axis=1)


def _suggestion(whole: Ranked | None, part: Ranked | None) -> Suggestion:
    found = whole or part
    assert found is not None
    return found.suggestion


def _surest(whole: Ranked | None, part: Ranked | None) -> float:
    return max(one.suggestion.confidence for one in (whole, part) if one is not None)


def _lead(found: Ranked | None) -> float:
    if found is None:
        return math.nan
    return log_odds(found.suggestion.confidence) - log_odds(found.result.suggestions[0].confidence)
