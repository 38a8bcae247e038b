"""Demand against supply: which skills postings ask for, and why credentials do not supply them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from skillgraph.analytics.candidates import NewTerm
from skillgraph.analytics.demand.question import Cell, Suppression
from skillgraph.analytics.demand.sentences import SentenceEvidence
from skillgraph.analytics.supply import ConceptSupply
from skillgraph.matching.intervals import wilson
from skillgraph.model import RestsOn
from skillgraph.model.feedback import Ratings, SupplyRatings
from skillgraph.model.gap import Cause
from skillgraph.model.spread import Spread, spread_of

__all__ = ["Gap", "SentenceEvidence", "gaps"]


@dataclass(frozen=True, slots=True)
class Gap(Spread):
    """A demanded concept against its supply, and by how many texts and employers it is demanded.

    Attributes:
        uri: Empty where no concept is meant (``no-term``); ``label`` then names the words.
        postings: That ask for it; like all that is counted of them ``None`` where ``suppressed`` says so.
        demand_share: Share of all postings that ask for it, 0 to 1.
        low, high: 95 % Wilson interval of the share.
        supply: Credentials with an outcome mapped to the concept or to one below it.
        accepted_supply: Those of them with a mapping that a person accepted.
        required: Of the postings, those that call it required somewhere.
        asset: Of the postings, those that call it an asset and nowhere required.
        direct_supply: Credentials mapped to the concept itself.
        broader_supply: Credentials mapped to something above it only.
        weighted_supply: ``supply``, each credential counted by the evidence it has.
        vacancies: Of the postings, where they were counted by them; then ``demand_share`` is of them too.
        suppressed: ``small`` where fewer postings than the minimum ask; the cause and the supply stay.
        rests_on: The mappings that what is said of supply rests on: how many, and how many are unreviewed.
        ratings: What accepted feedback says of the credentials of ``supply``.
    """

    uri: str
    label: str
    postings: int | None
    demand_share: float | None
    low: float | None
    high: float | None
    supply: int
    accepted_supply: int
    cause: Cause
    evidence: tuple[SentenceEvidence, ...]
    required: int | None = None
    asset: int | None = None
    direct_supply: int = 0
    broader_supply: int = 0
    weighted_supply: float = 0.0
    suppressed: Suppression = Suppression.NONE
    vacancies: int | None = None
    rests_on: RestsOn = field(default_factory=RestsOn)
    ratings: SupplyRatings = field(default_factory=SupplyRatings)


def gaps(
    cells: Iterable[Cell],
    supplied: Callable[[str], ConceptSupply],
    *,
    evidence: Mapping[str, tuple[SentenceEvidence, ...]],
    weigh: Callable[[str], float] = lambda _: 1.0,
    rests_on: Callable[[str], RestsOn] = lambda _: RestsOn(),
    rated: Callable[[str], Ratings] = lambda _: Ratings(),
) -> list[Gap]:
    """Set demand against supply: what nothing supplies first, then the most demanded.

    Args:
        cells: Demand by concept; what is suppressed keeps its cause, and loses its sentences.
        supplied: Gives the supply of a concept.
        evidence: Sentences by concept.
        weigh: How much a credential, given by its identifier, counts.
        rests_on: Gives what the supply of a concept rests on.
        rated: Gives the ratings of a credential, given by its identifier.
    """
    found = [_gap(cell, supplied(cell.uri), evidence.get(cell.uri, ()), weigh, rated) for cell in cells]
    return ranked(replace(gap, rests_on=rests_on(gap.uri)) for gap in found)


def new_term_gaps(terms: Iterable[NewTerm], postings: int, *, minimum: int = 1) -> list[Gap]:
    """Candidates for new terms as gaps.

    Args:
        terms: The candidates.
        postings: How many postings there are in all.
        minimum: Candidates of fewer postings keep their words, and lose numbers and sentences.
    """
    return [_new(term, postings) if term.postings >= minimum else _small(term) for term in terms]


def ranked(found: Iterable[Gap]) -> list[Gap]:
    """By cause, then the most demanded first; the order of what is suppressed tells nothing of its size."""
    order = list(Cause)
    return sorted(found, key=lambda gap: (order.index(gap.cause), -_size(gap), gap.label, gap.uri))


def _size(gap: Gap) -> int:
    return gap.vacancies or gap.postings or 0


def _gap(
    cell: Cell,
    supplied: ConceptSupply,
    evidence: tuple[SentenceEvidence, ...],
    weigh: Callable[[str], float],
    rated: Callable[[str], Ratings],
) -> Gap:
    own = supplied.supply
    return Gap(
        **spread_of(cell),
        uri=cell.uri,
        label=cell.label,
        postings=cell.postings,
        demand_share=cell.share,
        low=cell.low,
        high=cell.high,
        supply=len(own.credentials),
        accepted_supply=len(own.accepted),
        cause=_cause(supplied),
        evidence=() if cell.suppressed else evidence,
        required=cell.required,
        asset=cell.asset,
        suppressed=cell.suppressed,
        vacancies=cell.vacancies,
        direct_supply=len(supplied.direct.credentials),
        broader_supply=len(supplied.broader.credentials - own.credentials),
        weighted_supply=sum(map(weigh, sorted(own.credentials))),
        ratings=SupplyRatings.of(map(rated, own.credentials)),
    )


def _cause(supplied: ConceptSupply) -> Cause:
    if supplied.complete:
        return Cause.COVERED
    if not supplied.related.credentials:
        return Cause.NO_CREDENTIAL
    return Cause.PARTLY_COVERED if supplied.related.accepted else Cause.ONLY_UNREVIEWED


def _small(term: NewTerm) -> Gap:
    none = (None, None, None, None)
    return Gap("", term.words, *none, 0, 0, Cause.NO_TERM, (), suppressed=Suppression.SMALL)


def _new(term: NewTerm, postings: int) -> Gap:
    low, high = wilson(term.postings, postings)
    return Gap(
        **spread_of(term),
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
        required=0,
        asset=0,
    )
