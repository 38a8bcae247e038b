"""Credentials: which are loaded; against a definition, and against those that are there already."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from skillgraph.analytics.facets import Facet
from skillgraph.analytics.overlap import OverlapReport
from skillgraph.errors import NotFoundError, ProblemLog
from skillgraph.graph import codec
from skillgraph.languages.sentences import error_of
from skillgraph.workspace.credentials.checking import check_credentials
from skillgraph.workspace.credentials.finding import credential_facets, find_credential, listed_credentials
from skillgraph.workspace.credentials.overlapping import overlaps
from skillgraph.workspace.requests import (
    NAMING,
    CheckRequest,
    CredentialListRequest,
    CredentialOrder,
    OverlapRequest,
)
from skillgraph.workspace.results import Json, check_json, credential_json
from skillgraph_api import examples
from skillgraph_api.asking import READING, SIGNS, Day, Texts, parameter
from skillgraph_api.dependencies import FrameworkName, InTurn, ProfileName, WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.paging import HEADERS, Cursor, Limit, page_of
from skillgraph_api.representing import RDF, TableRoute, as_rdf

router = APIRouter(tags=["answers"], route_class=TableRoute)


Search = Annotated[Texts, parameter(CredentialListRequest, "search", examples=[["finance"]])]
Source = Annotated[str | None, parameter(CredentialListRequest, "source", max_length=SIGNS)]
Issuer = Annotated[str, parameter(CredentialListRequest, "issuer", max_length=SIGNS)]
Lang = Annotated[str, parameter(CredentialListRequest, "lang", max_length=35)]
Where = Annotated[Texts, parameter(CredentialListRequest, "where")]


@router.get(
    "/credentials",
    summary="Which credentials are loaded?",
    dependencies=[InTurn],
    responses=returning(
        examples.CREDENTIALS,
        404,
        422,
        description="A page of credentials, in the order that was asked for.",
        path="/credentials",
        headers=HEADERS,
    ),
)
def credentials(
    workspace: WorkspaceHere,
    request: Request,
    response: Response,
    search: Search = (),
    source: Source = CredentialListRequest.source,
    issuer: Issuer = CredentialListRequest.issuer,
    lang: Lang = CredentialListRequest.lang,
    where: Where = (),
    sort: Annotated[
        CredentialOrder | None, parameter(CredentialListRequest, "sort")
    ] = CredentialListRequest.sort,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> list[Json]:
    """Each with its outcomes, assessments, endorsements and alignments, as it was loaded."""
    asked = CredentialListRequest(
        search=search, source=source, issuer=issuer, lang=lang, where=where, sort=sort
    )
    found = listed_credentials(workspace.snapshot(), asked)
    page = page_of(found, lambda one: one.id, limit, cursor, request, response)
    return [credential_json(one) for one in page]


@router.get(
    "/credentials/facets",
    summary="By what can the loaded credentials be narrowed?",
    dependencies=[InTurn],
    responses=returning(
        examples.FACETS,
        404,
        422,
        description="For each facet its values, the commonest first, and how many credentials say each.",
        path="/credentials/facets",
    ),
)
def facets(
    workspace: WorkspaceHere,
    search: Search = (),
    source: Source = CredentialListRequest.source,
    issuer: Issuer = CredentialListRequest.issuer,
    lang: Lang = CredentialListRequest.lang,
    where: Where = (),
) -> dict[Facet, dict[str, int]]:
    """What is counted meets all conditions but those on the facet itself; `hours` are so many at most."""
    asked = CredentialListRequest(search=search, source=source, issuer=issuer, lang=lang, where=where)
    found = credential_facets(workspace.snapshot(), asked)
    return {facet: dict(counts) for facet, counts in found.items()}


@router.get(
    "/credentials/show",
    summary="What is this credential?",
    dependencies=[InTurn],
    response_model=Json,
    responses=returning(
        examples.CREDENTIALS[0],
        *(404, 406, 422),
        description="The credential.",
        path="/credentials/show",
        also=RDF,
    ),
)
def show(
    workspace: WorkspaceHere,
    request: Request,
    response: Response,
    named: Annotated[
        str,
        Query(
            min_length=1,
            max_length=SIGNS,
            description=f"The credential: {NAMING}.",
            examples=["Project finance basics"],
        ),
    ],
) -> Json | Response:
    """As it was loaded; `GET /api/v1/mappings?credential=` has its mappings."""
    found = find_credential(workspace.snapshot().credentials_of(None), named)
    return as_rdf(request, response, lambda: codec.encode_credentials([found])) or credential_json(found)


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
    day: Annotated[Day | None, parameter(CheckRequest, "day", examples=["2026-11-25"])] = None,
) -> Json:
    """The definition is one of those built in; a file of your own is for the command line."""
    from skillgraph.graph.profiles import names

    if profile not in names():
        raise error_of(NotFoundError, "profile-unknown", name=profile, known=", ".join(names()))
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
