"""The plan for a pasted posting: which few credentials cover what it asks for, and what stays uncovered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from skillgraph.errors import InputError
from skillgraph.model import MappingStatus
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers import plan as job
from skillgraph.workspace.answers.plan import Planned
from skillgraph.workspace.requests import PlanRequest
from skillgraph_api.asking import READING
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import language_of, page
from skillgraph_api.web.sureness import is_likely

router = APIRouter(route_class=PageRoute)


async def posted(request: Request) -> PlanRequest:
    """The question in the form that was sent."""
    async with request.form(max_files=0, max_fields=10) as form:
        said = {name: value for name, value in form.items() if type(value) is str}
    return PlanRequest(
        text=said.get("text", ""), accepted=bool(said.get("accepted")), required=bool(said.get("required"))
    )


@router.get("/search/posting")
def posting(request: Request, workspace: WorkspaceHere) -> Response:
    """The form for a posting."""
    return _page(request, workspace, PlanRequest())


@router.post("/search/posting", dependencies=[InTurn])
def plan(
    request: Request, workspace: WorkspaceHere, question: Annotated[PlanRequest, Depends(posted)]
) -> Response:
    """The smallest set of credentials that covers a posting, in order, and what stays uncovered."""
    if not question.text.strip() or not workspace.manifest.credentials:
        return _page(request, workspace, question)
    try:
        return _page(request, workspace, question, found=job.plan_for(workspace, question, READING))
    except InputError as error:
        return _page(request, workspace, question, fault=error)


def _page(
    request: Request,
    workspace: Workspace,
    question: PlanRequest,
    *,
    found: Planned | None = None,
    fault: InputError | None = None,
) -> Response:
    return page(
        request,
        "posting",
        status=422 if fault else 200,
        q=question,
        found=found,
        fault=fault,
        empty=not workspace.manifest.credentials,
        labels=workspace.snapshot().names(_concepts(found), language_of(request)),
        credentials={one.id: one for one in workspace.snapshot().credentials} if found else {},
        unlikely=_unlikely(found) if found else 0,
        repost=bool(question.text.strip()),
    )


def _concepts(found: Planned | None) -> list[str]:
    return [one.uri for one in found.demanded] if found else []


def _unlikely(found: Planned) -> int:
    """How many covered skills no mapping supports that a person accepted or that is likely."""
    covers = [one for step in found.plan.steps for one in step.covers]
    sure = {o.uri for o in covers if o.status is MappingStatus.ACCEPTED or is_likely(o.confidence)}
    return len({one.uri for one in covers} - sure)
