"""Demand against supply: which skills postings ask for, and which of them no credential supplies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest

from skillgraph.analytics.coverage import counts
from skillgraph.matching.intervals import wilson
from skillgraph.model import Credential, MappingStatus, Mention, Requirement, Section
from skillgraph.model import Mapping as MappingRecord


class Cause(StrEnum):
    """Why a demanded concept is, or is not, a gap."""

    NO_CREDENTIAL = "no-credential"
    ONLY_UNREVIEWED = "only-unreviewed"
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """A sentence that asks for the concept, where it stands, and whether it makes it a requirement."""

    posting: str
    sentence: str
    confidence: float
    section: Section = Section.OTHER
    requirement: Requirement = Requirement.UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Demand:
    """How many postings ask for a concept; each posting counts once however often it repeats itself.

    Attributes:
        required: Postings that call it required somewhere.
        asset: Postings that call it an asset and nowhere required.
    """

    uri: str
    postings: int
    evidence: tuple[SentenceEvidence, ...]
    required: int = 0
    asset: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A demanded concept against its supply.

    Attributes:
        demand_share: Share of all postings that ask for it, 0 to 1.
        low, high: 95 % Wilson interval of the share.
        supply: Credentials with an outcome mapped to the concept or to one below it.
        accepted_supply: Those of them with a mapping that a person accepted.
        required: Of the postings, those that call it required somewhere.
        asset: Of the postings, those that call it an asset and nowhere required.
    """

    uri: str
    label: str
    postings: int
    demand_share: float
    low: float
    high: float
    supply: int
    accepted_supply: int
    cause: Cause
    evidence: tuple[SentenceEvidence, ...]
    required: int = 0
    asset: int = 0


@dataclass(frozen=True, slots=True)
class Supply:
    """The credentials that are mapped to a concept itself."""

    credentials: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()

    def __or__(self, other: Supply) -> Supply:
        return Supply(self.credentials | other.credentials, self.accepted | other.accepted)


def demand(mentions: Iterable[Mention], *, min_confidence: float, sentences: int = 3) -> dict[str, Demand]:
    """Count the postings that mention each concept, with the surest sentences as evidence.

    Args:
        mentions: All mentions; streamed.
        min_confidence: Mentions below it do not count.
        sentences: How many sentences to keep for each concept, from different postings.
    """
    best: dict[str, dict[str, Mention]] = defaultdict(dict)
    said: dict[str, dict[Requirement, set[str]]] = defaultdict(lambda: defaultdict(set))
    for mention in mentions:
        if mention.confidence < min_confidence:
            continue
        said[mention.concept][mention.requirement].add(mention.posting_id)
        known = best[mention.concept].get(mention.posting_id)
        if known is None or mention.confidence > known.confidence:
            best[mention.concept][mention.posting_id] = mention
    return {uri: _demand(uri, by_posting, said[uri], sentences) for uri, by_posting in best.items()}


def supply(
    credentials: Iterable[Credential], mappings: Iterable[MappingRecord], *, min_confidence: float = 0.0
) -> dict[str, Supply]:
    """For each concept, the credentials with an outcome mapped to it."""
    owner = {outcome.id: credential.id for credential in credentials for outcome in credential.outcomes}
    found: dict[str, Supply] = defaultdict(Supply)
    for mapping in mappings:
        credential = owner.get(mapping.subject_id)
        if credential is None or not counts(mapping, min_confidence):
            continue
        one = frozenset([credential])
        found[mapping.object_id] |= Supply(
            one, one if mapping.status is MappingStatus.ACCEPTED else frozenset()
        )
    return dict(found)


def gaps(
    demanded: Mapping[str, Demand],
    supplied: Mapping[str, Supply],
    *,
    postings: int,
    label: Callable[[str], str],
    narrower: Callable[[str], Iterable[str]],
) -> list[Gap]:
    """Set demand against supply: uncovered concepts first, then the most demanded.

    Args:
        demanded: Postings by concept.
        supplied: Credentials by concept.
        postings: How many postings there are in all.
        label: Gives the label of a URI.
        narrower: Gives the URIs below a concept; a credential for one of them counts as supply.
    """
    found = [
        _gap(one, _supplied(one.uri, supplied, narrower), postings, label(one.uri))
        for one in demanded.values()
    ]
    order = list(Cause)
    return sorted(found, key=lambda g: (order.index(g.cause), -g.postings, g.label, g.uri))


def _demand(
    uri: str, by_posting: Mapping[str, Mention], said: Mapping[Requirement, set[str]], sentences: int
) -> Demand:
    surest = nsmallest(
        sentences, by_posting.values(), key=lambda m: (-m.confidence, m.posting_id, m.sentence_index)
    )
    evidence = tuple(
        SentenceEvidence(m.posting_id, m.sentence, m.confidence, m.section, m.requirement) for m in surest
    )
    required = said.get(Requirement.REQUIRED, set())
    asset = said.get(Requirement.ASSET, set()) - required
    return Demand(uri, len(by_posting), evidence, len(required), len(asset))


def _supplied(uri: str, supplied: Mapping[str, Supply], narrower: Callable[[str], Iterable[str]]) -> Supply:
    total = supplied.get(uri, Supply())
    for below in narrower(uri):
        total |= supplied.get(below, Supply())
    return total


def _gap(one: Demand, supplied: Supply, postings: int, label: str) -> Gap:
    low, high = wilson(one.postings, postings)
    return Gap(
        uri=one.uri,
        label=label,
        postings=one.postings,
        demand_share=one.postings / postings,
        low=low,
        high=high,
        supply=len(supplied.credentials),
        accepted_supply=len(supplied.accepted),
        cause=_cause(supplied),
        evidence=one.evidence,
        required=one.required,
        asset=one.asset,
    )


def _cause(supplied: Supply) -> Cause:
    if supplied.accepted:
        return Cause.COVERED
    return Cause.ONLY_UNREVIEWED if supplied.credentials else Cause.NO_CREDENTIAL
