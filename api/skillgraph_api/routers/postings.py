"""Postings: which are loaded."""

from __future__ import annotations

from fastapi import APIRouter

from skillgraph.workspace.state.manifest import TableRecord
from skillgraph_api import examples
from skillgraph_api.dependencies import WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.representing import TableRoute

router = APIRouter(tags=["answers"], route_class=TableRoute)


@router.get(
    "/postings",
    summary="Which sources of postings are loaded?",
    responses=returning(examples.POSTINGS, description="The sources, by name.", path="/postings"),
)
async def postings(workspace: WorkspaceHere) -> list[TableRecord]:
    """How many postings each holds, how many of them are different jobs, and from which files they came."""
    return list(workspace.manifest.postings)
