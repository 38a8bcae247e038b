"""Many sure proposals of a credential accepted at once, after a look at each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from skillgraph.alignment.listing import ReviewFilter, ReviewItem
from skillgraph.clock import now
from skillgraph.model import Credential, MappingStatus, Review
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import audited
from skillgraph.workspace.review.bulk import accept_seen, proposals_of
from skillgraph.workspace.review.deciding import Decided
from skillgraph.workspace.review.listing import listed
from skillgraph_api.deciding import PATIENCE
from skillgraph_api.dependencies import InTurn, InTurnToWrite, WorkspaceHere
from skillgraph_api.sessions import Draft
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.handles import credential_at, handle
from skillgraph_api.web.pages import language_of, page
from skillgraph_api.web.review_view import seen_of
from skillgraph_api.web.signed_in import SentForm, draft_for

router = APIRouter(route_class=PageRoute)

LEAST: Final = 0.8
_OFFERED: Final = (0.9, LEAST, 0.7, 0.6, 0.5)
_MOST: Final = 400
"""So many are shown: a form has room for so many fields."""

Least = Annotated[float, Query(ge=0, le=1)]


@router.get("/review/{name}/band", dependencies=[InTurn])
def band(request: Request, workspace: WorkspaceHere, name: str, least: Least = LEAST) -> Response:
    """Show what would be accepted."""
    credential = credential_at(workspace.snapshot(), name)
    return _band(request, workspace, credential, least, draft=draft_for(request))


@router.post("/review/{name}/band", dependencies=[InTurnToWrite])
def accept(
    request: Request, workspace: WorkspaceHere, sent: SentForm, name: str, least: Least = LEAST
) -> Response:
    """Accept what was ticked, each as it was seen, and say what became of it."""
    credential = credential_at(workspace.snapshot(), name)
    seen = list(seen_of(" ".join(sent.fields.get("take", ()))).items())
    if not seen:
        return _band(request, workspace, credential, least, draft=Draft("", sent.fields), status=422)
    review = Review(sent.writer.by, now(), reason=sent.text("reason").strip())
    called = _called(workspace, credential, language_of(request))
    with audited(workspace, sent.writer, "accept", [uri for uri, _ in seen]):
        decided = accept_seen(workspace, seen, review, wait=PATIENCE)
    refused = [(called.get(seen[one.place][0], ""), one.error.message) for one in decided.refused]
    return _band(request, workspace, credential, least, decided=decided, refused=refused)


def _called(workspace: Workspace, credential: Credential, lang: str) -> dict[str, str]:
    """What each mapping of a credential says, whatever was decided on it; by its IRI."""
    every = ReviewFilter(credential=credential.id, statuses=frozenset(MappingStatus))
    items = listed(workspace, every).items()
    names = workspace.snapshot().names([one.concept for one in items], lang)
    return {one.uri: f"{one.text} → {names.get(one.concept, one.label)}" for one in items}


def _band(
    request: Request,
    workspace: Workspace,
    credential: Credential,
    least: float,
    *,
    draft: Draft | None = None,
    decided: Decided | None = None,
    refused: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    items = _proposals(workspace, credential, least)
    names = workspace.snapshot().names([one.concept for one in items], language_of(request))
    taken = seen_of(" ".join(draft.fields.get("take", ()))) if draft else None
    return page(
        request,
        "review_band",
        status=status,
        nothing_ticked=status != 200,
        credential=credential,
        own=handle(credential.id),
        least=least,
        offered=sorted({*_OFFERED, least}, reverse=True),
        items=items[:_MOST],
        total=len(items),
        most=_MOST,
        outcomes=len({one.outcome for one in items}),
        names=names,
        ticked={one.uri for one in items if taken is None or one.uri in taken},
        filled=draft or Draft("", {}),
        accepted=None if decided is None else len({one.uri for one in decided.changed}),
        refused=refused,
    )


def _proposals(workspace: Workspace, credential: Credential, least: float) -> list[ReviewItem]:
    return proposals_of(workspace, ReviewFilter(credential=credential.id, min_confidence=least))
