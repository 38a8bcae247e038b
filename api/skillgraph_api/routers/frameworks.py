"""What is loaded, and the frameworks of it."""

from __future__ import annotations

from fastapi import APIRouter

from skillgraph import __version__
from skillgraph_api import examples
from skillgraph_api.dependencies import WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.representing import TableRoute
from skillgraph_api.schemas import Contents, FrameworkListed

router = APIRouter(tags=["frameworks"], route_class=TableRoute)


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


@router.get(
    "/contents",
    summary="What does the service answer from?",
    responses=returning(examples.CONTENTS, description="What is loaded, in numbers.", path="/contents"),
)
async def contents(workspace: WorkspaceHere) -> Contents:
    """Versions and counts of all that is loaded."""
    manifest = workspace.manifest
    return Contents(
        version=__version__,
        generation=manifest.generation or "",
        frameworks=tuple(str(record.id) for record in manifest.frameworks),
        counts={
            "frameworks": len(manifest.frameworks),
            "crosswalks": len(manifest.crosswalks),
            "credentials": sum(record.count for record in manifest.credentials),
            "postings": sum(record.distinct for record in manifest.postings),
        },
    )
