"""The OpenAPI document is valid, and its examples are true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from skillgraph_api.problems import INVALID, KINDS, MALFORMED

PATHS = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/v1/contents",
    "/api/v1/suggest",
    "/api/v1/cover",
    "/api/v1/gaps",
    "/api/v1/demand",
    "/api/v1/demand/trend",
    "/api/v1/demand/sentences",
    "/api/v1/plan",
    "/api/v1/connections",
    "/api/v1/feedback",
    "/api/v1/feedback/summary",
    "/api/v1/credentials",
    "/api/v1/credentials/show",
    "/api/v1/credentials/check",
    "/api/v1/credentials/overlap",
    "/api/v1/mappings",
    "/api/v1/mappings/agreement",
    "/api/v1/mappings/unmapped",
    "/api/v1/mappings/{mapping}",
    "/api/v1/mappings/{mapping}/decisions",
    "/api/v1/mappings/{mapping}/notes",
    "/api/v1/notes",
    "/api/v1/concepts",
    "/api/v1/concepts/search",
    "/api/v1/concepts/hierarchy",
    "/api/v1/concepts/occupations",
    "/api/v1/concepts/skills",
    "/api/v1/postings",
    "/api/v1/export/sssom",
    "/api/v1/export/openbadges",
    "/api/v1/export/outcome-sheet",
    "/api/v1/export/graph",
    "/api/v1/frameworks",
    "/api/v1/frameworks/diff",
    "/api/v1/suggest/passages",
    "/api/v1/credentials/facets",
    "/api/v1/export/review-sheet",
    "/api/v1/jobs",
    "/api/v1/jobs/credential-load",
    "/api/v1/jobs/posting-load",
    "/api/v1/jobs/framework-load",
    "/api/v1/jobs/crosswalk-load",
    "/api/v1/jobs/mapping-load",
    "/api/v1/jobs/review-import",
    "/api/v1/jobs/framework-upgrade",
    "/api/v1/jobs/propose",
    "/api/v1/jobs/extract",
    "/api/v1/jobs/report-demand",
    "/api/v1/jobs/report-gaps",
    "/api/v1/jobs/{job}",
    "/api/v1/jobs/{job}/result",
}
PROBLEM = "application/problem+json"
SUCCESS = ("200", "201", "202")

Document = dict[str, Any]


@pytest.fixture(scope="module")
def document(client: TestClient) -> Document:
    """The document as it is served."""
    served: Document = client.get("/openapi.json").json()
    return served


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def shapes(document: Document, schema: Document) -> Draft202012Validator:
    """A validator of one schema of the document, which refers to others."""
    return Draft202012Validator(schema | {"components": document["components"]})


def test_the_document_is_valid_openapi(document: Document) -> None:
    validate(document)
    assert set(document["paths"]) == PATHS


def test_every_schema_is_valid_and_used(document: Document) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_what_the_code_says_of_fields_is_said_of_them_in_the_document(document: Document) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["Gap"]["properties"]["high"]["description"].startswith("95 % Wilson interval")
    for name, schema in schemas.items():
        assert "Attributes:" not in schema.get("description", ""), name
        assert "``" not in str(schema), name


def test_every_operation_parameter_and_answer_is_described(document: Document) -> None:
    for path, _, operation in operations(document):
        assert operation["summary"].endswith("?"), path
        assert operation["description"], path
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])
        for answer in operation["responses"].values():
            assert answer["description"], path


def test_every_example_of_an_answer_has_its_shape(document: Document) -> None:
    for path, _, operation in operations(document):
        for status, answer in operation["responses"].items():
            for media, content in answer.get("content", {}).items():
                assert (media == PROBLEM) == (status not in SUCCESS), path
                values = [content["example"]] if status in SUCCESS else []
                values += [example["value"] for example in content.get("examples", {}).values()]
                assert values, (path, status)
                for value in values:
                    shapes(document, content["schema"]).validate(value)


def test_problems_are_documented_with_their_own_status(document: Document) -> None:
    for path, _, operation in operations(document):
        assert "500" in operation["responses"], path
        for status, answer in operation["responses"].items():
            for example in answer.get("content", {}).get(PROBLEM, {}).get("examples", {}).values():
                assert example["value"]["status"] == int(status)


def test_problems_of_bodies_and_of_a_busy_service_are_documented_where_they_can_be(
    document: Document,
) -> None:
    for path, method, operation in operations(document):
        statuses = {int(status) for status in operation["responses"]}
        assert statuses.issuperset({400, 408, 413}) == (method == "post"), path
        assert (503 in statuses) == (path not in ("/healthz", "/metrics")), path
        if path.startswith("/api/"):
            busy = operation["responses"]["503"]
            assert busy["headers"]["Retry-After"]["description"], path
            assert busy["content"][PROBLEM]["examples"]["busy"]["value"]["hint"], path


def test_every_example_of_a_body_is_accepted(client: TestClient, document: Document) -> None:
    content = document["paths"]["/api/v1/suggest"]["post"]["requestBody"]["content"]["application/json"]
    for example in content["examples"].values():
        shapes(document, content["schema"]).validate(example["value"])
        response = client.post("/api/v1/suggest", json=example["value"])
        assert response.status_code == 200
        assert len(response.json()) == len(example["value"]["texts"])


def test_every_example_of_a_parameter_is_accepted(client: TestClient, document: Document) -> None:
    (mapping, *_) = client.get("/api/v1/mappings").json()
    for path, method, operation in operations(document):
        if method != "get" or {} not in operation.get("security", [{}]):  # it needs a key
            continue
        params = {
            parameter["name"]: parameter["schema"]["examples"][0]
            for parameter in operation.get("parameters", [])
            if "examples" in parameter["schema"] and parameter["in"] == "query"
        }
        response = client.get(path.format(mapping=mapping["id"]), params=params)
        expected = 404 if path == "/api/v1/frameworks/diff" else 200  # only one version is loaded here
        assert response.status_code == expected, (path, response.text)


def test_real_answers_have_the_keys_that_are_documented(client: TestClient, document: Document) -> None:
    asked: dict[str, dict[str, str | float]] = {
        "/api/v1/demand": {"min_confidence": 0.3},
        "/api/v1/demand/trend": {"min_confidence": 0.3},
        "/api/v1/demand/sentences": {"min_confidence": 0.3},
        "/api/v1/plan": {"words": "manage budgets", "profile": "fast"},
        "/api/v1/credentials/check": {},
        "/api/v1/credentials/overlap": {"named": "Project finance basics"},
        "/healthz": {},
        "/readyz": {},
        "/api/v1/contents": {},
        "/api/v1/postings": {},
        "/api/v1/credentials": {},
        "/api/v1/credentials/show": {"named": "finance"},
        "/api/v1/concepts/hierarchy": {"uri": "http://data.europa.eu/esco/skill/1"},
        "/api/v1/frameworks": {},
        "/api/v1/cover": {"skill": "manage budgets", "min_confidence": 0, "profile": "fast"},
        "/api/v1/gaps": {"min_confidence": 0.3},
        "/api/v1/concepts": {"uri": "http://data.europa.eu/esco/skill/1"},
        "/api/v1/concepts/search": {"label": "manage"},
    }
    for path, params in asked.items():
        content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        real = client.get(path, params=params).json()
        shapes(document, content["schema"]).validate(real)
        assert keys(real) == keys(content["example"]), path


def test_real_suggestions_have_the_keys_that_are_documented(client: TestClient, document: Document) -> None:
    content = document["paths"]["/api/v1/suggest"]["post"]["responses"]["200"]["content"]["application/json"]
    real = client.post(
        "/api/v1/suggest", json={"texts": ["Manage budgets"], "k": 1, "profile": "fast"}
    ).json()
    shapes(document, content["schema"]).validate(real)
    # The document leaves out what is null, so no single example has all keys.
    assert keys(real) == set().union(*content["example"])
    (one,), (shown,) = real[0]["suggestions"], content["example"][0]["suggestions"]
    assert keys(one) == keys(shown)
    assert keys(one["evidence"]) == keys(shown["evidence"])
    reasons, expected = one["evidence"]["reasons"], shown["evidence"]["reasons"]
    assert keys(reasons) == keys(expected)
    assert keys(reasons["words"]) == keys(expected["words"])
    assert keys(reasons["compared"]) == keys(expected["compared"])


def keys(value: Any) -> set[str]:  # noqa: ANN401 - any JSON
    """The keys of an object, or of the first of a list."""
    return set(value[0] if isinstance(value, list) else value)


def test_every_route_and_type_of_problem_is_in_the_documentation() -> None:
    documentation = Path(__file__).parents[2].joinpath("docs", "api.md").read_text(encoding="utf-8")
    for path in PATHS:
        assert f" {path}`" in documentation, path
    for kind in (*KINDS.values(), INVALID, MALFORMED):
        assert f"| `{kind.name}` | {int(kind.status)} |" in documentation, kind.name
