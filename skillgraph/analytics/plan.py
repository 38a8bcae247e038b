"""Plans: the fewest, cheapest or shortest credentials that together cover the demanded skills.

Choosing them is weighted set cover, with a bound where it is not solved to the end; see
`skillgraph.analytics.setcover`. Of several best choices, the one with fewer credentials is taken, then the
one that is better evidenced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from skillgraph.analytics.coverage import Coverage, CoverageKind, CoverageTarget, cover, rests_on
from skillgraph.analytics.objective import Objective
from skillgraph.analytics.setcover import NEARLY, SetCover
from skillgraph.analytics.stacking import Stacking
from skillgraph.errors import InputError
from skillgraph.model import Credential, MappingStatus, RestsOn
from skillgraph.model import Mapping as MappingRecord
from skillgraph.sources.values import parse_price

_ALTERNATIVES = 3

_PENALTY: Mapping[CoverageKind, float] = {
    CoverageKind.DIRECT: 0.0,
    CoverageKind.NARROWER: 1.0,
    CoverageKind.BROADER: 2.0,
}


@dataclass(frozen=True, slots=True)
class DemandedConcept:
    """A demanded concept.

    Attributes:
        target: What covers it: the concept itself, those below it, and those above it.
        required: Whether it is required, not only an asset.
    """

    uri: str
    label: str
    target: CoverageTarget
    required: bool = True


@dataclass(frozen=True, slots=True)
class PlanRule:
    """Which credentials count, and what is asked of the plan.

    Attributes:
        objective: What to have least of.
        at_most: The largest number of credentials; as many skills as possible are then covered, required
            ones before any asset.
        kinds: The coverage that counts. A credential for a broader skill may leave out the very skill asked
            for, so it counts only where it is named here.
        accepted_only: Whether only mappings that a person accepted count.
        min_confidence: Proposals below it do not count.
        seconds: How long to search for the answer to each of two or three questions.
    """

    objective: Objective = Objective.SMALLEST
    at_most: int | None = None
    kinds: Collection[CoverageKind] = (CoverageKind.DIRECT, CoverageKind.NARROWER)
    accepted_only: bool = False
    min_confidence: float = 0.0
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Covers:
    """A demanded concept that a credential of the plan covers, and by what."""

    uri: str
    label: str
    coverage: CoverageKind
    status: MappingStatus | None
    outcome: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A credential of the plan.

    Attributes:
        covers: The demanded concepts it covers; empty where it is only there as a prerequisite.
        alone: Those among them that no other credential of the plan covers, by URI.
        after: Credentials of the plan that must come before it, by id.
        other_prerequisites: What it asks for beside them, in the words of its issuer.
        cost: As an amount; ``None`` where none is stated.
        hours: ``None`` where none are stated.
        alternatives: Credentials that would cover the same in its place, the least by the objective first.
    """

    credential: str
    credential_id: str
    issuer: str
    covers: tuple[Covers, ...]
    alone: tuple[str, ...]
    after: tuple[str, ...]
    other_prerequisites: tuple[str, ...]
    cost: float | None
    hours: float | None
    alternatives: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A demanded concept that the plan does not cover.

    Attributes:
        possible: Whether a credential covers it, which the plan had no room for.
        nearest: Credentials for a broader concept, by name: they may touch on it.
    """

    uri: str
    label: str
    required: bool
    possible: bool
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Credentials that together cover what is demanded.

    Attributes:
        steps: In an order in which prerequisites come first.
        uncovered: What stays uncovered, required concepts first.
        value: What the objective counts: credentials, cost or hours. Where a credential does not state its
            cost or hours, the largest that any candidate states was assumed.
        bound: No plan that covers as much has less than this; ``value`` where the plan is proved best.
        exact: Whether it is proved that no plan has less.
        assumed: Ids of credentials of the plan whose cost or hours had to be assumed.
        rests_on: The mappings by which its credentials cover what is demanded, the best one of each.
    """

    objective: Objective
    steps: tuple[PlanStep, ...]
    uncovered: tuple[Uncovered, ...]
    value: float
    bound: float
    exact: bool
    assumed: tuple[str, ...] = ()
    rests_on: RestsOn = field(default_factory=RestsOn)

    @property
    def covered(self) -> int:
        """How many demanded concepts are covered."""
        return len({one.uri for step in self.steps for one in step.covers})


def plan(
    demanded: Sequence[DemandedConcept],
    credentials: Sequence[Credential],
    mappings: Iterable[MappingRecord],
    rule: PlanRule | None = None,
) -> Plan:
    """Choose credentials that cover what is demanded.

    Args:
        demanded: The concepts; of several with the same URI the first counts.
        credentials: The supply.
        mappings: Mapping records of the credentials' outcomes.
        rule: Which credentials count, and what to have least of; the smallest number by default.

    Raises:
        InputError: If nothing is demanded, if no candidate states what the objective counts, or if
            prerequisites go round in a circle.
    """
    if not demanded:
        raise InputError("No skill is demanded.", hint="Name a posting, an occupation or skills.")
    rule = rule or PlanRule()
    wanted = list({one.uri: one for one in demanded}.values())
    return _Problem(wanted, credentials, mappings, rule).solved()


class _Problem:
    """What is demanded, and who may cover it."""

    def __init__(
        self,
        demanded: Sequence[DemandedConcept],
        credentials: Sequence[Credential],
        mappings: Iterable[MappingRecord],
        rule: PlanRule,
    ) -> None:
        self._demanded = demanded
        self._rule = rule
        self._by_id = {credential.id: credential for credential in credentials}
        self._stacking = Stacking(credentials)
        self._mappings = tuple(mappings)
        self._found = _found(demanded, credentials, self._mappings, rule)

    def solved(self) -> Plan:
        chosen, bound = self._choose()
        value = sum(self._weights[one] for one in chosen)
        order = self._stacking.ordered(chosen)
        return Plan(
            objective=self._rule.objective,
            steps=tuple(self._step(one, chosen) for one in order),
            uncovered=self._uncovered(chosen),
            value=value,
            bound=min(bound, value),
            exact=bound >= value - NEARLY,
            assumed=tuple(one for one in order if self._stated[one] is None),
            rests_on=self._rests_on(chosen),
        )

    def _rests_on(self, chosen: Iterable[str]) -> RestsOn:
        best = (c.evidence[0].pair for one in chosen for c in self._covering.get(one, {}).values())
        return rests_on(best, self._mappings, min_confidence=self._rule.min_confidence)

    def _choose(self) -> tuple[list[str], float]:
        """Ids of the chosen credentials, and the least that the objective can be, as far as is proved."""
        names = self._candidates
        wanted = [
            demand for demand in self._demanded if any(demand.uri in c for c in self._covering.values())
        ]
        if not wanted:
            return [], 0.0
        cover = self._set_cover(names, wanted)
        if self._rule.at_most is None:
            cover.cover_all()
        else:
            # One required concept outweighs all assets together.
            cover.cover_most(self._rule.at_most, [1 + len(wanted) * d.required for d in wanted])
        bound = cover.least([self._weights[name] for name in names])
        cover.least([1 + self._weakness(name) for name in names])
        return [name for name, taken in zip(names, cover.taken, strict=True) if taken], bound

    def _set_cover(self, names: Sequence[str], wanted: Sequence[DemandedConcept]) -> SetCover:
        place = {name: number for number, name in enumerate(names)}
        return SetCover(
            [{place[one] for one, found in self._covering.items() if d.uri in found} for d in wanted],
            len(names),
            before=[(place[one], place[name]) for name in names for one in self._stacking.before(name)],
            seconds=self._rule.seconds,
        )

    @cached_property
    def _covering(self) -> dict[str, dict[str, Coverage]]:
        """By credential, the demanded concepts that it covers in a way that counts."""
        counted = {
            one: {uri: coverage for uri, coverage in found.items() if coverage.coverage in self._rule.kinds}
            for one, found in self._found.items()
        }
        return {one: found for one, found in counted.items() if found}

    @cached_property
    def _candidates(self) -> list[str]:
        """Ids of the credentials that cover something, with all that must come before them, sorted."""
        return sorted({*self._covering}.union(*map(self._stacking.all_before, self._covering)))

    @cached_property
    def _stated(self) -> dict[str, float | None]:
        """What the objective counts, by candidate; ``None`` where it is not stated."""
        return {one: _counted(self._by_id[one], self._rule.objective) for one in self._candidates}

    @cached_property
    def _weights(self) -> dict[str, float]:
        """The same, with the largest stated one for those that state none."""
        stated = [value for value in self._stated.values() if value is not None]
        if self._candidates and not stated:
            what = "its cost" if self._rule.objective is Objective.CHEAPEST else "its hours"
            raise InputError(
                f"None of the {len(self._candidates)} credentials that cover what is demanded states {what}.",
                hint="Ask for the smallest plan, or add the column to the outcome sheet.",
            )
        return {one: max(stated) if value is None else value for one, value in self._stated.items()}

    def _weakness(self, name: str) -> float:
        """How much of what a credential covers is indirect, unreviewed or unsure; below 1 over all."""
        found = self._covering.get(name, {}).values()
        weak = sum(_PENALTY[c.coverage] + _doubt(c) for c in found)
        return weak / (5 * len(self._demanded) * len(self._candidates))

    def _step(self, name: str, chosen: Sequence[str]) -> PlanStep:
        credential, found = self._by_id[name], self._covering.get(name, {})
        others = {uri for one in chosen if one != name for uri in self._covering.get(one, {})}
        alone = tuple(demand.uri for demand in self._demanded if demand.uri in set(found) - others)
        return PlanStep(
            credential=credential.name,
            credential_id=name,
            issuer=credential.issuer,
            covers=tuple(_covers(d, found[d.uri]) for d in self._demanded if d.uri in found),
            alone=alone,
            after=self._stacking.before(name),
            other_prerequisites=self._stacking.others(name),
            cost=parse_price(credential.cost),
            hours=credential.duration_hours,
            alternatives=self._alternatives(name, alone, chosen) if alone else (),
        )

    def _alternatives(
        self, name: str, alone: Sequence[str], chosen: Sequence[str]
    ) -> tuple[tuple[str, str], ...]:
        """Ids and names of others that cover what only this one does, and ask for nothing that is missing."""
        there = set(chosen) - {name}
        can = [
            one
            for one, found in self._covering.items()
            if one not in chosen and set(alone) <= set(found) and there.issuperset(self._stacking.before(one))
        ]
        can.sort(key=lambda one: (self._weights[one], self._weakness(one), self._by_id[one].name, one))
        return tuple((one, self._by_id[one].name) for one in can[:_ALTERNATIVES])

    def _uncovered(self, chosen: Sequence[str]) -> tuple[Uncovered, ...]:
        covered = {uri for one in chosen for uri in self._covering.get(one, {})}
        possible = {uri for found in self._covering.values() for uri in found}
        left = [demand for demand in self._demanded if demand.uri not in covered]
        return tuple(
            Uncovered(d.uri, d.label, d.required, d.uri in possible, self._nearest(d.uri))
            for d in sorted(left, key=lambda demand: not demand.required)
        )

    def _nearest(self, uri: str) -> tuple[str, ...]:
        found = (coverages.get(uri) for coverages in self._found.values())
        near = {c.credential for c in found if c is not None and c.coverage is CoverageKind.BROADER}
        return tuple(sorted(near)[:_ALTERNATIVES])


def _found(
    demanded: Iterable[DemandedConcept],
    credentials: Sequence[Credential],
    mappings: Iterable[MappingRecord],
    rule: PlanRule,
) -> dict[str, dict[str, Coverage]]:
    """By credential and demanded concept, how the one covers the other, if at all."""
    usable = [m for m in mappings if not rule.accepted_only or m.status is MappingStatus.ACCEPTED]
    found: dict[str, dict[str, Coverage]] = defaultdict(dict)
    for demand in demanded:
        for coverage in cover(demand.target, credentials, usable, min_confidence=rule.min_confidence):
            found[coverage.credential_id][demand.uri] = coverage
    return found


def _counted(credential: Credential, objective: Objective) -> float | None:
    if objective is Objective.SMALLEST:
        return 1.0
    return parse_price(credential.cost) if objective is Objective.CHEAPEST else credential.duration_hours


def _doubt(found: Coverage) -> float:
    """From 0 for what a person accepted, over 1 for a sure proposal, to 2 for one that is not sure at all."""
    sure = found.evidence[0].confidence or 0.0
    return 0.0 if found.status is MappingStatus.ACCEPTED else 2.0 - sure


def _covers(demand: DemandedConcept, coverage: Coverage) -> Covers:
    piece = coverage.evidence[0]
    return Covers(demand.uri, demand.label, coverage.coverage, coverage.status, piece.text, piece.confidence)
