"""Jobs that change many mappings: records and decisions from files, and upgrades to another version."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from skillgraph.workspace.access.keys import Scope
from skillgraph.workspace.jobs.record import JobKind
from skillgraph.workspace.loading_requests import (
    CrosswalkLoadRequest,
    MappingLoadRequest,
    ReviewImportRequest,
)
from skillgraph_api import job_examples as examples
from skillgraph_api.access import needs
from skillgraph_api.asking import SIGNS, parameter
from skillgraph_api.job_bodies import JobTold, UpgradeBody
from skillgraph_api.job_orders import OrdersHere, taking
from skillgraph_api.representing import TableRoute
from skillgraph_api.uploads import FORM, SentByReviewer, SentHere

router = APIRouter(prefix="/jobs", tags=["jobs"], route_class=TableRoute)

_ADMIN = [needs(Scope.ADMIN)]


@router.post(
    "/crosswalk-load",
    summary="Which mappings between frameworks are loaded?",
    status_code=202,
    dependencies=_ADMIN,
    responses=taking("crosswalk-load", files=True),
    openapi_extra=FORM,
)
def load_crosswalk(
    orders: OrdersHere,
    sent: SentHere,
    name: Annotated[
        str | None, parameter(CrosswalkLoadRequest, "name", max_length=SIGNS)
    ] = CrosswalkLoadRequest.name,
    strict: Annotated[bool, parameter(CrosswalkLoadRequest, "strict")] = CrosswalkLoadRequest.strict,
) -> JobTold:
    """Loads SSSOM, as `skillgraph taxonomy crosswalk` does, so that coverage is found across frameworks.

    A crosswalk of the same name is replaced.
    """
    return orders.take(JobKind.CROSSWALK_LOAD, CrosswalkLoadRequest(name=name, strict=strict), sent)


@router.post(
    "/mapping-load",
    summary="Which mapping records of outcomes are taken in?",
    status_code=202,
    dependencies=_ADMIN,
    responses=taking("mapping-load", files=True),
    openapi_extra=FORM,
)
def load_mappings(
    orders: OrdersHere,
    sent: SentHere,
    strict: Annotated[bool, parameter(MappingLoadRequest, "strict")] = MappingLoadRequest.strict,
) -> JobTold:
    """Takes SSSOM (TSV, JSON, RDF), as `skillgraph mapping load` does.

    What people decided here stays, and differences are told.
    """
    return orders.take(JobKind.MAPPING_LOAD, MappingLoadRequest(strict=strict), sent)


@router.post(
    "/review-import",
    summary="Which decisions does a review sheet hold?",
    status_code=202,
    responses=taking("review-import", files=True),
    openapi_extra=FORM,
)
def import_review(
    orders: OrdersHere,
    sent: SentByReviewer,
    second_opinion: Annotated[
        bool, parameter(ReviewImportRequest, "second_opinion")
    ] = ReviewImportRequest.second_opinion,
    skip_conflicts: Annotated[
        bool, parameter(ReviewImportRequest, "skip_conflicts")
    ] = ReviewImportRequest.skip_conflicts,
) -> JobTold:
    """Takes the decisions of a sheet, as `skillgraph review import` does; they are those of the key.

    All of them are taken, or none where a row conflicts with what was decided meanwhile.
    """
    request = ReviewImportRequest(second_opinion=second_opinion, skip_conflicts=skip_conflicts)
    return orders.take(JobKind.REVIEW_IMPORT, request, sent)


@router.post(
    "/framework-upgrade",
    summary="What becomes of the mappings with another version of their framework?",
    status_code=202,
    dependencies=_ADMIN,
    responses=taking("framework-upgrade"),
)
def upgrade(
    orders: OrdersHere, asked: Annotated[UpgradeBody, Body(openapi_examples=examples.UPGRADING)]
) -> JobTold:
    """Does what `skillgraph taxonomy upgrade` does; with `dry_run` nothing is written, `undo` undoes it."""
    return orders.take(JobKind.FRAMEWORK_UPGRADE, asked.request())
