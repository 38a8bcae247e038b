"""Problems are in the language that a client likes best; what is in English only is English as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from shutil import copytree
from typing import Any

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app
from skillgraph_api.problems import KINDS, describe

from skillgraph import languages
from skillgraph.errors import NotFoundError
from skillgraph.languages.sentences import FILE
from skillgraph.settings import ServiceLimits
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import Scope, make_key

FRENCH = {"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.5"}
UNKNOWN = "http://data.europa.eu/esco/skill/unknown"
TITLES = {
    *languages.read("fr", FILE)["title"].values(),
    *(one["title"] for one in languages.read("fr", FILE)["status"].values()),
}


@pytest.fixture(scope="module")
def space(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    copytree(workspace.path, folder := tmp_path_factory.mktemp("languages") / "workspace")
    return Workspace.open(folder)


@pytest.fixture(scope="module")
def reviewer(space: Workspace) -> dict[str, str]:
    key, _ = make_key(space, "Ana", Scope.REVIEWER)
    return {"Authorization": f"Bearer {key}", **FRENCH}


@pytest.fixture(scope="module")
def client(space: Workspace, reviewer: dict[str, str]) -> Iterator[TestClient]:
    app = create_app(space, limits=ServiceLimits(rate=1_000_000))
    with TestClient(app, headers=FRENCH, raise_server_exceptions=False) as made:
        yield made


def french(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx or httpx2, whichever the client uses
    """The problem of an answer, after a check that it is in French."""
    body: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "fr", body
    assert "Accept-Language" in answer.headers["vary"]
    assert body["title"] in TITLES
    return body


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/nowhere", 404, "Il n’y a rien à /nowhere."),
        (f"/api/v1/concepts?uri={UNKNOWN}", 404, f"Aucun référentiel chargé n’a le concept {UNKNOWN}."),
        ("/api/v1/cover?skill=weld&framework=onet", 404, "Le référentiel onet n’est pas chargé"),
        ("/api/v1/mappings/nothing", 404, "Il n’y a pas de correspondance 'nothing'."),
        ("/api/v1/credentials/show?named=zzz", 404, "Aucun titre chargé ne s’appelle 'zzz'."),
        ("/api/v1/credentials?source=zzz", 404, "Aucun titre n’est chargé de zzz"),
        ("/api/v1/credentials?cursor=zzz", 422, "'zzz' n’est pas un curseur."),
        ("/api/v1/mappings?stauts=accepted", 422, "Il n’y a pas ici de paramètre 'stauts'."),
        ("/api/v1/gaps?top=0", 422, "top : il faut un nombre d’au moins 1."),
        ("/api/v1/gaps?top=x", 422, "top : il faut un nombre entier."),
        ("/api/v1/cover", 422, "skill : ce champ est requis."),
        ("/api/v1/cover?skill=x&profile=slow", 422, "profile : il faut l’un de 'precise', 'fast'."),
        ("/api/v1/cover?skill=x&profile=slow&top=x", 422, "(et 1 de plus)."),
        ("/api/v1/credentials/check?day=20261125", 422, "day : un jour s’écrit comme 2026-11-25."),
        ("/api/v1/jobs", 401, "Il faut pour cela une clé de la portée reviewer."),
        ("/sparql?query=SELECT&query=ASK", 400, "Il faut une requête, et il en est venu 2."),
        ("/sparql?update=x", 400, "ne prend pas de mises à jour"),
        ("/reconcile/onet", 404, "Le référentiel onet n’est pas chargé"),
        ("/reconcile/esco?lang=de", 422, "esco@1.2.0 n’a pas de libellés en 'de'."),
        ("/reconcile/esco?query=x", 400, "Il n’y a ni queries ni extend."),
        ("/reconcile/esco?queries={}&extend={}", 400, "On demande soit queries, soit extend"),
        ('/reconcile/esco?queries={"q":{"query":3}}', 400, "queries.q.query : il faut un texte."),
        (f"/reconcile/esco/preview?id={UNKNOWN}", 404, f"esco@1.2.0 n’a pas de concept {UNKNOWN}."),
    ],
)
def test_problems_are_in_french_where_the_client_prefers_it(
    client: TestClient, path: str, status: int, says: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert says in french(answer)["detail"]


def test_what_decides_is_refused_in_french(client: TestClient, reviewer: dict[str, str]) -> None:
    mapping = client.get("/api/v1/mappings").json()[0]["id"]
    place = f"/api/v1/mappings/{mapping}/decisions"
    accept = {"action": "accept"}
    seen = reviewer | {"If-Match": '"0"'}
    assert client.post(place, json=accept, headers=seen).status_code == 200
    again = french(client.post(place, json=accept, headers=seen))
    assert again["status"] == 412
    assert "Ana en a décidé après que vous l’avez regardée (acceptée, " in again["detail"]
    none = french(client.post(place, json=accept, headers=reviewer))
    assert none["detail"] == "Une décision nomme la révision qui a été regardée."
    same = french(client.post(place, json=accept, headers=reviewer | {"If-Match": '"1"'}))
    assert same["detail"] == "Ana a déjà accepté cette correspondance."
    change = french(client.post(place, json={"action": "change"}, headers=reviewer | {"If-Match": '"1"'}))
    assert change["detail"] == "Rien ne dit en quoi changer."
    wrong = french(client.post(place, json={"action": "eat", "x": 1}, headers=seen))
    assert {one["reason"] for one in wrong["errors"]} >= {"il n’y a pas de tel champ"}
    broken = client.post(place, content=b"{", headers=seen | {"content-type": "application/json"})
    assert french(broken)["detail"].startswith("Le corps n’est pas du JSON")
    job = french(client.get("/api/v1/jobs/nothing", headers=reviewer))
    assert job["detail"] == "Il n’y a pas de tâche 'nothing'."


def test_every_wrong_value_of_every_parameter_is_told_in_french(client: TestClient) -> None:
    """Made of the document: what is refused is refused in French, whole."""
    document = client.get("/openapi.json").json()
    refused = 0
    for path, operations in document["paths"].items():
        parameters = operations.get("get", {}).get("parameters", ())
        for one in (one for one in parameters if one["in"] == "query"):
            for value in ("", " ", "x" * 2_500, "-1", "1e999", "2", "é\0"):
                answer = client.get(path.replace("{", "").replace("}", ""), params={one["name"]: value})
                if answer.status_code == 422 and answer.json()["type"].endswith("invalid-request"):
                    french(answer)
                    refused += 1
    assert refused > 150


@pytest.mark.parametrize("lang", ["", "en", "de", "en-GB,fr;q=0.1", "*"])
def test_everybody_else_is_told_in_english(client: TestClient, lang: str) -> None:
    answer = client.get("/api/v1/gaps?top=0", headers={"Accept-Language": lang})
    assert answer.headers["content-language"] == "en"
    assert answer.json()["title"] == "The request is not valid"


def test_what_is_there_in_english_only_is_english_as_a_whole() -> None:
    told = describe(NotFoundError("Gone.", hint="Look elsewhere."), "GET", "/", "fr")
    assert told.lang == "en"
    assert told.problem.title == "Not found"


def test_every_kind_of_problem_has_a_title_in_every_language() -> None:
    for lang in languages.known(FILE):
        assert {kind.name for kind in KINDS.values()} <= set(languages.read(lang, FILE)["title"])


def test_a_page_says_in_its_own_language_what_the_service_says(web_client: TestClient) -> None:
    page = web_client.get(f"/fr/concept?uri={UNKNOWN}").text
    assert "<div><p>" in page.replace("\n", "")
    assert f"concept {UNKNOWN}." in page
    assert "Aucun référentiel chargé" in page
    assert 'lang="en"' not in page.partition("Dans les mots du service")[2].partition("</section>")[0]
    assert "No loaded framework has the concept" in web_client.get(f"/en/concept?uri={UNKNOWN}").text
