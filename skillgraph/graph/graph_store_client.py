"""A client of the SPARQL 1.1 Graph Store HTTP Protocol: puts, reads and deletes whole graphs of a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import IO
from urllib.parse import SplitResult, quote, urlsplit

from skillgraph.errors import InputError
from skillgraph.graph.fingerprints import EMPTY, GraphFingerprint, fingerprint_of_file

N_TRIPLES = "application/n-triples"
_MISSING = 404
_SHOWN = 200
"""Characters of what a server says that are repeated."""


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
    """

    url: str
    timeout: float
    authorization: str = ""

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
                hint="Set SKILLGRAPH_PUBLISH_AUTH to the value of the Authorization header instead.",
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
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self.timeout)
        more = {"Authorization": self.authorization} if self.authorization else {}
        try:
            connection.request(method, _target(parts, graph), body=content, headers={**headers, **more})
            return self._read(method, graph, connection.getresponse())
        except (OSError, HTTPException, SyntaxError) as error:
            reason = str(error) or type(error).__name__
            raise RemoteStoreError(
                f"{method} of <{graph}> at {self.url} failed: {reason}.",
                hint="Check that the server runs and answers, and publish again.",
                answered=False,
            ) from error
        finally:
            connection.close()

    def _read(self, method: str, graph: str, response: HTTPResponse) -> GraphFingerprint:
        if response.status == _MISSING and method != "PUT":
            return EMPTY
        if not 200 <= response.status < 300:
            words = _words(response)
            said = f"{response.status} ({words.rstrip('.')})" if words else str(response.status)
            raise RemoteStoreError(
                f"{method} of <{graph}> at {self.url} was answered {said}.",
                hint="Check the address, and what the server lets you write.",
                answered=True,
            )
        if method != "GET":
            return EMPTY
        found = fingerprint_of_file(response)
        if response.length:  # Python says nothing of a connection that ends too early
            raise HTTPException("the answer ended too early")
        return found


def _words(response: HTTPResponse) -> str:
    """What a server says of a refusal, in one line; pages for browsers are left out."""
    if "html" in response.headers.get("Content-Type", ""):
        return ""
    return " ".join(response.read(_SHOWN).decode("utf-8", "replace").split())


def _target(parts: SplitResult, graph: str) -> str:
    query = f"{parts.query}&" if parts.query else ""
    return f"{parts.path or '/'}?{query}graph={quote(graph, safe='')}"
