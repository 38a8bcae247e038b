"""`/reconcile` speaks the Reconciliation Service API: OpenRefine and its like find concepts and data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app, examples
from skillgraph_api.reconciliation.bodies import BATCH, EXTENDED

from skillgraph.matching.profile import Profile
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.answers.suggest import suggest
from skillgraph.workspace.query import Query
from skillgraph.workspace.requests import SuggestRequest
from skillgraph.workspace.state.indexing import open_matcher
from tests.api.conftest import GROUP
from tests.api.test_api_problems import problem

ESCO = "/reconcile/esco"
DRAFT = {"accept": "application/json;version=1.0-draft"}
EVIL = '<script>alert("1")</script> & \'"'
EVIL_URI = "https://example.org/evil"

Json = dict[str, Any]


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service over a framework whose texts are markup."""
    folder = tmp_path_factory.mktemp("evil")
    words = json.dumps(EVIL)
    (folder / "evil.ttl").write_text(
        f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix esco: <http://data.europa.eu/esco/model#> .
        <{EVIL_URI}> a skos:Concept ; skos:prefLabel {words}@en ; skos:altLabel {words[:-1]} more"@en ;
            skos:definition {words}@en ; skos:notation {words} ; skos:broader <{EVIL_URI}/above> .
        <{EVIL_URI}/above> a skos:Concept ; skos:prefLabel {words[:-1]} above"@en .
        <{EVIL_URI}/code> a skos:Concept ; skos:prefLabel "coded"@en ; skos:notation "A.1" .
        <{EVIL_URI}/knowing> a skos:Concept , esco:Skill ; skos:prefLabel "statistics"@en ;
            esco:skillType <http://data.europa.eu/esco/skill-type/knowledge> .
        <{EVIL_URI}/doing> a skos:Concept , esco:Skill ; skos:prefLabel "compute statistics"@en ;
            esco:skillType <http://data.europa.eu/esco/skill-type/skill> .
        <{EVIL_URI}/twin1> a skos:Concept ; skos:prefLabel "twin"@en ; skos:notation "B.1" .
        <{EVIL_URI}/twin2> a skos:Concept ; skos:prefLabel "twin two"@en ; skos:notation "B.1" .
        """,
        encoding="utf-8",
    )
    made = Workspace.create(folder / "workspace")
    loading.load_framework(made, [folder / "evil.ttl"], name="evil", version="1")
    open_matcher(made, Query(profile=Profile.FAST))
    with TestClient(create_app(made), raise_server_exceptions=False) as client:
        yield client


def ask(client: TestClient, *queries: Json, path: str = ESCO, **params: Any) -> list[list[Json]]:  # noqa: ANN401
    """The candidates of each query, by the form that clients use."""
    keyed = {f"q{number}": query for number, query in enumerate(queries)}
    response = client.post(path, data={"queries": json.dumps(keyed)}, params={"profile": "fast", **params})
    assert response.status_code == 200, response.text
    assert list(response.json()) == list(keyed)
    return [one["result"] for one in response.json().values()]


def labels(candidates: list[Json]) -> list[str]:
    return [one["name"] for one in candidates]


def extended(client: TestClient, *properties: str, ids: list[str], **params: str) -> Json:
    asked = {"ids": ids, "properties": [{"id": name} for name in properties]}
    response = client.post(ESCO, data={"extend": json.dumps(asked)}, params=params)
    assert response.status_code == 200, response.text
    found: Json = response.json()
    return found


def test_the_manifest_says_what_there_is_and_every_address_of_it_answers(client: TestClient) -> None:
    manifest = client.get(ESCO, params={"lang": "fr", "profile": "fast"}).json()
    assert manifest["versions"] == ["0.1", "0.2"]
    assert manifest["batchSize"] == BATCH
    assert manifest["matchPrecision"] == 0.8
    assert manifest["defaultTypes"] == [{"id": "concept", "name": "Concept"}]
    for address in (manifest["view"]["url"], manifest["preview"]["url"]):
        page = client.get(address.replace("{{id}}", examples.SKILL))
        assert (page.status_code, "gérer des budgets" in page.text) == (200, True)
    for kind, said in manifest["suggest"].items():
        prefix = {"entity": "gérer", "type": "conc", "property": "lib"}[kind]
        found = client.get(f"{said['service_url']}{said['service_path']}&prefix={prefix}").json()
        assert found["result"], kind
        first = found["result"][0]
        flyout = said["flyout_service_url"] + said["flyout_service_path"].replace("${id}", first["id"])
        assert first["name"] in client.get(flyout).json()["html"]
    proposed = manifest["extend"]["propose_properties"]
    address = proposed["service_url"] + proposed["service_path"]
    assert client.get(address, params={"type": "concept"}).json()["properties"]


def test_candidates_are_the_suggestions_with_their_confidence(
    client: TestClient, workspace: Workspace
) -> None:
    texts = ("Manage budgets", "weld metal", "zzz")
    found = ask(client, *({"query": text, "limit": 3} for text in texts))
    request = SuggestRequest(texts=texts, k=3, profile=Profile.FAST)
    for candidates, result in zip(found, suggest(workspace, request), strict=True):
        expected = [(one.uri, round(one.confidence * 100, 2)) for one in result.suggestions]
        assert [(one["id"], one["score"]) for one in candidates] == expected
    assert found[0][0]["id"] == examples.SKILL
    assert found[0][0]["type"] == [{"id": "concept", "name": "Concept"}]
    assert found[0][0]["description"] == "Plan, monitor and report on the budget."


def test_only_the_first_candidate_is_a_match_and_only_above_the_precision(client: TestClient) -> None:
    query = {"query": "manage budgets", "limit": 5}
    (sure,) = ask(client, query, precision=0.5)
    assert [one["match"] for one in sure] == [True] + [False] * (len(sure) - 1)
    (never,) = ask(client, query, precision=1)
    assert not any(one["match"] for one in never)
    assert labels(never) == labels(sure)


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_the_limit_is_kept(client: TestClient, limit: int) -> None:
    (found,) = ask(client, {"query": "manage", "limit": limit})
    assert 1 <= len(found) <= limit


def test_names_are_in_the_language_that_is_asked_for(client: TestClient) -> None:
    query = {"query": "Manage budgets", "limit": 1}
    assert labels(ask(client, query)[0]) == ["manage budgets"]
    assert labels(ask(client, query, lang="fr")[0]) == ["gérer des budgets"]
    response = client.get(
        ESCO,
        params={"queries": json.dumps({"q": query}), "profile": "fast"},
        headers={"accept-language": "de, fr-CA;q=0.9, en;q=0.5"},
    )
    assert response.headers["content-language"] == "fr"
    assert labels(response.json()["q"]["result"]) == ["gérer des budgets"]


def test_the_language_of_a_text_may_be_said(client: TestClient) -> None:
    french = {"query": "donner un retour", "limit": 1, "properties": [{"pid": "lang", "v": "fr"}]}
    (found,) = ask(client, french)
    assert labels(found) == ["donner un retour constructif"]


def test_types_and_properties_narrow_the_candidates(client: TestClient) -> None:
    query = {"query": "manage", "limit": 10}
    (everything,) = ask(client, query)
    (below,) = ask(client, query | {"properties": [{"pid": "broader", "v": "Allocating resources"}]})
    assert sorted(labels(below)) == ["manage budgets", "manage staff"]
    assert labels(below) == [name for name in labels(everything) if name in labels(below)]
    (by_id,) = ask(client, query | {"properties": [{"pid": "broader", "v": {"id": GROUP}}]})
    assert labels(by_id) == labels(below)
    (one,) = ask(client, query | {"properties": [{"pid": "prefLabel.en", "v": ["Manage staff", "nothing"]}]})
    assert labels(one) == ["manage staff"]
    for typed in ({"type": "concept"}, {"type": ["concept"], "type_strict": "should"}, {"type": ""}):
        assert labels(ask(client, query | typed)[0]) == labels(everything)


def test_knowledge_is_a_type_of_its_own(evil: TestClient) -> None:
    def found(**narrowed: object) -> list[str]:
        return sorted(labels(ask(evil, {"query": "statistics"} | narrowed, path="/reconcile/evil")[0]))

    types = evil.get("/reconcile/evil/suggest/type?prefix=kn").json()["result"]
    assert types == [{"id": "knowledge", "name": "Knowledge", "broader": [{"id": "skill", "name": "Skill"}]}]
    assert found(type="skill") == ["compute statistics", "statistics"]
    assert found(type="knowledge") == ["statistics"]
    assert found(type=["knowledge", "skill/competence"]) == ["compute statistics", "statistics"]
    assert found(type=["skill", "knowledge"], type_strict="all") == ["statistics"]
    assert found(type=["skill/competence", "knowledge"], type_strict="all") == []


def test_a_concept_may_be_named_by_its_address(client: TestClient) -> None:
    found = ask(client, {"query": examples.SKILL}, {"properties": [{"pid": "uri", "v": examples.SKILL}]})
    for (one,) in found:
        assert (one["id"], one["score"], one["match"]) == (examples.SKILL, 100, True)
    assert ask(client, {"properties": [{"pid": "uri", "v": "urn:nothing"}]}) == [[]]


def test_a_concept_may_be_named_by_its_code(evil: TestClient) -> None:
    def coded(code: str) -> list[Json]:
        (found,) = ask(evil, {"properties": [{"pid": "code", "v": code}]}, path="/reconcile/evil")
        return found

    assert [(one["name"], one["score"], one["match"]) for one in coded("A.1")] == [("coded", 100, True)]
    assert [(one["score"], one["match"]) for one in coded("B.1")] == [(50, False), (50, False)]
    assert coded("C.1") == []


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_batch_is_limited_as_the_manifest_says(client: TestClient, way: str) -> None:
    def sent(count: int) -> Any:  # noqa: ANN401 - httpx or httpx2
        queries = json.dumps({f"q{number}": {"query": "weld"} for number in range(count)})
        if way == "get":
            return client.get(ESCO, params={"queries": queries, "profile": "fast"})
        return client.post(ESCO, data={"queries": queries}, params={"profile": "fast"})

    assert len(sent(BATCH).json()) == BATCH
    found = problem(sent(BATCH + 1))
    assert found["status"] == 413
    assert "batchSize is 50" in found["detail"]


def test_rows_are_extended(client: TestClient) -> None:
    unknown = "urn:unknown"
    names = ("broader", "prefLabel.en", "prefLabel.fr", "altLabel.en", "description", "kind", "code")
    found = extended(client, *names, ids=[examples.SKILL, unknown])
    assert [one["id"] for one in found["meta"]] == list(names)
    row = found["rows"][examples.SKILL]
    assert row["broader"] == [{"id": GROUP, "name": "allocating resources"}]
    assert row["prefLabel.fr"] == [{"str": "gérer des budgets"}]
    assert row["altLabel.en"] == [{"str": "oversee operational budgets"}]
    assert row["kind"] == [{"str": "concept"}]
    assert row["code"] == []
    assert found["rows"][unknown] == {name: [] for name in names}
    french = extended(client, "broader", ids=[examples.SKILL], lang="fr")
    assert french["rows"][examples.SKILL]["broader"][0]["name"] == "affecter des ressources"


@pytest.mark.parametrize(("limit", "count"), [(1, 1), ("1", 1), (0, 1), ("", 1), (2.0, 1)])
def test_values_are_limited_by_their_setting(client: TestClient, limit: object, count: int) -> None:
    asked = {"ids": [examples.SKILL], "properties": [{"id": "broader", "settings": {"limit": limit}}]}
    found = client.post(ESCO, data={"extend": json.dumps(asked)}).json()
    assert len(found["rows"][examples.SKILL]["broader"]) == count


def test_a_property_that_there_is_not_is_named(client: TestClient) -> None:
    asked = {"ids": [examples.SKILL], "properties": [{"id": "birthday"}]}
    found = problem(client.post(ESCO, data={"extend": json.dumps(asked)}))
    assert (found["status"], "'birthday'" in found["detail"]) == (422, True)
    assert "prefLabel.fr" in found["hint"]


def test_too_many_rows_are_refused(client: TestClient) -> None:
    asked = {"ids": ["urn:x"] * (EXTENDED + 1), "properties": [{"id": "kind"}]}
    found = problem(client.post(ESCO, data={"extend": json.dumps(asked)}))
    assert (found["status"], "extendBatchSize" in found["detail"]) == (413, True)


def test_entities_are_suggested_while_one_types(client: TestClient) -> None:
    def typed(prefix: str, **params: Any) -> list[Json]:  # noqa: ANN401 - numbers and words
        found = client.get(f"{ESCO}/suggest/entity", params={"prefix": prefix, **params}).json()
        return list(found["result"])

    assert labels(typed("MANAGE")) == ["manage budgets", "manage staff"]
    assert labels(typed("manage", cursor=1)) == ["manage staff"]
    assert labels(typed("manage", limit=1)) == ["manage budgets"]
    assert labels(typed("oversee")) == ["manage budgets"]
    assert labels(typed("gérer le", lang="fr")) == ["gérer le personnel"]
    assert typed("") == typed("  ") == typed("zzz") == []
    assert typed("manage b")[0]["notable"] == [{"id": "concept", "name": "Concept"}]


def test_types_and_properties_are_suggested_by_any_word(client: TestClient) -> None:
    def typed(what: str, prefix: str, **params: str) -> list[str]:
        found = client.get(f"{ESCO}/suggest/{what}", params={"prefix": prefix, **params}).json()
        return [one["id"] for one in found["result"]]

    assert typed("type", "") == typed("type", "CONC") == ["concept"]
    assert typed("type", "zzz") == []
    assert typed("property", "preferred") == ["prefLabel.en", "prefLabel.fr"]
    assert typed("property", "libellé", lang="fr")[0] == "prefLabel.en"
    assert typed("property", "zzz") == []


def test_markup_is_text(evil: TestClient) -> None:
    for path in ("preview", "view"):
        page = evil.get(f"/reconcile/evil/{path}", params={"id": EVIL_URI})
        assert "<script>" not in page.text
        assert "&lt;script&gt;" in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert EVIL_URI in page.text
    html = evil.get("/reconcile/evil/flyout/entity", params={"id": EVIL_URI}).json()["html"]
    assert "<script>" not in html


@pytest.mark.parametrize("path", ["preview", "view", "flyout/entity", "flyout/type", "flyout/property"])
@pytest.mark.parametrize("id_", ["urn:nothing", "no uri", EVIL, "../../etc/passwd", "> } #"])
def test_what_is_not_there_is_not_found(client: TestClient, path: str, id_: str) -> None:
    response = client.get(f"{ESCO}/{path}", params={"id": id_})
    assert problem(response)["status"] == 404


def test_a_callback_is_called(client: TestClient) -> None:
    queries = json.dumps({"q": {"query": "weld metal"}})
    for params in ({}, {"queries": queries}, {"extend": '{"ids": [], "properties": []}'}):
        asked = {"callback": "jQuery1_$.call", "profile": "fast", **params}
        response = client.get(ESCO, params=asked)
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.text.startswith("/**/jQuery1_$.call({")
        assert response.text.endswith("});")
    response = client.get(f"{ESCO}/suggest/entity", params={"prefix": "gérer", "callback": "f"})
    assert response.content.isascii()


@pytest.mark.parametrize(
    "callback", ["", "alert(1)//", "a b", "1a", "a..b", "a[0]", "é", "<script>", "a\n", "f" * 300]
)
def test_a_callback_that_is_no_name_is_refused(client: TestClient, callback: str) -> None:
    for path in (ESCO, f"{ESCO}/suggest/type"):
        assert problem(client.get(path, params={"callback": callback}))["status"] == 400


@pytest.mark.parametrize(
    "queries",
    [
        "",
        "nonsense",
        "[]",
        "null",
        '"weld"',
        '{"q": []}',
        '{"q": {}}',
        '{"q": {"limit": 1}}',
        '{"q": {"query": 3}}',
        '{"q": {"query": "x", "limit": "3"}}',
        '{"q": {"query": "x", "limit": 0}}',
        '{"q": {"query": "x", "limit": -1}}',
        '{"q": {"query": "x", "limit": 1.5}}',
        '{"q": {"query": "x", "limit": 1e99}}',
        '{"q": {"query": "x", "limit": NaN}}',
        '{"q": {"query": "x", "type": 3}}',
        '{"q": {"query": "x", "type_strict": "maybe"}}',
        '{"q": {"query": "x", "props": []}}',
        '{"q": {"properties": []}}',
        '{"q": {"query": "x", "properties": [{"pid": "code"}]}}',
        '{"q": {"query": "x", "properties": [{"pid": "code", "v": null}]}}',
        '{"q": {"query": "\\ud800"}}',
        '{"q": ' + "[" * 100_000,
        '{"q": {"query": "' + "x" * 100_001 + '"}}',
    ],
)
def test_queries_that_are_none_are_bad_requests(client: TestClient, queries: str) -> None:
    response = client.post(ESCO, data={"queries": queries})
    found = problem(response)
    assert found["status"] == 400
    assert found["detail"].startswith("queries")
    assert len(response.content) < 2_000


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"query": "x", "type": "planet"}, "planet"),
        ({"query": "x", "properties": [{"pid": "birthday", "v": 1}]}, "birthday"),
        ({"query": "x", "properties": [{"pid": "lang", "v": "xx"}]}, "xx"),
        ({"query": " "}, "words"),
        ({"properties": [{"pid": "kind", "v": "skill"}]}, "words"),
    ],
)
def test_queries_that_nothing_can_answer_say_why(client: TestClient, query: Json, says: str) -> None:
    response = client.post(ESCO, data={"queries": json.dumps({"q": query})}, params={"profile": "fast"})
    found = problem(response)
    assert found["status"] == 422
    assert says in found["detail"]
    assert found["hint"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"extend": "{}"}, "extend.ids"),
        ({"extend": '{"ids": "x", "properties": []}'}, "extend.ids"),
        ({"extend": '{"ids": ["x"], "properties": [{}]}'}, "extend.properties.0.id"),
        ({"extend": '{"ids": ["x"], "properties": [{"id": "kind", "settings": []}]}'}, "settings"),
        ({"extend": '{"ids": ["x"], "properties": [{"id": "kind", "settings": {"limit": "few"}}]}'}, "limit"),
        ({"other": "x"}, "neither"),
        ({"queries": "{}", "extend": "{}"}, "not both"),
        ({"queries": ["{}", "{}"]}, "2 times"),
        ({"query": "weld"}, "neither"),
    ],
)
def test_other_forms_are_bad_requests(client: TestClient, body: Json, says: str) -> None:
    found = problem(client.post(ESCO, data=body))
    assert found["status"] == 400
    assert says in found["detail"]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"lang": "de"}, 422),
        ({"lang": "e n"}, 422),
        ({"profile": "slow"}, 422),
        ({"precision": "2"}, 422),
        ({"precision": "nan"}, 422),
        ({"queries": "{}", "extend": "{}"}, 400),
    ],
)
def test_parameters_that_cannot_be_used(client: TestClient, params: dict[str, str], status: int) -> None:
    assert problem(client.get(ESCO, params=params))["status"] == status


def test_a_framework_that_is_not_loaded_is_named(client: TestClient) -> None:
    for path in ("", "/suggest/entity", "/preview?id=x", "/properties"):
        found = problem(client.get(f"/reconcile/onet{path}"))
        assert (found["status"], "onet" in found["detail"]) == (404, True)
    assert client.get("/reconcile/esco@1.2.0").json()["view"]["url"].startswith("http")


def test_a_missing_index_says_so(bare_client: TestClient) -> None:
    queries = json.dumps({"q": {"query": "weld"}})
    assert problem(bare_client.get(ESCO, params={"queries": queries}))["status"] == 503
    assert bare_client.get(ESCO).status_code == 200


def test_pages_of_other_sites_may_read_every_answer(client: TestClient) -> None:
    origin = {"origin": "https://portal.example"}
    for path in ("", "?queries=nonsense", "/suggest/entity", "/preview?id=x", "/properties", "/nowhere"):
        answer = client.get(f"{ESCO}{path}", headers=origin)
        assert answer.headers["access-control-allow-origin"] == "*", path
    preflight = client.options(f"{ESCO}/match", headers={**origin, "access-control-request-method": "POST"})
    assert preflight.status_code == 204


def test_head_has_no_body(client: TestClient) -> None:
    response = client.head(ESCO)
    assert (response.status_code, response.content) == (200, b"")


def test_version_1_0_answers_where_it_is_asked_for(client: TestClient) -> None:
    manifest = client.get(ESCO, headers=DRAFT, params={"profile": "fast"})
    assert manifest.headers["content-type"] == "application/json;version=1.0-draft"
    assert manifest.json()["suggest"] == {"entity": True, "type": True, "property": True}
    name = {"matchType": "name", "propertyValue": "manage"}
    below = {"matchType": "property", "propertyId": "broader", "propertyValue": GROUP}
    queries = [
        {"conditions": [name], "limit": 3},
        {"conditions": [name, below], "lang": "en", "type": "concept"},
        {"conditions": [name, below | {"matchQuantifier": "none"}]},
        {"conditions": [{"matchType": "id", "propertyValue": examples.SKILL}]},
    ]
    response = client.post(f"{ESCO}/match", json={"queries": queries}, params={"profile": "fast"})
    found = [one["candidates"] for one in response.json()["results"]]
    assert sorted(labels(found[1])) == ["manage budgets", "manage staff"]
    assert not {"manage budgets", "manage staff"} & set(labels(found[2]))
    assert [(one["id"], one["score"]) for one in found[3]] == [(examples.SKILL, 100)]
    asked = {"ids": [examples.SKILL], "properties": [{"id": "broader"}]}
    (row,) = client.post(f"{ESCO}/extend", json=asked).json()["rows"]
    assert row["properties"] == [{"id": "broader", "values": [{"id": GROUP, "name": "allocating resources"}]}]


@pytest.mark.parametrize("path", ["/match", "/extend"])
@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", "application/json; charset=latin-1", 415),
    ],
)
def test_bodies_of_version_1_0_that_are_none(
    client: TestClient, path: str, content: bytes, media: str, status: int
) -> None:
    response = client.post(f"{ESCO}{path}", content=content, headers={"content-type": media})
    assert problem(response)["status"] == status


@pytest.mark.parametrize(
    "condition",
    [
        {"propertyValue": "x"},
        {"matchType": "property", "propertyValue": "x"},
        {"matchType": "name"},
        {"matchType": "word", "propertyValue": "x"},
        {"matchType": "name", "propertyValue": ["x", "y"]},
        {"matchType": "name", "propertyValue": "x", "matchQualifier": "WildcardMatch"},
        {"matchType": "name", "propertyValue": "x", "matchQuantifier": "some"},
    ],
)
def test_conditions_of_version_1_0_that_are_none(client: TestClient, condition: Json) -> None:
    response = client.post(f"{ESCO}/match", json={"queries": [{"conditions": [condition]}]})
    assert problem(response)["status"] == 400


def test_what_lies_above_is_taken_from_another_version_that_says_it(tmp_path: Path) -> None:
    head = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <https://example.org/> ."
    named = (("a", "weld metal"), ("b", "metal work"))
    labels = " ".join(f'x:{name} a skos:Concept ; skos:prefLabel "{label}"@en .' for name, label in named)
    (tmp_path / "1.ttl").write_text(f"{head} {labels} x:a skos:broader x:b .", encoding="utf-8")
    (tmp_path / "2.ttl").write_text(f"{head} {labels}", encoding="utf-8")
    made = Workspace.create(tmp_path / "workspace")
    for version in ("1", "2"):
        loading.load_framework(made, [tmp_path / f"{version}.ttl"], name="x", version=version)
    asked = {"ids": ["https://example.org/a", "https://example.org/b"], "properties": [{"id": "broader"}]}
    with TestClient(create_app(made)) as client:
        rows = client.post("/reconcile/x", data={"extend": json.dumps(asked)}).json()["rows"]
    assert rows["https://example.org/a"]["broader"] == [{"id": "https://example.org/b", "name": "metal work"}]
    assert rows["https://example.org/b"]["broader"] == []
