"""The three jobs, put together: what the command line and the service both call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from skillgraph.alignment.curation import SYSTEM
from skillgraph.alignment.proposing import ProposalRule, outcomes_of
from skillgraph.alignment.proposing import propose as propose_mappings
from skillgraph.alignment.refreshing import Refresh, refreshed
from skillgraph.analytics import coverage, supply
from skillgraph.analytics import gaps as gap_analysis
from skillgraph.analytics.candidates import CandidateRule, NewTerm
from skillgraph.analytics.candidates import new_terms as new_terms_of
from skillgraph.analytics.coverage import Coverage, Target
from skillgraph.analytics.demand import answering
from skillgraph.analytics.demand import sentences as sentence_analysis
from skillgraph.analytics.demand.question import Condition, Demand, Question
from skillgraph.analytics.gaps import Gap
from skillgraph.analytics.supply import ConceptSupply, EvidenceWeights
from skillgraph.clock import now, today
from skillgraph.errors import InputError, NotFoundError
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.passages import PassageMatch, passage_matches
from skillgraph.matching.precision import Promise
from skillgraph.matching.text.cues import generic_words
from skillgraph.matching.text.language import AUTO
from skillgraph.matching.text.sections import read
from skillgraph.matching.types import ReasonKind
from skillgraph.model import LearningOutcome, Mapping, Review
from skillgraph.progress import Progress
from skillgraph.sources.html import clean_html
from skillgraph.workspace.postings.counting import open_tables
from skillgraph.workspace.query import Query
from skillgraph.workspace.state import graphs
from skillgraph.workspace.state.indexing import open_matcher

if TYPE_CHECKING:
    from skillgraph.analytics.demand.counting import Tables
    from skillgraph.matching.matcher import Matcher
    from skillgraph.matching.types import MatchResult
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Proposals:
    """What one run of ``propose`` did.

    Attributes:
        results: Every outcome that was looked at, with what the matcher said of it.
        proposed: The new proposals.
        kept: How many decided mappings stayed as they were.
        reopened: Decided mappings that wait again, for the outcome has another text.
        gone: How many mappings there are of outcomes that are not loaded any more.
    """

    results: tuple[tuple[LearningOutcome, MatchResult], ...]
    proposed: tuple[Mapping, ...]
    kept: int
    reopened: tuple[Mapping, ...] = ()
    gone: int = 0

    @property
    def without_term(self) -> list[tuple[LearningOutcome, str]]:
        """The outcomes for which no concept is proposed, each with the reason."""
        proposed = {mapping.subject_id for mapping in self.proposed}
        return [
            (outcome, _too_unsure(result)) for outcome, result in self.results if outcome.id not in proposed
        ]


@dataclass(frozen=True, slots=True)
class GapWish:
    """What a search for gaps is to say.

    Attributes:
        min_confidence: Mentions below it do not count; the query's precision stands for it, if given.
        sentences: How many sentences to give as evidence for each concept.
        where: Which postings and mentions.
        evidence: How much assessment and endorsement count; by default every credential counts 1.
        new_terms: Whether to look for demanded words that no concept names, too.
    """

    min_confidence: float = 0.5
    sentences: int = 3
    where: tuple[Condition, ...] = ()
    evidence: EvidenceWeights = field(default_factory=EvidenceWeights)
    new_terms: bool = False


@dataclass(frozen=True, slots=True)
class CountedGaps:
    """Gaps, and the demand that they rest on: what was asked, and of how many postings."""

    gaps: list[Gap]
    counted: Demand


@dataclass(frozen=True, slots=True)
class ResolvedSkill:
    """The concepts that the words of a question stand for.

    Attributes:
        found_by: ``uri``, ``label`` or ``text``.
        confidence: That free words mean the first of the concepts; 1 for a URI or a label.
    """

    uris: tuple[str, ...]
    labels: tuple[str, ...]
    found_by: str
    confidence: float = 1.0


def suggest(
    workspace: Workspace,
    texts: Iterable[str],
    query: Query,
    *,
    k: int = 5,
    lang: str = "auto",
    kind: TextKind = TextKind.OUTCOME,
) -> Iterator[MatchResult]:
    """Rank the concepts that each text means, with reasons; results come in the order of the texts.

    Raises:
        InputError: If no confidence is known to give the precision that the query asks for.
    """
    matcher = open_matcher(workspace, query).of_kind(kind)
    promise = None
    if query.precision is not None:
        promise = Promise(matcher, query.precision, () if lang == AUTO else (lang,))
    results = _related(workspace, matcher, matcher.match(texts, k=k, lang=lang, explain=True))
    return map(_settled, results if promise is None else map(promise.kept, results))


def _settled(result: MatchResult) -> MatchResult:
    """The result without a broader concept where something better fits, or nothing does."""
    only = result.reason_kind is ReasonKind.ONLY_BROADER
    return result if only else replace(result, broader_fit=None)


def _related(workspace: Workspace, matcher: Matcher, results: Iterable[MatchResult]) -> Iterator[MatchResult]:
    """The results, with what each concept most likely is to the text."""
    from skillgraph.matching.reasons.relation import relation_model, with_relations

    return with_relations(results, matcher.index.labels, relation_model(workspace.parameter_folder))


def suggest_passages(
    workspace: Workspace, text: str, query: Query, *, k: int = 5, lang: str = AUTO
) -> Iterator[PassageMatch]:
    """Rank the concepts that each sentence of a long text means; HTML is read as its reader sees it.

    Raises:
        InputError: As `suggest` does.
    """
    passages = read(clean_html(text))
    asking = (passage.text for passage in passages if passage.may_ask)
    return passage_matches(passages, suggest(workspace, asking, query, k=k, lang=lang, kind=TextKind.POSTING))


def propose(
    workspace: Workspace, query: Query, rule: ProposalRule, *, source: str | None = None
) -> Proposals:
    """Propose mappings for all outcomes; decided mappings stay, undecided ones are replaced.

    A decided mapping whose outcome has another text since is opened again.

    Args:
        workspace: Where to read and write.
        query: Framework and profile.
        rule: Which suggestions become proposals; the query's precision stands for the confidence, if given.
        source: Only the outcomes of this credential source.

    Raises:
        NotFoundError: If no credentials are loaded.
        InputError: If no confidence is known to give the precision that the query asks for.
    """
    snapshot = workspace.snapshot()
    outcomes = outcomes_of(snapshot.credentials_of(source))
    framework = snapshot.manifest.framework(query.framework).id
    matcher = open_matcher(workspace, query).of_kind(TextKind.OUTCOME)
    promise = None if query.precision is None else Promise(matcher, query.precision)
    results = match_outcomes(matcher, outcomes, rule.limit, query.progress)
    if promise is not None:
        rule, results = replace(rule, min_confidence=0.0), [promise.kept(result) for result in results]
    proposed = list(propose_mappings(outcomes, results, rule=rule, framework=framework, date=today()))
    refresh, gone = _store_proposals(workspace, outcomes, proposed)
    looked_at = tuple(zip(outcomes, results, strict=True))
    return Proposals(looked_at, tuple(proposed), refresh.kept, refresh.reopened, gone)


def cover(
    workspace: Workspace, skill: str, query: Query, *, min_confidence: float = 0.0
) -> tuple[ResolvedSkill, list[Coverage]]:
    """The credentials that cover a skill, given by URI, by label in any language, or in free words."""
    snapshot = workspace.snapshot()
    resolved = resolve(workspace, snapshot, skill, query)
    target = Target.of(resolved.uris, snapshot.hierarchy(query.framework))
    return resolved, coverage.cover(
        target, snapshot.credentials, snapshot.mappings, min_confidence=min_confidence
    )


def gaps(
    workspace: Workspace,
    query: Query,
    *,
    min_confidence: float = 0.5,
    sentences: int = 3,
    where: tuple[Condition, ...] = (),
    evidence: EvidenceWeights | None = None,
    new_terms: bool = False,
) -> list[Gap]:
    """Demand of the loaded postings against the supply of the loaded credentials; see `counted_gaps`."""
    wish = GapWish(min_confidence, sentences, where, evidence or EvidenceWeights(), new_terms)
    return counted_gaps(workspace, query, wish).gaps


def counted_gaps(workspace: Workspace, query: Query, wish: GapWish) -> CountedGaps:
    """Demand of the loaded postings against the supply of the loaded credentials.

    Every mapping that is not rejected counts as supply; the cause says where no person has looked at it.

    Raises:
        NotFoundError: If no postings are loaded.
        InputError: If no confidence is known to give the precision that the query asks for.
    """
    counted = open_tables(workspace, query, min_confidence=wish.min_confidence)
    question = Question(where=wish.where, threshold=counted.threshold, min_cell=1)
    demanded = answering.demand(counted.tables, question, counted.snapshot.names)
    said = sentence_analysis.evidence(counted.tables, question, each=wish.sentences)
    found = gap_analysis.gaps(
        demanded.cells,
        _supplied(counted.snapshot, query),
        evidence=said,
        weigh=_weigh(counted.snapshot, wish.evidence),
    )
    if wish.new_terms:
        terms = _new_terms(workspace, query, counted.tables, question, wish.sentences)
        found += gap_analysis.new_term_gaps(terms, demanded.postings)
    return CountedGaps(gap_analysis.ranked(found), demanded)


def _supplied(snapshot: Snapshot, query: Query) -> Callable[[str], ConceptSupply]:
    hierarchy = snapshot.hierarchy(query.framework)
    direct = supply.supply(snapshot.credentials, snapshot.mappings)
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
    rule = CandidateRule(sentences=sentences, hollow=generic_words())
    return new_terms_of(tables, question, encoder, rule)


def resolve(workspace: Workspace, snapshot: Snapshot, skill: str, query: Query) -> ResolvedSkill:
    """Find the concepts that a URI, a label or free words stand for.

    Raises:
        NotFoundError: If the URI is unknown, or the words mean no concept.
    """
    skill = skill.strip()
    if not skill:
        raise InputError("The skill is empty.", hint="Give a URI, a label or a few words.")
    if "://" in skill:
        return _by_uri(snapshot, skill)
    return _by_label(snapshot, skill, query) or _by_text(workspace, skill, query)


def _too_unsure(result: MatchResult) -> str:
    if not result.suggestions:
        return result.reason.rstrip(".")
    best = result.suggestions[0]
    return f"the surest suggestion, “{best.label}”, has a confidence of {best.confidence:.2f}"


def _store_proposals(
    workspace: Workspace, outcomes: Sequence[LearningOutcome], proposed: Sequence[Mapping]
) -> tuple[Refresh, int]:
    """Replace what nobody has decided on of these outcomes.

    Returns:
        What became of their mappings, and how many others belong to outcomes that are not loaded any more.
    """
    from skillgraph.graph import codec

    looked_at = {outcome.id for outcome in outcomes}
    with workspace.writing() as draft:
        snapshot = workspace.snapshot()
        others = [m for m in snapshot.mappings if m.subject_id not in looked_at]
        before = (m for m in snapshot.mappings if m.subject_id in looked_at)
        refresh = refreshed(before, outcomes, proposed, Review(SYSTEM, now()))
        draft.store.replace_graph(graphs.MAPPINGS, codec.encode_mappings([*others, *refresh.records]))
    loaded = {outcome.id for outcome in outcomes_of(snapshot.credentials)}
    return refresh, sum(m.subject_id not in loaded for m in others)


def _by_uri(snapshot: Snapshot, uri: str) -> ResolvedSkill:
    labels = snapshot.labels_of(uri)
    if not labels:
        raise NotFoundError(
            f"No loaded framework has the concept {uri}.",
            hint="Check the URI, or load the framework that has it.",
        )
    return ResolvedSkill((uri,), labels[:1], "uri")


def _by_label(snapshot: Snapshot, label: str, query: Query) -> ResolvedSkill | None:
    """The concepts of that label: in the framework asked for (or all active ones), else in any version."""
    manifest = snapshot.manifest
    asked = [query.framework] if query.framework else manifest.framework_names()
    found: dict[str, str] = {}
    for name in asked:
        found |= snapshot.concepts_with_label(label, manifest.framework(name))
    for record in reversed(manifest.frameworks):
        found = found or snapshot.concepts_with_label(label, record)
    return ResolvedSkill(tuple(found), tuple(dict.fromkeys(found.values())), "label") if found else None


def _by_text(workspace: Workspace, words: str, query: Query) -> ResolvedSkill:
    """The surest concept, and others that are at least half as sure."""
    (result,) = suggest(workspace, [words], query, k=3, kind=TextKind.POSTING)
    surest = max((s.confidence for s in result.suggestions), default=0.0)
    if surest < ProposalRule().min_confidence:
        raise NotFoundError(
            f"No concept fits {words[:80]!r}: {_too_unsure(result)}.",
            hint="Try other words, or `skillgraph suggest` to see the nearest concepts.",
        )
    kept = [s for s in result.suggestions if s.confidence >= 0.5 * surest]
    return ResolvedSkill(tuple(s.uri for s in kept), tuple(s.label for s in kept), "text", surest)


def match_outcomes(
    matcher: Matcher, outcomes: Sequence[LearningOutcome], k: int, progress: Progress | None
) -> list[MatchResult]:
    """One result for each outcome, in the language its source states, else in the one it seems to be in."""
    by_language: dict[str, list[int]] = defaultdict(list)
    for position, outcome in enumerate(outcomes):
        stated = outcome.lang.split("-")[0].lower()
        by_language[stated if stated in matcher.languages else AUTO].append(position)
    results: dict[int, MatchResult] = {}
    for lang, positions in by_language.items():
        found = matcher.match((outcomes[position].text for position in positions), k=k, lang=lang)
        for position, result in zip(positions, found, strict=True):
            results[position] = result
            if progress is not None:
                progress("Matching outcomes", len(results), len(outcomes))
    return [results[position] for position in range(len(outcomes))]
