"""Credentials against a definition, and against those that are there already."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter

from skillgraph.analytics.overlap import OverlapReport
from skillgraph.errors import NotFoundError, ProblemLog
from skillgraph.workspace.credentials.checking import check_credentials
from skillgraph.workspace.credentials.overlapping import overlaps
from skillgraph.workspace.requests import CheckRequest, OverlapRequest
from skillgraph.workspace.results import Json, check_json
from skillgraph_api import examples
from skillgraph_api.asking import READING, SIGNS, Texts, parameter
from skillgraph_api.dependencies import FrameworkName, InTurn, ProfileName, WorkspaceHere
from skillgraph_api.openapi import returning

router = APIRouter(tags=["answers"])


@router.get(
    "/credentials/check",
    summary="Do the credentials meet the definition: what was seen, and what to add?",
    dependencies=[InTurn],
    responses=returning(
        examples.CHECKS, 404, 422, description="One check for each credential.", path="/credentials/check"
    ),
)
def check(
    workspace: WorkspaceHere,
    named: Annotated[Texts, parameter(CheckRequest, "named")] = (),
    source: Annotated[str | None, parameter(CheckRequest, "source", max_length=SIGNS)] = CheckRequest.source,
    profile: Annotated[str, parameter(CheckRequest, "profile", max_length=SIGNS)] = CheckRequest.profile,
    day: Annotated[date | None, parameter(CheckRequest, "day", examples=["2026-11-25"])] = None,
) -> Json:
    """The definition is one of those built in; a file of your own is for the command line."""
    from skillgraph.graph.profiles import names

    if profile not in names():
        raise NotFoundError(f"There is no profile {profile!r}.", hint=f"Choose of {', '.join(names())}.")
    on = day.isoformat() if day else CheckRequest.day
    request = CheckRequest(named=named, source=source, profile=profile, day=on)
    return check_json(check_credentials(workspace, request))


@router.get(
    "/credentials/overlap",
    summary="Which credentials already target these concepts, and what would be new?",
    dependencies=[InTurn],
    responses=returning(
        examples.OVERLAPS,
        404,
        422,
        503,
        description="A report for each credential that is asked about.",
        path="/credentials/overlap",
    ),
)
def overlap(
    workspace: WorkspaceHere,
    named: Annotated[Texts, parameter(OverlapRequest, "named", examples=[["Project finance basics"]])] = (),
    outcomes: Annotated[Texts, parameter(OverlapRequest, "outcomes")] = (),
    limit: Annotated[int, parameter(OverlapRequest, "limit")] = OverlapRequest.limit,
    min_confidence: Annotated[
        float, parameter(OverlapRequest, "min_confidence")
    ] = OverlapRequest.min_confidence,
    framework: FrameworkName = OverlapRequest.framework,
    profile: ProfileName = OverlapRequest.profile,
) -> list[OverlapReport]:
    """A loaded credential counts by its mapping records; mere outcomes are matched, and nothing is stored."""
    request = OverlapRequest(
        named=named,
        outcomes=outcomes,
        limit=limit,
        min_confidence=min_confidence,
        framework=framework,
        profile=profile,
    )
    return overlaps(workspace, request, READING, problems=ProblemLog())
