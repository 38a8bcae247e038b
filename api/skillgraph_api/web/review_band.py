"""Many sure proposals of a credential accepted at once, after a look at each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from skillgraph.alignment.listing import ReviewFilter, ReviewItem
from skillgraph.clock import now
from skillgraph.errors import InputError
from skillgraph.languages.sentences import error_of
from skillgraph.model import Credential, Review
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import audited
from skillgraph.workspace.review.bulk import accept_seen, proposals_of
from skillgraph.workspace.review.deciding import Decided
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
    """Accept what was ticked, each as it was seen, and say what became of it.

    Raises:
        InputError: If nothing was ticked.
    """
    credential = credential_at(workspace.snapshot(), name)
    seen = list(seen_of(" ".join(sent.fields.get("take", ()))).items())
    if not seen:
        raise error_of(InputError, "page-nothing-ticked")
    review = Review(sent.writer.by, now(), reason=sent.text("reason").strip())
    labels = {one.uri: f"{one.text} → {one.label}" for one in _proposals(workspace, credential, 0.0)}
    with audited(workspace, sent.writer, "accept", [uri for uri, _ in seen]):
        decided = accept_seen(workspace, seen, review, wait=PATIENCE)
    refused = [
        (labels.get(seen[one.place][0], seen[one.place][0]), one.error.message) for one in decided.refused
    ]
    return _band(request, workspace, credential, least, decided=decided, refused=dict(refused))


def _band(
    request: Request,
    workspace: Workspace,
    credential: Credential,
    least: float,
    *,
    draft: Draft | None = None,
    decided: Decided | None = None,
    refused: Mapping[str, str] | None = None,
) -> Response:
    items = _proposals(workspace, credential, least)
    names = workspace.snapshot().names([one.concept for one in items], language_of(request))
    taken = seen_of(" ".join(draft.fields.get("take", ()))) if draft else None
    return page(
        request,
        "review_band",
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
        refused=refused or {},
    )


def _proposals(workspace: Workspace, credential: Credential, least: float) -> list[ReviewItem]:
    return proposals_of(workspace, ReviewFilter(credential=credential.id, min_confidence=least))
