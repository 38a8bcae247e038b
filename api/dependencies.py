"""What the routes share: the workspace, what was made from it, parameters, and whose turn it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Generic, TypeVar

import anyio
from fastapi import Depends, Query, Request

from api.catalogue import Catalogue
from skillgraph.matching.types import Profile
from skillgraph.workspace import Query as Question
from skillgraph.workspace import Workspace
from skillgraph.workspace.indexing import open_matcher
from skillgraph.workspace.manifest import FrameworkRecord
from skillgraph.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from skillgraph.matching.matcher import Matcher

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """Things made from a framework version, kept until that version is loaded again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[Hashable, tuple[FrameworkRecord, Made]] = {}

    def get(self, key: Hashable, record: FrameworkRecord, make: Callable[[], Made]) -> Made:
        """What was made from ``record``; made now, by one thread, where it is missing or out of date."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] != record:
                found = self._kept[key] = (record, make())
            return found[1]


class Services:
    """The workspace, and what is opened once and used by many requests.

    Args:
        workspace: The workspace to answer from.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.turns = anyio.CapacityLimiter(1)
        self._matchers: Kept[Matcher] = Kept()
        self._catalogues: Kept[Catalogue] = Kept()

    def matcher(self, question: Question) -> Matcher:
        """The matcher of a framework and profile, opened once.

        Raises:
            IndexMissingError: If its index has not been built.
        """
        record = self.workspace.manifest.framework(question.framework)
        key = record.id, question.profile
        return self._matchers.get(key, record, lambda: open_matcher(self.workspace, question))

    def catalogue(self, snapshot: Snapshot, record: FrameworkRecord) -> Catalogue:
        """The labels of a framework, read once."""
        return self._catalogues.get(record.id, record, lambda: Catalogue.of(snapshot.concepts(record)))


def services_of(request: Request) -> Services:
    """The services of the application that the request reached."""
    services: Services = request.app.state.services
    return services


def workspace_of(request: Request) -> Workspace:
    """The workspace of the application that the request reached."""
    return services_of(request).workspace


async def in_turn(request: Request) -> AsyncIterator[None]:
    """Let one heavy question at a time be answered, so that many of them need no more memory than one.

    They wait here and not in a thread of the pool, so that light questions are answered meanwhile.
    """
    async with services_of(request).turns:
        yield


ServicesHere = Annotated[Services, Depends(services_of)]
WorkspaceHere = Annotated[Workspace, Depends(workspace_of)]
InTurn = Depends(in_turn, scope="function")

FrameworkName = Annotated[
    str | None,
    Query(
        max_length=200,
        description="A framework (`esco`: its newest version) or one version (`esco@1.2.0`); "
        "without it, the newest ESCO.",
        examples=["esco"],
    ),
]
ProfileName = Annotated[
    Profile,
    Query(
        description="`precise` for alignment, `fast` for very many sentences.", examples=[Profile.FAST.value]
    ),
]
Language = Annotated[
    str, Query(pattern=r"^[A-Za-z0-9-]{2,35}$", description="A language tag of BCP 47.", examples=["en"])
]
