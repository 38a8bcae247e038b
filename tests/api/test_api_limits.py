"""What clients may take of the real server: the time of a request; how soon a connection answers again."""

from __future__ import annotations

import http.client
import json
import socket
import statistics
import time
from urllib.parse import urlsplit

import pytest

from skillgraph.workspace import Workspace
from tests.api.test_api_serving import served


def test_a_reused_connection_answers_at_once(workspace: Workspace) -> None:
    with served(workspace.path) as (_, address):
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        taken = []
        for _ in range(15):
            start = time.perf_counter()
            connection.request("GET", "/healthz")
            assert connection.getresponse().read()
            taken.append(time.perf_counter() - start)
        connection.close()
    assert statistics.median(taken) < 0.035


@pytest.mark.parametrize("begun", [b"", b'{"texts": ["we'])
def test_a_body_that_does_not_arrive_ends_the_connection(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_BODY", "1")
    head = (
        b"POST /api/v1/suggest HTTP/1.1\r\nHost: x\r\n"
        b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    )
    with served(workspace.path) as (_, address):
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as client:
            client.sendall(head + begun)
            said = b"".join(iter(lambda: client.recv(65_536), b""))
    assert said.startswith(b"HTTP/1.1 408")
    assert b"within 1 seconds" in said


@pytest.mark.parametrize("before", [False, True], ids=["first request", "second request"])
@pytest.mark.parametrize("sign", [b"", b"x"], ids=["silent", "slow"])
def test_a_head_that_does_not_arrive_ends_the_connection(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, sign: bytes, before: bool
) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_HEAD", "1")
    with served(workspace.path) as (_, address):
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as client:
            if before:
                client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                assert client.recv(65_536).startswith(b"HTTP/1.1 200")
            start = time.perf_counter()
            client.sendall(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
            said = dripped(client, sign)
            taken = time.perf_counter() - start
    assert said.partition(b"HTTP/1.1 408")[1]
    assert b"head of the request did not arrive within 1 seconds" in said
    assert 0.9 < taken < 4.0


def dripped(client: socket.socket, sign: bytes) -> bytes:
    """Send a sign every fifth of a second until the server closes; gives what it said."""
    said = b""
    client.settimeout(0.2)
    for _ in range(100):
        try:
            part = client.recv(65_536)
        except TimeoutError:
            client.sendall(sign)
            continue
        except ConnectionResetError:
            return said
        said += part
        if not part:
            return said
    raise AssertionError("The connection was never closed.")


def test_a_request_that_takes_longer_than_a_head_may_is_answered(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_HEAD", "1")
    body = b'{"texts": ["weld metal"], "profile": "fast"}'
    head = b"POST /api/v1/suggest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with served(workspace.path) as (_, address):
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as client:
            client.sendall(head + f"Content-Length: {len(body)}\r\n\r\n".encode())
            time.sleep(2)
            client.sendall(body)
            assert client.recv(65_536).startswith(b"HTTP/1.1 200")


def test_too_many_requests_at_once_are_sent_away_but_not_those_for_health(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_REQUESTS", "1")
    head = b"POST /api/v1/suggest HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
    with served(workspace.path) as (_, address):
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as held:
            held.sendall(head)
            busy = until(address, "/api/v1/frameworks", 503)
            assert busy.headers["Retry-After"] == "5"
            assert until(address, "/healthz", 200).status == 200
        assert until(address, "/api/v1/frameworks", 200).status == 200


def until(
    address: str, path: str, status: int, headers: dict[str, str] | None = None
) -> http.client.HTTPResponse:
    """Ask again for some seconds, until the answer has a status: a request is counted when it arrives."""
    for _ in range(50):
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        connection.close()
        if response.status == status:
            break
        time.sleep(0.1)
    assert response.status == status
    return response


@pytest.mark.parametrize("line", [b"b\x00d: x", b"no colon", b"sp ace: x"])
def test_a_head_that_is_no_http_is_refused_like_everything_else(workspace: Workspace, line: bytes) -> None:
    with served(workspace.path) as (_, address):
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + line + b"\r\n\r\n")
            said = b"".join(iter(lambda: client.recv(65_536), b""))
    assert said.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in said
    assert json.loads(said.partition(b"\r\n\r\n")[2])["status"] == 400


def test_a_chunk_that_is_no_http_ends_the_request_without_a_word_on_stderr(workspace: Workspace) -> None:
    head = b"POST /api/v1/suggest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with served(workspace.path) as (process, address):
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as client:
            client.sendall(head + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n")
            said = b"".join(iter(lambda: client.recv(65_536), b""))
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert b"".join(iter(lambda: client.recv(65_536), b"")).startswith(b"HTTP/1.1 200")
        process.terminate()
        _, err = process.communicate(timeout=30)
    assert said.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in said
    assert "Traceback" not in err
