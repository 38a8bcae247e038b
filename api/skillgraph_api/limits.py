"""Limits on what clients send: the size of a body, the time it takes, and requests at once.

Starlette and the server have some such limits too, but answer in plain text or not at all; here the errors
are answered with a problem like any other.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skillgraph import languages
from skillgraph_api.access import Caller, caller_of
from skillgraph_api.problems import respond
from skillgraph_api.refusals import RETRY, Refusal, busy, closing

PREFIX = "/api/v1"
"""What the routes of the JSON API begin with; another version of it would have another."""

ALWAYS = ("/healthz", "/readyz", "/metrics")
"""What watches over a service asks these, above all of a busy one."""

UPLOADS = (
    *(f"{PREFIX}/jobs/{what}-load" for what in ("credential", "posting", "framework")),
    *(f"/{lang}/jobs/load" for lang in languages.known("web")),
)
"""What takes files, which may be larger than other bodies."""


class BodyLimit:
    """Stops reading a body that is, or says it is, larger than allowed, or takes too long to arrive.

    Args:
        app: The application.
        limit: The most bytes a body may have.
        seconds: In which all of it must be here, from when the application begins to read it.
        upload: The most bytes of a body of `UPLOADS`; it has as much more time as it may be larger.
    """

    def __init__(self, app: ASGIApp, limit: int, seconds: float, upload: int = 0) -> None:
        self._app = app
        self._limit = limit
        self._seconds = seconds
        self._upload = max(upload, limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application with a bounded body."""
        if scope["type"] == "http":
            limit = self._upload if scope["path"] in UPLOADS else self._limit
            seconds = self._seconds * max(1.0, limit / max(1, self._limit))
            receive = _Body(scope, receive, limit, seconds).receive
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
            raise closing(408, "late-body", seconds=self._seconds) from None

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise closing(413, "large-body", megabytes=self._limit / 1e6)


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
            error = busy("requests", count=self._running)
            await (await respond(Request(scope), error))(scope, receive, send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._running += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._running -= 1


class ClientLimit:
    """Sends requests away of clients, or keys, that send too many at once or in a minute.

    Args:
        app: The application, to which callers are known.
        running: The most requests at once of one client.
        rate: The most requests a minute of one client.
    """

    def __init__(self, app: ASGIApp, running: int, rate: int) -> None:
        from limits import RateLimitItemPerMinute
        from limits.aio.storage import MemoryStorage
        from limits.aio.strategies import SlidingWindowCounterRateLimiter

        self._app = app
        self._most = running
        self._rate = RateLimitItemPerMinute(rate)
        self._rates = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._running: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application, or say that the client asks too much."""
        caller = caller_of(scope)
        if caller is None or scope["path"] in ALWAYS:
            await self._app(scope, receive, send)
        elif error := await self._refusal(caller):
            await (await respond(Request(scope), error))(scope, receive, send)
        else:
            await self._counted(caller.name, scope, receive, send)

    async def _refusal(self, caller: Caller) -> Refusal | None:
        if self._running[caller.name] >= self._most:
            return _too_many("client-at-once", caller, self._most, RETRY)
        if await self._rates.hit(self._rate, caller.name):
            return None
        again = (await self._rates.get_window_stats(self._rate, caller.name)).reset_time - time.time()
        return _too_many("client-rate", caller, self._rate.amount, max(1, math.ceil(again)))

    async def _counted(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        self._running[name] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._running[name] -= 1
            if not self._running[name]:
                del self._running[name]


def _too_many(limit: str, caller: Caller, most: int, again: int) -> Refusal:
    return closing(429, limit, headers={"Retry-After": str(again)}, who=caller.name, most=most)
