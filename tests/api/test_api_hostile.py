"""Every parameter of every route, with texts that mean harm: refused or answered, and never a failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph.settings import ServiceLimits
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import Scope, make_key

HOSTILE = [
    quote("' OR 1=1 --"),
    quote('" } ; DROP ALL ; SELECT * { "'),
    quote("http://x/> } ; CLEAR ALL ; SELECT * { <http://x/", safe=""),
    quote("../../../../etc/passwd", safe=""),
    quote("\0"),
    quote("\r\nSet-Cookie: a=b"),
    quote("{{7*7}}${7*7}<script>alert(1)</script>"),
    quote("\u202e\u0000\ufffe"),
    quote_from_bytes(b"\xff\xfe\xc3\x28"),
    quote_from_bytes("\ud800".encode("utf-8", "surrogatepass")),
    quote("*" * 1_500),
    quote("file:///etc/passwd", safe=""),
    quote("0" * 400),
    "-1",
    "1e999",
    "NaN",
]
BODIES = [
    b"",
    b"null",
    b"[]",
    b"\xff\xfe{}",
    b"[" * 100_000,
    b'{"action": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
    b'{"action": "accept", "confidence": NaN}',
    b'{"action": "accept", "confidence": 1e999}',
    b'{"action": "accept", "action": "reject", "by": "x"}',
    b'{"action": "change", "concept": "\\ud800"}',
    b'{"action": "change", "concept": "http://x/> } ; CLEAR ALL ; SELECT * { <http://x/"}',
    b'{"outcome": "http://x/> } ; CLEAR ALL #", "action": "no-term"}',
    b'{"text": "\\u0000"}',
    b'{"text": "\\ud800"}',
    b'{"text": {"$ne": null}}',
]


@pytest.fixture(scope="module")
def space(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    copytree(workspace.path, folder := tmp_path_factory.mktemp("hostile") / "workspace")
    return Workspace.open(folder)


@pytest.fixture(scope="module")
def client(space: Workspace) -> Iterator[TestClient]:
    key, _ = make_key(space, "Mallory", Scope.REVIEWER)
    app = create_app(space, limits=ServiceLimits(rate=1_000_000))
    headers = {"Authorization": f"Bearer {key}", "If-Match": '"0"'}
    with TestClient(app, headers=headers, raise_server_exceptions=False) as made:
        yield made


def routes(client: TestClient, method: str) -> list[tuple[str, list[dict[str, Any]]]]:
    document = client.get("/openapi.json").json()
    return [
        (path, operations[method].get("parameters", []))
        for path, operations in document["paths"].items()
        if method in operations
    ]


def usual(parameters: list[dict[str, Any]], *, but: str) -> str:
    """A query with the first example of what has to be given, besides one parameter."""
    needed = [one for one in parameters if one["in"] == "query" and one["required"] and one["name"] != but]
    return "".join(f"&{one['name']}={quote(str(one['schema']['examples'][0]), safe='')}" for one in needed)


def test_no_parameter_makes_the_service_fail(client: TestClient) -> None:
    failed = []
    for path, parameters in routes(client, "get"):
        for parameter in (one for one in parameters if one["in"] in ("query", "path")):
            name = parameter["name"]
            for text in HOSTILE:
                asked = f"{path}?{name}={text}" if parameter["in"] == "query" else path.format(**{name: text})
                answer = client.get(asked + usual(parameters, but=name))
                # 503 says that there is no index of the precise profile.
                if answer.status_code >= 500 and "index" not in answer.text:
                    failed.append((answer.status_code, asked))
                assert "set-cookie" not in answer.headers
    assert failed == []


def test_no_body_makes_the_service_fail_or_changes_anything(client: TestClient, space: Workspace) -> None:
    (mapping, *_) = client.get("/api/v1/mappings").json()
    before = space.manifest
    for path, _ in routes(client, "post"):
        for body in BODIES:
            answer = client.post(
                path.format(mapping=mapping["id"]), content=body, headers={"content-type": "application/json"}
            )
            written = path.endswith("/notes") and answer.status_code == 201
            assert 400 <= answer.status_code < 500 or written, (path, body[:60], answer.text)
    assert space.manifest == before
    assert client.get(f"/api/v1/mappings/{mapping['id']}").status_code == 200


def test_no_header_makes_the_service_fail(client: TestClient) -> None:
    for name in ("Authorization", "If-Match", "X-Request-ID", "Origin", "Accept", "Content-Type"):
        for value in (b"\xff\xfe", b"x" * 10_000, b"\t", b'"', b"Bearer \x80", b"*/*;q=\xe9"):
            answer = client.post(
                "/api/v1/mappings/x/decisions", content=b"{}", headers=[(name.encode(), value)]
            )
            assert answer.status_code < 500, (name, value[:10], answer.text)


def test_no_header_makes_reading_fail(client: TestClient) -> None:
    mapping = client.get("/api/v1/mappings").json()[0]["id"]
    values = (
        b"\xff\xfe",
        b"*",
        b'"' * 500,
        b"," * 5_000,
        b"x;q=9e99",
        b"*/*;q=\xe9",
        b"W/" * 900,
        b"fr-" * 900,
    )
    for name in ("Accept", "Accept-Language", "If-None-Match", "Cookie", "Range", "If-Match"):
        for value in values:
            for path in (
                "concepts?uri=http://data.europa.eu/esco/skill/1",
                "credentials",
                f"mappings/{mapping}",
            ):
                answer = client.get(f"/api/v1/{path}", headers=[(name.encode(), value)])
                assert answer.status_code in (200, 304, 406), (name, value[:10], answer.text)


def test_no_body_of_a_job_makes_the_service_fail_or_is_taken_for_one(
    client: TestClient, space: Workspace
) -> None:
    key, _ = make_key(space, "Mallory the admin", Scope.ADMIN)
    sent = {"Authorization": f"Bearer {key}", "content-type": "application/json"}
    for path, _ in routes(client, "post"):
        for body in BODIES if "/jobs/" in path else ():
            answer = client.post(path, content=body, headers=sent)
            assert 400 <= answer.status_code < 500, (path, body[:60], answer.text)
    assert client.get("/api/v1/jobs", headers=sent).json() == []


def test_nothing_outside_the_workspace_is_read(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "secret.ttl").write_text("secret", encoding="utf-8")
    for path, name in (
        ("/api/v1/credentials/check", "profile"),
        ("/api/v1/export/graph", "graph"),
        ("/api/v1/mappings", "credential"),
    ):
        answer = client.get(path, params={name: str(tmp_path / "secret.ttl")})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
