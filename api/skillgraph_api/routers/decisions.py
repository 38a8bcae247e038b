"""Decisions and notes on mappings; whose they are says the key."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from skillgraph.alignment.listing import ReviewItem
from skillgraph.workspace.access.audit import Writer, audited
from skillgraph.workspace.review.listing import items_of
from skillgraph.workspace.review.notes import Note, add_note
from skillgraph.workspace.review.requests import DecisionRequest
from skillgraph.workspace.review.together import Asked
from skillgraph_api import review_examples
from skillgraph_api.access import WriterHere
from skillgraph_api.dependencies import InTurnToWrite, Services, ServicesHere, WorkspaceHere
from skillgraph_api.openapi import returning, taking_json
from skillgraph_api.revisions import ETAG, Seen, etag
from skillgraph_api.schemas import DecisionBody, NoteBody, OutcomeDecisionBody

router = APIRouter(tags=["review"])

MappingName = Annotated[
    str,
    Path(
        max_length=200,
        description="The id of a mapping, or the last part of its IRI, or how that begins.",
        examples=["5f0c1f6e"],
    ),
]


@router.post(
    "/mappings/{mapping}/decisions",
    summary="What is decided on this mapping?",
    responses=returning(
        review_examples.DECIDED,
        *(404, 409, 412, 428),
        description="The mappings that are different now; the one that was decided on comes first.",
        path="/mappings/{mapping}/decisions",
        headers=ETAG,
    )
    | taking_json("/mappings/{mapping}/decisions"),
)
async def decide(
    services: ServicesHere,
    writer: WriterHere,
    mapping: MappingName,
    seen: Seen,
    asked: Annotated[DecisionBody, Body(openapi_examples=review_examples.DECISIONS)],
    response: Response,
) -> list[ReviewItem]:
    """Accept, change or reject a mapping, say that its outcome has no term, or undo the last decision.

    `If-Match` names the revision that was looked at; if somebody decided meanwhile, nothing is changed.
    """
    request = DecisionRequest(target=mapping, seen=seen, **asked.model_dump())
    return await _decided(services, writer, request, response)


@router.post(
    "/mappings",
    summary="What is decided on an outcome that no mapping leads from?",
    status_code=201,
    responses=returning(
        review_examples.DECIDED,
        *(404, 409),
        description="The mappings that are different now; the new one comes first.",
        path="/mappings",
        headers=ETAG | {"Location": "Where the new mapping is."},
        status=201,
    )
    | taking_json("/mappings"),
)
async def decide_on_outcome(
    services: ServicesHere,
    writer: WriterHere,
    asked: Annotated[OutcomeDecisionBody, Body(openapi_examples=review_examples.OUTCOME_DECISIONS)],
    request: Request,
    response: Response,
) -> list[ReviewItem]:
    """Add a mapping to a concept that nothing proposed, or say that there is no term for an outcome."""
    said: dict[str, Any] = asked.model_dump()
    decision = DecisionRequest(target=said.pop("outcome"), **said)
    found = await _decided(services, writer, decision, response)
    response.headers["Location"] = request.app.url_path_for("shown", mapping=found[0].id)
    return found


@router.post(
    "/mappings/{mapping}/notes",
    summary="What is there to tell others of this mapping?",
    status_code=201,
    dependencies=[InTurnToWrite],
    responses=returning(
        review_examples.NOTE,
        *(404, 409),
        description="The note, with who wrote it and when.",
        path="/mappings/{mapping}/notes",
        status=201,
    )
    | taking_json("/mappings/{mapping}/notes"),
)
def note(
    workspace: WorkspaceHere,
    writer: WriterHere,
    mapping: MappingName,
    asked: Annotated[NoteBody, Body(openapi_examples=review_examples.NOTES)],
) -> Note:
    """A note decides nothing and changes no revision; it is never changed itself."""
    with audited(workspace, writer, "note", [mapping]):
        return add_note(workspace, mapping, asked.text, writer.by)


async def _decided(
    services: Services, writer: Writer, request: DecisionRequest, response: Response
) -> list[ReviewItem]:
    changed = await services.decisions.made(Asked(request, writer))
    response.headers["ETag"] = etag(changed[0].revision)
    return await run_in_threadpool(items_of, services.workspace, changed)
