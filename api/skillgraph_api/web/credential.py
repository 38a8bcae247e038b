"""A page for each credential: what its issuer says of it, and what its outcomes are mapped to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from skillgraph.alignment.listing import ReviewFilter, ReviewItem
from skillgraph.clock import today
from skillgraph.model import Credential, LearningOutcome, MappingStatus
from skillgraph.workspace.review.listing import listed
from skillgraph.workspace.review.standing import standings
from skillgraph.workspace.state.snapshot import Snapshot
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.web.credential_files import CredentialFile
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.handles import credential_at, handle
from skillgraph_api.web.pages import language_of, page

router = APIRouter(route_class=PageRoute)

_SAYING: Final = frozenset(one for one in MappingStatus if one is not MappingStatus.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Shown:
    """An outcome with its mappings, those that a person accepted first, rejected ones last."""

    outcome: LearningOutcome
    items: Sequence[ReviewItem]


@router.get("/credential/{name}", dependencies=[InTurn])
def credential(request: Request, workspace: WorkspaceHere, name: str) -> Response:
    """Show a credential."""
    snapshot = workspace.snapshot()
    found = credential_at(snapshot, name)
    items = listed(workspace, ReviewFilter(credential=found.id, statuses=_SAYING)).items()
    own = handle(found.id)
    (standing,) = standings(snapshot, [found])
    return page(
        request,
        "credential",
        c=found,
        own=own,
        outcomes=_shown(found, items),
        standing=standing,
        names=snapshot.names([one.concept for one in items if one.concept], language_of(request)),
        stacks=_stacks(snapshot, found),
        today=today(),
        files=[one.value for one in CredentialFile],
    )


def _shown(found: Credential, items: Sequence[ReviewItem]) -> list[Shown]:
    order = (MappingStatus.ACCEPTED, MappingStatus.NO_TERM, MappingStatus.PROPOSED, MappingStatus.REOPENED)
    by_outcome: dict[str, list[ReviewItem]] = defaultdict(list)
    for one in sorted(items, key=lambda one: order.index(one.status) if one.status in order else len(order)):
        by_outcome[one.outcome].append(one)
    return [Shown(outcome, by_outcome.get(outcome.id, ())) for outcome in found.outcomes]


def _stacks(snapshot: Snapshot, found: Credential) -> Mapping[str, str]:
    """How addresses name the credentials that it counts towards, where they are loaded, by what it says."""
    known = {said: one.id for one in snapshot.credentials for said in (one.id, one.url, one.name) if said}
    return {said: handle(known[said]) for said in found.stacks_into if said in known}
