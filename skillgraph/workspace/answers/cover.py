"""`cover`: which credentials cover a skill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.analytics import coverage
from skillgraph.analytics.coverage import Coverage, Target
from skillgraph.workspace.answers.resolving import ResolvedSkill, resolve
from skillgraph.workspace.query import RUN, Run

if TYPE_CHECKING:
    from skillgraph.workspace.requests import CoverRequest
    from skillgraph.workspace.state.workspace import Workspace


def cover(
    workspace: Workspace, request: CoverRequest, run: Run = RUN
) -> tuple[ResolvedSkill, list[Coverage]]:
    """The credentials that cover a skill, given by URI, by label in any language, or in free words.

    Raises:
        NotFoundError: If the URI is unknown, or the words mean no concept.
    """
    snapshot, query = workspace.snapshot(), request.query(run)
    resolved = resolve(workspace, snapshot, request.skill, query)
    target = Target.of(resolved.uris, snapshot.hierarchy(query.framework))
    least = request.min_confidence
    return resolved, coverage.cover(target, snapshot.credentials, snapshot.mappings, min_confidence=least)
