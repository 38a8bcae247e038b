"""What is loaded, and the frameworks of it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from skillgraph import __version__
from skillgraph.taxonomies.differences import Change, ChangeKind, counts
from skillgraph.workspace.frameworks.upgrading import compare
from skillgraph.workspace.results import Json, chosen_changes, comparison_json
from skillgraph_api import examples
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.paging import HEADERS, Cursor, Limit, page_of
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


def _version(example: str) -> Any:  # noqa: ANN401 - what FastAPI makes of it
    return Query(
        min_length=1, max_length=200, description="A loaded version of a framework.", examples=[example]
    )


@router.get(
    "/frameworks/diff",
    summary="What changed between two loaded versions of a framework?",
    dependencies=[InTurn],
    responses=returning(
        examples.COMPARISON,
        404,
        422,
        description="How much changed, and a page of the changes.",
        path="/frameworks/diff",
        headers=HEADERS,
    ),
)
def diff(
    workspace: WorkspaceHere,
    request: Request,
    response: Response,
    old: Annotated[str, _version("esco@1.1.1")],
    new: Annotated[str, _version("esco@1.2.0")],
    change: Annotated[tuple[ChangeKind, ...], Query(description="Only changes of one of these kinds.")] = (),
    limit: Limit = 1_000,
    cursor: Cursor = None,
) -> Json:
    """As `skillgraph taxonomy diff` compares them; the counts are of all pages."""
    found = compare(workspace, old, new)
    chosen = chosen_changes(found, change)
    page = page_of(chosen, _name, limit, cursor, request, response)
    return comparison_json(found, page) | {"counts": counts(chosen)}


def _name(change: Change) -> str:
    return f"{change.kind} {change.uri} {change.lang}"
