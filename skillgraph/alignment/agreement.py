"""Agreement between two reviewers, and where they differ.

Compared are the last words of both on the same records, since these were opened (again). Each word falls in
one of four categories: the mapping as it stands is right, it is wrong, another mapping is right, there is no
term.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from skillgraph.alignment.histories import judgements
from skillgraph.model import Action, Agent, Decision, Mapping


class Judgement(StrEnum):
    """What a reviewer says of a record, whatever its state."""

    RIGHT = "right"
    WRONG = "wrong"
    OTHER = "other"
    NO_TERM = "no-term"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A reviewer's last word on a record."""

    by: Agent
    at: str
    action: Action
    judgement: Judgement
    reason: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two reviewers agree.

    Attributes:
        n: Records that both have judged.
        observed: Share of them on which they say the same, 0 to 1.
        expected: The share that would be the same by chance, given how often each says what.
        kappa: Cohen's kappa, -1 to 1; ``None`` where it is not defined (nothing judged by both, or only one
            category in use).
    """

    first: Agent
    second: Agent
    n: int
    observed: float
    expected: float
    kappa: float | None


def opinions(record: Mapping) -> list[Opinion]:
    """The last word of each reviewer on a record; who rejected what it no longer says has none."""
    found = []
    for decision, left in judgements(record).values():
        judgement = _judgement(record, decision, left)
        if judgement is not None:
            by, at, action = decision.by, decision.at, decision.action
            found.append(Opinion(by, at, action, judgement, decision.reason, decision.confidence))
    return found


def disagree(record: Mapping) -> bool:
    """Whether two reviewers say different things of a record."""
    return len({opinion.judgement for opinion in opinions(record)}) > 1


def agreements(records: Iterable[Mapping]) -> list[Agreement]:
    """The agreement of every two reviewers who have judged the same records, most records first."""
    paired: dict[tuple[str, str], list[tuple[Judgement, Judgement]]] = {}
    agents: dict[str, Agent] = {}
    for record in records:
        said = {opinion.by.uri: opinion for opinion in opinions(record)}
        agents |= {uri: opinion.by for uri, opinion in said.items()}
        for first, second in combinations(sorted(said), 2):
            pair = (said[first].judgement, said[second].judgement)
            paired.setdefault((first, second), []).append(pair)
    found = [_agreement(agents[a], agents[b], pairs) for (a, b), pairs in paired.items()]
    return sorted(found, key=lambda one: (-one.n, one.first.uri, one.second.uri))


def _agreement(first: Agent, second: Agent, pairs: list[tuple[Judgement, Judgement]]) -> Agreement:
    """Cohen's kappa, (observed - expected) / (1 - expected).

    Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20 (1960), 37-46.
    """
    n = len(pairs)
    observed = sum(left == right for left, right in pairs) / n
    left, right = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(left[word] * right[word] for word in Judgement) / n**2
    kappa = None if expected == 1 else (observed - expected) / (1 - expected)
    return Agreement(first, second, n, observed, expected, kappa)


def _judgement(record: Mapping, decision: Decision, left: Mapping) -> Judgement | None:
    """What a decision that left a record in a state says of the record as it is now."""
    same = (left.predicate_id, left.object_id) == (record.predicate_id, record.object_id)
    if decision.action is Action.REJECT:
        return Judgement.WRONG if same else None
    if left.no_term:
        return Judgement.NO_TERM
    return Judgement.RIGHT if same else Judgement.OTHER
