"""Pages of lists, filters that filter, exports that can be read back, and what surrounds a concept."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app, examples

from skillgraph.workspace import Workspace, loading
from tests.api.conftest import CREDENTIALS, GROUP

ISSUERS = ("North College", "South College")


def credentials(numbers: Iterator[int] | range) -> list[dict[str, Any]]:
    return [
        {
            "id": f"https://example.org/mc/{number:03}",
            "name": f"Welding {999 - number:03}" if number % 3 else f"Cooking {999 - number:03}",
            "issuer": ISSUERS[number % 2],
            "outcomes": [{"text": f"Weld metal {number}"}],
        }
        for number in numbers
    ]


def load(space: Workspace, name: str, numbers: range) -> None:
    path = space.path.parent / f"{name}.json"
    path.write_text(json.dumps(credentials(numbers)), encoding="utf-8")
    loading.load_credentials(space, path)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    space = Workspace.create(tmp_path_factory.mktemp("many") / "workspace")
    load(space, "first", range(25))
    load(space, "second", range(25, 35))
    return space


@pytest.fixture(scope="module")
def lister(many: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(many), raise_server_exceptions=False) as made:
        yield made


def pages(client: TestClient, path: str, **params: str | int | list[str]) -> list[list[dict[str, Any]]]:
    """All pages, each as the link of the one before leads to it."""
    answer = client.get(path, params=params)
    found = [answer.json()]
    while link := answer.links.get("next"):
        answer = client.get(link["url"])
        found.append(answer.json())
        assert len(found) < 100
    return found


@pytest.mark.parametrize("limit", [1, 4, 5, 34, 35, 1_000])
def test_pages_follow_one_another_without_gap_or_overlap(lister: TestClient, limit: int) -> None:
    found = pages(lister, "/api/v1/credentials", limit=limit)
    whole = lister.get("/api/v1/credentials", params={"limit": 1_000})
    assert whole.headers["total-count"] == "35"
    assert [one for page in found for one in page] == whole.json()
    assert {len(page) for page in found[:-1]} <= {limit}
    assert "link" not in whole.headers


def test_pages_keep_the_filter_and_the_order(lister: TestClient) -> None:
    asked: dict[str, Any] = {"search": ["weld", "north"], "source": "first", "sort": "name"}
    found = pages(lister, "/api/v1/credentials", limit=2, **asked)
    names = [one["name"] for page in found for one in page]
    expected = [one["name"] for one in credentials(range(25)) if one["name"].startswith("Weld")]
    north = [name for name in expected if (999 - int(name[-3:])) % 2 == 0]
    assert names == sorted(north)
    assert len(found) > 2


def test_what_is_loaded_between_two_pages_shifts_nothing(tmp_path: Path) -> None:
    space = Workspace.create(tmp_path / "workspace")
    load(space, "middle", range(10, 20))
    with TestClient(create_app(space)) as client:
        first = client.get("/api/v1/credentials", params={"limit": 5})
        load(space, "before", range(5))  # sources are listed by name, so these come first
        rest = client.get(first.links["next"]["url"]).json()
    assert [one["id"][-3:] for one in first.json()] == ["010", "011", "012", "013", "014"]
    assert [one["id"][-3:] for one in rest] == ["015", "016", "017", "018", "019"]


@pytest.mark.parametrize("kept", [range(15, 20), range(14, 20)], ids=["all of it", "all but the last"])
def test_what_is_taken_out_of_a_page_makes_the_next_pass_over_nothing(tmp_path: Path, kept: range) -> None:
    space = Workspace.create(tmp_path / "workspace")
    load(space, "middle", range(10, 20))
    with TestClient(create_app(space)) as client:
        first = client.get("/api/v1/credentials", params={"limit": 5})
        load(space, "middle", kept)
        rest = client.get(first.links["next"]["url"]).json()
    assert [one["id"][-3:] for one in rest] == ["015", "016", "017", "018", "019"]


WRONG: tuple[list[object], ...] = (
    [],
    [1],
    [0, "x"],
    ["1", "x"],
    [0, 0, "x"],
    [-1, 1, "x"],
    ["0", 1, "x"],
    [0, 1, 2],
)


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "=", "A" * 3_000]
    + [urlsafe_b64encode(json.dumps(value).encode()).decode() for value in WRONG]
    + [urlsafe_b64encode(b"[" * 2_500).decode()],
)
def test_what_is_no_cursor_is_refused(lister: TestClient, cursor: str) -> None:
    answer = lister.get("/api/v1/credentials", params={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["hint"]


def test_a_cursor_beyond_the_end_gives_an_empty_page(lister: TestClient) -> None:
    cursor = urlsafe_b64encode(json.dumps([10**9, 1, "gone"]).encode()).decode()
    assert lister.get("/api/v1/credentials", params={"cursor": cursor}).json() == []


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({"search": "cook"}, 12),
        ({"search": ["cook", "south"]}, 6),
        ({"search": "SOUTH cook"}, 6),
        ({"search": "mc/00"}, 10),
        ({"source": "second"}, 10),
        ({"search": "nothing"}, 0),
    ],
)
def test_filters_filter(lister: TestClient, params: dict[str, Any], count: int) -> None:
    answer = lister.get("/api/v1/credentials", params=params)
    assert answer.headers["total-count"] == str(count) == str(len(answer.json()))


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("/api/v1/credentials", {"source": "third"}, 404),
        ("/api/v1/credentials", {"sort": "colour"}, 422),
        ("/api/v1/credentials", {"limit": 0}, 422),
        ("/api/v1/credentials", {"limit": 1_001}, 422),
        ("/api/v1/credentials/show", {}, 422),
        ("/api/v1/credentials/show", {"named": "nothing of this kind"}, 404),
        ("/api/v1/credentials/show", {"named": "Welding"}, 422),
        ("/api/v1/export/graph", {"graph": "../../etc/passwd"}, 404),
        ("/api/v1/export/graph", {"graph": "mappings> } DROP ALL #"}, 404),
        ("/api/v1/export/graph", {"format": "exe"}, 422),
        ("/api/v1/export/sssom", {"license": "none"}, 422),
        ("/api/v1/export/openbadges", {"credential": "nothing of this kind"}, 404),
    ],
)
def test_what_is_not_there_or_cannot_be_is_refused(
    lister: TestClient, path: str, params: dict[str, Any], status: int
) -> None:
    answer = lister.get(path, params=params)
    assert answer.status_code == status, answer.text
    assert answer.json()["hint"]


def test_a_credential_is_found_by_its_id_its_code_and_its_name(lister: TestClient) -> None:
    for named in ("https://example.org/mc/004", "004", "welding 995"):
        found = lister.get("/api/v1/credentials/show", params={"named": named}).json()
        assert found["id"] == "https://example.org/mc/004"
        assert [one["text"] for one in found["outcomes"]] == ["Weld metal 4"]


def test_mappings_come_in_pages_too(client: TestClient) -> None:
    whole = client.get("/api/v1/mappings").json()
    assert [one for page in pages(client, "/api/v1/mappings", limit=1) for one in page] == whole
    assert client.get("/api/v1/mappings", params={"top": 1}).headers["total-count"] == "1"


def test_outcomes_without_a_mapping_are_listed_in_pages(lister: TestClient, client: TestClient) -> None:
    found = pages(lister, "/api/v1/mappings/unmapped", limit=10)
    assert [len(page) for page in found] == [10, 10, 10, 5]
    north = lister.get("/api/v1/mappings/unmapped", params={"issuer": "north"}).json()
    assert {one["issuer"] for one in north} == {"North College"}
    one = lister.get("/api/v1/mappings/unmapped", params={"credential": "004"}).json()
    assert [found["text"] for found in one] == ["Weld metal 4"]
    assert client.get("/api/v1/mappings/unmapped").json() == []


def test_an_exported_sheet_loads_as_the_same_credentials(lister: TestClient, tmp_path: Path) -> None:
    for form in ("csv", "xlsx"):
        answer = lister.get("/api/v1/export/outcome-sheet", params={"format": form})
        path = tmp_path / f"sheet.{form}"
        path.write_bytes(answer.content)
        space = Workspace.create(tmp_path / f"again-{form}")
        loading.load_credentials(space, path)
        names = {one.name for one in space.snapshot().credentials}
        assert names == {one["name"] for one in lister.get("/api/v1/credentials").json()}


def test_exported_mappings_load_again(client: TestClient, workspace: Workspace, tmp_path: Path) -> None:
    for form, name in (("tsv", "m.sssom.tsv"), ("json", "m.json"), ("ttl", "m.ttl")):
        answer = client.get("/api/v1/export/sssom", params={"format": form})
        assert "attachment" in answer.headers["content-disposition"]
        (tmp_path / name).write_bytes(answer.content)
        loaded = loading.load_mappings(Workspace.open(workspace.path), tmp_path / name)
        assert loaded is not None
        assert len(client.get("/api/v1/mappings").json()) == 2


def test_the_graph_is_exported_in_every_format(client: TestClient) -> None:
    for form in ("ttl", "jsonld", "nq", "trig", "nt", "rdf"):
        answer = client.get("/api/v1/export/graph", params={"format": form, "graph": "mappings"})
        assert answer.status_code == 200, form
        assert "mc/finance#1" in answer.text, form


def test_badges_are_exported(client: TestClient) -> None:
    for version in ("3.0", "2.0"):
        answer = client.get("/api/v1/export/openbadges", params={"version": version, "status": "proposed"})
        assert answer.json()["name"] == "Project finance basics"


def test_an_export_leaves_nothing_behind(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert client.get("/api/v1/export/sssom").status_code == 200
    assert client.get("/api/v1/export/graph", params={"graph": "none"}).status_code == 404
    assert list(tmp_path.iterdir()) == []


def test_the_sources_of_postings_are_listed(client: TestClient) -> None:
    (one,) = client.get("/api/v1/postings").json()
    assert (one["name"], one["count"], one["distinct"]) == ("jobs", 3, 3)


def test_what_lies_above_and_below_a_concept_is_told(client: TestClient) -> None:
    found = client.get("/api/v1/concepts/hierarchy", params={"uri": examples.SKILL, "lang": "fr"}).json()
    assert found["label"] == "gérer des budgets"
    assert found["above"] == [{"uri": GROUP, "label": "affecter des ressources", "distance": 1}]
    assert found["below"] == []
    top = client.get("/api/v1/concepts/hierarchy", params={"uri": GROUP}).json()
    assert [one["label"] for one in top["below"]] == ["manage budgets", "manage staff"]
    assert top["above"] == []


@pytest.mark.parametrize("route", ["hierarchy", "occupations", "skills"])
@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"uri": "http://data.europa.eu/esco/skill/unknown"}, 404),
        ({"uri": "no uri"}, 422),
        ({"uri": "http://x/> ?s ?p ?o . <http://x/"}, 422),
        ({"uri": examples.SKILL, "framework": "onet"}, 404),
        ({}, 422),
    ],
)
def test_concepts_that_are_not_there_are_not_found(
    client: TestClient, route: str, params: dict[str, str], status: int
) -> None:
    assert client.get(f"/api/v1/concepts/{route}", params=params).status_code == status


@pytest.mark.parametrize(
    ("words", "spelt", "first"),
    [
        ("mangae bud", "manage bud", "manage budgets"),
        ("manage budgtes", "manage budgets", "manage budgets"),
        ("weld mteal", "weld metal", "weld metal"),
        ("gérer des budgts", "gérer des budgets", "gérer des budgets"),
        ("manage b", "", "manage budgets"),
        ("GERER DES B", "", "gérer des budgets"),
    ],
)
def test_small_errors_of_typing_are_mended(client: TestClient, words: str, spelt: str, first: str) -> None:
    found = client.get("/api/v1/concepts/search", params={"label": words}).json()
    assert found["concepts"][0]["label"] == first
    assert found["spelt"] == spelt


def test_words_that_are_near_to_none_find_nothing(client: TestClient) -> None:
    found = client.get("/api/v1/concepts/search", params={"label": "xqzzy wvvk"}).json()
    assert (found["total"], found["spelt"]) == (0, "")


def test_a_search_keeps_to_the_kinds_that_are_asked_for(client: TestClient) -> None:
    for kind, total in (("concept", 2), ("occupation", 0)):
        asked = {"label": "manage", "kind": kind}
        assert client.get("/api/v1/concepts/search", params=asked).json()["total"] == total


GREEN = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix x: <https://example.org/s/> .

x: a skos:ConceptScheme ; dcterms:title "Small"@en .
x:1 a skos:Concept ; skos:inScheme x: ; skos:prefLabel "repair roofs"@en .
x:2 a skos:Concept ; skos:inScheme x: ; skos:prefLabel "repair bicycles"@en , "réparer des vélos"@fr .
x:green a skos:Collection ; skos:prefLabel "Green skills"@en , "Compétences vertes"@fr ; skos:member x:2 .
"""


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service with two versions of a small framework, and credentials that say much."""
    folder = tmp_path_factory.mktemp("versions")
    space = Workspace.create(folder / "workspace")
    for version, text in (("1", GREEN), ("2", GREEN.replace("roofs", "roofs and walls"))):
        (folder / f"{version}.ttl").write_text(text, encoding="utf-8")
        loading.load_framework(space, [folder / f"{version}.ttl"], name="small", version=version)
    one = {**CREDENTIALS[0], "delivery": "online", "duration_hours": 30}
    said = [one, {**one, "id": "https://example.org/mc/two", "name": "Two", "delivery": "on site"}]
    (folder / "two.json").write_text(json.dumps(said), encoding="utf-8")
    loading.load_credentials(space, folder / "two.json")
    with TestClient(create_app(space), raise_server_exceptions=False) as made:
        yield made


@pytest.mark.parametrize(
    "name", ["green", "Green skills", "compétences vertes", "https://example.org/s/green"]
)
def test_concepts_are_searched_by_collection(versions: TestClient, name: str) -> None:
    asked = {"label": "repair", "collection": name}
    found = versions.get("/api/v1/concepts/search", params=asked).json()
    assert [one["label"] for one in found["concepts"]] == ["repair bicycles"]
    assert versions.get("/api/v1/concepts/search", params={"label": "repair"}).json()["total"] == 2


def test_a_search_by_collection_mends_small_errors_too(versions: TestClient) -> None:
    asked = {"label": "repair bicyles", "collection": "Green skills"}
    found = versions.get("/api/v1/concepts/search", params=asked).json()
    assert found["spelt"] == "repair bicycles"
    assert found["total"] == 1


def test_a_collection_that_is_not_there_is_told_with_those_that_are(versions: TestClient) -> None:
    answer = versions.get("/api/v1/concepts/search", params={"label": "repair", "collection": "blue"})
    assert answer.status_code == 404
    assert answer.json()["hint"] == "There are these: green."


def test_versions_are_compared_as_on_the_command_line(versions: TestClient) -> None:
    asked = {"old": "small@1", "new": "small@2"}
    found = versions.get("/api/v1/frameworks/diff", params=asked).json()
    assert [(one["change"], one["label"]) for one in found["changes"]] == [
        ("relabelled", "repair roofs and walls")
    ]
    assert found["counts"]["relabelled"] == {"concept": 1}
    none = versions.get("/api/v1/frameworks/diff", params={**asked, "change": "added"}).json()
    assert none["changes"] == []
    assert versions.get("/api/v1/frameworks/diff", params={**asked, "old": "small@0"}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"where": "delivery=online"}, {"Project finance basics"}),
        ({"where": "hours=10"}, set()),
        ({"where": ["delivery=online", "delivery=on site"]}, {"Project finance basics", "Two"}),
        ({"issuer": "sample"}, {"Project finance basics", "Two"}),
        ({"issuer": "other"}, set()),
        ({"lang": "fr"}, set()),
    ],
)
def test_credentials_are_narrowed_by_their_facets(
    versions: TestClient, asked: dict[str, str | list[str]], names: set[str]
) -> None:
    found = versions.get("/api/v1/credentials", params=asked).json()
    assert {one["name"] for one in found} == names


def test_facets_say_what_is_left_with_each_value(versions: TestClient) -> None:
    found = versions.get("/api/v1/credentials/facets", params={"where": "delivery=online"}).json()
    assert found["delivery"] == {"online": 1, "on site": 1}  # conditions on the facet itself aside
    assert found["issuer"] == {"Sample College": 1}
    assert found["hours"] == {"40": 1}
    assert versions.get("/api/v1/credentials/facets", params={"where": "colour=red"}).status_code == 422


def test_the_sentences_of_a_long_text_are_answered_one_by_one(client: TestClient) -> None:
    asked = {
        "text": "<h2>Requirements</h2><p>You weld metal. You manage budgets.</p>",
        "profile": "fast",
        "k": 1,
    }
    heading, *found = client.post("/api/v1/suggest/passages", json=asked).json()
    assert (heading["is_heading"], heading["suggestions"]) == (True, [])
    assert [one["suggestions"][0]["label"] for one in found] == ["weld metal", "manage budgets"]
    assert {one["heading"] for one in found} == {"Requirements"}


@pytest.mark.parametrize(("form", "begins"), [("csv", "credential"), ("xlsx", "PK")])
def test_mappings_are_given_as_a_sheet_to_decide_in(client: TestClient, form: str, begins: str) -> None:
    answer = client.get("/api/v1/export/review-sheet", params={"format": form, "status": "proposed"})
    assert answer.status_code == 200
    assert begins.encode() in answer.content[:200]
    assert f'filename="review.{form}"' in answer.headers["content-disposition"]
