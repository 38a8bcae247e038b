"""Decisions and notes over HTTP: what they do, whose they are, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app
from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.access.audit import audit_log
from skillgraph.workspace.access.keys import Scope, make_key
from tests.api.conftest import CREDENTIALS, FEEDBACK

ANA = "Ana Pérez <0000-0002-1825-0097>"


@pytest.fixture
def space(workspace: Workspace, tmp_path: Path) -> Workspace:
    copytree(workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


@pytest.fixture
def client(space: Workspace) -> Iterator[TestClient]:
    """Ana's."""
    key, _ = make_key(space, ANA, Scope.REVIEWER)
    headers = {"Authorization": f"Bearer {key}"}
    with TestClient(create_app(space), headers=headers, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def leo(space: Workspace) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_key(space, 'Léo', Scope.REVIEWER)[0]}"}


@pytest.fixture
def mapping(client: TestClient) -> str:
    """The mapping of “Manage budgets”."""
    found = next(one for one in client.get("/api/v1/mappings").json() if one["text"] == "Manage budgets")
    return f"/api/v1/mappings/{found['id']}"


def decide(client: TestClient, mapping: str, revision: int, action: str, **more: Any) -> Any:  # noqa: ANN401
    headers = {"If-Match": f'"{revision}"'} | more.pop("headers", {})
    return client.post(f"{mapping}/decisions", json={"action": action, **more}, headers=headers)


def test_a_decision_is_carried_out_as_that_of_the_key(client: TestClient, mapping: str) -> None:
    before = client.get(mapping)
    assert before.headers["etag"].startswith('"0.')
    answer = decide(client, mapping, 0, "accept", reason="It says so.", confidence=0.9)
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'
    assert (answer.json()[0]["status"], answer.json()[0]["revision"]) == ("accepted", 1)
    after = client.get(mapping)
    assert after.headers["etag"].startswith('"1.')
    (vote,) = after.json()["votes"]
    assert vote["by"] == {"id": "https://orcid.org/0000-0002-1825-0097", "label": "Ana Pérez"}
    assert (vote["reason"], vote["confidence"], vote["outdated"]) == ("It says so.", 0.9, None)


def test_the_command_line_sees_what_was_decided_and_the_service_what_it_decides(
    client: TestClient, space: Workspace, mapping: str
) -> None:
    decide(client, mapping, 0, "accept")
    shown = CliRunner().invoke(
        app, ["-w", str(space.path), "review", "show", mapping[-10:], "--format", "json"]
    )
    assert json.loads(shown.stdout) == client.get(mapping).json()
    undone = CliRunner().invoke(app, ["-w", str(space.path), "review", "undo", mapping[-10:], "--as", "Léo"])
    assert undone.exit_code == 0
    assert client.get(mapping).json()["status"] == "proposed"


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"action": "reject"}, "rejected", {}),
        ({"action": "change", "relation": "broad"}, "accepted", {"predicate": "skos:broadMatch"}),
        ({"action": "change", "concept": FEEDBACK}, "accepted", {"concept": FEEDBACK}),
        ({"action": "change", "concept": "Gérer le personnel"}, "accepted", {"label": "manage staff"}),
        ({"action": "no-term"}, "no-term", {"label": "no good term"}),
    ],
)
def test_every_decision_does_what_it_says_and_can_be_undone(
    client: TestClient, mapping: str, body: dict[str, str], status: str, says: dict[str, str]
) -> None:
    first = decide(client, mapping, 0, **body).json()[0]
    assert first["status"] == status
    assert says.items() <= first.items()
    at = f"/api/v1/mappings/{first['id']}"
    undone = decide(client, at, first["revision"], "undo")
    assert undone.status_code == 200
    assert client.get(mapping).json()["status"] == "proposed"


def test_who_decides_cannot_be_claimed(client: TestClient, mapping: str) -> None:
    for claim in ({"by": "Léo"}, {"reviewer": "Léo"}, {"as": "Léo"}, {"key": "x"}):
        assert decide(client, mapping, 0, "accept", **claim).status_code == 422
    assert client.get(mapping).json()["revision"] == 0


def test_a_decision_on_a_revision_that_is_gone_changes_nothing(
    client: TestClient, mapping: str, leo: dict[str, str]
) -> None:
    assert decide(client, mapping, 0, "accept").status_code == 200
    late = decide(client, mapping, 0, "reject", headers=leo)
    assert late.status_code == 412
    assert late.json()["type"].endswith("/changed-meanwhile")
    assert "Ana Pérez" in late.json()["detail"]
    assert client.get(mapping).json()["status"] == "accepted"
    assert decide(client, mapping, 1, "reject", headers=leo).status_code == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (None, 428),
        ("*", 428),
        ("", 428),
        ("0", 412),
        ('W/"0"', 412),
        ('"0", "1"', 412),
        ('"-1"', 412),
        ('"x"', 412),
        ('"7"', 412),
        ('"99999999999999999999"', 412),
        ('"²"', 412),
        ('"1.0123456789abcdef"', 412),
        ('"0.é"', 412),
        ('"0."x"', 412),
    ],
)
def test_a_decision_names_the_revision_that_it_saw(
    client: TestClient, mapping: str, sent: str | None, status: int
) -> None:
    headers = {} if sent is None else {"If-Match": sent.encode()}
    answer = client.post(f"{mapping}/decisions", json={"action": "accept"}, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.json()["hint"]
    assert client.get(mapping).json()["revision"] == 0


def test_a_revision_that_never_was_is_told_as_that(client: TestClient, mapping: str) -> None:
    told = {"en": "is at revision 0, and has no revision 7", "fr": "en est à la révision 0, et n’a pas de"}
    for lang, said in told.items():
        headers = {"If-Match": '"7"', "Accept-Language": lang}
        answer = client.post(f"{mapping}/decisions", json={"action": "accept"}, headers=headers)
        assert said in answer.json()["detail"]
    decide(client, mapping, 0, "reject")
    assert "has no revision 2" in decide(client, mapping, 2, "accept").json()["detail"]
    assert "after you looked at it" in decide(client, mapping, 0, "accept").json()["detail"]


def test_no_term_on_a_revision_that_is_gone_changes_nothing(client: TestClient, mapping: str) -> None:
    decide(client, mapping, 0, "reject")
    assert decide(client, mapping, 0, "no-term").status_code == 412
    assert decide(client, mapping, 1, "no-term").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"action": "propose"}, 422),
        ({"action": "reopen"}, 422),
        ({"action": "change"}, 422),
        ({"action": "change", "relation": "same"}, 422),
        ({"action": "change", "concept": "no such concept"}, 404),
        ({"action": "change", "concept": "http://example.org/> . DROP ALL"}, 422),
        ({"action": "accept", "confidence": 1.1}, 422),
        ({"action": "accept", "confidence": "0.5"}, 422),
        ({"action": "accept", "reason": "x" * 2_001}, 422),
        ({"action": "accept", "override": "yes"}, 422),
        (["accept"], 422),
        ({"action": "undo"}, 409),
    ],
)
def test_what_cannot_be_decided_is_refused_and_changes_nothing(
    client: TestClient, mapping: str, body: object, status: int
) -> None:
    answer = client.post(f"{mapping}/decisions", json=body, headers={"If-Match": '"0"'})
    assert answer.status_code == status, answer.text
    assert client.get(mapping).json()["revision"] == 0


@pytest.mark.parametrize("name", ["none", "%22%20.%20%7D", "..%2F..%2Fkeys.json", "*", "%00", "é"])
def test_a_mapping_that_is_not_there_is_not_found(client: TestClient, name: str) -> None:
    assert client.get(f"/api/v1/mappings/{name}").status_code == 404
    assert decide(client, f"/api/v1/mappings/{name}", 0, "accept").status_code == 404


def test_a_second_opinion_stands_beside_and_a_change_makes_votes_outdated(
    client: TestClient, mapping: str, leo: dict[str, str]
) -> None:
    decide(client, mapping, 0, "accept")
    beside = decide(client, mapping, 1, "reject", second_opinion=True, headers=leo)
    assert beside.json()[0]["status"] == "accepted"
    assert beside.json()[0]["marks"] == ["disagreement"]
    (agreed,) = client.get("/api/v1/mappings/agreement").json()
    assert (agreed["n"], agreed["observed"]) == (1, 0)
    decide(client, mapping, 2, "change", relation="broad")
    votes = client.get(mapping).json()["votes"]
    assert [one["revision"] for one in votes] == [1, 2, 3]
    assert [one["outdated"] for one in votes] == [*["the mapping was changed since"] * 2, None]
    assert [one["predicate"] for one in votes] == [*["skos:exactMatch"] * 2, "skos:broadMatch"]
    decide(client, mapping, 3, "undo")
    votes = client.get(mapping).json()["votes"]
    assert [one["outdated"] for one in votes] == [None, None, "undone", None]


def test_every_filter_of_the_list_filters(client: TestClient, mapping: str, leo: dict[str, str]) -> None:
    decide(client, mapping, 0, "accept")
    decide(client, mapping, 1, "reject", second_opinion=True, headers=leo)
    whole = client.get("/api/v1/mappings").json()
    (one,) = (found for found in whole if found["text"] == "Manage budgets")
    others = [found for found in whole if found is not one]
    sure = one["confidence"]
    cases: list[tuple[dict[str, Any], list[Any]]] = [
        ({"status": "accepted"}, [one]),
        ({"status": "proposed"}, others),
        ({"status": ["accepted", "proposed"]}, whole),
        ({"status": "rejected"}, []),
        ({"min_confidence": sure}, [found for found in whole if found["confidence"] >= sure]),
        ({"max_confidence": sure - 0.001}, [found for found in whole if found["confidence"] < sure]),
        ({"credential": "Project finance basics"}, whole),
        ({"issuer": "SAMPLE"}, whole),
        ({"issuer": "nobody"}, []),
        ({"framework": "esco@1.2.0"}, whole),
        ({"reviewer": "ana"}, [one]),
        ({"reviewer": "léo"}, [one]),
        ({"disagreement": True}, [one]),
        ({"mark": "disagreement"}, [one]),
        ({"mark": "text-changed"}, []),
        ({"status": "accepted", "reviewer": "nobody"}, []),
        ({"top": 1}, whole[:1]),
    ]
    assert others
    for params, expected in cases:
        answer = client.get("/api/v1/mappings", params=params)
        assert (answer.json(), answer.headers["total-count"]) == (expected, str(len(expected))), params


def test_votes_on_another_text_are_outdated(
    client: TestClient, space: Workspace, mapping: str, tmp_path: Path
) -> None:
    decide(client, mapping, 0, "accept")
    outcomes = [{"id": "https://example.org/mc/finance#1", "text": "Manage budgets and staff"}]
    path = tmp_path / "finance.json"
    path.write_text(json.dumps([{**CREDENTIALS[0], "outcomes": outcomes}]), encoding="utf-8")
    loading.load_credentials(space, path)
    votes = client.get(mapping).json()["votes"]
    assert [(one["action"], one["text"]) for one in votes] == [
        ("accept", "Manage budgets"),
        ("reopen", "Manage budgets and staff"),
    ]
    assert [one["outdated"] for one in votes] == ["the text of the outcome was changed since", None]


def test_a_mapping_that_nothing_proposed_is_added_once(client: TestClient) -> None:
    asked = {"outcome": "https://example.org/mc/finance#2", "action": "change", "concept": FEEDBACK}
    answer = client.post("/api/v1/mappings", json=asked)
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    made = client.get(answer.headers["location"]).json()
    assert (made["concept"], made["status"], made["predicate"]) == (FEEDBACK, "accepted", "skos:closeMatch")
    assert client.post("/api/v1/mappings", json=asked).status_code == 409
    unknown = asked | {"outcome": "https://example.org/unknown"}
    assert client.post("/api/v1/mappings", json=unknown).status_code == 404
    assert client.post("/api/v1/mappings", json=asked | {"action": "accept"}).status_code == 422


def test_notes_are_told_with_who_wrote_them_when_and_on_what(
    client: TestClient, space: Workspace, mapping: str, leo: dict[str, str]
) -> None:
    decide(client, mapping, 0, "accept")
    written = client.post(f"{mapping}/notes", json={"text": " Déjà vu? \n"}, headers=leo)
    assert written.status_code == 201
    outcome = "https://example.org/mc/finance#1"
    arguments = ["-w", str(space.path), "review", "note", outcome, "A budget of what?", "--as", "Ana"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    first, second = client.get(mapping).json()["notes"]
    assert first == written.json()
    assert (first["text"], first["by"]["label"], first["revision"]) == ("Déjà vu?", "Léo", 1)
    assert (second["text"], second["about"], second["revision"]) == ("A budget of what?", outcome, None)
    assert client.get(mapping).headers["etag"].startswith('"1.')


def test_notes_on_an_outcome_are_written_and_read_over_http(
    client: TestClient, mapping: str, leo: dict[str, str]
) -> None:
    outcome = "https://example.org/mc/finance#1"
    written = client.post("/api/v1/notes", json={"about": outcome, "text": "Of what?"}, headers=leo)
    assert (written.status_code, written.json()["revision"]) == (201, None)
    assert client.get("/api/v1/notes", params={"about": outcome}).json() == [written.json()]
    on_mapping = client.get("/api/v1/notes", params={"about": mapping.rsplit("/", 1)[-1]}).json()
    assert on_mapping == [written.json()] == client.get(mapping).json()["notes"]
    unknown = {"about": "https://example.org/none", "text": "x"}
    assert client.post("/api/v1/notes", json=unknown, headers=leo).status_code == 404
    assert client.get("/api/v1/notes?about=none").status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": "  "}, {"text": "x", "by": "Léo"}, {"text": "x" * 10_001}]
)
def test_a_note_that_says_nothing_or_too_much_is_refused(
    client: TestClient, mapping: str, body: dict[str, str]
) -> None:
    assert client.post(f"{mapping}/notes", json=body).status_code == 422
    assert client.get(mapping).json()["notes"] == []


def test_a_workspace_that_is_written_to_sends_the_client_away_for_some_seconds(
    client: TestClient, space: Workspace, mapping: str
) -> None:
    with Workspace.open(space.path).writing():
        answer = decide(client, mapping, 0, "accept")
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/workspace-locked")
    assert int(answer.headers["retry-after"]) > 0
    assert decide(client, mapping, 0, "accept").status_code == 200


def test_every_write_is_in_the_audit_log(client: TestClient, space: Workspace, mapping: str) -> None:
    decide(client, mapping, 0, "accept")
    decide(client, mapping, 0, "reject")
    client.post(f"{mapping}/notes", json={"text": "secret thoughts"})
    entries = list(audit_log(space).entries())
    assert [(one["action"], one["state"]) for one in entries] == [
        ("accept", "begun"),
        ("accept", "done"),
        ("reject", "begun"),
        ("reject", "refused"),
        ("note", "begun"),
        ("note", "done"),
    ]
    assert {one["by"] for one in entries} == {"https://orcid.org/0000-0002-1825-0097"}
    assert {len(one["key"]) for one in entries} == {8}
    assert {one["targets"][0] for one in entries} == {mapping[-10:]}
    assert "secret" not in audit_log(space).path.read_text(encoding="utf-8")


def test_what_only_reads_writes_nothing(client: TestClient, space: Workspace, mapping: str) -> None:
    client.get(mapping)
    client.get("/api/v1/mappings")
    client.post(f"{mapping}/decisions", json={"action": "accept"}, headers={"Authorization": ""})
    assert list(audit_log(space).entries()) == []
