"""Health, frameworks and the look-up of concepts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree

from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from skillgraph_api import create_app, examples
from skillgraph_api.catalogue import Catalogue

from skillgraph import __version__
from skillgraph.matching.profile import Profile
from skillgraph.model import Concept
from skillgraph.workspace import Query, Workspace, loading
from skillgraph.workspace.state.indexing import open_matcher

GROUP = "http://data.europa.eu/esco/skill/243eb885-07c7-4b77-ab9c-827551d83dc4"


def test_the_service_is_there(client: TestClient, bare_client: TestClient) -> None:
    for one in (client, bare_client):
        assert one.get("/healthz").json() == {"status": "ok", "version": __version__}


def test_the_service_is_ready_once_there_is_an_index(client: TestClient, bare_client: TestClient) -> None:
    assert client.get("/readyz").json() == {"status": "ready", "profiles": ["fast"]}
    answer = bare_client.get("/readyz")
    assert answer.status_code == 503
    assert "index" in answer.json()["detail"]


def test_the_service_is_not_ready_while_the_only_index_is_being_built_and_says_so(
    bare_workspace: Workspace, tmp_path: Path
) -> None:
    copytree(bare_workspace.path, tmp_path / "workspace")
    space = Workspace.open(tmp_path / "workspace")
    asked = {}
    with TestClient(create_app(space)) as client, ThreadPoolExecutor(1) as pool:

        def ask(stage: str, done: int, total: int) -> None:
            """Ask at each step of the build, from another thread."""
            asked[stage, done] = pool.submit(
                client.get, "/readyz", headers={"Accept-Language": "fr"}
            ).result()

        builder = Workspace.open(space.path)  # as another process has one
        open_matcher(builder, Query(profile=Profile.FAST, progress=ask))
        assert len(asked) > 3
        assert {one.status_code for one in asked.values()} == {503}
        assert {one.json()["detail"] for one in asked.values()} == {
            "L’index de esco@1.2.0 est en train d’être construit."
        }
        assert client.get("/readyz").json() == {"status": "ready", "profiles": ["fast"]}
        rebuilt = asked.copy()
        open_matcher(builder, Query(profile=Profile.PRECISE, progress=ask))
        assert {one.status_code for key, one in asked.items() if key not in rebuilt} == {200}


def test_what_the_service_answers_from_is_told(client: TestClient, workspace: Workspace) -> None:
    assert client.get("/api/v1/contents").json() == {
        "version": __version__,
        "generation": workspace.manifest.generation,
        "frameworks": ["esco@1.2.0"],
        "counts": {"frameworks": 1, "crosswalks": 0, "credentials": 1, "postings": 3},
    }


def test_frameworks_are_listed_with_their_counts(client: TestClient) -> None:
    (listed,) = client.get("/api/v1/frameworks").json()
    assert (listed["framework"], listed["active"], listed["languages"]) == ("esco@1.2.0", True, ["en", "fr"])
    assert listed["counts"]["concept"] == 12


def test_a_concept_has_its_labels_in_all_languages_and_its_neighbours(client: TestClient) -> None:
    found = client.get("/api/v1/concepts", params={"uri": examples.SKILL}).json()
    assert found["pref_labels"] == {"en": "manage budgets", "fr": "gérer des budgets"}
    assert found["alt_labels"] == {"en": ["oversee operational budgets"]}
    assert found["descriptions"] == {"en": "Plan, monitor and report on the budget."}
    assert found["broader"] == [{"uri": GROUP, "label": "allocating resources"}]
    assert found["frameworks"] == ["esco@1.2.0"]


def test_neighbours_are_labelled_in_the_language_asked_for(client: TestClient) -> None:
    found = client.get("/api/v1/concepts", params={"uri": GROUP, "lang": "fr"}).json()
    assert [one["label"] for one in found["narrower"]] == ["gérer des budgets", "gérer le personnel"]


def test_concepts_are_found_by_how_their_labels_begin(client: TestClient) -> None:
    found = client.get("/api/v1/concepts/search", params={"label": "  MANAGE "}).json()
    assert [one["label"] for one in found["concepts"]] == ["manage budgets", "manage staff"]
    assert not any(one["exact"] for one in found["concepts"])


def test_the_exact_label_comes_first_whatever_its_kind(client: TestClient) -> None:
    asked = {"label": "oversee operational budgets"}
    (one,) = client.get("/api/v1/concepts/search", params=asked).json()["concepts"]
    assert (one["uri"], one["label_kind"], one["exact"]) == (examples.SKILL, "alt", True)


def test_search_keeps_to_the_language_asked_for(client: TestClient) -> None:
    found = client.get("/api/v1/concepts/search", params={"label": "gérer", "lang": "en"}).json()
    assert found["total"] == 0
    assert client.get("/api/v1/concepts/search", params={"label": "gérer", "lang": "FR"}).json()["total"] == 2


def test_pages_follow_one_another_without_gap_or_overlap(client: TestClient) -> None:
    whole = client.get("/api/v1/concepts/search", params={"label": "p", "limit": 200}).json()
    pages = [
        client.get("/api/v1/concepts/search", params={"label": "p", "limit": 1, "offset": offset}).json()
        for offset in range(whole["total"] + 1)
    ]
    assert [one for page in pages for one in page["concepts"]] == whole["concepts"]
    assert {page["total"] for page in pages} == {whole["total"]}


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=20), st.data())
def test_every_beginning_of_a_label_finds_its_concept(labels: list[str], data: st.DataObject) -> None:
    catalogue = Catalogue.of(Concept(f"x:{n}", pref_labels={"en": label}) for n, label in enumerate(labels))
    number = data.draw(st.integers(0, len(labels) - 1))
    assert f"x:{number}" in {one.concept for one in catalogue.find(labels[number])}


def test_labels_of_another_version_are_found_where_the_active_one_lacks_the_language(tmp_path: Path) -> None:
    start = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    scheme = "<http://data.europa.eu/esco/concept-scheme/skills> a skos:ConceptScheme .\n"
    space = Workspace.create(tmp_path / "workspace")
    for version, label in (("1.2.0", '"manage budgets"@en'), ("1.2.1", '"gérer des budgets"@fr')):
        file = tmp_path / f"{version}.ttl"
        file.write_text(f"{start}{scheme}<{examples.SKILL}> a skos:Concept ; skos:prefLabel {label} .\n")
        loading.load_framework(space, [file], name="esco", version=version)
    with TestClient(create_app(space)) as client:
        for words, label in (("manage b", "manage budgets"), ("gerer des b", "gérer des budgets")):
            (found,) = client.get("/api/v1/concepts/search", params={"label": words}).json()["concepts"]
            assert (found["uri"], found["label"]) == (examples.SKILL, label)
