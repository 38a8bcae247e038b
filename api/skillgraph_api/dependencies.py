"""What the routes share: the workspace, what was made from it, parameters, and whose turn it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import anyio
from fastapi import Depends, Header, Query, Response
from fastapi import Request as HttpRequest

from skillgraph.matching.profile import Profile
from skillgraph.workspace import Workspace
from skillgraph.workspace.requests import Request
from skillgraph_api.asking import parameter
from skillgraph_api.deciding import Decisions
from skillgraph_api.form_limit import FormLimit
from skillgraph_api.negotiation import choose_language
from skillgraph_api.observing import Meters
from skillgraph_api.provider import Provider
from skillgraph_api.refusals import busy
from skillgraph_api.sessions import SessionStore
from skillgraph_api.shared_database import IN_MEMORY, SharedDatabase
from skillgraph_api.sign_in_attempts import SignInAttempts


class Services:
    """The workspace, and what is opened once and used by many requests.

    Args:
        workspace: The workspace to answer from.
        waiting: How many heavy questions may wait while one is answered.
        open_to_read: Whether who has no key may read.
        sessions: Where several processes share who is signed in to the pages, and how many forms were sent.
        provider: Whose accounts people may sign in with.

    Attributes:
        warming: Whether what the first questions need is still being read.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        waiting: int,
        open_to_read: bool = True,
        sessions: Path = IN_MEMORY,
        provider: Provider | None = None,
    ) -> None:
        self.workspace = workspace
        self.open = open_to_read
        self._waiting = waiting
        self.meters = Meters()
        self.warming = False
        shared = SharedDatabase(sessions)
        self.sessions = SessionStore(database=shared)
        self.attempts = SignInAttempts(shared)
        self.forms = FormLimit(shared)
        self.provider = provider
        self._reading = anyio.CapacityLimiter(1)
        self._writing = anyio.CapacityLimiter(1)
        self.decisions = Decisions(self)

    @asynccontextmanager
    async def turn(self, *, writing: bool = False) -> AsyncIterator[None]:
        """Wait for one's turn to be answered, or to write, and have it.

        Raises:
            HTTPException: 503, if as many wait already as may.
        """
        turns = self._writing if writing else self._reading
        waiting = turns.statistics().tasks_waiting
        if waiting >= self._waiting:
            raise busy("questions", count=waiting)
        async with turns:
            yield

    def waiting(self) -> dict[str, int]:
        """How many requests wait to be answered, and to write."""
        turns = {"reading": self._reading, "writing": self._writing}
        return {name: turn.statistics().tasks_waiting for name, turn in turns.items()}


async def services_of(request: HttpRequest) -> Services:
    """The services of the application that the request reached."""
    services: Services = request.app.state.services
    return services


ServicesHere = Annotated[Services, Depends(services_of)]


async def workspace_of(services: ServicesHere) -> Workspace:
    """The workspace of the application that the request reached."""
    return services.workspace


async def in_turn(services: ServicesHere) -> AsyncIterator[None]:
    """Let one heavy question at a time be answered, so that many of them need no more memory than one.

    They wait here and not in a thread of the pool, so that light questions are answered meanwhile.
    """
    async with services.turn():
        yield


async def in_turn_to_write(services: ServicesHere) -> AsyncIterator[None]:
    """Let one request at a time write; the others do not wait in threads, which light questions need."""
    async with services.turn(writing=True):
        yield


WorkspaceHere = Annotated[Workspace, Depends(workspace_of)]
InTurn = Depends(in_turn, scope="function")
InTurnToWrite = Depends(in_turn_to_write, scope="function")

FrameworkName = Annotated[str | None, parameter(Request, "framework", max_length=200, examples=["esco"])]
ProfileName = Annotated[Profile, parameter(Request, "profile", examples=[Profile.FAST.value])]
LANGUAGE = r"^[A-Za-z0-9-]{2,35}$"
"""How a language tag of BCP 47 is written."""


async def _answer_language(
    workspace: WorkspaceHere,
    response: Response,
    lang: Annotated[
        str | None,
        Query(
            pattern=LANGUAGE,
            description="Language of labels, a tag of BCP 47; by default what Accept-Language likes best.",
            examples=["en"],
        ),
    ] = None,
    accept_language: Annotated[
        str | None, Header(description="Languages that labels are liked in; `lang` comes before it.")
    ] = None,
) -> str:
    """The language of the labels of an answer, which says so."""
    response.headers.add_vary_header("Accept-Language")
    loaded = [tag for record in workspace.manifest.frameworks for tag in record.languages]
    chosen = lang or choose_language(accept_language, loaded) or "en"
    response.headers["Content-Language"] = chosen
    return chosen


AnswerLanguage = Annotated[str, Depends(_answer_language)]
IN_LANGUAGE = {
    "Content-Language": "The language that labels are in, where the concepts have labels in it.",
    "Vary": "What of the request the answer depends on.",
}
"""The headers of answers in a language."""
