"""The loaded frameworks."""

from __future__ import annotations

from fastapi import APIRouter

from skillgraph_api import examples
from skillgraph_api.dependencies import WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.schemas import FrameworkListed

router = APIRouter(tags=["frameworks"])


@router.get(
    "/frameworks",
    summary="Which frameworks are loaded?",
    responses=returning(
        examples.FRAMEWORKS, description="The frameworks, by name and version.", path="/frameworks"
    ),
)
async def frameworks(workspace: WorkspaceHere) -> list[FrameworkListed]:
    """Every version of every framework; of each name, the newest version is active."""
    manifest = workspace.manifest
    active = manifest.active()
    return [FrameworkListed.of(record, active=record.id in active) for record in manifest.frameworks]
