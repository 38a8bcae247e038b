"""A client of the SPARQL 1.1 Graph Store HTTP Protocol: puts, reads and deletes whole graphs of a server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import IO
from urllib.parse import SplitResult, quote, urlsplit

from skillgraph.errors import InputError
from skillgraph.graph.fingerprints import EMPTY, GraphFingerprint, fingerprint_of_file
from skillgraph.graph.http_login import HttpLogin

N_TRIPLES = "application/n-triples"
_MISSING = 404
_UNAUTHORIZED = 401
_READ, _SHOWN = 4_000, 200
"""Bytes of what a server says that are read, and characters of it that are repeated."""


class RemoteStoreError(InputError):
    """A server that refuses, fails or cannot be reached.

    Args:
        message: What is wrong.
        hint: What to do.
        answered: Whether it answered at all.
    """

    def __init__(self, message: str, *, hint: str, answered: bool) -> None:
        super().__init__(message, hint=hint)
        self.answered = answered


@dataclass(frozen=True, slots=True)
class GraphStoreClient:
    """A graph store.

    Attributes:
        url: Its address, to which ``?graph=`` is added.
        timeout: Seconds that each step, such as connecting or the next part of an answer, may take.
        authorization: The value of the header of that name; empty for none.
        login: A name and a password for a server that asks for them.
    """

    url: str
    timeout: float
    authorization: str = field(default="", repr=False)
    login: HttpLogin | None = None

    def __post_init__(self) -> None:
        """Check the address.

        Raises:
            InputError: If it is not one of the web, or holds a password.
        """
        try:
            parts = urlsplit(self.url)
            possible = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            possible = False
        if not possible or not self.url.isprintable() or " " in self.url:
            raise InputError(
                f"{self.url!r} is no address of a graph store.",
                hint="Give one like http://localhost:7878/store.",
            )
        if parts.username is not None or parts.password is not None:
            raise InputError(
                "The address of the graph store holds a name or a password.",
                hint="Set SKILLGRAPH_PUBLISH_LOGIN to NAME:PASSWORD instead.",
            )

    def put(self, graph: str, content: IO[bytes], size: int) -> None:
        """Make N-Triples of ``size`` bytes the whole content of a graph.

        Raises:
            RemoteStoreError: If the server refuses, fails or cannot be reached.
        """
        headers = {"Content-Type": N_TRIPLES, "Content-Length": str(size)}
        self._asked("PUT", graph, headers, content)

    def delete(self, graph: str) -> None:
        """Remove a graph; nothing happens where there is none of that name.

        Raises:
            RemoteStoreError: As `put` does.
        """
        self._asked("DELETE", graph, {}, None)

    def fingerprint(self, graph: str) -> GraphFingerprint:
        """The fingerprint of a graph as the server has it; that of an empty one where it has none.

        Raises:
            RemoteStoreError: As `put` does, or if what comes is no graph.
        """
        return self._asked("GET", graph, {"Accept": N_TRIPLES}, None)

    def _asked(
        self, method: str, graph: str, headers: Mapping[str, str], content: IO[bytes] | None
    ) -> GraphFingerprint:
        """The fingerprint of what the server gives for ``GET``, of nothing for others."""
        try:
            with closing(self._connection()) as connection:
                response = self._sent(connection, method, graph, headers, content)
                if response.status == _UNAUTHORIZED and self._may_log_in(response):
                    connection.close()  # it connects again for the second request
                    response = self._sent(connection, method, graph, headers, content)
                return self._read(method, graph, response)
        except (OSError, HTTPException, SyntaxError) as error:
            reason = str(error) or type(error).__name__
            raise RemoteStoreError(
                f"{method} of <{graph}> at {self.url} failed: {reason}.",
                hint="Check that the server runs and answers, and publish again.",
                answered=False,
            ) from error

    def _connection(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=self.timeout)

    def _sent(
        self,
        connection: HTTPConnection,
        method: str,
        graph: str,
        headers: Mapping[str, str],
        content: IO[bytes] | None,
    ) -> HTTPResponse:
        target = _target(urlsplit(self.url), graph)
        who = self._authorization(method, target)
        if content is not None:
            content.seek(0)
        # A server may refuse before all is sent, and hang up: what it said counts.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request(
                method, target, body=content, headers={**headers, **({"Authorization": who} if who else {})}
            )
        return connection.getresponse()

    def _authorization(self, method: str, target: str) -> str:
        if self.login is None:
            return self.authorization
        parts = urlsplit(self.url)
        return self.login.authorization(method, f"{parts.scheme}://{parts.netloc}", target)

    def _may_log_in(self, response: HTTPResponse) -> bool:
        asked = response.headers.get_all("WWW-Authenticate") or ()
        return self.login is not None and self.login.learn(asked)

    def _read(self, method: str, graph: str, response: HTTPResponse) -> GraphFingerprint:
        if response.status == _MISSING and method != "PUT":
            return EMPTY
        if not 200 <= response.status < 300:
            words = _words(response)
            said = f"{response.status} ({words.rstrip('.')})" if words else str(response.status)
            raise RemoteStoreError(
                f"{method} of <{graph}> at {self.url} was answered {said}.",
                hint="Check the address, what the server lets you write, and SKILLGRAPH_PUBLISH_LOGIN.",
                answered=True,
            )
        if method != "GET":
            return EMPTY
        found = fingerprint_of_file(response)
        if response.length:  # Python says nothing of a connection that ends too early
            raise HTTPException("the answer ended too early")
        return found


def _words(response: HTTPResponse) -> str:
    """What a server says of a refusal, in one line, without the tags of a page for browsers."""
    said = response.read(_READ).decode("utf-8", "replace")
    if "html" in response.headers.get("Content-Type", ""):
        said = _TAGS.sub(" ", said)
    return " ".join(said.split())[:_SHOWN]


_TAGS = re.compile(r"(?is)<head\b.*?</head>|<!doctype[^>]*>|</?(?:html|body|div|h[1-6]|p|pre|xmp|br)\b[^>]*>")


def _target(parts: SplitResult, graph: str) -> str:
    query = f"{parts.query}&" if parts.query else ""
    return f"{parts.path or '/'}?{query}graph={quote(graph, safe='')}"
