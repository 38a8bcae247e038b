"""What the routes share: the workspace, what was made from it, parameters, and whose turn it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

import anyio
from fastapi import Depends, Query
from fastapi import Request as HttpRequest

from skillgraph.matching.profile import Profile
from skillgraph.workspace import Workspace
from skillgraph.workspace.requests import Request
from skillgraph.workspace.state.manifest import FrameworkRecord
from skillgraph.workspace.state.snapshot import Snapshot
from skillgraph_api.asking import parameter
from skillgraph_api.catalogue import Catalogue


class Services:
    """The workspace, and what is opened once and used by many requests.

    Args:
        workspace: The workspace to answer from.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.turns = anyio.CapacityLimiter(1)

    def catalogue(self, snapshot: Snapshot, record: FrameworkRecord) -> Catalogue:
        """The labels of a framework, read once."""
        key = "catalogue", record.id
        return self.workspace.cached(key, record, lambda: Catalogue.of(snapshot.concepts(record)))


def services_of(request: HttpRequest) -> Services:
    """The services of the application that the request reached."""
    services: Services = request.app.state.services
    return services


def workspace_of(request: HttpRequest) -> Workspace:
    """The workspace of the application that the request reached."""
    return services_of(request).workspace


async def in_turn(request: HttpRequest) -> AsyncIterator[None]:
    """Let one heavy question at a time be answered, so that many of them need no more memory than one.

    They wait here and not in a thread of the pool, so that light questions are answered meanwhile.
    """
    async with services_of(request).turns:
        yield


ServicesHere = Annotated[Services, Depends(services_of)]
WorkspaceHere = Annotated[Workspace, Depends(workspace_of)]
InTurn = Depends(in_turn, scope="function")

FrameworkName = Annotated[str | None, parameter(Request, "framework", max_length=200, examples=["esco"])]
ProfileName = Annotated[Profile, parameter(Request, "profile", examples=[Profile.FAST.value])]
Language = Annotated[
    str, Query(pattern=r"^[A-Za-z0-9-]{2,35}$", description="A language tag of BCP 47.", examples=["en"])
]
