"""`/sparql` speaks the SPARQL 1.1 Protocol: it answers in every format, and changes and leaks nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app, examples
from skillgraph_api.query_pool import QueryPool

from skillgraph.settings import ServiceLimits
from skillgraph.workspace import Workspace
from tests.api.test_api_problems import problem
from tests.api.test_api_serving import served
from tests.support.queries import EVASIONS, Canary

LABELS = f"SELECT ?label {{ GRAPH ?g {{ <{examples.SKILL}> skos:prefLabel ?label }} }} ORDER BY ?label"
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
ONE = (
    f"CONSTRUCT {{ ?s skos:prefLabel ?label }} {{ ?s skos:prefLabel ?label FILTER(?s = <{examples.SKILL}>) }}"
)
UPDATE = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    listening = Canary()
    yield listening
    listening.close()


def ask(client: TestClient, query: str, accept: str = "*/*", **params: Any) -> Any:  # noqa: ANN401 - httpx or httpx2
    return client.get("/sparql", params={"query": query, **params}, headers={"accept": accept})


def graph_with(client: TestClient, pattern: str) -> str:
    (found,) = rows(ask(client, f"SELECT DISTINCT ?g {{ GRAPH ?g {{ {pattern} }} }}"), "g")
    return found


def rows(response: Any, name: str) -> list[str]:  # noqa: ANN401 - as above
    assert response.status_code == 200, response.text
    return [row[name]["value"] for row in response.json()["results"]["bindings"]]


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_a_query_may_come_in_three_ways(client: TestClient, way: str) -> None:
    if way == "get":
        response = ask(client, LABELS)
    elif way == "form":
        response = client.post("/sparql", data={"query": LABELS})
    else:
        response = client.post(
            "/sparql", content=LABELS, headers={"content-type": "application/sparql-query; charset=UTF-8"}
        )
    assert response.headers["content-type"] == "application/sparql-results+json"
    assert rows(response, "label") == ["gérer des budgets", "manage budgets"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/*", "text/xml; charset=utf-8"),
        ("text/csv;q=0.3, application/*;q=0.2", "text/csv; charset=utf-8"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.3", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/json"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
        ("text/csv, */*", "text/csv; charset=utf-8"),
    ],
)
def test_rows_come_in_the_format_that_is_liked_most(client: TestClient, accept: str, media: str) -> None:
    response = ask(client, LABELS, accept)
    assert (response.status_code, response.headers["content-type"]) == (200, media)
    assert "Accept" in response.headers["vary"]
    assert "gérer des budgets" in response.content.decode()


@pytest.mark.parametrize(
    ("accept", "media", "form"),
    [
        ("*/*", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("text/turtle", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("application/ld+json", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
@pytest.mark.parametrize("query", [ONE, f"DESCRIBE <{examples.SKILL}>"])
def test_triples_come_in_every_format(
    client: TestClient, query: str, accept: str, media: str, form: ox.RdfFormat
) -> None:
    response = ask(client, query, accept)
    assert (response.status_code, response.headers["content-type"]) == (200, media)
    found = {quad.object for quad in ox.parse(response.content, form)}
    assert ox.Literal("manage budgets", language="en") in found


@pytest.mark.parametrize("accept", ["application/sparql-results+xml", "application/xml", "application/json"])
def test_yes_and_no_are_answers(client: TestClient, accept: str) -> None:
    response = ask(client, f"ASK {{ <{examples.SKILL}> ?p ?o }}", accept)
    assert response.headers["content-type"] == accept
    assert b"true" in response.content


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (LABELS, "image/png"),
        (LABELS, "text/turtle"),
        (LABELS, "application/json;q=0"),
        (ONE, "text/csv"),
        (ONE, "application/sparql-results+json"),
        ("ASK {}", "application/ld+json"),
        ("", "text/html"),
    ],
)
def test_formats_that_are_not_on_offer_are_refused(client: TestClient, query: str, accept: str) -> None:
    response = ask(client, query, accept) if query else client.get("/sparql", headers={"accept": accept})
    found = problem(response)
    assert found["status"] == 406
    assert found["hint"].startswith("Accept ")


def test_the_dataset_is_what_the_protocol_says(client: TestClient) -> None:
    skills = graph_with(client, f"<{examples.SKILL}> a skos:Concept")
    other = graph_with(client, '?c ceterms:name "Project finance basics"@en')
    in_default, in_named = "ASK { ?s a skos:Concept }", "ASK { GRAPH ?g { ?s a skos:Concept } }"

    def said(query: str, **params: str | list[str]) -> bool:
        return bool(client.get("/sparql", params={"query": query, **params}).json()["boolean"])

    assert said(in_default, **{"default-graph-uri": skills})
    assert not said(in_default, **{"default-graph-uri": other})
    assert said(in_default, **{"default-graph-uri": [other, skills]})
    assert not said(in_default, **{"named-graph-uri": skills})
    assert said(in_named, **{"named-graph-uri": skills})
    assert not said(in_named, **{"named-graph-uri": other})
    assert not said(in_named, **{"default-graph-uri": skills})
    assert said(in_named, **{"default-graph-uri": other, "named-graph-uri": skills})


def test_the_dataset_of_the_protocol_goes_before_that_of_the_query(client: TestClient) -> None:
    skills = graph_with(client, f"<{examples.SKILL}> a skos:Concept")
    other = graph_with(client, '?c ceterms:name "Project finance basics"@en')
    query = f"ASK FROM <{other}> {{ ?s a skos:Concept }}"
    assert ask(client, query).json()["boolean"] is False
    assert ask(client, query, **{"default-graph-uri": skills}).json()["boolean"] is True


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("graph", ["urn:not-loaded", "file:///etc/passwd", "no uri", "", "> } #"])
@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_graphs_that_are_not_loaded_are_named(client: TestClient, name: str, graph: str, way: str) -> None:
    params = {name: graph}
    if way == "get":
        response = ask(client, "ASK {}", **params)
    elif way == "form":
        response = client.post("/sparql", data={"query": "ASK {}", **params})
    else:
        head = {"content-type": "application/sparql-query"}
        response = client.post("/sparql", params=params, content="ASK {}", headers=head)
    found = problem(response)
    assert (found["status"], found["detail"]) == (400, f"No graph <{graph}> is loaded.")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { ?s ",
        "",
        "SELECT * FROM <urn:not-loaded> { ?s ?p ?o }",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
        "SELECT " + "(" * 3_000,
        'SELECT * { ?s ?p "\\uD800" }',
        UPDATE,
        "CLEAR ALL",
        "\0",
    ],
)
def test_queries_that_cannot_run_are_bad_requests(client: TestClient, query: str) -> None:
    for response in (ask(client, query), client.post("/sparql", data={"query": query})):
        found = problem(response)
        assert (found["status"], found["type"].rpartition("/")[2]) == (400, "query-refused")
        assert found["hint"]


def test_updates_are_refused_and_change_nothing(client: TestClient) -> None:
    head = {"content-type": "application/sparql-update"}
    refused = [
        client.get("/sparql", params={"update": UPDATE}),
        client.post("/sparql", data={"update": UPDATE}),
        client.post("/sparql", data={"update": UPDATE, "query": "ASK {}"}),
        client.post("/sparql", content=UPDATE, headers=head),
    ]
    assert [problem(response)["status"] for response in refused] == [400] * 4
    assert ask(client, "ASK { <urn:a> ?b ?c }").json()["boolean"] is False


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"ASK {}", None, 415),
        (b"ASK {}", "text/plain", 415),
        (b"query=ASK%20%7B%7D", "application/json", 415),
        ("ASK {}".encode("utf-16"), "application/sparql-query; charset=utf-16", 415),
        ("ASK {}".encode("utf-16"), "application/sparql-query", 400),
        (b"query=%FF", "application/x-www-form-urlencoded", 400),
        (b"\xff=1", "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 400),
        (b"query=ASK%20%7B%7D&query=ASK%20%7B%7D", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 2_000, "application/x-www-form-urlencoded", 400),
    ],
)
def test_bodies_that_hold_no_query_are_refused(
    client: TestClient, content: bytes, media: str | None, status: int
) -> None:
    head = {} if media is None else {"content-type": media}
    found = problem(client.post("/sparql", content=content, headers=head))
    assert found["status"] == status
    assert found["hint"]


@pytest.mark.parametrize(
    ("variable", "value", "query", "status"),
    [
        ("ROWS", "2", "SELECT * { ?s ?p ?o }", 413),
        ("ROWS", "2", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", 413),
        ("MEMORY", "1", "SELECT * { ?s ?p ?o }", 413),
        ("RESULT", "1", "SELECT * { ?a ?b ?c . ?d ?e ?f }", 413),
        ("SECONDS", "1", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l}", 504),
    ],
)
def test_limits_are_named(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, query: str, status: int
) -> None:
    monkeypatch.setenv(f"SKILLGRAPH_QUERY_{variable}", value)
    found = problem(ask(client, query))
    assert found["status"] == status
    assert f"SKILLGRAPH_QUERY_{variable}" in found["hint"]


def test_more_queries_than_may_wait_are_sent_away(workspace: Workspace) -> None:
    with TestClient(create_app(workspace, limits=ServiceLimits(waiting=1))) as client:
        client.app.state.query_pool = QueryPool(waiting=0)  # type: ignore[attr-defined]
        response = ask(client, "ASK {}")
    assert problem(response)["status"] == 503
    assert response.headers["retry-after"] == "5"


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "application/rdf+xml", "application/ld+json"])
def test_the_service_describes_itself(client: TestClient, accept: str) -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    response = client.get("/sparql", headers={"accept": accept})
    media = response.headers["content-type"].partition(";")[0]
    form = ox.RdfFormat.from_media_type(media)
    assert form is not None
    said = {
        (quad.predicate.value, getattr(quad.object, "value", "")) for quad in ox.parse(response.content, form)
    }
    assert (f"{sd}endpoint", "http://testserver/sparql") in said
    assert (f"{sd}supportedLanguage", f"{sd}SPARQL11Query") in said
    named = sorted(value for predicate, value in said if predicate == f"{sd}name")
    assert named == sorted(rows(ask(client, GRAPHS), "g"))


def test_head_says_what_get_says_without_a_body(client: TestClient) -> None:
    for params in ({}, {"query": LABELS}):
        got, headed = client.get("/sparql", params=params), client.head("/sparql", params=params)
        assert headed.status_code == 200
        assert headed.content == b""
        assert headed.headers["content-type"] == got.headers["content-type"]
    assert headed.headers["content-length"] == str(len(got.content))


def test_pages_of_other_sites_may_read_every_answer(client: TestClient) -> None:
    origin = {"origin": "https://portal.example"}
    answers = [
        client.get("/sparql", params={"query": "ASK {}"}, headers=origin),
        client.get("/sparql", params={"query": "nonsense"}, headers=origin),
        client.get("/sparql", headers=origin),
        client.put("/sparql", headers=origin),
        client.post("/sparql", content=b"", headers=origin),
        client.options("/sparql", headers=origin),
        client.options("/sparql", headers={**origin, "access-control-request-method": "POST"}),
    ]
    for response in answers:
        assert response.headers.get_list("access-control-allow-origin") == ["*"], response.text
    assert [response.status_code for response in answers] == [200, 400, 200, 405, 415, 204, 204]
    assert "POST" in answers[-1].headers["access-control-allow-methods"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    assert problem(client.request(method, "/sparql", params={"query": "ASK {}"}))["status"] == 405


def test_no_evasion_gets_out(workspace: Workspace, canary: Canary) -> None:
    assert len(EVASIONS) >= 60
    with served(workspace.path) as (_, address), httpx2.Client(base_url=address, timeout=120) as client:
        for number, evasion in enumerate(EVASIONS):
            query = evasion.replace("URL", canary.url).replace("FILE", "file:///etc/hostname")
            if number % 2:
                response = client.get("/sparql", params={"query": query})
            else:
                response = client.post("/sparql", data={"query": query})
            assert response.status_code in (200, 400), query
    assert canary.visitors() == 0


def test_no_graph_of_the_protocol_gets_out(client: TestClient, canary: Canary) -> None:
    for name in ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri"):
        ask(client, "SELECT * { ?s ?p ?o }", **{name: canary.url})
    assert canary.visitors() == 0


def test_results_are_well_formed(client: TestClient) -> None:
    found = json.loads(ask(client, LABELS).content)
    assert found["head"]["vars"] == ["label"]
