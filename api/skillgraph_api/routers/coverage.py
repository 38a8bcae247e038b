"""Coverage: which credentials cover a skill."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi import Query as Parameter

from skillgraph.analytics.coverage import Coverage
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query
from skillgraph.workspace.answers import answers
from skillgraph.workspace.answers.answers import ResolvedSkill
from skillgraph_api import examples
from skillgraph_api.dependencies import FrameworkName, InTurn, ProfileName, WorkspaceHere
from skillgraph_api.openapi import returning

router = APIRouter(tags=["answers"])

_URI_SIGNS = ":/?#[]@!$&'()*+,;=%"

_RESPONSES = returning(
    examples.COVERAGE,
    404,
    422,
    503,
    description="The credentials, closest, accepted and surest first.",
    path="/cover",
)
_RESPONSES[200]["headers"] = {
    "Link": {
        "description": "The concepts that `skill` stands for (`rel=about`), and how they were found "
        "(`found-by`: `uri`, `label` or `text`).",
        "schema": {"type": "string"},
    }
}


@router.get(
    "/cover",
    summary="Which credentials cover this skill?",
    dependencies=[InTurn],
    responses=_RESPONSES,
)
def cover(
    workspace: WorkspaceHere,
    response: Response,
    skill: Annotated[
        str,
        Parameter(
            min_length=1,
            max_length=2_000,
            description="A concept's URI, its label in any loaded language, or free words.",
            examples=[examples.SKILL_LABEL],
        ),
    ],
    min_confidence: Annotated[
        float, Parameter(ge=0, le=1, description="Proposals below it do not count; accepted mappings do.")
    ] = 0.1,
    framework: FrameworkName = None,
    profile: ProfileName = Profile.PRECISE,
) -> list[Coverage]:
    """Credentials whose outcomes are mapped to the concept itself, to narrower or to broader ones."""
    question = Query(framework, profile, build=False)
    resolved, found = answers.cover(workspace, skill, question, min_confidence=min_confidence)
    response.headers["Link"] = ", ".join(_links(resolved))
    return found


def _links(resolved: ResolvedSkill) -> list[str]:
    """The concepts that were meant, as RFC 8288 writes links."""
    uris = (quote(uri, safe=_URI_SIGNS) for uri in resolved.uris)
    return [f'<{uri}>; rel="about"; found-by="{resolved.found_by}"' for uri in uris]
