"""Whether the service is there."""

from __future__ import annotations

from fastapi import APIRouter

from skillgraph import __version__
from skillgraph_api import examples
from skillgraph_api.dependencies import WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.schemas import Health

router = APIRouter(tags=["service"])


@router.get(
    "/health",
    summary="Is the service there, and what does it answer from?",
    responses=returning(examples.HEALTH, description="The service answers.", path="/health"),
)
async def health(workspace: WorkspaceHere) -> Health:
    """Answers as soon as the service runs; the search index may still be missing."""
    # Where requests are received, and not in a thread: it must not wait until one is free.
    manifest = workspace.manifest
    return Health(
        status="ok",
        version=__version__,
        frameworks=tuple(str(record.id) for record in manifest.frameworks),
        counts={
            "frameworks": len(manifest.frameworks),
            "crosswalks": len(manifest.crosswalks),
            "credentials": sum(record.count for record in manifest.credentials),
            "postings": sum(record.distinct for record in manifest.postings),
        },
    )
