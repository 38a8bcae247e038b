"""A limit on the size of request bodies.

Starlette has such a limit too, but answers in plain text; here the error is raised where the application
reads the body, so that it is answered with a problem like any other.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Stops reading a body that is, or says it is, larger than allowed.

    Args:
        app: The application.
        limit: The most bytes a body may have.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application with a bounded body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        received = 0

        async def bounded() -> Message:
            nonlocal received
            self._check(int(announced) if announced.isdecimal() else 0)
            message = await receive()
            received += len(message.get("body", b""))
            self._check(received)
            return message

        await self._app(scope, bounded, send)

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise HTTPException(413, f"The body is larger than {self._limit / 1e6:g} MB.")
