"""Closes connections on which the head of a request does not arrive in time, or is none.

The server waits for a head without end: neither a client that connects and says nothing nor one that sends a
sign a second would ever be let go.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from skillgraph_api import problems
from skillgraph_api.refusals import Refusal


class HeadLimit(H11Protocol):
    """HTTP/1.1 as the server speaks it, with a limit of time for the head of each request.

    Attributes:
        seconds: In which a head must be here, from the connection or from the first sign of the next request.
    """

    seconds: ClassVar[float] = 10.0
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; a head that is not complete yet is waited for no longer than before."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self._wait()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(self.seconds, self._close)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close(self) -> None:
        """Say that it took too long, unless an answer to an earlier request is on its way, and close."""
        if self.conn.our_state is h11.IDLE and self.conn.their_state is h11.IDLE:
            self._refuse(Refusal(408, "late-head", seconds=self.seconds))
        self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Say that what came is no HTTP, as every other error is said, and close."""
        del msg
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._refuse(Refusal(400, "not-http"))
        if self.cycle is not None:  # what answers a request of which the rest is no HTTP has nobody to answer
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()

    def _refuse(self, refusal: Refusal) -> None:
        for event in _refusal(refusal):
            self.transport.write(self.conn.send(event) or b"")


def heads_within(seconds: float) -> type[HeadLimit]:
    """The protocol with that limit, for the server to make one of each connection."""
    return type("HeadLimit", (HeadLimit,), {"seconds": seconds})


def _refusal(error: Refusal) -> tuple[h11.Response, h11.Data, h11.EndOfMessage]:
    problem: dict[str, Any] = problems.as_json(problems.describe(error, "", "").problem)
    body = json.dumps(problem).encode("ascii")
    headers = {"Content-Type": problems.MEDIA_TYPE, "Content-Length": str(len(body)), "Connection": "close"}
    head = h11.Response(status_code=error.status_code, headers=[*headers.items()])
    return head, h11.Data(data=body), h11.EndOfMessage()
