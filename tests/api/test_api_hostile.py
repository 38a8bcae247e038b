"""Every parameter of every route, with texts that mean harm: refused or answered, and never a failure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any, NoReturn
from urllib.parse import quote, quote_from_bytes

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph.errors import JobError
from skillgraph.settings import ServiceLimits
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.jobs.store import JobOrder, JobStore

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
JSON = {"content-type": "application/json"}
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


WRONG: list[Any] = [
    *(None, True, -1, 1e308, "", " ", "\0", "\ud800", [], {}, [[]], {"$ne": None}),
    "x" * 150_000,
    "x> } ; CLEAR ALL ; SELECT * { <http://x/",
    "../../../../etc/passwd",
    json.loads("[" * 500 + "]" * 500),
]
"""Values for the field of a body: of other types, and texts that mean harm."""


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
            # 503 says that there is no index of the precise profile.
            refused = 400 <= answer.status_code < 500 or "index-missing" in answer.text
            assert refused or written, (path, body[:60], answer.text)
    assert space.manifest == before
    assert client.get(f"/api/v1/mappings/{mapping['id']}").status_code == 200


def test_no_field_of_any_body_makes_the_service_fail_or_changes_anything(
    client: TestClient, space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made of the document: each field of each body with each wrong value, beside an example of others."""
    monkeypatch.setattr(JobStore, "order", _not_taken)
    document = client.get("/openapi.json").json()
    before, asked, failed = space.manifest, 0, []
    for path, operations in document["paths"].items():
        content = operations.get("post", {}).get("requestBody", {}).get("content", {})
        for example in list(content.get("application/json", {}).get("examples", {}).values())[:1]:
            schema = content["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
            for field in document["components"]["schemas"][schema]["properties"]:
                for value in WRONG:
                    body = json.dumps({**example["value"], field: value}).encode("ascii")
                    answer = client.post(path.format(mapping="none"), content=body, headers=JSON)
                    asked += 1
                    if answer.status_code >= 500 and "index" not in answer.text:
                        failed.append((answer.status_code, path, field, str(value)[:40], answer.text))
    assert failed == []
    assert asked > 500
    assert space.manifest == before


def _not_taken(self: JobStore, order: JobOrder, writer: object) -> NoReturn:
    """A job that would be done is none of this test."""
    raise JobError(f"{order.kind} would be done.")


def test_no_parameter_of_a_load_makes_the_service_fail(
    client: TestClient, space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JobStore, "order", _not_taken)
    key, _ = make_key(space, "Mallory the admin", Scope.ADMIN)
    sent = {"Authorization": f"Bearer {key}"}
    files = {"file": ("../../etc/passwd", b"credential,outcome\n", "text/csv")}
    for path, parameters in routes(client, "post"):
        for one in (one for one in parameters if one["in"] == "query"):
            for text in HOSTILE:
                answer = client.post(f"{path}?{one['name']}={text}", files=files, headers=sent)
                assert 400 <= answer.status_code < 500, (path, one["name"], text, answer.text)
    assert not list((space.path / "jobs").glob("*/*"))


def test_no_name_of_a_job_leads_out_of_its_folder(client: TestClient) -> None:
    for text in HOSTILE:
        for method, path in (("GET", text), ("GET", f"{text}/result"), ("DELETE", text)):
            answer = client.request(method, f"/api/v1/jobs/{path}")
            assert answer.status_code in (404, 405, 422), (method, text, answer.text)


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
