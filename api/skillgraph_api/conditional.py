"""Answers that a client has already: an entity tag for each, and 304 where nothing changed (RFC 9110)."""

from __future__ import annotations

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skillgraph_api.limits import PREFIX
from skillgraph_api.revisions import whole_tag

_OK, _NOT_MODIFIED = 200, 304
_DIGITS = 16


class Conditional:
    """Gives answers of the JSON API entity tags, and leaves out what the client says that it has.

    The tag is of the bytes of the answer, so that it differs as soon as anything in it does, a note, say;
    that of a mapping begins with its revision, which decisions name. Files that are exported have none of
    it: they are made anew for each request.

    Args:
        app: The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application; what reads is answered with a tag, or with 304."""
        reads = scope["type"] == "http" and scope["method"] == "GET"
        if reads and scope["path"].startswith(f"{PREFIX}/"):
            known = ",".join(Headers(scope=scope).getlist("if-none-match"))
            send = _Held(send, {one.strip().removeprefix("W/") for one in known.split(",")}).send
        await self._app(scope, receive, send)


class _Held:
    """The head of one answer, which is held back until its body is there."""

    def __init__(self, send: Send, known: set[str]) -> None:
        self._send, self._known = send, known
        self._head: Message | None = None

    async def send(self, message: Message) -> None:
        """Send a message, or hold it back."""
        if message["type"] == "http.response.start" and _is_whole(message):
            self._head = message
            return
        head, self._head = self._head, None
        if head is not None:
            message = self._tagged(head, message)
            await self._send(head)
        await self._send(message)

    def _tagged(self, head: Message, body: Message) -> Message:
        """The body that goes out; the head gets the tag, and says whether the client has the body."""
        if body.get("more_body", False):
            return body
        headers = MutableHeaders(raw=head["headers"])
        tag = whole_tag(headers.get("etag", ""), sha256(body.get("body", b"")).hexdigest()[:_DIGITS])
        headers["ETag"] = tag
        if not self._known & {tag, "*"}:
            return body
        head["status"] = _NOT_MODIFIED
        for name in ("content-length", "content-type"):
            del headers[name]
        return {**body, "body": b""}


def _is_whole(head: Message) -> bool:
    headers = Headers(raw=head["headers"])
    return head["status"] == _OK and "content-disposition" not in headers
