"""Texts in another language than the page say so, on every page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app, examples
from skillgraph_api.web.handles import handle

from skillgraph.matching.profile import Profile
from skillgraph.settings import ServiceBrand
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.answers.gaps import gaps
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.answers.suggest import suggest
from skillgraph.workspace.requests import GapsRequest, ProposeRequest, SuggestRequest
from tests.api.conftest import GROUP, SKILLS, counted_posting
from tests.support.foreign_texts import known_texts, texts_of, unmarked
from tests.support.site_pages import plain_addresses

FRENCH_ONLY = "http://data.europa.eu/esco/skill/9"
ASKED = {
    "en": ("Plan and monitor the budgets of a department.", "Provide first aid to injured colleagues."),
    "fr": ("Vous devez rédiger des rapports clairs.", "Donner les premiers secours à des collègues blessés."),
}


def credential(lang: str, name: str, *outcomes: str) -> dict[str, object]:
    own = f"https://example.org/mc/{'finance' if lang == 'en' else 'rapports'}"
    return {
        "id": own,
        "name": name,
        "issuer": "Sample College",
        "lang": lang,
        "level": "introductory level" if lang == "en" else "niveau introductif",
        "outcomes": [{"id": f"{own}#{n}", "text": text} for n, text in enumerate(outcomes, start=1)],
    }


CREDENTIALS = [
    credential("en", "Project finance basics", "Manage budgets", "Write clear reports for a board"),
    credential("fr", "Écrire pour être lu", "Rédiger des rapports", "Gérer des budgets de projets"),
]


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Terms of which some have a label in one language only, credentials and postings in both."""
    folder = tmp_path_factory.mktemp("languages")
    skills = SKILLS.replace(' , "gérer des budgets"@fr', "").replace('"write reports"@en , ', "")
    skills = skills.replace(' , "affecter des ressources"@fr', "")
    (folder / "skills.ttl").write_text(skills, encoding="utf-8")
    (folder / "credentials.json").write_text(json.dumps(CREDENTIALS), encoding="utf-8")
    postings = [
        counted_posting(number, text) | {"lang": lang, "id": f"{lang}{number}"}
        for lang, said in ASKED.items()
        for number in range(8)
        for text in ["\n".join(said)]
    ]
    (folder / "jobs.json").write_text(json.dumps(postings), encoding="utf-8")
    made = Workspace.create(folder / "workspace")
    loading.load_framework(made, [folder / "skills.ttl"], name="esco", version="1.2.0")
    loading.load_credentials(made, folder / "credentials.json")
    loading.load_postings(made, folder / "jobs.json")
    propose(made, ProposeRequest(profile=Profile.FAST, limit=2, min_confidence=0.0))
    list(suggest(made, SuggestRequest(texts=("Manage budgets",))))
    gaps(made, GapsRequest())
    return made


@pytest.fixture(scope="module")
def client(space: Workspace) -> Iterator[TestClient]:
    """A client that may see everything."""
    key = make_key(space, name="Ana Pérez", scope=Scope.ADMIN)[0]
    with TestClient(create_app(space, brand=ServiceBrand()), raise_server_exceptions=False) as made:
        made.post("/en/sign-in", data={"key": key})
        yield made


@pytest.fixture(scope="module")
def known(space: Workspace) -> dict[str, str]:
    return known_texts(space)


FRENCH = handle("https://example.org/mc/rapports")
MORE = (
    "/search?skill=allocating+resources",
    "/search?skill=donner+les+premiers+secours",
    "/desk?text=Rédiger+des+rapports",
    f"/concept?uri={GROUP}",
    f"/concept?uri={FRENCH_ONLY}",
    "/concept?find=rapports",
    f"/concept/tree?at={FRENCH_ONLY}",
    "/concept/terms?find=bud&use=decide",
    "/concept/terms?find=rapp&use=show",
    f"/map/sentences?concept={FRENCH_ONLY}",
    f"/connections/leave?concept={examples.SKILL}",
    "/connections/leave?find=budgets",
    f"/credential/{FRENCH}",
    f"/review/{FRENCH}",
    f"/review/{FRENCH}?outcome=2&find=budget",
    f"/review/{FRENCH}/band?least=0",
)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", [*plain_addresses(), *MORE])
def test_no_text_stands_as_if_it_were_in_the_language_of_the_page(
    client: TestClient, known: dict[str, str], lang: str, path: str
) -> None:
    said = client.get(f"/{lang}{path}").text
    page = said if said.startswith("<!DOCTYPE") else f'<div lang="{lang}">{said}</div>'
    assert unmarked(page, known) == []


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", ["/desk", "/search/posting"])
def test_answers_to_what_was_pasted_say_their_language_too(
    client: TestClient, known: dict[str, str], lang: str, path: str
) -> None:
    text = "\n".join(line for said in ASKED.values() for line in said)
    answer = client.post(f"/{lang}{path}", data={"text": text}, files={"file": ("", b"")})
    assert answer.status_code == 200
    assert unmarked(answer.text, known) == []


def test_the_desk_names_terms_in_the_language_of_the_page(client: TestClient) -> None:
    asked = {"text": "Provide first aid to injured colleagues."}
    pages = {lang: client.post(f"/{lang}/desk", data=asked, files={"file": ("", b"")}) for lang in ASKED}
    assert {lang: "donner les premiers secours</a></h5>" in page.text for lang, page in pages.items()} == {
        "en": False,
        "fr": True,
    }
    assert "provide first aid</a></h5>" in pages["en"].text


def test_what_is_found_is_told_from_what_is_not() -> None:
    known = {"manage budgets": "en", "gérer des budgets": "fr"}
    page = (
        '<html lang="fr"><p>manage budgets</p><p lang="en">Manage budgets</p><p>gérer des budgets</p></html>'
    )
    assert unmarked(page, known) == ["manage budgets (en)"]
    assert list(texts_of('<p lang="en">a<br>b</p>')) == [("a", "en"), ("b", "en")]


def test_the_pages_hold_texts_of_both_languages(client: TestClient) -> None:
    for lang in ("en", "fr"):
        texts = dict(texts_of(client.get(f"/{lang}/map").text))
        assert {texts["manage budgets"], texts["rédiger des rapports"]} == {"en", "fr"}
        sentences = client.get(f"/{lang}/map/sentences?concept={FRENCH_ONLY}").text
        assert (ASKED["fr"][0], "fr") in texts_of(sentences)


def test_a_report_by_itself_says_it_too(client: TestClient, known: dict[str, str], tmp_path: Path) -> None:
    for lang in ("en", "fr"):
        report = client.get(f"/{lang}/map/publish/report.html?kind=gaps&title=Gaps").text
        assert unmarked(report, known) == []
        assert "manage budgets" in report
