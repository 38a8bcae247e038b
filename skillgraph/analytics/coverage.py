"""Which credentials cover a skill, and on what evidence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from skillgraph.alignment.histories import status_before_reopening
from skillgraph.model import (
    Assessment,
    Credential,
    Endorsement,
    LearningOutcome,
    MappingStatus,
    PredicateModifier,
    RestsOn,
)
from skillgraph.model import Mapping as MappingRecord
from skillgraph.model.feedback import Ratings

if TYPE_CHECKING:
    from skillgraph.analytics.wording import WordingMatch
    from skillgraph.graph.hierarchy import Hierarchy

_NOTHING_SAID: Mapping[str, int] = MappingProxyType({})


class CoverageKind(StrEnum):
    """How a credential's concept relates to the one that was asked for; the order is from best to least."""

    DIRECT = "direct"
    NARROWER = "narrower"
    BROADER = "broader"
    WORDS = "words"
    """Not mapped: the credential says the very words that were asked for."""


@dataclass(frozen=True, slots=True)
class CoverageTarget:
    """What was asked for: a concept with everything below and above it in the hierarchy."""

    uris: Collection[str]
    narrower: Collection[str]
    broader: Collection[str]

    @classmethod
    def of(cls, uris: Iterable[str], hierarchy: Hierarchy) -> Self:
        """Concepts with everything that lies below and above them."""
        asked = frozenset(uris)
        return cls(
            uris=asked,
            narrower=frozenset().union(*map(hierarchy.descendants, asked)),
            broader=frozenset().union(*map(hierarchy.ancestors, asked)),
        )

    @property
    def related(self) -> Collection[str]:
        """Everything that relates to the target: itself, what lies below, and what lies above."""
        return frozenset(self.uris).union(self.narrower, self.broader)

    def relation(self, uri: str) -> CoverageKind | None:
        """How ``uri`` relates to the target, ``None`` where it does not."""
        if uri in self.uris:
            return CoverageKind.DIRECT
        if uri in self.narrower:
            return CoverageKind.NARROWER
        return CoverageKind.BROADER if uri in self.broader else None


@dataclass(frozen=True, slots=True)
class CoverageEvidence:
    """One mapping that supports the claim; without concept and status, an outcome that says the words."""

    outcome: str
    text: str
    concept: str
    label: str
    predicate: str
    status: MappingStatus | None
    confidence: float | None
    similarity: float | None

    @property
    def pair(self) -> tuple[str, str]:
        """The outcome and the concept."""
        return self.outcome, self.concept


@dataclass(frozen=True, slots=True)
class Coverage:
    """One credential that covers the target.

    Attributes:
        coverage: The closest relation among its mappings; all evidence is of that relation.
        status: ``accepted`` when at least one piece of the evidence was accepted by a person; ``None`` where
            nothing is mapped.
        lang: The language of the credential, where it says so.
        ratings: What learners and employers said of what its holders could do, as far as it is accepted.
    """

    credential: str
    credential_id: str
    issuer: str
    coverage: CoverageKind
    status: MappingStatus | None
    assessment: tuple[Assessment, ...]
    endorsements: tuple[Endorsement, ...]
    evidence: tuple[CoverageEvidence, ...]
    lang: str = ""
    ratings: Ratings = field(default_factory=Ratings)

    @property
    def is_accepted(self) -> bool:
        """Whether a person accepted any of it."""
        return self.status is MappingStatus.ACCEPTED


def cover(
    target: CoverageTarget,
    credentials: Iterable[Credential],
    mappings: Iterable[MappingRecord],
    *,
    min_confidence: float = 0.0,
    saying: Mapping[str, int] = _NOTHING_SAID,
    telling: Mapping[str, float] | None = None,
) -> list[Coverage]:
    """The credentials whose outcomes are mapped to the target: closest, accepted and surest first.

    Args:
        target: What was asked for.
        credentials: The supply.
        mappings: Mapping records of the credentials' outcomes.
        min_confidence: Proposals below it do not count; accepted mappings always do.
        saying: Rank of credentials that say the words of the question, by id; those come before others that
            cover as closely and are as much reviewed.
        telling: How much each of several concepts tells of what was asked: then those come first that cover
            most of it, and not those that are surest of one.
    """
    usable = (m for m in mappings if counts(m, min_confidence) and target.relation(m.object_id))
    by_outcome = by_subject(usable)
    found = (_coverage(target, credential, by_outcome) for credential in credentials)
    covering = (coverage for coverage in found if coverage)
    return sorted(covering, key=lambda one: _rank(one, saying.get(one.credential_id), telling))


def with_words(
    mapped: Sequence[Coverage], saying: Iterable[WordingMatch], refused: Collection[str] = ()
) -> list[Coverage]:
    """What is mapped, then the credentials that only say the words of the question.

    Args:
        mapped: See `cover`.
        saying: Credentials that say the words, with the outcomes that do, in their order.
        refused: Outcomes of which a person said that they do not mean the target; their words do not count.
    """
    there = {one.credential_id for one in mapped}
    others = (one.without(refused) for one in saying if one.credential.id not in there)
    return [*mapped, *(_by_words(one) for one in others if one.outcomes or one.named)]


def refused(target: CoverageTarget, mappings: Iterable[MappingRecord]) -> frozenset[str]:
    """The outcomes of which a person said that they mean no concept, or not the one that is asked for."""
    return frozenset(
        m.subject_id
        for m in mappings
        if m.no_term or (m.status is MappingStatus.REJECTED and target.relation(m.object_id) is not None)
    )


def _by_words(found: WordingMatch) -> Coverage:
    credential = found.credential
    evidence = (CoverageEvidence(o.id, o.shown, "", "", "", None, None, None) for o in found.outcomes)
    return Coverage(
        credential=credential.name,
        credential_id=credential.id,
        issuer=credential.issuer,
        coverage=CoverageKind.WORDS,
        status=None,
        assessment=credential.assessments,
        endorsements=credential.endorsements,
        evidence=tuple(evidence),
        lang=credential.lang,
    )


def counts(mapping: MappingRecord, min_confidence: float) -> bool:
    """Whether a record is a claim to build on: accepted, or waiting for a person with enough confidence.

    One that waits again after a person rejected it is none.
    """
    if mapping.no_term or mapping.predicate_modifier is PredicateModifier.NOT:
        return False
    if mapping.status is MappingStatus.REOPENED:
        accepted_once = status_before_reopening(mapping) is MappingStatus.ACCEPTED
        return accepted_once and (mapping.confidence or 0.0) >= min_confidence
    proposed = mapping.status is MappingStatus.PROPOSED
    return mapping.status is MappingStatus.ACCEPTED or (
        proposed and (mapping.confidence or 0.0) >= min_confidence
    )


def by_subject(mappings: Iterable[MappingRecord]) -> Mapping[str, list[MappingRecord]]:
    """Records by what they map."""
    grouped: dict[str, list[MappingRecord]] = defaultdict(list)
    for mapping in mappings:
        grouped[mapping.subject_id].append(mapping)
    return grouped


def closest(
    target: CoverageTarget, credential: Credential, by_outcome: Mapping[str, list[MappingRecord]]
) -> tuple[CoverageKind, tuple[CoverageEvidence, ...]] | None:
    """The closest relation of a credential's concepts to the target, with all evidence of that relation.

    The evidence is accepted first, then surest first; ``None`` where no concept relates to the target.
    """
    claims = [(outcome, m) for outcome in credential.outcomes for m in by_outcome.get(outcome.id, ())]
    if not claims:
        return None  # so it is with most
    relations = {target.relation(mapping.object_id) for _, mapping in claims}
    best = next((kind for kind in CoverageKind if kind in relations), None)
    if best is None:
        return None
    evidence = (_evidence(o, m) for o, m in claims if target.relation(m.object_id) is best)
    return best, tuple(sorted(evidence, key=_strength))


def rests_on(
    pairs: Iterable[tuple[str, str]], mappings: Iterable[MappingRecord], *, min_confidence: float = 0.0
) -> RestsOn:
    """How much is unreviewed of what was said of pairs of an outcome and a concept.

    Args:
        pairs: What was said; each counts once.
        mappings: All records that it may have been said by.
        min_confidence: As in `counts`.
    """
    used = set(pairs)
    records = (m for m in mappings if (m.subject_id, m.object_id) in used)
    return RestsOn.of(m for m in records if counts(m, min_confidence))


def standing(evidence: Sequence[CoverageEvidence]) -> MappingStatus:
    """Accepted when at least one piece of the evidence was accepted by a person, else proposed."""
    accepted = any(piece.status is MappingStatus.ACCEPTED for piece in evidence)
    return MappingStatus.ACCEPTED if accepted else MappingStatus.PROPOSED


def _coverage(
    target: CoverageTarget, credential: Credential, by_outcome: Mapping[str, list[MappingRecord]]
) -> Coverage | None:
    found = closest(target, credential, by_outcome)
    if found is None:
        return None
    kind, evidence = found
    return Coverage(
        credential=credential.name,
        credential_id=credential.id,
        issuer=credential.issuer,
        coverage=kind,
        status=standing(evidence),
        assessment=credential.assessments,
        endorsements=credential.endorsements,
        evidence=evidence,
        lang=credential.lang,
    )


def _evidence(outcome: LearningOutcome, mapping: MappingRecord) -> CoverageEvidence:
    return CoverageEvidence(
        outcome=outcome.id,
        text=outcome.shown,
        concept=mapping.object_id,
        label=mapping.object_label,
        predicate=mapping.predicate_id,
        status=mapping.status,
        confidence=mapping.confidence,
        similarity=mapping.similarity_score,
    )


def _strength(piece: CoverageEvidence) -> tuple[bool, float, str, str]:
    return (
        piece.status is not MappingStatus.ACCEPTED,
        -(piece.confidence or 0.0),
        piece.concept,
        piece.outcome,
    )


def _rank(
    coverage: Coverage, said: int | None, telling: Mapping[str, float] | None
) -> tuple[int, bool, float, float, str, str]:
    surest = coverage.evidence[0].confidence or 0.0
    kinds = list(CoverageKind)
    return (
        kinds.index(coverage.coverage),
        not coverage.is_accepted,
        math.inf if said is None else said,
        -surest if telling is None else -_told(coverage.evidence, telling),
        coverage.credential,
        coverage.credential_id,
    )


def _told(evidence: Iterable[CoverageEvidence], telling: Mapping[str, float]) -> float:
    """How much of what several concepts tell is covered, each as sure as its surest evidence."""
    sure: dict[str, float] = {}
    for piece in evidence:
        sure[piece.concept] = max(piece.confidence or 0.0, sure.get(piece.concept, 0.0))
    return sum(telling.get(concept, 1.0) * confidence for concept, confidence in sure.items())
