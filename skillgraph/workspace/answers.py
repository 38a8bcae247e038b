"""The three jobs, put together: what the command line and the service both call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from skillgraph.alignment.proposing import ProposalRule, keep_decided, outcomes_of
from skillgraph.alignment.proposing import propose as propose_mappings
from skillgraph.analytics import coverage
from skillgraph.analytics import gaps as gap_analysis
from skillgraph.analytics.coverage import Coverage, Target
from skillgraph.analytics.gaps import Gap
from skillgraph.errors import InputError, NotFoundError
from skillgraph.matching.profile import Profile
from skillgraph.model import LearningOutcome, Mapping, MappingStatus
from skillgraph.workspace import extraction, graphs
from skillgraph.workspace.indexing import open_matcher

if TYPE_CHECKING:
    from skillgraph.matching.suggestion import MatchResult
    from skillgraph.workspace.snapshot import Snapshot
    from skillgraph.workspace.workspace import Workspace

Progress = Callable[[str, int, int], None]
"""Called with the stage of a long work, how much is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which framework and profile a question is asked with; ``build`` lets a missing index be built."""

    framework: str | None = None
    profile: Profile = Profile.PRECISE
    build: bool = True
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Proposals:
    """What one run of ``propose`` did.

    Attributes:
        outcomes: How many outcomes were looked at.
        abstained: The outcomes for which no concept is proposed, with the reason.
        proposed: The new proposals.
        kept: How many decided mappings stayed as they were.
    """

    outcomes: int
    abstained: tuple[tuple[LearningOutcome, str], ...]
    proposed: tuple[Mapping, ...]
    kept: int


@dataclass(frozen=True, slots=True)
class ResolvedSkill:
    """The concepts that the words of a question stand for, and how they were found."""

    uris: tuple[str, ...]
    labels: tuple[str, ...]
    found_by: str
    """``uri``, ``label`` or ``text``."""


def suggest(
    workspace: Workspace, texts: Iterable[str], query: Query, *, k: int = 5, lang: str = "auto"
) -> Iterator[MatchResult]:
    """Rank the concepts that each text means; results come in the order of the texts."""
    return open_matcher(workspace, query).match(texts, k=k, lang=lang)


def propose(workspace: Workspace, query: Query, rule: ProposalRule, *, source: str | None = None) -> Proposals:
    """Propose mappings for all outcomes; decided mappings stay, undecided ones are replaced.

    Args:
        workspace: Where to read and write.
        query: Framework and profile.
        rule: Which suggestions become proposals.
        source: Only the outcomes of this credential source.

    Raises:
        NotFoundError: If no credentials are loaded.
    """
    snapshot = workspace.snapshot()
    outcomes = outcomes_of(snapshot.credentials_of(source))
    framework = snapshot.manifest.framework(query.framework).id
    matcher = open_matcher(workspace, query)
    results = list(_counted(matcher.match((o.text for o in outcomes), k=rule.limit), len(outcomes), query.progress))
    proposed = list(propose_mappings(outcomes, results, rule=rule, framework=framework, date=today()))
    kept = _store_proposals(workspace, outcomes, proposed)
    abstained = [(o, r.reason) for o, r in zip(outcomes, results, strict=True) if r.abstained]
    return Proposals(len(outcomes), tuple(abstained), tuple(proposed), kept)


def cover(
    workspace: Workspace, skill: str, query: Query, *, min_confidence: float = 0.0
) -> tuple[ResolvedSkill, list[Coverage]]:
    """The credentials that cover a skill, given by URI, by label in any language, or in free words."""
    snapshot = workspace.snapshot()
    resolved = resolve(workspace, snapshot, skill, query)
    hierarchy = snapshot.hierarchy(snapshot.manifest.framework(query.framework))
    target = Target(
        uris=frozenset(resolved.uris),
        narrower=frozenset().union(*map(hierarchy.descendants, resolved.uris)),
        broader=frozenset().union(*map(hierarchy.ancestors, resolved.uris)),
    )
    return resolved, coverage.cover(
        target, snapshot.credentials, snapshot.mappings, min_confidence=min_confidence
    )


def gaps(workspace: Workspace, query: Query, *, min_confidence: float = 0.5, sentences: int = 3) -> list[Gap]:
    """Demand of the loaded postings against the supply of the loaded credentials.

    Raises:
        NotFoundError: If no postings are loaded.
    """
    snapshot = extraction.with_mentions(workspace, query)
    record = snapshot.manifest.framework(query.framework)
    hierarchy = snapshot.hierarchy(record)
    labels = snapshot.labels(record)
    return gap_analysis.gaps(
        gap_analysis.demand(snapshot.mentions(), min_confidence=min_confidence, sentences=sentences),
        gap_analysis.supply(snapshot.credentials, snapshot.mappings, min_confidence=min_confidence),
        postings=sum(posting.count for posting in snapshot.manifest.postings),
        label=lambda uri: labels.get(uri, uri),
        narrower=hierarchy.descendants,
    )


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


def today() -> str:
    """The date, ISO 8601, in UTC."""
    return datetime.now(UTC).date().isoformat()
