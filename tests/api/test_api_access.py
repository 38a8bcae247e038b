"""Who may do what: every route, with a key of every scope, with none, and with keys that do not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph.settings import ServiceAccess
from skillgraph.workspace import Workspace
from skillgraph.workspace.access import keys as store
from skillgraph.workspace.access.keys import Scope, make_key, revoke_key

SCOPES = [scope.value for scope in Scope]
REFUSED = ("no key", "revoked", "expired", "forged")

BESIDE = {
    ("get", "/sparql"): "reader",
    ("post", "/sparql"): "reader",
    ("get", "/reconcile/esco"): "reader",
    ("post", "/reconcile/esco/match"): "reader",
    ("get", "/reconcile/esco/suggest/entity"): "reader",
    ("post", "/reconcile/esco/judgments"): "reviewer",
}
"""What the protocols that others wrote need; it is not in the OpenAPI document."""

Keys = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def space(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("access") / "workspace"
    copytree(workspace.path, folder)
    return Workspace.open(folder)


@pytest.fixture(scope="module")
def headers(space: Workspace) -> Keys:
    """The headers of a request with each kind of key."""
    made = {scope.value: make_key(space, "Ana", scope)[0] for scope in Scope}
    made["revoked"], record = make_key(space, "Ana", Scope.ADMIN)
    revoke_key(space, record.id)
    made["expired"], _ = make_key(space, "Ana", Scope.ADMIN)
    over(space.path)
    made["forged"] = made["admin"][:-1] + ("A" if made["admin"][-1] != "A" else "B")
    return {name: {"Authorization": f"Bearer {key}"} for name, key in made.items()} | {"no key": {}}


def over(folder: Path) -> None:
    """Let the last key that was made be one whose time is over."""
    store._change(folder, lambda keys: (*keys[:-1], replace(keys[-1], expires="2026-01-01T00:00:00Z")))


@pytest.fixture(scope="module", params=[True, False], ids=["open", "closed"])
def client(space: Workspace, headers: Keys, request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """A client of a service whose reading is open, and of one whose is not."""
    app = create_app(space, access=ServiceAccess(open=request.param))
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def test_the_authorisation_table_is_what_the_document_says(client: TestClient, headers: Keys) -> None:
    """A request that is let in may be refused for what it asks, but never for who asks it."""
    document = client.get("/openapi.json").json()
    wrong = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            security = operation.get("security", [{}])
            needed = next((one["key"][0] for one in security if one), None)
            for who in (*SCOPES, *REFUSED):
                status = client.request(method, path.replace("{", "").replace("}", ""), headers=headers[who])
                expected = verdict(who, needed, anybody={} in security)
                if (status.status_code if status.status_code in (401, 403) else 0) != expected:
                    wrong.append((method, path, who, expected, status.status_code))
    assert wrong == []
    assert len(document["paths"]) > 15


def test_the_other_protocols_refuse_the_same(client: TestClient, headers: Keys) -> None:
    opened = client.app.state.services.open  # type: ignore[attr-defined]
    wrong = []
    for (method, path), needed in BESIDE.items():
        for who in (*SCOPES, *REFUSED):
            status = client.request(method, path, headers=headers[who]).status_code
            expected = verdict(who, needed, anybody=opened and needed == "reader")
            if (status if status in (401, 403) else 0) != expected:
                wrong.append((method, path, who, expected, status))
    assert wrong == []


def verdict(who: str, needed: str | None, *, anybody: bool) -> int:
    """The status with which a caller is refused; 0 where they are let in."""
    if who in ("revoked", "expired", "forged"):
        return 401
    if who == "no key":
        return 0 if anybody else 401
    return 0 if needed is None or SCOPES.index(who) >= SCOPES.index(needed) else 403


def test_reading_needs_a_key_only_where_it_is_closed(client: TestClient, headers: Keys) -> None:
    opened = client.app.state.services.open  # type: ignore[attr-defined]
    assert client.get("/api/v1/frameworks").status_code == (200 if opened else 401)
    assert client.get("/api/v1/frameworks", headers=headers["reader"]).status_code == 200
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("who", ["revoked", "expired", "forged"])
def test_a_key_that_does_not_hold_is_refused_with_a_problem(
    client: TestClient, headers: Keys, who: str
) -> None:
    answer = client.get("/api/v1/frameworks", headers=headers[who])
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == 'Bearer realm="skillgraph", error="invalid_token"'
    assert answer.json()["detail"] == f"The key is {'unknown' if who == 'forged' else who}."
    assert headers[who]["Authorization"].partition(" ")[2] not in answer.text


@pytest.mark.parametrize(
    "sent",
    [
        "Bearer",
        "Bearer ",
        "bearer x",
        "Bearer  x  ",
        "Bearer a b",
        "Bearer \xff\xfe",
        "Bearer " + "x" * 9_000,
    ],
)
def test_odd_keys_are_unknown_keys(client: TestClient, sent: str) -> None:
    answer = client.get("/api/v1/frameworks", headers=[(b"authorization", sent.encode("latin-1"))])
    assert answer.status_code == 401


def test_a_key_is_taken_however_the_scheme_is_written(client: TestClient, headers: Keys) -> None:
    key = headers["reader"]["Authorization"].partition(" ")[2]
    for scheme in ("bearer", "BEARER", "Bearer"):
        assert client.get("/api/v1/frameworks", headers={"Authorization": f"{scheme} {key}"}).is_success


def test_a_key_that_is_made_or_revoked_meanwhile_is_known_at_once(
    client: TestClient, space: Workspace
) -> None:
    other = Workspace.open(space.path)  # as another process would
    key, record = make_key(other, "portal", Scope.READER)
    sent = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/frameworks", headers=sent).status_code == 200
    revoke_key(other, record.id)
    assert client.get("/api/v1/frameworks", headers=sent).status_code == 401


def test_nobody_gets_in_where_the_file_of_keys_is_damaged(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    copytree(workspace.path, folder)
    space = Workspace.open(folder)
    key, _ = make_key(space, "Ana", Scope.ADMIN)
    content = bytearray((folder / "keys.json").read_bytes())
    content[-9] ^= 1
    (folder / "keys.json").write_bytes(content)
    with TestClient(create_app(space), raise_server_exceptions=False) as client:
        answer = client.get("/api/v1/frameworks", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 503
        assert "keys.json is damaged" in answer.json()["detail"]
        assert client.get("/api/v1/frameworks").status_code == 200


@pytest.mark.parametrize(("value", "opened"), [("open", True), ("keys", False)])
def test_a_setting_closes_reading(
    space: Workspace, monkeypatch: pytest.MonkeyPatch, value: str, opened: bool
) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_READING", value)
    with TestClient(create_app(space)) as client:
        assert client.get("/api/v1/frameworks").is_success is opened
        document = client.get("/openapi.json").json()
    security = document["paths"]["/api/v1/frameworks"]["get"]["security"]
    assert security == ([{}] if opened else []) + [{"key": ["reader"]}]
