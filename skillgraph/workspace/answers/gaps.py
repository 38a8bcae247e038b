"""`gaps`: which demanded skills no credential supplies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from skillgraph.analytics import gaps as gap_analysis
from skillgraph.analytics import supply
from skillgraph.analytics.candidates import CandidateRule, NewTerm
from skillgraph.analytics.candidates import new_terms as new_terms_of
from skillgraph.analytics.coverage import CoverageTarget, counts
from skillgraph.analytics.demand import answering, counting
from skillgraph.analytics.demand import sentences as sentence_analysis
from skillgraph.analytics.demand.answering import rows
from skillgraph.analytics.demand.question import Demand, Question
from skillgraph.analytics.gaps import Gap
from skillgraph.analytics.supply import ConceptSupply, EvidenceWeights
from skillgraph.matching.text import noun_phrases
from skillgraph.matching.text.noun_phrases import Vocabulary
from skillgraph.matching.text.tokens import words
from skillgraph.model import ConceptKind, RestsOn
from skillgraph.model import Mapping as MappingRecord
from skillgraph.model.feedback import Ratings, SupplyRatings
from skillgraph.workspace.answers.conditions import meant
from skillgraph.workspace.feedback.feedback import ratings
from skillgraph.workspace.postings.counting import open_tables
from skillgraph.workspace.query import RUN, Query, Run
from skillgraph.workspace.state.indexing import open_matcher

if TYPE_CHECKING:
    from skillgraph.analytics.demand.counting import Tables
    from skillgraph.workspace.requests import GapsRequest
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


_UNRATED = Ratings()


@dataclass(frozen=True, slots=True)
class CountedGaps:
    """Gaps, and the demand that they are counted of: what was asked, and of how many postings."""

    gaps: list[Gap]
    counted: Demand


@dataclass(frozen=True, slots=True)
class FirstGaps:
    """The first gaps, and what they rest on.

    Attributes:
        rests_on: The mappings of credentials to what these gaps are about, or to what lies below or above it.
        counted: The demand that they are counted of.
        ratings: What accepted feedback says of all credentials that supply them.
    """

    gaps: list[Gap]
    rests_on: RestsOn
    counted: Demand
    ratings: SupplyRatings


def first_gaps(workspace: Workspace, request: GapsRequest, run: Run = RUN) -> FirstGaps:
    """The first gaps, as many as are asked for, with what those rest on; see `counted_gaps`."""
    found = counted_gaps(workspace, request, run)
    shown = found.gaps[: request.top]
    uris = [gap.uri for gap in shown]
    rests_on = supply_rests_on(workspace.snapshot(), request, uris)
    return FirstGaps(shown, rests_on, found.counted, supply_ratings(workspace, request, uris).together)


def gaps(workspace: Workspace, request: GapsRequest, run: Run = RUN) -> list[Gap]:
    """The same without what they rest on."""
    return counted_gaps(workspace, request, run).gaps[: request.top]


def counted_gaps(
    workspace: Workspace, request: GapsRequest, run: Run = RUN, *, sensitivity: bool = False
) -> CountedGaps:
    """Demand of the loaded postings against the supply of the loaded credentials.

    Every mapping that is not rejected counts as supply, a proposed one from the request's ``min_supply`` on;
    the cause says where no person has looked at it.

    Args:
        workspace: Where to read.
        request: What is asked.
        run: How it is carried out.
        sensitivity: Whether the demand says the shares at other confidences too.

    Raises:
        NotFoundError: If no postings are loaded, or a condition names an unknown concept.
        InputError: If a condition or weight cannot be read, or no confidence is known to give the precision.
    """
    question = Question(
        where=request.conditions,
        min_cell=request.min_cell,
        vacancies=request.vacancies,
        titles=request.titles,
        sensitivity=sensitivity,
    )
    evidence, query = EvidenceWeights.parse(request.evidence), request.query(run)
    counted = open_tables(workspace, query, min_confidence=request.min_confidence)
    question = replace(meant(workspace, counted, question, query), threshold=counted.threshold)
    demanded = answering.demand(counted.tables, question, counted.snapshot.names)
    found = gap_analysis.gaps(
        demanded.cells,
        _supplied(counted.snapshot, request),
        evidence=sentence_analysis.evidence(counted.tables, question, each=request.sentences),
        weigh=_weigh(counted.snapshot, evidence),
        rests_on=_rests_on(counted.snapshot, request),
        rated=_rated(workspace),
    )
    if request.new_terms:
        terms = _new_terms(workspace, query, counted.tables, question, request.sentences)
        found += gap_analysis.new_term_gaps(terms, demanded.postings, minimum=request.min_cell)
    return CountedGaps(gap_analysis.ranked(found), demanded)


@dataclass(frozen=True, slots=True)
class RatedSupply:
    """What accepted feedback says of the supply of each of some concepts, and of all that supply any."""

    by_concept: Mapping[str, SupplyRatings]
    together: SupplyRatings


def supply_ratings(workspace: Workspace, request: GapsRequest, uris: Iterable[str]) -> RatedSupply:
    """What is said of the credentials that supply concepts, or something below them."""
    supplied, rated = _supplied(workspace.snapshot(), request), _rated(workspace)
    own = {uri: supplied(uri).supply.credentials for uri in uris if uri}
    by_concept = {uri: SupplyRatings.of(map(rated, some)) for uri, some in own.items()}
    return RatedSupply(by_concept, SupplyRatings.of(map(rated, frozenset().union(*own.values()))))


def _rated(workspace: Workspace) -> Callable[[str], Ratings]:
    given = ratings(workspace)
    return lambda credential: given.get(credential, _UNRATED)


def supply_rests_on(snapshot: Snapshot, request: GapsRequest, uris: Iterable[str]) -> RestsOn:
    """The mappings of credentials to concepts, or to what lies below or above them, that count as supply."""
    about = _about(snapshot, request)
    return RestsOn.of(chain.from_iterable(map(about, filter(None, uris))))


def _rests_on(snapshot: Snapshot, request: GapsRequest) -> Callable[[str], RestsOn]:
    about = _about(snapshot, request)
    return lambda uri: RestsOn.of(about(uri))


def _about(snapshot: Snapshot, request: GapsRequest) -> Callable[[str], list[MappingRecord]]:
    """Gives the mappings of credentials to one concept, or to what lies below or above it."""
    hierarchy = snapshot.hierarchy(request.framework)
    outcomes = {outcome.id for credential in snapshot.credentials for outcome in credential.outcomes}
    by_concept: defaultdict[str, list[MappingRecord]] = defaultdict(list)
    for mapping in snapshot.mappings:
        if mapping.subject_id in outcomes and counts(mapping, request.min_supply):
            by_concept[mapping.object_id].append(mapping)

    def about(uri: str) -> list[MappingRecord]:
        related = CoverageTarget.of([uri], hierarchy).related
        return [mapping for concept in by_concept.keys() & related for mapping in by_concept[concept]]

    return about


def _supplied(snapshot: Snapshot, request: GapsRequest) -> Callable[[str], ConceptSupply]:
    hierarchy = snapshot.hierarchy(request.framework)
    direct = supply.supply(snapshot.credentials, snapshot.mappings, min_confidence=request.min_supply)
    return lambda uri: supply.concept_supply(
        uri,
        direct,
        below=hierarchy.narrower,
        narrower=hierarchy.descendants,
        broader=hierarchy.ancestors,
    )


def _weigh(snapshot: Snapshot, evidence: EvidenceWeights) -> Callable[[str], float]:
    weights = {credential.id: evidence.of(credential) for credential in snapshot.credentials}
    return lambda credential: weights[credential]


def _new_terms(
    workspace: Workspace, query: Query, tables: Tables, question: Question, sentences: int
) -> list[NewTerm]:
    from skillgraph.matching.index.index import ENCODERS

    encoder = open_matcher(workspace, query).index.encoder(ENCODERS[query.profile][-1])
    phrases = noun_phrases.reader(_vocabulary(workspace.snapshot()), _names(tables, question))
    return new_terms_of(tables, question, encoder, phrases, CandidateRule(sentences=sentences))


def _vocabulary(snapshot: Snapshot) -> Vocabulary:
    """What the labels of all frameworks tell of words."""
    kinds = snapshot.kinds
    labels: defaultdict[ConceptKind, list[str]] = defaultdict(list)
    for uri, said in snapshot.all_labels().items():
        labels[kinds.get(uri, ConceptKind.CONCEPT)] += [label for label, _ in said]
    skills = chain.from_iterable(labels[kind] for kind in ConceptKind if kind.matchable)
    return Vocabulary.of(skills, labels[ConceptKind.OCCUPATION])


def _names(tables: Tables, question: Question) -> frozenset[str]:
    """Folded words of the places and the employers of the postings."""
    said = rows(counting.postings(tables, question).select("place", "employer").distinct())
    return frozenset(word for row in said for word in words(f"{row['place']} {row['employer']}"))
