"""Limits on what clients send: the size of a body, the time it takes, and requests at once.

Starlette and the server have some such limits too, but answer in plain text or not at all; here the errors
are answered with a problem like any other.
"""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skillgraph_api.problems import RETRY, respond

ALWAYS = ("/healthz", "/readyz", "/metrics")
"""What watches over a service asks these, above all of a busy one."""


class BodyLimit:
    """Stops reading a body that is, or says it is, larger than allowed, or takes too long to arrive.

    Args:
        app: The application.
        limit: The most bytes a body may have.
        seconds: In which all of it must be here, from when the application begins to read it.
    """

    def __init__(self, app: ASGIApp, limit: int, seconds: float) -> None:
        self._app = app
        self._limit = limit
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application with a bounded body."""
        if scope["type"] == "http":
            receive = _Body(scope, receive, self._limit, self._seconds).receive
        await self._app(scope, receive, send)


class _Body:
    """The body of one request, as it arrives."""

    def __init__(self, scope: Scope, receive: Receive, limit: int, seconds: float) -> None:
        announced = Headers(scope=scope).get("content-length", "")
        self._announced = int(announced) if announced.isdecimal() else 0
        self._receive, self._limit, self._seconds = receive, limit, seconds
        self._received = 0
        self._until: float | None = None
        self._complete = False

    async def receive(self) -> Message:
        """The next part of the body; once it is complete, that the client has gone.

        Raises:
            HTTPException: 413 if it is too large, 408 if it is too late.
        """
        self._check(self._announced)
        if self._complete:
            return await self._receive()
        message = await self._in_time()
        self._complete = not message.get("more_body", False)
        self._received += len(message.get("body", b""))
        self._check(self._received)
        return message

    async def _in_time(self) -> Message:
        if self._until is None:
            self._until = asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(self._until):
                return await self._receive()
        except TimeoutError:
            raise _closing(408, f"The body did not arrive within {self._seconds:g} seconds.") from None

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise _closing(413, f"The body is larger than {self._limit / 1e6:g} MB.")


class RequestLimit:
    """Sends requests away while too many are under way, before their bodies take memory.

    Args:
        app: The application.
        limit: The most requests at once; those of `ALWAYS` are answered whatever their number.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application, or say that it is busy."""
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            await self._app(scope, receive, send)
        elif self._running >= self._limit:
            error = busy(f"{self._running} requests are being answered, and no more may be at once")
            await (await respond(Request(scope), error))(scope, receive, send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._running += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._running -= 1


def busy(reason: str) -> HTTPException:
    """503: the client is to come back."""
    return _closing(503, f"The service is busy: {reason}.", {"Retry-After": str(RETRY)})


def _closing(status: int, detail: str, headers: dict[str, str] | None = None) -> HTTPException:
    """An error after which the connection ends: what is left of the body is read by nobody."""
    return HTTPException(status, detail, {"Connection": "close", **(headers or {})})
