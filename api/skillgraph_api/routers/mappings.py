"""Mappings: what waits for a decision, what was decided, and how."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request, Response

from skillgraph.alignment.agreement import Agreement
from skillgraph.alignment.listing import ReviewItem
from skillgraph.graph import codec
from skillgraph.workspace.requests import ReviewListRequest
from skillgraph.workspace.results import Json, shown_json, unmapped_json
from skillgraph.workspace.review import listing
from skillgraph.workspace.review.listing import listed
from skillgraph_api import review_examples
from skillgraph_api.asked_mappings import AskedMappings, OfCredential, OfIssuer
from skillgraph_api.asking import parameter
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.paging import HEADERS, Cursor, Limit, page_of
from skillgraph_api.representing import RDF, TableRoute, as_rdf
from skillgraph_api.revisions import ETAG, etag
from skillgraph_api.routers.decisions import MappingName

router = APIRouter(tags=["review"], route_class=TableRoute)


@router.get(
    "/mappings",
    summary="Which mappings wait for a decision, or were decided, and how?",
    dependencies=[InTurn],
    responses=returning(
        review_examples.MAPPINGS,
        404,
        422,
        description="In the order of the credentials and their outcomes, surest first.",
        path="/mappings",
        headers=HEADERS,
    ),
)
def mappings(
    workspace: WorkspaceHere,
    asked: Request,
    response: Response,
    wanted: AskedMappings,
    top: Annotated[int | None, parameter(ReviewListRequest, "top")] = ReviewListRequest.top,
    limit: Limit = 1_000,
    cursor: Cursor = None,
) -> list[ReviewItem]:
    """Each with the outcome it is of, the concept, the tool's confidence and who decided."""
    found = listed(workspace, wanted.filter)
    page = page_of(found.records[:top], lambda one: one.uri, limit, cursor, asked, response)
    return replace(found, records=tuple(page)).items()


@router.get(
    "/mappings/unmapped",
    summary="Which outcomes have no mapping at all?",
    dependencies=[InTurn],
    responses=returning(
        review_examples.UNMAPPED,
        404,
        422,
        description="A page of outcomes, in the order of the credentials.",
        path="/mappings/unmapped",
        headers=HEADERS,
    ),
)
def unmapped(
    workspace: WorkspaceHere,
    request: Request,
    response: Response,
    credential: OfCredential = ReviewListRequest.credential,
    issuer: OfIssuer = ReviewListRequest.issuer,
    limit: Limit = 1_000,
    cursor: Cursor = None,
) -> list[Json]:
    """Nothing is proposed for them and nobody has decided on them; `POST /api/v1/mappings` does."""
    found = listing.without_record(workspace, credential, issuer)
    page = page_of(found, lambda one: f"{one[0].id} {one[1].id}", limit, cursor, request, response)
    return [unmapped_json(one) for one in page]


@router.get(
    "/mappings/agreement",
    summary="How far do reviewers agree?",
    dependencies=[InTurn],
    responses=returning(
        review_examples.AGREEMENT,
        description="For every two reviewers who judged the same mappings, most first.",
        path="/mappings/agreement",
    ),
)
def agreement(workspace: WorkspaceHere) -> list[Agreement]:
    """Cohen's kappa over the last word of each on the same mappings."""
    return listing.agreement(workspace)


@router.get(
    "/mappings/{mapping}",
    summary="What is there to know of this mapping?",
    response_model=Json,
    responses=returning(
        review_examples.MAPPING_SHOWN,
        *(404, 406, 422),
        description="The mapping with its record, votes, opinions and notes, and others of its outcome.",
        path="/mappings/{mapping}",
        headers=ETAG,
        also=RDF,
    ),
)
def shown(
    workspace: WorkspaceHere, mapping: MappingName, request: Request, response: Response
) -> Json | Response:
    """A vote on another version of the mapping is there too, and says why it is outdated."""
    found = listing.shown(workspace, mapping)
    response.headers["ETag"] = etag(found.record.revision)
    return as_rdf(request, response, lambda: codec.encode_mappings([found.record])) or shown_json(found)
