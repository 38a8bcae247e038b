"""The start page: the jobs, and what is loaded."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request, Response

from skillgraph_api.dependencies import WorkspaceHere
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import page

router = APIRouter(route_class=PageRoute)


@router.get("")
def home(request: Request, workspace: WorkspaceHere) -> Response:
    """Say what can be done here, and with what."""
    snapshot = workspace.snapshot()
    statuses = Counter(mapping.status.value for mapping in snapshot.mappings)
    return page(
        request,
        "home",
        frameworks=snapshot.manifest.frameworks,
        credentials=len(snapshot.credentials),
        postings=sum(record.count for record in snapshot.manifest.postings),
        accepted=statuses["accepted"],
        waiting=statuses["proposed"] + statuses["reopened"],
    )
