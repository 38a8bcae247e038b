"""The W3C's tests of the SPARQL 1.1 Protocol that concern queries, and that no update is taken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, Graph, Namespace, Node, URIRef
from rdflib.collection import Collection
from skillgraph_api import create_app

from skillgraph.graph.terms import Triple, iri
from skillgraph.workspace import Workspace

SHARED = Path(os.environ.get("SKILLGRAPH_SHARED") or Path(__file__).parents[3] / "shared")
FOLDER = SHARED / "standards" / "sparql-tests" / "sparql" / "sparql11" / "protocol"

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
"""The graphs of the tests. The first is empty: none of them says what it holds, only that it can be had."""

READ_ONLY = (
    *("update_dataset_default_graph", "update_dataset_default_graphs", "update_dataset_named_graphs"),
    *("update_dataset_full", "update_post_form", "update_post_direct", "update_base_uri"),
)
"""Tests that expect an update to succeed. The endpoint takes none: the workspace alone is written to, by
commands that check what they write. Their updates are refused, with 400."""

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
MEDIA = {
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples"),
}


@dataclass(frozen=True)
class Request:
    """One request of a test, with what is expected."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: frozenset[str]
    boolean: bool | None
    format: str | None


def manifest() -> dict[str, list[Request]]:
    """The tests by name; none where there is no manifest."""
    if not FOLDER.is_dir():
        return {}
    graph = Graph().parse(FOLDER / "manifest.ttl")
    tests = (test for test in graph.subjects(RDF.type, MF.ProtocolTest) if isinstance(test, URIRef))
    return {test.fragment: list(requests(graph, test)) for test in sorted(tests)}


def requests(graph: Graph, test: Node) -> Iterator[Request]:
    sequence = graph.value(graph.value(test, MF.action), HT.requests)
    assert sequence is not None
    for node in Collection(graph, sequence):
        body, answer = graph.value(node, HT.body), graph.value(node, HT.resp)
        named = graph.value(node, HT.headers)
        headers = Collection(graph, named) if named is not None else ()
        boolean = graph.value(answer, MF.expectedBoolean)
        encoding = str(graph.value(body, CNT.characterEncoding) or "utf-8")
        yield Request(
            str(graph.value(node, HT.methodName)),
            str(graph.value(node, HT.absolutePath)).replace("/sparql/", "/sparql"),
            {str(graph.value(one, HT.fieldName)): str(graph.value(one, HT.fieldValue)) for one in headers},
            str(graph.value(body, CNT.chars) or "").encode(encoding),
            frozenset(str(status)[-3:] for status in graph.objects(answer, MF.expectedStatus)),
            None if boolean is None else str(boolean) == "true",
            str(graph.value(answer, MF.expectedFormat) or "") or None,
        )


TESTS = manifest()


@pytest.fixture(scope="module")
def w3c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service over the graphs of the tests."""
    workspace = Workspace.create(tmp_path_factory.mktemp("w3c") / "workspace")
    document = iri("http://xmlns.com/foaf/0.1/Document")
    with workspace.writing() as draft:
        draft.store.replace_graph(DATA.format(0), [])
        for number in (1, 2, 3):
            name = DATA.format(number)
            draft.store.replace_graph(name, [Triple(iri(name), iri(str(RDF.type)), document)])
    with TestClient(create_app(workspace), raise_server_exceptions=False) as client:
        yield client


def sent(client: TestClient, request: Request) -> Any:  # noqa: ANN401 - httpx or httpx2
    return client.request(request.method, request.path, headers=request.headers, content=request.body)


@pytest.mark.skipif(not TESTS, reason=f"needs the W3C's tests in {FOLDER}")
def test_the_tests_are_there() -> None:
    assert len(TESTS) == 34
    assert set(READ_ONLY) <= set(TESTS)


@pytest.mark.parametrize("name", sorted(set(TESTS) - set(READ_ONLY)))
def test_of_the_w3c(w3c: TestClient, name: str) -> None:
    for request in TESTS[name]:
        response = sent(w3c, request)
        assert f"{response.status_code // 100}xx" in request.statuses, response.text
        if request.format is not None:
            assert response.headers["content-type"].partition(";")[0] in MEDIA[request.format]
        if request.boolean is not None:
            assert response.json()["boolean"] is request.boolean


@pytest.mark.parametrize("name", READ_ONLY if TESTS else ())
def test_updates_of_the_w3c_are_refused(w3c: TestClient, name: str) -> None:
    response = sent(w3c, TESTS[name][0])
    assert response.status_code == 400
    asked = quote(
        "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER(!STRSTARTS(STR(?s), 'http://kasei.us/')) }"
    )
    assert w3c.get(f"/sparql?query={asked}").json()["boolean"] is False
