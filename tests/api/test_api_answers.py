"""The three jobs over HTTP answer as the library does, in the shape of the command line's JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app, examples

from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query, Workspace, loading
from skillgraph.workspace.answers.cover import cover
from skillgraph.workspace.answers.gaps import first_gaps
from skillgraph.workspace.answers.suggest import suggest_texts
from skillgraph.workspace.requests import CoverRequest, GapsRequest

FAST = Query(profile=Profile.FAST, build=False)


def as_json(values: object) -> object:
    return json.loads(json.dumps(values))


def test_suggest_gives_what_the_library_gives(client: TestClient, workspace: Workspace) -> None:
    texts = ["Manage budgets", "Provide first aid at work", "", "12345"]
    response = client.post("/api/v1/suggest", json={"texts": texts, "k": 2, "profile": "fast"})
    expected = [asdict(result) for result in suggest_texts(workspace, texts, FAST, k=2)]
    assert response.status_code == 200
    assert response.json() == as_json(expected)
    assert response.json()[0]["suggestions"][0]["uri"] == examples.SKILL


def test_suggest_understands_each_text_in_its_language(client: TestClient) -> None:
    texts = ["Prepare meals for guests", "Préparer des repas pour les invités"]
    results = client.post("/api/v1/suggest", json={"texts": texts, "k": 1, "profile": "fast"}).json()
    assert [one["lang"] for one in results] == ["en", "fr"]
    assert [one["suggestions"][0]["label"] for one in results] == ["prepare meals", "préparer des repas"]


def test_suggest_keeps_the_order_of_a_thousand_texts(client: TestClient) -> None:
    texts = [f"{words} {number}" for number in range(250) for words in ("weld", "cook", "drive", "translate")]
    response = client.post("/api/v1/suggest", json={"texts": texts, "k": 1, "profile": "fast"})
    assert [one["text"] for one in response.json()] == texts


def test_cover_gives_what_the_library_gives(client: TestClient, workspace: Workspace) -> None:
    response = client.get(
        "/api/v1/cover", params={"skill": "Manage Budgets", "min_confidence": 0, "profile": "fast"}
    )
    _, expected = cover(workspace, CoverRequest(skill="manage budgets", profile=Profile.FAST))
    assert response.json() == as_json([asdict(one) for one in expected])
    assert response.json()[0]["credential"] == "Project finance basics"
    assert response.json()[0]["coverage"] == "direct"


@pytest.mark.parametrize(
    ("skill", "found_by"),
    [(examples.SKILL, "uri"), ("gérer des budgets", "label"), ("Manage budgets and costs", "text")],
)
def test_cover_says_which_concepts_were_meant_and_how_they_were_found(
    client: TestClient, skill: str, found_by: str
) -> None:
    response = client.get("/api/v1/cover", params={"skill": skill, "profile": "fast"})
    assert response.status_code == 200
    assert f'<{examples.SKILL}>; rel="about"; found-by="{found_by}"' in response.headers["link"]


def test_cover_leaves_out_proposals_below_the_confidence_asked_for(client: TestClient) -> None:
    asked: dict[str, str | float] = {"skill": examples.SKILL, "profile": "fast", "min_confidence": 1.0}
    assert client.get("/api/v1/cover", params=asked).json() == []


def test_gaps_give_what_the_library_gives(client: TestClient, workspace: Workspace) -> None:
    response = client.get("/api/v1/gaps", params={"min_confidence": 0.3})
    expected = first_gaps(workspace, GapsRequest(min_confidence=0.3))
    assert expected.gaps
    assert response.json() == as_json([asdict(one) for one in expected.gaps])
    assert json.loads(response.headers["rests-on"]) == asdict(expected.rests_on)
    assert response.headers["titles-left-out"] == str(expected.counted.in_titles_alone)


def test_each_gap_says_how_much_of_its_supply_no_person_has_reviewed(client: TestClient) -> None:
    found = client.get("/api/v1/gaps", params={"min_confidence": 0.3, "min_cell": 1}).json()
    assert any(gap["rests_on"]["unreviewed"] for gap in found)
    for gap in found:
        relies = gap["rests_on"]
        assert bool(relies["mappings"]) == (gap["cause"] not in ("no-credential", "no-term"))
        if gap["cause"] == "only-unreviewed":
            assert relies["unreviewed"] == relies["mappings"]


def test_gaps_take_the_first_rows_and_as_many_sentences_as_asked_for(client: TestClient) -> None:
    everything = client.get("/api/v1/gaps", params={"min_confidence": 0.3}).json()
    first = client.get("/api/v1/gaps", params={"min_confidence": 0.3, "top": 1, "sentences": 0}).json()
    assert first == [everything[0] | {"evidence": []}]


def test_nothing_is_built_or_written_for_a_request(
    bare_client: TestClient, bare_workspace: Workspace
) -> None:
    before = _files(bare_workspace)
    assert bare_client.post("/api/v1/suggest", json={"texts": ["weld"], "profile": "fast"}).status_code == 503
    assert bare_client.get("/api/v1/gaps").status_code == 503
    assert (
        bare_client.get("/api/v1/cover", params={"skill": "no such label", "profile": "fast"}).status_code
        == 503
    )
    assert bare_client.get("/api/v1/cover", params={"skill": examples.SKILL}).json() == []
    assert bare_client.get("/api/v1/concepts", params={"uri": examples.SKILL}).status_code == 200
    assert _files(bare_workspace) == before


def test_what_is_loaded_while_the_service_runs_is_seen(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("later")
    later = Workspace.create(folder / "workspace")
    with TestClient(create_app(later)) as client:
        assert client.get("/api/v1/frameworks").json() == []
        (folder / "one.ttl").write_text(
            "<http://example.org/a> a <http://www.w3.org/2004/02/skos/core#Concept> ; "
            '<http://www.w3.org/2004/02/skos/core#prefLabel> "first"@en .'
        )
        loading.load_framework(later, [folder / "one.ttl"], name="tiny", version="1")
        assert client.get("/api/v1/concepts/search", params={"label": "first"}).json()["total"] == 1
        (folder / "one.ttl").write_text(
            "<http://example.org/a> a <http://www.w3.org/2004/02/skos/core#Concept> ; "
            '<http://www.w3.org/2004/02/skos/core#prefLabel> "second"@en .'
        )
        loading.load_framework(later, [folder / "one.ttl"], name="tiny", version="1")
        assert client.get("/api/v1/concepts/search", params={"label": "first"}).json()["total"] == 0
        assert client.get("/api/v1/concepts/search", params={"label": "second"}).json()["total"] == 1


def _files(workspace: Workspace) -> set[tuple[str, int]]:
    files = (path for path in workspace.path.rglob("*") if path.is_file())
    return {(str(path), path.stat().st_mtime_ns) for path in files}


def test_entities_in_a_text_are_what_they_stand_for(client: TestClient) -> None:
    asked = {
        "texts": ["G&eacute;rer des budgets &amp;amp; des &#233;quipes"],
        "profile": "fast",
        "lang": "fr",
    }
    (result,) = client.post("/api/v1/suggest", json=asked).json()
    assert result["text"] == "Gérer des budgets & des équipes"
    assert result["suggestions"][0]["uri"] == examples.SKILL
