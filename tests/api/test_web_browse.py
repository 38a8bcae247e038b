"""The framework browser and the pages of credentials."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app, examples
from skillgraph_api.web.credential_files import CredentialFile
from skillgraph_api.web.handles import handle

from skillgraph.workspace import Workspace, loading
from tests.api.conftest import GROUP
from tests.support.site import served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FINANCE = handle("https://example.org/mc/finance")
HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>"
RETIRED = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix iso: <http://purl.org/iso25964/skos-thes#> .
@prefix x: <https://example.org/x/> .
x:old a skos:Concept ; skos:prefLabel "send telegrams"@en ; iso:status "deprecated" ;
    dcterms:isReplacedBy x:new .
x:new a skos:Concept ; skos:prefLabel "send messages"@en , "envoyer des messages"@fr .
x:gone a skos:Concept ; skos:prefLabel "stoke boilers"@en ; iso:status "deprecated" .
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A framework with retired terms, and a credential that says everything, some of it in bad faith."""
    folder = tmp_path_factory.mktemp("odd")
    terms, file = folder / "terms.ttl", folder / "odd.json"
    label = json.dumps(f"tie knots {HOSTILE}")
    hostile = f"x:bad a skos:Concept ; skos:prefLabel {label}@en ; skos:definition {label}@fr ."
    terms.write_text(f"{RETIRED}\n{hostile}\n", encoding="utf-8")
    said = {
        "id": "https://example.org/odd",
        "name": HOSTILE,
        "issuer": HOSTILE,
        "description": HOSTILE,
        "url": "javascript:window.hit=1",
        "lang": "fr",
        "outcomes": [{"id": "https://example.org/odd#1", "text": HOSTILE}],
        "prerequisites": [HOSTILE],
        "stacks_into": ["https://example.org/more", HOSTILE],
        "assessments": [{"kind": HOSTILE, "description": HOSTILE, "evidence": "javascript:window.hit=1"}],
        "endorsements": [{"endorser": HOSTILE, "claim": "assessment", "valid_until": "2020-01-01"}],
        "tags": [HOSTILE],
        "criteria": HOSTILE,
    }
    more = {"id": "https://example.org/more", "name": "More", "issuer": "A College", "outcomes": []}
    file.write_text(json.dumps([said, more]), encoding="utf-8")
    made = Workspace.create(folder / "workspace")
    loading.load_framework(made, [terms], name="odd", version="1")
    loading.load_credentials(made, file)
    return made


@pytest.fixture(scope="module")
def odd_client(odd: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(odd), raise_server_exceptions=False) as made:
        yield made


def test_a_concept_has_its_labels_its_neighbours_and_what_is_mapped_to_it(web_client: TestClient) -> None:
    page = web_client.get("/fr/concept", params={"uri": examples.SKILL}).text
    for words in (
        "gérer des budgets",
        "manage budgets",
        "oversee operational budgets",
        "affecter des ressources",
    ):
        assert words in page
    assert f"/fr/credential/{FINANCE}" in page
    assert "non révisé" in page
    group = web_client.get("/en/concept", params={"uri": GROUP}).text
    assert "manage budgets" in group
    assert "It is at the top." in group


@pytest.mark.parametrize(
    ("accept", "media", "says"),
    [
        ("text/turtle", "text/turtle", "skos:prefLabel"),
        ("application/ld+json", "application/ld+json", '"manage budgets"'),
        ("text/html,*/*;q=0.1", "text/html", "<!DOCTYPE html>"),
        ("application/pdf", "text/html", "<!DOCTYPE html>"),
        ("", "text/html", "<!DOCTYPE html>"),
    ],
)
def test_the_same_address_gives_data_to_who_asks_for_it(
    web_client: TestClient, accept: str, media: str, says: str
) -> None:
    answer = web_client.get("/en/concept", params={"uri": examples.SKILL}, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(media)
    assert "Accept" in answer.headers["vary"]
    assert says in answer.text


@pytest.mark.parametrize(
    ("uri", "status"), [("https://example.org/none", 404), ("no uri", 422), ("<script>", 422)]
)
def test_a_concept_that_there_is_not_is_a_page_that_says_so(
    web_client: TestClient, uri: str, status: int
) -> None:
    for accept in ("text/html", "text/turtle"):
        answer = web_client.get("/fr/concept", params={"uri": uri}, headers={"Accept": accept})
        assert (answer.status_code, "<html" in answer.text) == (status, True)
        assert "<script>" not in answer.text.partition("<main")[2]


def test_terms_are_found_by_name_misspelt_too(web_client: TestClient) -> None:
    page = web_client.get("/en/concept", params={"find": "manage budgts"}).text
    assert "Did you mean “manage budgets”?" in page
    assert "/en/concept?uri=" in page.partition("<main")[2]


def test_words_that_no_label_begins_with_are_mended_before_their_meaning_is_looked_for(
    web_client: TestClient,
) -> None:
    page = web_client.get("/en/concept", params={"find": "constructve feedbak"}).text
    assert "give constructive feedback" in page
    assert "Did you mean “constructive feedback”?" in page


def test_what_one_version_lacks_another_says_and_is_named(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "workspace")
    prefix = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix x: <https://example.org/> .\n"
    full = 'x:a skos:prefLabel "tie knots"@en ; a skos:Concept ; skos:broader x:b .\n'
    full += 'x:b a skos:Concept ; skos:prefLabel "handle ropes"@en .\n'
    for version, text in (("1", full), ("2", 'x:a a skos:Concept ; skos:prefLabel "nouer"@fr .\n')):
        file = tmp_path / f"{version}.ttl"
        file.write_text(prefix + text, encoding="utf-8")
        loading.load_framework(made, [file], name="knots", version=version)
    page = TestClient(create_app(made)).get("/en/concept", params={"uri": "https://example.org/a"}).text
    for words in ("tie knots", "nouer", "handle ropes", "as knots@1 has it"):
        assert words in page
    alone = {"uri": "https://example.org/a", "framework": "knots@2"}
    assert "It is at the top." in TestClient(create_app(made)).get("/en/concept", params=alone).text


def test_a_retired_term_leads_to_what_takes_its_place(odd_client: TestClient) -> None:
    page = odd_client.get("/fr/concept", params={"uri": "https://example.org/x/old"}).text
    assert "Ce terme est retiré." in page
    assert "envoyer des messages" in page
    gone = odd_client.get("/en/concept", params={"uri": "https://example.org/x/gone"}).text
    assert "names no term in its place" in gone
    assert (
        'id="retired"' not in odd_client.get("/en/concept", params={"uri": "https://example.org/x/new"}).text
    )


def test_search_leads_to_the_page_of_a_credential(web_client: TestClient) -> None:
    found = web_client.get("/en/search", params={"skill": "manage budgets"}).text
    assert f'href="/en/credential/{FINANCE}"' in found
    page = web_client.get(f"/en/credential/{FINANCE}").text
    for words in ("Manage budgets", "case study", "Sample Council", "unreviewed", "Mastered from", "80%"):
        assert words in page
    assert web_client.get("/en/credential/finance").status_code == 200
    assert web_client.get("/fr/credential/none-00000000").status_code == 404


@pytest.mark.parametrize(("lang", "width", "dark"), [("en", 1280, False), ("fr", 320, True)])
def test_terms_and_credentials_are_for_everybody(
    browser: Browser, site: str, lang: str, width: int, dark: bool
) -> None:
    with visit(browser, site, width=width, dark=dark) as reader:
        for path in (
            "/concept",
            "/concept?find=manage",
            "/concept?find=no+such+zzz",
            f"/concept?uri={examples.SKILL}",
            f"/concept?uri={GROUP}",
            "/concept?uri=https://example.org/none",
            f"/credential/{FINANCE}",
            "/credential/none",
        ):
            reader.go(f"/{lang}{path}")
            reader.check()


@pytest.mark.parametrize("width", [1280, 320])
def test_what_was_loaded_in_bad_faith_is_text(browser: Browser, odd: Workspace, width: int) -> None:
    with served(odd) as base, visit(browser, base, width=width) as reader:
        for path in (
            f"/en/credential/{handle('https://example.org/odd')}",
            "/fr/concept?uri=https://example.org/x/bad",
            "/en/concept?find=tie",
            "/en/concept?find=<script>window.hit=1</script>",
            "/en/concept?uri=https://example.org/x/old",
        ):
            reader.go(path)
            assert reader.page.evaluate("window.hit") is None
            bad = "main img, main script, main [href^=javascript]"
            assert reader.page.locator(bad).count() == 0
            reader.check()


def test_sentences_of_no_skill_are_a_page_that_says_what_to_do(web_client: TestClient) -> None:
    for lang, words in (("en", "Of which skill?"), ("fr", "De quelle compétence ?")):
        answer = web_client.get(f"/{lang}/map/sentences?place=Ottawa")
        assert (answer.status_code, words in answer.text) == (200, True)
        assert f"/{lang}/map?place=Ottawa" in answer.text


@pytest.mark.parametrize("path", ["/de", "/de/search?skill=x", "/xx/map/gaps", "/DE-at/search"])
def test_a_language_that_there_is_not_is_a_page_that_leads_to_those_there_are(
    web_client: TestClient, path: str
) -> None:
    answer = web_client.get(path)
    rest = path.strip("/").partition("/")[2]
    assert (answer.status_code, "<html" in answer.text) == (404, True)
    assert f'href="/fr{"/" + rest if rest else ""}"' in answer.text.replace("&amp;", "&")


def test_a_region_is_no_other_language_and_browsers_find_the_icon(web_client: TestClient) -> None:
    answer = web_client.get("/fr-CA/search?skill=x", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/fr/search?skill=x")
    icon = web_client.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")
    for path in ("/api/v1/none", "/none", "/abc/d"):
        assert web_client.get(path).headers["content-type"] == "application/problem+json"


def test_the_new_pages_of_known_faults_are_for_everybody(browser: Browser, site: str) -> None:
    for width in (1280, 320):
        with visit(browser, site, width=width) as reader:
            for path in ("/de/search", "/en/map/sentences", "/fr/map/sentences"):
                reader.go(path)
                reader.check()


@pytest.mark.parametrize("name", [one.value for one in CredentialFile])
def test_a_credential_can_be_kept_as_files(web_client: TestClient, name: str) -> None:
    place = f"/fr/credential/{FINANCE}"
    assert f'href="{place}/{name}"' in web_client.get(place).text
    answer = web_client.get(f"{place}/{name}")
    assert answer.status_code == 200
    assert name in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    if not name.endswith("xlsx"):
        assert "Manage budgets" in answer.text
    assert web_client.get(f"{place}/secrets.txt").status_code == 422
    assert web_client.get(f"/en/credential/none-12345678/{name}").status_code == 404


@pytest.mark.parametrize(("lang", "width", "dark"), [("en", 1280, False), ("fr", 320, True)])
def test_the_framework_is_gone_through_as_a_tree_by_keyboard(
    browser: Browser, site: str, lang: str, width: int, dark: bool
) -> None:
    label = {"en": "manage budgets", "fr": "gérer des budgets"}[lang]
    with visit(browser, site, width=width, dark=dark) as reader:
        page = reader.page
        reader.go(f"/{lang}/concept/tree")
        reader.check()
        item = page.get_by_role("treeitem").first
        assert item.get_attribute("aria-expanded") == "false"
        item.focus()
        page.keyboard.press("ArrowRight")
        page.locator("[role=group]").wait_for()
        page.keyboard.press("ArrowRight")
        assert page.locator(":focus").get_attribute("aria-label") == label
        reader.check()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        assert item.get_attribute("aria-expanded") == "false"
        page.keyboard.press("ArrowRight")
        page.keyboard.type(label[:6])
        assert page.locator(":focus").get_attribute("aria-label") == label
        page.keyboard.press("Enter")
        page.wait_for_url("**uri=**")
        assert page.locator("h1").inner_text() == label


def test_without_scripts_the_tree_is_opened_a_page_at_a_time(browser: Browser, site: str) -> None:
    with visit(browser, site, scripts=False) as reader:
        page = reader.page
        reader.go("/en/concept/tree")
        assert page.get_by_role("link", name="manage budgets").count() == 0
        page.locator(".opener").first.click()
        page.get_by_role("link", name="manage budgets").click()
        page.get_by_role("link", name="See where it stands in the tree").click()
        assert page.locator("#chosen > a").first.inner_text() == "manage budgets"
        assert page.locator(".tree > ul > li > ul > li").count() == 2


def test_a_tree_of_cycles_and_terms_in_bad_faith_is_shown(browser: Browser, tmp_path: Path) -> None:
    made, terms = Workspace.create(tmp_path / "workspace"), tmp_path / "terms.ttl"
    terms.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f"<urn:x:top> a skos:Concept ; skos:prefLabel {json.dumps(HOSTILE)}@en .\n"
        f"<urn:x:a> a skos:Concept ; skos:prefLabel {json.dumps('a ' + HOSTILE)}@en ;"
        " skos:broader <urn:x:b> , <urn:x:top> .\n"
        '<urn:x:b> a skos:Concept ; skos:prefLabel "b"@en ; skos:broader <urn:x:a> .\n'
        '<urn:x:c> a skos:Concept ; skos:prefLabel "alone"@en .\n',
        encoding="utf-8",
    )
    loading.load_framework(made, [terms], name="odd", version="1")
    with served(made) as base, visit(browser, base) as reader:
        for at in ("", "?at=urn:x:b", "?at=urn:x:a", "?at=urn:x:c"):
            assert reader.go(f"/en/concept/tree{at}") == 200
            reader.check()
        assert "neither above nor below" in reader.page.locator("main").inner_text()
        reader.page.get_by_role("treeitem").first.focus()
        for _ in range(3):
            reader.page.keyboard.press("ArrowRight")
        reader.page.locator("[role=group]").first.wait_for()
        assert reader.page.evaluate("window.hit") is None
        assert reader.page.locator("main img, main script").count() == 0
        assert reader.go("/en/concept/tree?at=urn:x:none") == 404
