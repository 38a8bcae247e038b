"""Demand against supply: which skills postings ask for, and why credentials do not supply them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from skillgraph.analytics.candidates import NewTerm
from skillgraph.analytics.demand.question import Cell
from skillgraph.analytics.demand.sentences import SentenceEvidence
from skillgraph.analytics.supply import ConceptSupply
from skillgraph.matching.intervals import wilson
from skillgraph.model.gap import Cause

__all__ = ["Gap", "SentenceEvidence", "gaps"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A demanded concept against its supply.

    Attributes:
        uri: Empty where no concept is meant (``no-term``); ``label`` then names the words.
        demand_share: Share of all postings that ask for it, 0 to 1.
        low, high: 95 % Wilson interval of the share.
        supply: Credentials with an outcome mapped to the concept or to one below it.
        accepted_supply: Those of them with a mapping that a person accepted.
        required: Of the postings, those that call it required somewhere.
        asset: Of the postings, those that call it an asset and nowhere required.
        direct_supply: Credentials mapped to the concept itself.
        broader_supply: Credentials mapped to something above it only.
        weighted_supply: ``supply``, each credential counted by the evidence it has.
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
    direct_supply: int = 0
    broader_supply: int = 0
    weighted_supply: float = 0.0


def gaps(
    cells: Iterable[Cell],
    supplied: Callable[[str], ConceptSupply],
    *,
    evidence: Mapping[str, tuple[SentenceEvidence, ...]],
    weigh: Callable[[str], float] = lambda _: 1.0,
) -> list[Gap]:
    """Set demand against supply: what nothing supplies first, then the most demanded.

    Args:
        cells: Demand by concept, none of it suppressed.
        supplied: Gives the supply of a concept.
        evidence: Sentences by concept.
        weigh: How much a credential, given by its identifier, counts.
    """
    found = [_gap(cell, supplied(cell.uri), evidence.get(cell.uri, ()), weigh) for cell in cells]
    return ranked(found)


def new_term_gaps(terms: Iterable[NewTerm], postings: int) -> list[Gap]:
    """Candidates for new terms as gaps.

    Args:
        terms: The candidates.
        postings: How many postings there are in all.
    """
    return [_new(term, postings) for term in terms]


def ranked(found: Iterable[Gap]) -> list[Gap]:
    """By cause, then the most demanded first."""
    order = list(Cause)
    return sorted(found, key=lambda gap: (order.index(gap.cause), -gap.postings, gap.label, gap.uri))


def _gap(
    cell: Cell,
    supplied: ConceptSupply,
    evidence: tuple[SentenceEvidence, ...],
    weigh: Callable[[str], float],
) -> Gap:
    own = supplied.supply
    return Gap(
        uri=cell.uri,
        label=cell.label,
        postings=cell.postings or 0,
        demand_share=cell.share or 0.0,
        low=cell.low or 0.0,
        high=1.0 if cell.high is None else cell.high,
        supply=len(own.credentials),
        accepted_supply=len(own.accepted),
        cause=_cause(supplied),
        evidence=evidence,
        required=cell.required or 0,
        asset=cell.asset or 0,
        direct_supply=len(supplied.direct.credentials),
        broader_supply=len(supplied.broader.credentials - own.credentials),
        weighted_supply=sum(map(weigh, sorted(own.credentials))),
    )


def _cause(supplied: ConceptSupply) -> Cause:
    if supplied.complete:
        return Cause.COVERED
    if not supplied.related.credentials:
        return Cause.NO_CREDENTIAL
    return Cause.PARTLY_COVERED if supplied.related.accepted else Cause.ONLY_UNREVIEWED


def _new(term: NewTerm, postings: int) -> Gap:
    low, high = wilson(term.postings, postings)
    return Gap(
        uri="",
        label=term.words,
        postings=term.postings,
        demand_share=term.postings / postings,
        low=low,
        high=high,
        supply=0,
        accepted_supply=0,
        cause=Cause.NO_TERM,
        evidence=term.sentences,
    )
