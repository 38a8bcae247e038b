"""What becomes of a request whose client has gone, or that the server ends because it stops."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skillgraph_api.problems import respond
from skillgraph_api.refusals import busy

GONE = 499
"""The status, in the log and the numbers only, of a request whose client did not wait for the answer."""

Result = TypeVar("Result")


async def while_there(request: Request, work: Callable[[], Awaitable[Result]]) -> Result | None:
    """What comes of ``work``, which is cancelled when the client goes; then ``None``.

    Args:
        request: Its body has been read, or it has none.
        work: Must bear to be cancelled.
    """
    found: list[Result] = []
    failed: list[Exception] = []

    async def done() -> None:
        try:
            found.append(await work())
        except Exception as error:  # raised below, as it is: a group of tasks would wrap it
            failed.append(error)
        group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(done)
        await _departure(request)
        group.cancel_scope.cancel()
    if failed:
        raise failed[0]
    return found[0] if found else None


async def _departure(request: Request) -> None:
    """Wait until the client has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


class Stopping:
    """Says to those who still wait that the service stops, once the server cancels their requests for it.

    The server would print where in the program each of them was.

    Args:
        app: The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application, or what of it there is time for."""
        begun = False

        async def noticed(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noticed)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            if not begun:
                await (await respond(Request(scope), busy("stopping")))(scope, receive, send)
