"""Compares a credential, a draft or mere outcomes with the credentials that are loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from skillgraph.alignment.proposing import ProposalRule, contexts_of
from skillgraph.alignment.proposing import propose as propose_mappings
from skillgraph.analytics.overlap import OverlapReport, overlap, wanted_concepts
from skillgraph.clock import today
from skillgraph.errors import InputError, ProblemLog
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.outcomes import match_outcomes
from skillgraph.model import Credential, LearningOutcome, Mapping
from skillgraph.workspace.credentials.finding import select_credentials
from skillgraph.workspace.query import RUN, Query, Run
from skillgraph.workspace.state.indexing import open_matcher

if TYPE_CHECKING:
    from skillgraph.workspace.requests import OverlapRequest
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


_ASKED = "urn:skillgraph:asked"
"""Of the credential that mere outcomes are put into."""


def overlaps(
    workspace: Workspace, request: OverlapRequest, run: Run = RUN, *, problems: ProblemLog
) -> list[OverlapReport]:
    """For each credential that is asked about: what is there already, and what would be new.

    A loaded credential counts by its mapping records. What has none, and what is not loaded, is matched on
    the fly and nothing is stored.

    Args:
        workspace: Where the existing credentials are loaded.
        request: What to compare; its confidence holds for what is matched on the fly
            and for stored proposals.
        run: How to go about it.
        problems: Collects the rows of a draft that were not taken as they stand.

    Raises:
        NotFoundError: If no credentials are loaded, or one that is named is not.
        InputError: If nothing is asked about, or a draft cannot be read.
    """
    snapshot, query = workspace.snapshot(), request.query(run)
    rule = ProposalRule(request.limit, request.min_confidence)
    credentials = _asked(snapshot, request, problems)
    if not credentials:
        raise InputError(
            "Nothing was named to compare.",
            hint="Name a loaded credential or a file, or give --outcome TEXT.",
        )
    loaded = snapshot.credentials_of(None)
    hierarchy = snapshot.hierarchy(query.framework)
    mappings = _with_matched(workspace, credentials, query, rule)
    return [
        overlap(
            credential.name,
            wanted_concepts(credential, mappings, min_confidence=rule.min_confidence),
            [other for other in loaded if other.id != credential.id],
            snapshot.mappings,
            hierarchy,
            min_confidence=rule.min_confidence,
            wanted_by=_records_of(credential, mappings),
        )
        for credential in credentials
    ]


def _records_of(credential: Credential, mappings: Sequence[Mapping]) -> list[Mapping]:
    outcomes = {outcome.id for outcome in credential.outcomes}
    return [mapping for mapping in mappings if mapping.subject_id in outcomes]


def _asked(snapshot: Snapshot, request: OverlapRequest, problems: ProblemLog) -> list[Credential]:
    from skillgraph.matching.text.language import shares_by_language
    from skillgraph.sources import read_credentials

    found = [one for name in request.named for one in select_credentials(snapshot, [name])]
    for path in request.drafts:
        drafts = list(read_credentials(path, problems=problems, judge=shares_by_language()))
        if not drafts:
            raise InputError(f"{path} holds no credential.", hint="Check that it is the right file.")
        found += drafts
    if request.outcomes:
        found.append(_of_texts(request.outcomes))
    return found


def _of_texts(texts: Sequence[str]) -> Credential:
    outcomes = (LearningOutcome(f"{_ASKED}:{n}", text) for n, text in enumerate(texts, start=1))
    name = texts[0] if len(texts) == 1 else f"{len(texts)} outcomes"
    return Credential(_ASKED, name, issuer="", outcomes=tuple(outcomes))


def _with_matched(
    workspace: Workspace, credentials: Sequence[Credential], query: Query, rule: ProposalRule
) -> list[Mapping]:
    """The mapping records of the credentials: those that are stored, and new ones for the others."""
    snapshot = workspace.snapshot()
    stored = {mapping.subject_id for mapping in snapshot.mappings}
    loaded = {credential.id: credential for credential in snapshot.credentials}
    # A draft of a loaded credential may say other things under the same identifiers.
    kept = [
        credential
        for credential in credentials
        if loaded.get(credential.id) == credential and any(o.id in stored for o in credential.outcomes)
    ]
    outcomes = {o.id: o for credential in credentials if credential not in kept for o in credential.outcomes}
    records = [mapping for mapping in snapshot.mappings if mapping.subject_id not in outcomes]
    if not outcomes:
        return records
    matcher = open_matcher(workspace, query).of_kind(TextKind.OUTCOME)
    # Mere outcomes have no title; what they are called here says nothing.
    titled = (replace(one, name="") if one.id == _ASKED else one for one in credentials)
    contexts = contexts_of(one for one in titled if one not in kept)
    results = match_outcomes(matcher, list(outcomes.values()), contexts, rule.ranks, query.progress)
    framework = snapshot.manifest.framework(query.framework).id
    return records + list(
        propose_mappings(list(outcomes.values()), results, rule=rule, framework=framework, date=today())
    )
