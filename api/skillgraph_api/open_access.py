"""Lets pages of any site read the routes whose protocols are made for that (CORS), errors included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATHS = ("/sparql", "/reconcile")
"""These, and what lies below them, may be read from everywhere."""

METHODS = "GET, HEAD, POST, OPTIONS"
_ANSWER: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After, Content-Language",
}
_PREFLIGHT: Mapping[str, str] = {
    **_ANSWER,
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Authorization, Content-Type, X-Requested-With",
    "Access-Control-Max-Age": "86400",
}


class OpenAccess:
    """Marks answers as readable from everywhere, and answers ``OPTIONS``.

    It is outside everything else, so that the answers of limits and of failures are marked too.

    Args:
        app: The application.
        paths: The routes, without those below them.
    """

    def __init__(self, app: ASGIApp, paths: Sequence[str] = PATHS) -> None:
        self._app = app
        self._paths = tuple(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application, or answer ``OPTIONS``."""
        if scope["type"] != "http" or not self._is_open(scope["path"]):
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            headers = [(name.lower().encode(), value.encode()) for name, value in _PREFLIGHT.items()]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._app(scope, receive, _marking(send))

    def _is_open(self, path: str) -> bool:
        return any(path == one or path.startswith(f"{one}/") for one in self._paths)


def _marking(send: Send) -> Send:
    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_ANSWER)
        await send(message)

    return marked
