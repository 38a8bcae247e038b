"""Coverage: which credentials cover a skill."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from skillgraph.analytics.coverage import Coverage
from skillgraph.analytics.reading import ReadingKind
from skillgraph.workspace.answers import cover as job
from skillgraph.workspace.answers.resolving import ResolvedSkill
from skillgraph.workspace.requests import CoverRequest
from skillgraph_api import examples
from skillgraph_api.asking import READING, SIGNS, Texts, parameter
from skillgraph_api.dependencies import FrameworkName, InTurn, ProfileName, WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.paging import HEADERS, Cursor, Limit, page_of
from skillgraph_api.representing import TableRoute

router = APIRouter(tags=["answers"], route_class=TableRoute)

_URI_SIGNS = ":/?#[]@!$&'()*+,;=%"


@router.get(
    "/cover",
    summary="Which credentials cover this skill?",
    dependencies=[InTurn],
    responses=returning(
        examples.COVERAGE,
        404,
        422,
        503,
        description="A page of credentials, closest, accepted and surest first.",
        path="/cover",
        headers=HEADERS
        | {
            "Link": "The concepts that `skill` stands for (`rel=about`), and how they were found "
            "(`found-by`: `uri`, `label`, `spelling` or `text`; `spelt`: the words as they were read, where "
            "a small error was mended, percent-encoded); and where the next page is (`rel=next`).",
        },
    ),
)
def cover(
    workspace: WorkspaceHere,
    asked: Request,
    response: Response,
    skill: Annotated[
        str,
        parameter(CoverRequest, "skill", min_length=1, max_length=SIGNS, examples=[examples.SKILL_LABEL]),
    ],
    min_confidence: Annotated[float, parameter(CoverRequest, "min_confidence")] = CoverRequest.min_confidence,
    reading: Annotated[ReadingKind | None, parameter(CoverRequest, "reading")] = CoverRequest.reading,
    as_written: Annotated[bool, parameter(CoverRequest, "as_written")] = CoverRequest.as_written,
    issuer: Annotated[str, parameter(CoverRequest, "issuer", max_length=SIGNS)] = CoverRequest.issuer,
    lang: Annotated[str, parameter(CoverRequest, "lang", max_length=35)] = CoverRequest.lang,
    where: Annotated[Texts, parameter(CoverRequest, "where", examples=[["delivery=online"]])] = (
        CoverRequest.where
    ),
    accepted: Annotated[bool, parameter(CoverRequest, "accepted")] = CoverRequest.accepted,
    top: Annotated[int | None, parameter(CoverRequest, "top")] = CoverRequest.top,
    framework: FrameworkName = CoverRequest.framework,
    profile: ProfileName = CoverRequest.profile,
    limit: Limit = 1_000,
    cursor: Cursor = None,
) -> list[Coverage]:
    """Credentials whose outcomes are mapped to the concept itself, to narrower or to broader ones."""
    request = CoverRequest(
        skill=skill,
        min_confidence=min_confidence,
        reading=reading,
        as_written=as_written,
        issuer=issuer,
        lang=lang,
        where=where,
        accepted=accepted,
        top=top,
        framework=framework,
        profile=profile,
    )
    resolved, found = job.cover(workspace, request, READING)
    page = page_of(found, lambda one: one.credential_id, limit, cursor, asked, response)
    following = response.headers.get("Link")
    response.headers["Link"] = ", ".join([*_links(resolved), *([following] if following else [])])
    return page


def _links(resolved: ResolvedSkill) -> list[str]:
    """The concepts that were meant, as RFC 8288 writes links."""
    uris = (quote(uri, safe=_URI_SIGNS) for uri in resolved.uris)
    spelt = f'; spelt="{quote(resolved.spelt)}"' if resolved.spelt else ""
    return [f'<{uri}>; rel="about"; found-by="{resolved.found_by}"{spelt}' for uri in uris]
