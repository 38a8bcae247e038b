"""Numbers of the service, for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from skillgraph_api.dependencies import ServicesHere
from skillgraph_api.openapi import returning_text
from skillgraph_api.routers.health import IndexStates

router = APIRouter(tags=["service"])


@router.get(
    "/metrics",
    summary="How many requests, how fast, and what waits?",
    response_class=Response,
    responses=returning_text(
        CONTENT_TYPE_LATEST,
        "skillgraph_requests_running 1.0\n",
        description="Numbers in the text format of Prometheus.",
        path="/metrics",
    ),
)
async def metrics(services: ServicesHere, states: IndexStates) -> Response:
    """Of this process: requests by route and status, their times, the queues, and the search index."""
    meters = services.meters
    for profile, lacks in states.items():
        meters.index.labels(profile.value).set(not lacks)
    for turn, waiting in services.waiting().items():
        meters.waiting.labels(turn).set(waiting)
    meters.changes.set(services.workspace.changed())
    return Response(generate_latest(meters.registry), media_type=CONTENT_TYPE_LATEST)
