"""What people matched in their tables comes back as decisions of theirs, and of nobody without a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app, examples

from skillgraph.settings import ServiceAccess
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import audit_log
from skillgraph.workspace.access.keys import Scope, make_key
from tests.api.conftest import FEEDBACK
from tests.api.test_api_problems import problem

ANA = "Ana Pérez <0000-0002-1825-0097>"
PATH = "/reconcile/esco/judgments"
FIRST, SECOND = "https://example.org/mc/finance#1", "https://example.org/mc/finance#2"
MATCHED = {"text": "Manage budgets", "concept": examples.SKILL}


@pytest.fixture
def space(workspace: Workspace, tmp_path: Path) -> Workspace:
    copytree(workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


@pytest.fixture
def anybody(space: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(space), raise_server_exceptions=False) as made:
        yield made


def sent(client: TestClient, space: Workspace, *judgments: object, scope: Scope = Scope.REVIEWER) -> Any:  # noqa: ANN401
    headers = {"Authorization": f"Bearer {make_key(space, ANA, scope)[0]}"}
    return client.post(PATH, json={"judgments": judgments}, headers=headers)


def test_matches_become_decisions_of_the_person_of_the_key(anybody: TestClient, space: Workspace) -> None:
    none = {"outcome": SECOND, "concept": None, "reason": "too broad"}
    unknown = {"text": "Nobody says this", "concept": FEEDBACK}
    judged = sent(anybody, space, MATCHED, none, unknown).json()["judged"]
    assert [(one["row"], one["outcome"], bool(one["refused"])) for one in judged] == [
        (0, FIRST, False),
        (1, SECOND, False),
        (2, "", True),
    ]
    found = {one["outcome"]: one for one in anybody.get("/api/v1/mappings?status=accepted").json()}
    assert found[FIRST]["concept"] == examples.SKILL
    assert "Ana Pérez" in str(anybody.get(f"/api/v1/mappings/{found[FIRST]['id']}").json()["votes"])
    assert [entry["state"] for entry in audit_log(space).entries() if entry["action"] == "judge"] == [
        "begun",
        "done",
    ]


def test_nobody_judges_without_a_key_that_may_review(anybody: TestClient, space: Workspace) -> None:
    assert problem(anybody.post(PATH, json={"judgments": [MATCHED]}))["status"] == 401
    assert problem(sent(anybody, space, MATCHED, scope=Scope.READER))["status"] == 403
    assert anybody.get("/api/v1/mappings?status=accepted").json() == []


@pytest.mark.parametrize(
    "judgment",
    [
        {},
        {"text": "x"},
        {"concept": 3},
        {"concept": examples.SKILL, "by": "Ben"},
        {"concept": examples.SKILL, "text": "x", "relation": "cousin"},
        "x",
    ],
)
def test_judgments_that_are_none_are_refused(anybody: TestClient, space: Workspace, judgment: object) -> None:
    assert problem(sent(anybody, space, judgment))["status"] == 422
    assert problem(sent(anybody, space))["status"] == 422


def test_where_reading_needs_a_key_these_protocols_need_one_too(space: Workspace) -> None:
    headers = {"Authorization": f"Bearer {make_key(space, ANA, Scope.READER)[0]}"}
    with TestClient(create_app(space, access=ServiceAccess(open=False))) as client:
        for path in ("/sparql?query=ASK%20%7B%7D", "/reconcile/esco", "/reconcile/esco/suggest/type"):
            assert client.get(path).status_code == 401
            answer = client.get(path, headers={**headers, "origin": "https://portal.example"})
            assert answer.status_code == 200
            assert answer.headers.get_list("access-control-allow-origin") == ["*"]
