"""Every answer of `/reconcile` fits the official schemas, and their invalid requests are refused."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7
from skillgraph_api import examples

SHARED = Path(os.environ.get("SKILLGRAPH_SHARED") or Path(__file__).parents[3] / "shared")
FOLDER = SHARED / "standards" / "reconciliation"
ESCO = "/reconcile/esco"
QUERIES = json.dumps(
    {
        "q0": {"query": "manage budgets", "limit": 3, "type": "concept", "type_strict": "should"},
        "q1": {"query": "", "properties": [{"pid": "uri", "v": examples.SKILL}]},
        "q2": {"query": "zzz", "properties": [{"pid": "broader", "v": [1, True, {"id": "urn:x"}]}]},
    }
)
PROPERTIES = [
    {"id": name} for name in ("broader", "prefLabel.fr", "altLabel.en", "description", "code", "kind")
]
EXTEND = json.dumps({"ids": [examples.SKILL, "urn:unknown"], "properties": PROPERTIES})
DRAFT_QUERIES = {
    "queries": [
        {"conditions": [{"matchType": "name", "propertyValue": "manage budgets"}], "lang": "en", "limit": 3},
        {"conditions": [{"matchType": "id", "propertyValue": examples.SKILL}], "type": "concept"},
    ]
}
DRAFT = {"accept": "application/json;version=1.0-draft"}

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"needs the official schemas in {FOLDER}")


@cache
def schemas(version: str) -> dict[str, Any]:
    folder = FOLDER / version / "schemas"
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}


def check(version: str, name: str, content: object) -> None:
    """Check some JSON against an official schema."""
    known = schemas(version)
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"].removesuffix("#"), DRAFT7.create_resource(schema)) for schema in known.values()
    )
    Draft7Validator(known[name], registry=registry).validate(content)


def given(version: str, validity: str) -> Iterator[Any]:
    """The official examples of batches of queries and of requests for properties."""
    for kind in ("reconciliation-query-batch", "data-extension-query"):
        for path in sorted((FOLDER / version / "examples" / kind / validity).glob("*.json")):
            yield pytest.param(version, kind, path, id=f"{version}-{path.stem}")


def examples_of(validity: str) -> list[Any]:
    return [one for version in ("0.1", "0.2", "1.0-draft") for one in given(version, validity)]


def sent(client: TestClient, version: str, kind: str, text: str) -> Any:  # noqa: ANN401 - httpx or httpx2
    """Send a request as a version of the protocol does."""
    queries = kind == "reconciliation-query-batch"
    params = {"profile": "fast"}
    if version == "1.0-draft":
        head = {"content-type": "application/json"}
        return client.post(
            f"{ESCO}/{'match' if queries else 'extend'}", content=text, headers=head, params=params
        )
    return client.post(ESCO, data={"queries" if queries else "extend": text}, params=params)


def test_the_validator_knows_what_is_wrong() -> None:
    with pytest.raises(Exception, match="required"):
        check("0.2", "manifest", {"versions": ["0.2"]})
    with pytest.raises(Exception, match="required"):
        check("0.2", "suggest-types-response", {"result": [{"id": "x"}]})


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("version", ["0.1", "0.2"])
def test_answers_of_the_first_versions(client: TestClient, version: str, lang: str) -> None:
    params = {"lang": lang, "profile": "fast"}

    def got(path: str = "", **more: str) -> Any:  # noqa: ANN401 - JSON
        response = client.get(f"{ESCO}{path}", params=params | more)
        assert response.status_code == 200, response.text
        return response.json()

    check(version, "manifest", got())
    found = got(queries=QUERIES)
    assert [len(one["result"]) for one in found.values()] == [3, 1, 0]
    check(version, "reconciliation-result-batch", found)
    check(version, "data-extension-response", got(extend=EXTEND))
    for what, name in (("entity", "entities"), ("type", "types"), ("property", "properties")):
        found = got(f"/suggest/{what}", prefix={"entity": "g"}.get(what, ""))
        assert found["result"]
        check(version, f"suggest-{name}-response", found)
    if version != "0.1":
        check(version, "data-extension-property-proposal", got("/properties", type="concept"))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_answers_of_the_draft(client: TestClient, lang: str) -> None:
    params = {"lang": lang, "profile": "fast"}

    def got(path: str = "", body: object = None, **more: str) -> Any:  # noqa: ANN401 - JSON
        if body is None:
            response = client.get(f"{ESCO}{path}", params=params | more, headers=DRAFT)
        else:
            response = client.post(f"{ESCO}{path}", json=body, params=params, headers=DRAFT)
        assert response.status_code == 200, response.text
        return response.json()

    check("1.0-draft", "manifest", got())
    found = got("/match", DRAFT_QUERIES)
    assert [len(one["candidates"]) for one in found["results"]] == [3, 1]
    check("1.0-draft", "reconciliation-result-batch", found)
    check("1.0-draft", "data-extension-response", got("/extend", json.loads(EXTEND)))
    for what, name in (("entity", "entities"), ("property", "properties")):
        check("1.0-draft", f"suggest-{name}-response", got(f"/suggest/{what}", prefix="g"))
    check("1.0-draft", "suggest-types-response", got("/suggest/type"))
    check("1.0-draft", "data-extension-property-proposal", got("/extend/propose", type="concept"))


@pytest.mark.parametrize(("version", "kind", "path"), examples_of("invalid"))
def test_their_invalid_requests_are_bad_requests(
    client: TestClient, version: str, kind: str, path: Path
) -> None:
    response = sent(client, version, kind, path.read_text(encoding="utf-8"))
    assert response.status_code == 400
    assert response.json()["detail"]


@pytest.mark.parametrize(("version", "kind", "path"), examples_of("valid"))
def test_their_valid_requests_are_read(client: TestClient, version: str, kind: str, path: Path) -> None:
    """Many name types and properties of other services, which are refused by their names."""
    response = sent(client, version, kind, path.read_text(encoding="utf-8"))
    if response.status_code == 200:
        return
    found = response.json()
    assert response.status_code in (400, 422)
    foreign = ("DifferentiatedPerson", "no property", "matchQualifier")
    assert any(word in found["detail"] for word in foreign), found
