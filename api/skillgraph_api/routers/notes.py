"""Notes on mappings and on outcomes, whether a mapping leads from them or not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from skillgraph.workspace.access.audit import audited
from skillgraph.workspace.review.notes import Note, add_note, notes_on
from skillgraph_api import review_examples
from skillgraph_api.access import WriterHere
from skillgraph_api.asking import SIGNS
from skillgraph_api.dependencies import InTurnToWrite, WorkspaceHere
from skillgraph_api.openapi import returning, taking_json
from skillgraph_api.paging import HEADERS, Cursor, Limit, page_of
from skillgraph_api.representing import TableRoute
from skillgraph_api.schemas import NoteAboutBody

router = APIRouter(tags=["review"], route_class=TableRoute)


@router.get(
    "/notes",
    summary="What was told of this mapping or outcome?",
    responses=returning(
        [review_examples.NOTE],
        404,
        422,
        description="A page of notes, the oldest first; those on a mapping with those on its outcome.",
        path="/notes",
        headers=HEADERS,
    ),
)
def notes(
    workspace: WorkspaceHere,
    request: Request,
    response: Response,
    about: Annotated[
        str,
        Query(
            min_length=1,
            max_length=SIGNS,
            description="The id of a mapping, or the URI of an outcome.",
            examples=["https://example.org/mc/finance#1"],
        ),
    ],
    limit: Limit = 1_000,
    cursor: Cursor = None,
) -> list[Note]:
    """Each with who wrote it, when, and which revision the mapping had."""
    return page_of(notes_on(workspace, about), lambda one: one.id, limit, cursor, request, response)


@router.post(
    "/notes",
    summary="What is there to tell others of this mapping or outcome?",
    status_code=201,
    dependencies=[InTurnToWrite],
    responses=returning(
        review_examples.NOTE,
        *(404, 409),
        description="The note, with who wrote it and when.",
        path="/notes",
        status=201,
    )
    | taking_json("/notes"),
)
def add(
    workspace: WorkspaceHere,
    writer: WriterHere,
    asked: Annotated[NoteAboutBody, Body(openapi_examples=review_examples.NOTES_ABOUT)],
) -> Note:
    """As `POST /api/v1/mappings/{mapping}/notes` writes one, on an outcome too."""
    with audited(workspace, writer, "note", [asked.about]):
        return add_note(workspace, asked.about, asked.text, writer.by)
