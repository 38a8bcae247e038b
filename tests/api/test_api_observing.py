"""Limits of each client, headers, ids, logs and numbers: what a service needs in front of people."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from skillgraph_api import create_app
from skillgraph_api.observing import LOGGER, SECURITY

from skillgraph.settings import ServiceAccess, ServiceLimits
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import audit_log
from skillgraph.workspace.access.keys import Scope, make_key
from tests.api.test_api_limits import until
from tests.api.test_api_serving import served

FRAMEWORKS = "/api/v1/frameworks"


@pytest.fixture
def space(workspace: Workspace, tmp_path: Path) -> Workspace:
    copytree(workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


@contextmanager
def limited(space: Workspace, limits: ServiceLimits) -> Iterator[TestClient]:
    with TestClient(create_app(space, limits=limits), raise_server_exceptions=False) as client:
        yield client


def bearer(space: Workspace, name: str = "Ana", scope: Scope = Scope.REVIEWER) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_key(space, name, scope)[0]}"}


def test_who_asks_too_often_is_sent_away_and_nobody_else(space: Workspace) -> None:
    ana, leo = bearer(space), bearer(space, "Léo")
    with limited(space, ServiceLimits(rate=3)) as client:
        assert [client.get(FRAMEWORKS, headers=ana).status_code for _ in range(5)] == [200] * 3 + [429] * 2
        assert client.get(FRAMEWORKS, headers=leo).status_code == 200
        assert client.get(FRAMEWORKS).status_code == 200
        refused = client.get(FRAMEWORKS, headers=ana)
        assert "3 requests a minute (SKILLGRAPH_SERVE_RATE)" in refused.json()["detail"]
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert client.get("/healthz", headers=ana).status_code == 200
        assert client.get("/metrics", headers=ana).status_code == 200


def test_guessing_keys_is_not_a_way_round_the_limit_of_a_client(space: Workspace) -> None:
    with limited(space, ServiceLimits(rate=3)) as client:
        sent = [{"Authorization": f"Bearer sgk_{number}"} for number in range(6)]
        assert [client.get(FRAMEWORKS, headers=one).status_code for one in sent] == [401] * 3 + [429] * 3
        assert client.get(FRAMEWORKS).status_code == 429
        assert client.get(FRAMEWORKS, headers=bearer(space)).status_code == 200


def test_who_asks_too_much_at_once_is_sent_away_and_nobody_else(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_CLIENT", "1")
    key = bearer(space)["Authorization"]
    head = (
        f"POST /api/v1/suggest HTTP/1.1\r\nHost: x\r\nAuthorization: {key}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    )
    with served(space.path) as (_, address):
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as held:
            held.sendall(head.encode())
            refused = until(address, FRAMEWORKS, 429, {"Authorization": key})
            assert refused.headers["Retry-After"] == "5"
            assert until(address, FRAMEWORKS, 200).status == 200
        assert until(address, FRAMEWORKS, 200, {"Authorization": key}).status == 200


def test_every_answer_has_an_id_and_headers_of_security(client: TestClient, bare_client: TestClient) -> None:
    answers = [
        client.get("/healthz"),
        client.get(FRAMEWORKS),
        client.get("/nowhere"),
        client.delete("/api/v1/cover"),
        client.post("/api/v1/suggest", content=b"{"),
        client.get(FRAMEWORKS, headers={"Authorization": "Bearer x"}),
        bare_client.get("/api/v1/gaps"),
    ]
    for answer in answers:
        UUID(answer.headers["x-request-id"])
        assert {name: answer.headers[name] for name in SECURITY} == SECURITY
    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)


def test_a_page_says_itself_where_it_may_be_shown(workspace: Workspace) -> None:
    app = create_app(workspace)

    @app.get("/page", response_class=HTMLResponse)
    def page() -> str:
        return "<p>shown within another page</p>"

    with TestClient(app) as client:
        headers = client.get("/page").headers
    assert "content-security-policy" not in headers
    assert headers["x-content-type-options"] == "nosniff"


def test_a_failure_nobody_foresaw_tells_its_id(workspace: Workspace) -> None:
    app = create_app(workspace)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("the password is 1234")

    with TestClient(app, raise_server_exceptions=False) as client:
        UUID(client.get("/broken").headers["x-request-id"])
        assert 'route="/broken",status="500"} 1.0' in client.get("/metrics").text


@pytest.mark.parametrize("sent", ["", "x", "\r", "../../etc", "a" * 5_000, "<script>"])
def test_only_a_uuid_is_taken_for_an_id(client: TestClient, sent: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": sent.replace("\r", "?")})
    assert answer.headers["x-request-id"] != sent
    given = str(uuid4())
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"] == given


def test_the_audit_log_names_the_request(space: Workspace) -> None:
    with limited(space, ServiceLimits()) as client:
        (mapping, *_) = client.get("/api/v1/mappings").json()
        answer = client.post(
            f"/api/v1/mappings/{mapping['id']}/decisions",
            json={"action": "accept"},
            headers=bearer(space) | {"If-Match": '"0"'},
        )
    (begun, done) = audit_log(space).entries()
    assert begun["request"] == done["request"] == answer.headers["x-request-id"]


def test_the_log_has_neither_keys_nor_texts(space: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    key = bearer(space)
    with limited(space, ServiceLimits()) as client, caplog.at_level(logging.INFO, LOGGER.name):
        client.get("/api/v1/cover", params={"skill": "a secret wish", "profile": "fast"}, headers=key)
        client.post("/api/v1/suggest", json={"texts": ["a secret wish"], "profile": "fast"}, headers=key)
        client.get("/api/v1/mappings/secret", headers=key)
        client.get("/secret/path?secret=1", headers={"Authorization": "Bearer secret"})
        client.request("SECRET", "/healthz")
    lines = [json.loads(record.message) for record in caplog.records if record.name == LOGGER.name]
    assert [(one["method"], one["route"], one["status"]) for one in lines] == [
        ("GET", "/api/v1/cover", 404),
        ("POST", "/api/v1/suggest", 200),
        ("GET", "/api/v1/mappings/{mapping}", 404),
        ("GET", "", 401),
        ("other", "/healthz", 405),
    ]
    assert len({one["key"] for one in lines[:3]}) == 1
    written = "\n".join(record.getMessage() for record in caplog.records if record.name == LOGGER.name)
    assert "secret" not in written.lower()
    assert key["Authorization"].partition(" ")[2] not in written


def test_the_numbers_count_what_was_answered(space: Workspace) -> None:
    with limited(space, ServiceLimits()) as client:
        for path in (FRAMEWORKS, FRAMEWORKS, "/api/v1/mappings/none", "/nowhere/1", "/nowhere/2"):
            client.get(path)
        answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    said = answer.text.splitlines()
    for line in (
        f'skillgraph_requests_total{{method="GET",route="{FRAMEWORKS}",status="200"}} 2.0',
        'skillgraph_requests_total{method="GET",route="/api/v1/mappings/{mapping}",status="404"} 1.0',
        'skillgraph_requests_total{method="GET",route="",status="404"} 2.0',
        f'skillgraph_request_seconds_count{{route="{FRAMEWORKS}"}} 2.0',
        'skillgraph_index_ready{profile="fast"} 1.0',
        'skillgraph_index_ready{profile="precise"} 0.0',
        'skillgraph_requests_waiting{turn="writing"} 0.0',
        "skillgraph_requests_running 1.0",
    ):
        assert line in said, line


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        (("*",), "https://pages.example", "*"),
        (("https://pages.example",), "https://pages.example", "https://pages.example"),
        (("https://pages.example",), "https://others.example", None),
        ((), "https://others.example", None),
    ],
)
def test_pages_of_the_origins_that_are_named_may_use_the_service(
    workspace: Workspace, origins: tuple[str, ...], origin: str, allowed: str | None
) -> None:
    with TestClient(create_app(workspace, access=ServiceAccess(origins=origins))) as client:
        answer = client.get("/nowhere", headers={"Origin": origin})
        assert answer.headers.get("access-control-allow-origin") == allowed
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, if-match",
        }
        before = client.options("/api/v1/mappings/x/decisions", headers=asked)
        assert before.headers.get("access-control-allow-origin") == allowed
        assert before.status_code == (200 if allowed else 400)
        assert "access-control-allow-credentials" not in before.headers


def test_the_server_writes_its_log_where_it_is_asked_to(space: Workspace) -> None:
    with served(space.path, "--log") as (process, address):
        until(address, FRAMEWORKS, 200)
        process.terminate()
        _, said = process.communicate(timeout=30)
    assert json.loads(said.splitlines()[0])["route"] == FRAMEWORKS
