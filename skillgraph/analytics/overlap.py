"""Before you build: which credentials already target these concepts, how much, and what would be new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from skillgraph.analytics.coverage import (
    CoverageEvidence,
    CoverageKind,
    CoverageTarget,
    by_subject,
    closest,
    counts,
    rests_on,
    standing,
)
from skillgraph.model import Credential, MappingStatus, RestsOn
from skillgraph.model import Mapping as MappingRecord

if TYPE_CHECKING:
    from skillgraph.graph.hierarchy import Hierarchy


@dataclass(frozen=True, slots=True)
class WantedConcept:
    """A concept that a credential, perhaps one in the making, targets.

    Attributes:
        outcomes: The texts that mean it.
        status: ``accepted`` when a person accepted at least one of the mappings to it.
        weight: 1 where it was accepted, else the confidence of the surest proposal.
    """

    uri: str
    label: str
    outcomes: tuple[str, ...]
    status: MappingStatus
    weight: float


@dataclass(frozen=True, slots=True)
class SharedConcept:
    """A wanted concept that an existing credential targets already.

    Attributes:
        relation: How its own concept relates to the wanted one, at the closest.
        weight: 1 where that mapping was accepted, else its confidence.
    """

    uri: str
    label: str
    relation: CoverageKind
    status: MappingStatus
    weight: float
    evidence: tuple[CoverageEvidence, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what is wanted.

    Attributes:
        concepts: How many of the wanted concepts.
        share: Of all wanted concepts, 0 to 1.
        weighted: The same where each concept counts by its own weight, times the weight of the mapping that
            shares it: proposals count as far as they are likely to be right.
    """

    concepts: int
    share: float
    weighted: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """What one existing credential shares with what is wanted; each concept counts once, by its closest."""

    credential: str
    credential_id: str
    issuer: str
    total: Share
    direct: Share
    narrower: Share
    broader: Share
    shared: tuple[SharedConcept, ...]


@dataclass(frozen=True, slots=True)
class OverlapReport:
    """What exists of one credential's concepts.

    Attributes:
        credential: Name of the credential, or of what was asked.
        wanted: Its concepts, heaviest first.
        new: Those that no existing credential targets, neither directly nor below nor above.
        overlaps: The existing credentials that share some, closest first.
        rests_on: The mappings of the existing credentials to what is shared, and those that say what is
            wanted.
    """

    credential: str
    wanted: tuple[WantedConcept, ...]
    new: tuple[WantedConcept, ...]
    overlaps: tuple[Overlap, ...]
    rests_on: RestsOn = field(default_factory=RestsOn)


def wanted_concepts(
    credential: Credential, mappings: Iterable[MappingRecord], *, min_confidence: float = 0.0
) -> tuple[WantedConcept, ...]:
    """The concepts that a credential's outcomes are mapped to, heaviest first; what was rejected is none."""
    texts = {outcome.id: outcome.text for outcome in credential.outcomes}
    by_concept: dict[str, list[MappingRecord]] = defaultdict(list)
    for mapping in mappings:
        if mapping.subject_id in texts and counts(mapping, min_confidence):
            by_concept[mapping.object_id].append(mapping)
    wanted = (_wanted(uri, records, texts) for uri, records in by_concept.items())
    return tuple(sorted(wanted, key=lambda one: (-one.weight, one.label, one.uri)))


def overlap(
    name: str,
    wanted: Sequence[WantedConcept],
    existing: Iterable[Credential],
    mappings: Iterable[MappingRecord],
    hierarchy: Hierarchy,
    *,
    min_confidence: float = 0.0,
    wanted_by: Sequence[MappingRecord] = (),
) -> OverlapReport:
    """Compare wanted concepts with those of existing credentials.

    Args:
        name: What the concepts are wanted for.
        wanted: The concepts, each once.
        existing: The credentials to compare with.
        mappings: Mapping records of their outcomes.
        hierarchy: Broader and narrower concepts.
        min_confidence: Proposals below it do not count; accepted mappings always do.
        wanted_by: The mapping records that say what is wanted.
    """
    records = list(mappings)
    by_outcome = by_subject(mapping for mapping in records if counts(mapping, min_confidence))
    targets = [(one, CoverageTarget.of([one.uri], hierarchy)) for one in wanted]
    found = (_overlap(credential, targets, by_outcome) for credential in existing)
    overlaps = sorted((one for one in found if one.shared), key=_rank)
    taken = {shared.uri for one in overlaps for shared in one.shared}
    return OverlapReport(
        name,
        tuple(wanted),
        tuple(one for one in wanted if one.uri not in taken),
        tuple(overlaps),
        rests_on(_pairs(overlaps, wanted_by), [*records, *wanted_by], min_confidence=min_confidence),
    )


def _pairs(overlaps: Iterable[Overlap], wanted_by: Iterable[MappingRecord]) -> Iterator[tuple[str, str]]:
    """What is said of outcomes: of those that share something, and of those that want it."""
    yield from (piece.pair for one in overlaps for shared in one.shared for piece in shared.evidence)
    yield from ((mapping.subject_id, mapping.object_id) for mapping in wanted_by)


def _wanted(uri: str, records: list[MappingRecord], texts: Mapping[str, str]) -> WantedConcept:
    accepted = any(record.status is MappingStatus.ACCEPTED for record in records)
    return WantedConcept(
        uri=uri,
        label=next((record.object_label for record in records if record.object_label), uri),
        outcomes=tuple(dict.fromkeys(texts[record.subject_id] for record in records)),
        status=MappingStatus.ACCEPTED if accepted else MappingStatus.PROPOSED,
        weight=max(_weight(record.status, record.confidence) for record in records),
    )


def _weight(status: MappingStatus, confidence: float | None) -> float:
    return 1.0 if status is MappingStatus.ACCEPTED else confidence or 0.0


def _overlap(
    credential: Credential,
    targets: Sequence[tuple[WantedConcept, CoverageTarget]],
    by_outcome: Mapping[str, list[MappingRecord]],
) -> Overlap:
    shared = [
        (one, _shared(one, *found))
        for one, target in targets
        if (found := closest(target, credential, by_outcome)) is not None
    ]
    all_weight = sum(one.weight for one, _ in targets)

    def share(*kinds: CoverageKind) -> Share:
        some = [(one, concept) for one, concept in shared if concept.relation in kinds]
        weight = sum(one.weight * concept.weight for one, concept in some)
        return Share(len(some), len(some) / max(1, len(targets)), weight / all_weight if all_weight else 0.0)

    return Overlap(
        credential=credential.name,
        credential_id=credential.id,
        issuer=credential.issuer,
        total=share(*CoverageKind),
        direct=share(CoverageKind.DIRECT),
        narrower=share(CoverageKind.NARROWER),
        broader=share(CoverageKind.BROADER),
        shared=tuple(concept for _, concept in shared),
    )


def _shared(
    wanted: WantedConcept, relation: CoverageKind, evidence: tuple[CoverageEvidence, ...]
) -> SharedConcept:
    status = standing(evidence)
    return SharedConcept(
        uri=wanted.uri,
        label=wanted.label,
        relation=relation,
        status=status,
        weight=_weight(status, evidence[0].confidence),
        evidence=evidence,
    )


def _rank(one: Overlap) -> tuple[float, float, str, str]:
    """What is shared in full comes before what only lies within something broader."""
    full = one.direct.weighted + one.narrower.weighted
    return (-full, -one.broader.weighted, one.credential, one.credential_id)
