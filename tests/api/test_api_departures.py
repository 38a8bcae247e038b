"""Clients that go away, and a service that is told to stop, while heavy questions run."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import psutil
import pytest

from tests.api.test_api_serving import served
from tests.support.endless import ENDLESS, workspace_of_thousands

QUERIES = 3
"""One more than run at once: it waits."""

pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="Windows has no such signals")


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with some thousand triples; tests only read."""
    return workspace_of_thousands(tmp_path_factory.mktemp("departures"))


def by_get(host: str) -> bytes:
    return f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def by_post(host: str) -> bytes:
    said = f"Content-Type: application/sparql-query\r\nContent-Length: {len(ENDLESS)}"
    return f"POST /sparql HTTP/1.1\r\nHost: {host}\r\n{said}\r\n\r\n{ENDLESS}".encode()


def asked(address: str, request: Callable[[str], bytes]) -> socket.socket:
    where = urlsplit(address)
    connection = socket.create_connection((where.hostname or "", where.port or 0), timeout=30)
    connection.sendall(request(where.netloc))
    return connection


def answered(client: socket.socket) -> bytes:
    with client, client.makefile("rb") as content:
        return content.read()


def at_work(server: subprocess.Popen[str]) -> list[psutil.Process]:
    """The processes of the queries, once all that run at once have begun."""
    return _until(lambda: _queries(server), lambda found: len(found) == QUERIES - 1)


def _queries(server: subprocess.Popen[str]) -> list[psutil.Process]:
    children = psutil.Process(server.pid).children(recursive=True)
    return [one for one in children if any("query_process" in word for word in one.cmdline())]


def _until(
    look: Callable[[], list[psutil.Process]], enough: Callable[[list[psutil.Process]], bool]
) -> list[psutil.Process]:
    for _ in range(300):
        if enough(found := look()):
            return found
        time.sleep(0.1)
    raise AssertionError(found)


@pytest.mark.parametrize("request_of", [by_get, by_post])
def test_the_queries_of_clients_that_have_gone_are_ended(
    space: Path, request_of: Callable[[str], bytes]
) -> None:
    with served(space) as (server, address):
        clients = [asked(address, request_of) for _ in range(QUERIES)]
        running = at_work(server)
        for client in clients:
            client.close()
        assert not psutil.wait_procs(running, timeout=20)[1]
        _until(lambda: _queries(server), lambda found: not found)  # nor does the one that waited begin
        server.send_signal(signal.SIGTERM)
        out, err = server.communicate(timeout=30)
    assert (server.returncode, out, err) == (0, "", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("request_of", [by_get, by_post])
def test_who_waits_is_told_that_the_service_stops(
    space: Path, number: signal.Signals, request_of: Callable[[str], bytes]
) -> None:
    with served(space) as (server, address):
        clients = [asked(address, request_of) for _ in range(QUERIES)]
        running = at_work(server)
        began = time.monotonic()
        server.send_signal(number)
        answers = [answered(client) for client in clients]
        _, err = server.communicate(timeout=30)
        took = time.monotonic() - began
    assert {answer.split(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 503 Service Unavailable"}
    assert all(b"it stops" in answer for answer in answers)
    assert not psutil.wait_procs(running, timeout=5)[1]
    assert (server.returncode, "Traceback" in err) == (0, False)
    assert took < 20
