"""Offers and needs, and feedback: what people left and a reviewer accepted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Request

from skillgraph.workspace.connections import connections as job
from skillgraph.workspace.connections.requests import ConnectionKind, ConnectionListRequest
from skillgraph.workspace.feedback import feedback
from skillgraph.workspace.feedback.requests import FeedbackListRequest
from skillgraph.workspace.moderation.entries import EntryState
from skillgraph.workspace.results import Json, connection_json
from skillgraph_api import voice_examples
from skillgraph_api.access import caller_of
from skillgraph_api.asking import SIGNS, parameter
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.representing import TableRoute

router = APIRouter(tags=["answers"], route_class=TableRoute)

Top = Annotated[int | None, parameter(ConnectionListRequest, "top")]
_ACCEPTED = (EntryState.ACCEPTED,)


@router.get(
    "/connections",
    summary="Which skills are sought and offered, by whom?",
    dependencies=[InTurn],
    responses=returning(
        voice_examples.CONNECTIONS,
        422,
        description="What a reviewer accepted and is not over, the newest first.",
        path="/connections",
    ),
)
def connections(
    workspace: WorkspaceHere,
    request: Request,
    kind: Annotated[ConnectionKind | None, parameter(ConnectionListRequest, "kind")] = None,
    region: Annotated[str, parameter(ConnectionListRequest, "region", max_length=SIGNS)] = "",
    top: Top = None,
) -> list[Json]:
    """How to reach who left one is there for a key of any scope, as `contact`, and for nobody else."""
    asked = ConnectionListRequest(kind=kind, state=_ACCEPTED, region=region, top=top)
    found = job.listed(workspace, asked)
    caller = caller_of(request.scope)
    known = caller is not None and caller.key is not None
    contacts = job.contacts(workspace, found) if known else None
    return [_public(connection_json(one, contacts)) for one in found]


@router.get(
    "/feedback",
    summary="What is said of what the holders of credentials could do?",
    dependencies=[InTurn],
    responses=returning(
        voice_examples.FEEDBACK,
        404,
        422,
        description="What a reviewer accepted, the newest first.",
        path="/feedback",
    ),
)
def feedback_given(
    workspace: WorkspaceHere,
    credential: Annotated[str, parameter(FeedbackListRequest, "credential", max_length=SIGNS)] = "",
    top: Top = None,
) -> list[Json]:
    """`gone` says that no loaded credential has the id any more; such ratings count nowhere."""
    asked = FeedbackListRequest(credential=credential, state=_ACCEPTED, top=top)
    return [_public(asdict(one)) for one in feedback.listed(workspace, asked)]


@router.get(
    "/feedback/summary",
    summary="How are credentials rated?",
    dependencies=[InTurn],
    responses=returning(
        voice_examples.RATED,
        description="Credentials with feedback, those with most first; what waits is counted apart.",
        path="/feedback/summary",
    ),
)
def rated(workspace: WorkspaceHere) -> list[feedback.RatedCredential]:
    """Only what a reviewer accepted counts in `count`, `mean` and `distribution`."""
    return feedback.rated(workspace)


def _public(said: dict[str, Any]) -> Json:
    """Without what is the same for all that is shown, and who decided."""
    return {name: value for name, value in said.items() if name not in ("state", "expired", "moderations")}
