"""What a client has already is not sent again, and what it likes best is what it is given."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app, examples

from skillgraph.settings import ServiceLimits
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.access.keys import Scope, make_key
from tests.api.conftest import CREDENTIALS

FINANCE = "https://example.org/mc/finance"
SKILL = examples.SKILL
TURTLE, JSONLD, CSV = "text/turtle", "application/ld+json", "text/csv"


@pytest.fixture(scope="module")
def space(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    copytree(workspace.path, folder := tmp_path_factory.mktemp("conditional") / "workspace")
    return Workspace.open(folder)


@pytest.fixture(scope="module")
def client(space: Workspace) -> Iterator[TestClient]:
    key, _ = make_key(space, "Ana", Scope.REVIEWER)
    app = create_app(space, limits=ServiceLimits(rate=1_000_000))
    with TestClient(app, headers={"Authorization": f"Bearer {key}"}) as made:
        yield made


@pytest.fixture(scope="module")
def mapping(client: TestClient) -> str:
    return f"/api/v1/mappings/{client.get('/api/v1/mappings').json()[0]['id']}"


def again(client: TestClient, path: str, tag: str) -> int:
    answer = client.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code == 304) == (answer.content == b"")
    return answer.status_code


def reading_paths(client: TestClient) -> list[str]:
    """Every route that reads records and needs nothing but what its examples say."""
    mapping = client.get("/api/v1/mappings").json()[0]["id"]
    return [
        "/api/v1/frameworks",
        "/api/v1/contents",
        "/api/v1/postings",
        "/api/v1/credentials",
        f"/api/v1/credentials/show?named={FINANCE}",
        "/api/v1/mappings",
        "/api/v1/mappings/unmapped",
        f"/api/v1/mappings/{mapping}",
        f"/api/v1/concepts?uri={SKILL}",
        f"/api/v1/concepts/hierarchy?uri={SKILL}",
        "/api/v1/concepts/search?label=manage",
        "/api/v1/jobs",
    ]


def test_what_did_not_change_is_not_sent_again(client: TestClient) -> None:
    for path in reading_paths(client):
        tag = client.get(path).headers["etag"]
        assert [again(client, path, one) for one in (tag, f'"x", W/{tag}', "*")] == [304, 304, 304], path
        assert [again(client, path, one) for one in ('"x"', "", tag.strip('"'))] == [200, 200, 200], path


def test_a_decision_and_a_note_change_what_they_are_on(client: TestClient, mapping: str) -> None:
    tags = [client.get(mapping).headers["etag"]]
    listed = client.get("/api/v1/mappings").headers["etag"]
    assert client.post(f"{mapping}/notes", json={"text": "As it is taught."}).status_code == 201
    assert again(client, mapping, tags[0]) == 200
    tags.append(client.get(mapping).headers["etag"])
    # A note is no other revision: who had looked before it was written may still decide.
    decided = client.post(f"{mapping}/decisions", json={"action": "accept"}, headers={"If-Match": tags[0]})
    assert decided.status_code == 200
    tags.append(client.get(mapping).headers["etag"])
    assert [tag[:3] for tag in tags] == ['"0.', '"0.', '"1.']
    assert len(set(tags)) == 3
    late = client.post(f"{mapping}/decisions", json={"action": "reject"}, headers={"If-Match": tags[1]})
    assert late.status_code == 412
    assert again(client, "/api/v1/mappings", listed) == 200


def test_a_credential_that_is_loaded_again_is_another_when_it_is(
    client: TestClient, space: Workspace, tmp_path: Path
) -> None:
    path = f"/api/v1/credentials/show?named={FINANCE}"
    tag = client.get(path).headers["etag"]
    sheet = tmp_path / "finance.json"
    for name, status in ((CREDENTIALS[0]["name"], 304), ("Project finance, revised", 200)):
        sheet.write_text(json.dumps([CREDENTIALS[0] | {"name": name}]), encoding="utf-8")
        loading.load_credentials(space, sheet)
        assert again(client, path, tag) == status


def test_an_error_is_never_what_a_client_has(client: TestClient) -> None:
    for path in ("/api/v1/mappings/none", "/api/v1/concepts?uri=urn:none", "/api/v1/concepts"):
        answer = client.get(path, headers={"If-None-Match": "*"})
        assert answer.status_code in (404, 422)
        assert "etag" not in answer.headers


@pytest.mark.parametrize(
    ("query", "liked", "found"),
    [
        ("", None, "en"),
        ("", "fr-CA, en;q=0.5", "fr"),
        ("", "en;q=0.5, fr;q=0.9", "fr"),
        ("", "de, *;q=0.1", "en"),
        ("", "fr;q=0", "en"),
        ("", ";;q=,,", "en"),
        ("&lang=en", "fr", "en"),
        ("&lang=fr", "en", "fr"),
    ],
)
def test_labels_are_in_the_language_that_is_liked(
    client: TestClient, query: str, liked: str | None, found: str
) -> None:
    headers = {} if liked is None else {"Accept-Language": liked}
    above = {"en": "allocating resources", "fr": "affecter des ressources"}
    for route, neighbours in (("", "broader"), ("/hierarchy", "above")):
        answer = client.get(f"/api/v1/concepts{route}?uri={SKILL}{query}", headers=headers)
        assert answer.json()[neighbours][0]["label"] == above[found]
        assert answer.headers["content-language"] == found
        assert "Accept-Language" in answer.headers["vary"]


def test_a_tag_is_of_one_language_and_one_format(client: TestClient) -> None:
    path = f"/api/v1/concepts?uri={SKILL}"
    asked = [{"Accept-Language": "en"}, {"Accept-Language": "fr"}, {"Accept": TURTLE}, {"Accept": JSONLD}]
    assert len({client.get(path, headers=headers).headers["etag"] for headers in asked}) == len(asked)


@pytest.mark.parametrize("media", [TURTLE, JSONLD])
def test_resources_are_given_as_rdf_too(client: TestClient, mapping: str, media: str) -> None:
    about = client.get(mapping).json()
    for path, subject in (
        (f"/api/v1/concepts?uri={SKILL}", SKILL),
        (f"/api/v1/credentials/show?named={FINANCE}", FINANCE),
        (mapping, about["record"]["subject_id"]),
    ):
        answer = client.get(path, headers={"Accept": f"{media}, application/json;q=0.5"})
        assert answer.headers["content-type"].partition(";")[0] == media
        assert "Accept" in answer.headers["vary"]
        form = ox.RdfFormat.from_media_type(media)
        assert form is not None
        triples = list(ox.parse(answer.content, format=form))
        nodes = {one.value for triple in triples for one in (triple.subject, triple.object)}
        assert subject in nodes, path


def test_lists_are_given_as_tables_too(client: TestClient) -> None:
    for path in ("credentials", "mappings", "mappings/unmapped", "frameworks", "postings"):
        listed = client.get(f"/api/v1/{path}").json()
        answer = client.get(f"/api/v1/{path}", headers={"Accept": CSV})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert len(rows) == len(listed), path
        assert [set(row) for row in rows] == [set(one) for one in listed], path
    (row,) = csv.DictReader(io.StringIO(client.get("/api/v1/credentials", headers={"Accept": CSV}).text))
    assert (row["id"], json.loads(row["outcomes"])[0]["text"]) == (FINANCE, "Manage budgets")


@pytest.mark.parametrize("accept", ["application/xml", "text/html", "application/json;q=0", "image/*"])
def test_what_is_not_on_offer_is_refused(client: TestClient, mapping: str, accept: str) -> None:
    for path in (f"/api/v1/concepts?uri={SKILL}", "/api/v1/credentials", mapping):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == 406, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert "application/json" in answer.json()["hint"]


def test_a_browser_is_given_json(client: TestClient) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get("/api/v1/credentials", headers={"Accept": accept}).json()


def test_occupations_skills_and_searches_come_in_pages(client: TestClient) -> None:
    whole = client.get("/api/v1/concepts/search?label=p").json()["concepts"]
    assert len(whole) > 1
    path, found = "/api/v1/concepts/search?label=p&limit=1", []
    while path:
        answer = client.get(path)
        assert answer.headers["total-count"] == str(len(whole))
        found += answer.json()["concepts"]
        path = answer.links.get("next", {}).get("url", "")
    assert found == whole
    for route in ("skills", "occupations"):
        answer = client.get(f"/api/v1/concepts/{route}?uri={SKILL}&limit=1")
        assert (answer.status_code, answer.headers["total-count"]) == (200, "0")


def test_credentials_that_cover_come_in_pages(client: TestClient) -> None:
    answer = client.get("/api/v1/cover?skill=manage+budgets&profile=fast&min_confidence=0&limit=1")
    assert answer.headers["total-count"] == "1"
    assert 'rel="about"' in answer.headers["link"]
