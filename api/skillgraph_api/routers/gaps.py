"""Gaps: which demanded skills no credential supplies."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter

from skillgraph.analytics.gaps import Gap
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query
from skillgraph.workspace.answers import answers
from skillgraph_api import examples
from skillgraph_api.dependencies import FrameworkName, InTurn, ProfileName, WorkspaceHere
from skillgraph_api.openapi import returning

router = APIRouter(tags=["answers"])


@router.get(
    "/gaps",
    summary="Which skills do the loaded postings ask for that no loaded credential supplies?",
    dependencies=[InTurn],
    responses=returning(
        examples.GAPS,
        404,
        422,
        503,
        description="Demanded concepts: those without supply first, then the most demanded.",
        path="/gaps",
    ),
)
def gaps(
    workspace: WorkspaceHere,
    min_confidence: Annotated[
        float, Parameter(ge=0, le=1, description="Mentions and proposals below it do not count.")
    ] = 0.5,
    sentences: Annotated[
        int, Parameter(ge=0, le=20, description="Sentences to give as evidence for each.")
    ] = 3,
    top: Annotated[int | None, Parameter(ge=1, description="Only the first so many.", examples=[10])] = None,
    framework: FrameworkName = None,
    profile: ProfileName = Profile.FAST,
) -> list[Gap]:
    """Postings are counted once each however often they repeat a skill; shares carry their 95 % interval.

    The postings must have been searched for skills before, as `skillgraph gaps` does on the command line.
    """
    question = Query(framework, profile, build=False)
    return answers.gaps(workspace, question, min_confidence=min_confidence, sentences=sentences)[:top]
