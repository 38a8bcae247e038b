"""Every error is a problem that says what is wrong and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from skillgraph_api import create_app, examples
from skillgraph_api.problems import KINDS, TYPES, describe

from skillgraph import errors
from skillgraph.errors import SkillgraphError
from skillgraph.workspace import Workspace

MEMBERS = {"type", "title", "status", "detail", "hint", "instance"}
UNKNOWN = "http://data.europa.eu/esco/skill/unknown"


def problem(response: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx or httpx2, whichever the client uses
    """The body of a response, after a check that it is a problem."""
    body: dict[str, Any] = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert set(body) >= MEMBERS
    assert body["status"] == response.status_code
    assert body["detail"].endswith((".", ")"))
    return body


@pytest.mark.parametrize(
    ("path", "params", "status", "says"),
    [
        ("/api/v1/cover", {"skill": UNKNOWN}, 404, UNKNOWN),
        ("/api/v1/cover", {"skill": "weld metal", "framework": "onet"}, 404, "onet"),
        ("/api/v1/concepts", {"uri": UNKNOWN}, 404, UNKNOWN),
        ("/api/v1/concepts", {"uri": examples.SKILL, "framework": "onet"}, 404, "onet"),
        ("/api/v1/concepts", {"uri": "no uri"}, 422, "no uri"),
        ("/api/v1/concepts", {}, 422, "uri"),
        ("/api/v1/concepts/search", {"label": " "}, 422, "label"),
        ("/api/v1/concepts/search", {"label": "weld", "limit": "0"}, 422, "limit"),
        ("/api/v1/concepts/search", {"label": "weld", "lang": "e n"}, 422, "lang"),
        ("/api/v1/cover", {}, 422, "skill"),
        ("/api/v1/cover", {"skill": "weld metal", "min_confidence": "nan"}, 422, "min_confidence"),
        ("/api/v1/cover", {"skill": "weld metal", "profile": "slow"}, 422, "profile"),
        ("/api/v1/gaps", {"top": "0"}, 422, "top"),
        ("/api/v1/gaps", {"framework": "esco@0.1"}, 404, "esco@0.1"),
        ("/nowhere", {}, 404, "/nowhere"),
        ("/healthz/", {}, 404, "/healthz/"),
    ],
)
def test_questions_that_cannot_be_answered(
    client: TestClient, path: str, params: dict[str, str], status: int, says: str
) -> None:
    response = client.get(path, params=params)
    found = problem(response)
    assert response.status_code == status
    assert says in found["detail"]
    assert found["instance"] == path
    assert found["hint"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "texts"),
        ({"texts": []}, "texts"),
        ({"texts": ["a"] * 1001}, "texts"),
        ({"texts": ["a", "b" * 100_001]}, "texts.1"),
        ({"texts": "weld"}, "texts"),
        ({"texts": [3]}, "texts.0"),
        ({"texts": ["weld"], "k": 0}, "k"),
        ({"texts": ["weld"], "k": 101}, "k"),
        ({"texts": ["weld"], "k": True}, "k"),
        ({"texts": ["weld"], "lang": ""}, "lang"),
        ({"texts": ["weld"], "profile": "slow"}, "profile"),
        ({"texts": ["weld"], "top": 3}, "top"),
        (["weld"], "body"),
    ],
)
def test_requests_that_are_not_valid_name_the_field(client: TestClient, body: object, field: str) -> None:
    found = problem(client.post("/api/v1/suggest", json=body))
    assert found["status"] == 422
    assert found["type"] == f"{TYPES}invalid-request"
    assert field in [one["field"] for one in found["errors"]]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff\xfe{}", 400),
        (b"[" * 200_000, 400),
        (b'{"texts": ["\\ud800"]}', 422),
        (b'{"texts": ["weld"], "\\ud800": 1}', 422),
        (b'{"texts": ["weld"], "' + b"x" * 1_000_000 + b'": 1}', 422),
    ],
)
def test_bodies_that_cannot_be_read(client: TestClient, content: bytes, status: int) -> None:
    response = client.post("/api/v1/suggest", content=content, headers={"content-type": "application/json"})
    assert problem(response)["status"] == status
    assert len(response.content) < 2_000


def test_a_body_that_is_not_said_to_be_json_is_not_read(client: TestClient) -> None:
    response = client.post(
        "/api/v1/suggest", content=b'{"texts": ["weld"]}', headers={"content-type": "text/plain"}
    )
    assert problem(response)["status"] == 422


def test_a_language_the_framework_lacks_is_named(client: TestClient) -> None:
    asked = {"texts": ["schweissen"], "lang": "de", "profile": "fast"}
    found = problem(client.post("/api/v1/suggest", json=asked))
    assert (found["status"], found["type"]) == (422, f"{TYPES}unusable-input")
    assert "'de'" in found["detail"]


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused_however_it_comes(workspace: Workspace, chunked: bool) -> None:
    content = b'{"texts": ["' + b"x" * 2_000 + b'"]}'

    def stream() -> Iterator[bytes]:
        yield from (content[start : start + 100] for start in range(0, len(content), 100))

    with TestClient(create_app(workspace, max_body=1_000)) as client:
        response = client.post(
            "/api/v1/suggest",
            content=stream() if chunked else content,
            headers={"content-type": "application/json"},
        )
    assert problem(response)["status"] == 413


def test_a_method_that_is_not_there_names_those_that_are(client: TestClient) -> None:
    response = client.delete("/api/v1/cover")
    assert problem(response)["status"] == 405
    assert response.headers["allow"] == "GET"


def test_a_missing_index_says_how_to_build_it(bare_client: TestClient) -> None:
    found = problem(bare_client.post("/api/v1/suggest", json={"texts": ["weld"], "profile": "fast"}))
    assert (found["status"], found["type"]) == (503, f"{TYPES}index-missing")
    assert found["hint"]


def test_an_error_nobody_foresaw_tells_nothing_of_itself(workspace: Workspace) -> None:
    app: FastAPI = create_app(workspace)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("the password is 1234")

    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/broken")
    assert problem(response)["status"] == 500
    assert "1234" not in response.text


def test_every_named_error_has_its_status() -> None:
    named = {
        cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, SkillgraphError)
    }
    assert named == set(KINDS)


def test_an_error_below_a_named_one_has_its_status() -> None:
    class Special(errors.NotFoundError):
        pass

    assert describe(Special("Gone.", hint="Look elsewhere."), "GET", "/").problem.status == 404


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/api/v1/mappings?stauts=accepted", "status"),
        ("/api/v1/demand?since=2026-01-01", "where"),
        ("/api/v1/credentials?limit=5&offset=2", "cursor"),
        ("/api/v1/frameworks?name=esco", "no parameters"),
        ("/api/v1/concepts/search?text=weld&limit=5&language=fr", "lang"),
    ],
)
def test_a_parameter_that_a_route_does_not_have_is_refused(client: TestClient, path: str, hint: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 422
    assert hint in answer.json()["hint"]
