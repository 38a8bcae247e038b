"""`propose`: mappings for the outcomes of the loaded credentials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from skillgraph.alignment.curation import SYSTEM
from skillgraph.alignment.proposing import ProposalRule, contexts_of, outcomes_of
from skillgraph.alignment.proposing import propose as propose_mappings
from skillgraph.alignment.refreshing import Refresh, refreshed
from skillgraph.clock import now, today
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.outcomes import match_outcomes
from skillgraph.matching.precision import PrecisionCutoff
from skillgraph.model import Credential, LearningOutcome, Mapping, Review
from skillgraph.workspace.answers.suggest import related_results, too_unsure
from skillgraph.workspace.query import RUN, Run
from skillgraph.workspace.state import graphs
from skillgraph.workspace.state.indexing import open_matcher

if TYPE_CHECKING:
    from skillgraph.matching.types import MatchResult
    from skillgraph.workspace.requests import ProposeRequest
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CredentialProposals:
    """What was proposed for one credential.

    Attributes:
        outcomes: How many of its outcomes were looked at.
        matched: How many of them have a proposal.
        proposed: How many proposals they have together.
        surest: The highest confidence among these; ``None`` where there is none.
    """

    credential: str
    issuer: str
    outcomes: int
    matched: int
    proposed: int
    surest: float | None


@dataclass(frozen=True, slots=True)
class Proposals:
    """What one run of ``propose`` did.

    Attributes:
        results: Every outcome that was looked at, with what the matcher said of it.
        proposed: The new proposals.
        kept: How many decided mappings stayed as they were.
        reopened: Decided mappings that wait again, for the outcome has another text.
        gone: How many mappings there are of outcomes that are not loaded any more.
        credentials: Those whose outcomes were looked at.
    """

    results: tuple[tuple[LearningOutcome, MatchResult], ...]
    proposed: tuple[Mapping, ...]
    kept: int
    reopened: tuple[Mapping, ...] = ()
    gone: int = 0
    credentials: tuple[Credential, ...] = ()

    @property
    def by_credential(self) -> list[CredentialProposals]:
        """What was proposed for each credential, in their order; an outcome of several counts in each."""
        found: dict[str, list[float]] = defaultdict(list)
        for mapping in self.proposed:
            found[mapping.subject_id].append(mapping.confidence or 0.0)
        return [_of_credential(credential, found) for credential in self.credentials]

    @property
    def without_term(self) -> list[tuple[LearningOutcome, str]]:
        """The outcomes for which no concept is proposed, each with the reason."""
        proposed = {mapping.subject_id for mapping in self.proposed}
        return [
            (outcome, too_unsure(result)) for outcome, result in self.results if outcome.id not in proposed
        ]


def _of_credential(credential: Credential, found: dict[str, list[float]]) -> CredentialProposals:
    confidences = [one for outcome in credential.outcomes for one in found.get(outcome.id, ())]
    return CredentialProposals(
        credential.name,
        credential.issuer,
        outcomes=len(credential.outcomes),
        matched=sum(outcome.id in found for outcome in credential.outcomes),
        proposed=len(confidences),
        surest=max(confidences, default=None),
    )


def propose(workspace: Workspace, request: ProposeRequest, run: Run = RUN) -> Proposals:
    """Propose mappings for all outcomes; decided mappings stay, undecided ones are replaced.

    A decided mapping whose outcome has another text since is opened again.

    Args:
        workspace: Where to read and write.
        request: Which suggestions become proposals; its precision stands for the confidence, if given.
        run: How to go about it.

    Raises:
        NotFoundError: If no credentials are loaded.
        InputError: If no confidence is known to give the precision that is asked for.
    """
    snapshot, query = workspace.snapshot(), request.query(run)
    rule = ProposalRule(request.limit, request.least)
    credentials = snapshot.credentials_of(request.source)
    outcomes = outcomes_of(credentials)
    framework = snapshot.manifest.framework(query.framework).id
    matcher = open_matcher(workspace, query).of_kind(TextKind.OUTCOME)
    cutoff = None if query.precision is None else PrecisionCutoff(matcher, query.precision)
    contexts = contexts_of(credentials)
    results = match_outcomes(
        matcher, outcomes, contexts, rule.ranks, query.progress, whole=cutoff is not None
    )
    least = rule.min_confidence if cutoff is None else 0.0
    results = list(related_results(workspace, query, matcher, results, least=least))
    if cutoff is not None:
        rule, results = replace(rule, min_confidence=0.0), [cutoff.apply(result) for result in results]
    proposed = list(propose_mappings(outcomes, results, rule=rule, framework=framework, date=today()))
    refresh, gone = _store_proposals(workspace, outcomes, proposed)
    looked_at = tuple(zip(outcomes, results, strict=True))
    return Proposals(looked_at, tuple(proposed), refresh.kept, refresh.reopened, gone, credentials)


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
