"""Whether the service is there, and whether it can answer."""

from __future__ import annotations

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException

from skillgraph import __version__
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.state.indexing import lacking
from skillgraph_api import examples
from skillgraph_api.dependencies import ServicesHere, WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.refusals import Refusal
from skillgraph_api.schemas import Alive, Ready

router = APIRouter(tags=["service"])


@router.get(
    "/healthz",
    summary="Is the service there?",
    responses=returning(examples.ALIVE, description="The service answers.", path="/healthz"),
)
async def alive() -> Alive:
    """Answers as soon as the service runs, however busy it is."""
    return Alive("ok", __version__)


async def _states(workspace: WorkspaceHere) -> dict[Profile, str]:
    # In a thread of its own, so that it need not wait until one of those that answer is free.
    return await anyio.to_thread.run_sync(_read_states, workspace, limiter=anyio.CapacityLimiter(1))


def _read_states(workspace: Workspace) -> dict[Profile, str]:
    return {profile: lacking(workspace, Query(profile=profile)) for profile in Profile}


IndexStates = Annotated[dict[Profile, str], Depends(_states)]
"""What the search index of each profile lacks; empty where it is there."""


@router.get(
    "/readyz",
    summary="Can the service answer?",
    responses=returning(
        examples.READY, 503, description="Questions of one profile, or more, can be answered.", path="/readyz"
    ),
)
async def ready(services: ServicesHere, states: IndexStates) -> Ready:
    """Not as long as the search index is missing, damaged, older than the framework, or still being read.

    The framework is the one that is asked where a question names none.
    """
    if services.warming:
        raise Refusal(503, "warming-up")
    found = tuple(profile for profile, lacks in states.items() if not lacks)
    if not found:
        raise HTTPException(503, next(iter(states.values())))
    return Ready("ready", found)
