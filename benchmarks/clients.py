"""Clients of a service: several at once in one thread, on connections they keep, and what they were answered.

They are written for little work of their own, as they share the processors with what they measure.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

FAILED = 0
"""The status of a request that was not answered: the connection ended, or nothing came in time."""

_TIMEOUT = 60.0
_ENDED = "close"


@dataclass(frozen=True, slots=True)
class Ask:
    """A request.

    Attributes:
        name: What its times are kept under.
        path: With the query.
        body: A body makes it a POST.
        headers: Besides those that every request has.
    """

    name: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self, host: str) -> bytes:
        """The request as HTTP."""
        headers = {"Host": host, **self.headers}
        if self.body:
            headers |= {"Content-Length": str(len(self.body))}
            headers.setdefault("Content-Type", "application/json")
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1\r\n{lines}\r\n".encode() + self.body


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered: its status, and the milliseconds until all of the answer was there."""

    name: str
    status: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What one client does.

    Attributes:
        asks: What it asks, one after the other; it ends with them.
        seconds: After which it asks no more.
        most: So many requests at most.
        source: The address that it comes from, of those of this machine.
        pause: Seconds that it waits after it was sent away (429, 503).
        fresh: Whether each request has a connection of its own.
    """

    asks: Iterator[Ask]
    seconds: float
    most: int = 100_000
    source: str = "127.0.0.1"
    pause: float = 0.0
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What some clients were answered, and how many seconds they took together."""

    answers: tuple[Answer, ...]
    seconds: float

    def but(self, name: str) -> Result:
        """Without the answers to one kind of request."""
        return Result(tuple(one for one in self.answers if one.name != name), self.seconds)


def ask_together(address: str, plans: Sequence[Plan]) -> Result:
    """Let clients ask at the same time.

    Args:
        address: Host and port of the service.
        plans: One for each client.
    """
    return asyncio.run(_together(address, plans))


async def _together(address: str, plans: Sequence[Plan]) -> Result:
    start = time.perf_counter()
    found = await asyncio.gather(*(_Client(address, plan).run() for plan in plans))
    taken = time.perf_counter() - start
    return Result(tuple(answer for some in found for answer in some), taken)


class _Client:
    """One client, that keeps its connection as long as the service lets it."""

    def __init__(self, address: str, plan: Plan) -> None:
        self._address, self._plan = address, plan
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def run(self) -> list[Answer]:
        answers: list[Answer] = []
        until = time.perf_counter() + self._plan.seconds
        while len(answers) < self._plan.most and time.perf_counter() < until:
            ask = next(self._plan.asks, None)
            if ask is None:
                break
            answers.append(await self._asked(ask))
            if answers[-1].status in (FAILED, 429, 503):
                await asyncio.sleep(self._plan.pause)
        self._close()
        return answers

    async def _asked(self, ask: Ask) -> Answer:
        start = time.perf_counter()
        try:
            async with asyncio.timeout(_TIMEOUT):
                status = await self._exchanged(ask.written(self._address))
        except (OSError, EOFError, TimeoutError):
            status = FAILED
            self._close()
        return Answer(ask.name, status, (time.perf_counter() - start) * 1_000)

    async def _exchanged(self, request: bytes) -> int:
        if self._streams is None:
            host, _, port = self._address.partition(":")
            self._streams = await asyncio.open_connection(
                host, int(port), local_addr=(self._plan.source, 0), limit=2**24
            )
        reader, writer = self._streams
        writer.write(request)
        status, headers = _head(await reader.readuntil(b"\r\n\r\n"))
        await _body(reader, headers)
        if self._plan.fresh or headers.get("connection") == _ENDED:
            self._close()
        return status

    def _close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def _head(data: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = data.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split(" ", 2)[1]), {name.lower(): value.strip().lower() for name, _, value in pairs}


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> None:
    if headers.get("transfer-encoding") != "chunked":
        await reader.readexactly(int(headers.get("content-length", "0")))
        return
    while size := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(size + 2)
    await reader.readuntil(b"\r\n")
