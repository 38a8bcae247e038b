"""What changed between two versions of a framework, as a page and as a table."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph.model import Action, Agent
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.review.asking import decide_asked
from skillgraph.workspace.review.requests import DecisionRequest
from tests.support.site import WIDE, served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>"
HEAD = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix x: <https://example.org/x/> .\n"
HEAD += (
    "@prefix iso: <http://purl.org/iso25964/skos-thes#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
)
ROOTS = 'x:ropes a skos:Concept ; skos:prefLabel "ropes"@en , "cordes"@fr .\n'
ROOTS += 'x:tools a skos:Concept ; skos:prefLabel "tools"@en , "outils"@fr .\n'
OLD = f"""{HEAD}{ROOTS}
x:knots a skos:Concept ; skos:prefLabel "tie knots"@en , "nouer"@fr ; skos:broader x:ropes .
x:wire a skos:Concept ; skos:prefLabel "send telegrams"@en ; skos:broader x:tools .
x:boil a skos:Concept ; skos:prefLabel "stoke boilers"@en ; skos:broader x:tools .
x:saw a skos:Concept ; skos:prefLabel "saw wood"@en ; skos:broader x:tools .
"""
NEW = f"""{HEAD}{ROOTS}
x:knots a skos:Concept ; skos:prefLabel {json.dumps("tie all knots " + HOSTILE)}@en , "nouer"@fr ;
    skos:broader x:tools .
x:wire a skos:Concept ; skos:prefLabel "send telegrams"@en ; skos:broader x:tools ;
    iso:status "deprecated" ; dcterms:isReplacedBy x:text .
x:text a skos:Concept ; skos:prefLabel "send messages"@en , "envoyer des messages"@fr ; skos:broader x:tools .
x:saw a skos:Concept ; skos:prefLabel "saw wood"@en ; skos:altLabel "cut wood"@en ; skos:broader x:tools .
"""


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two versions of a framework, with mappings of two outcomes to the older one."""
    folder = tmp_path_factory.mktemp("versions")
    made = Workspace.create(folder / "workspace")
    said = [
        {"id": "https://example.org/c#1", "text": "Telegraphy"},
        {"id": "https://example.org/c#2", "text": "Boil"},
    ]
    (folder / "c.json").write_text(
        json.dumps([{"id": "https://example.org/c", "name": "C", "issuer": "I", "outcomes": said}]),
        encoding="utf-8",
    )
    loading.load_credentials(made, folder / "c.json")
    (folder / "1.ttl").write_text(OLD, encoding="utf-8")
    loading.load_framework(made, [folder / "1.ttl"], name="crafts", version="1")
    for number, term in ((1, "wire"), (2, "boil")):
        asked = DecisionRequest(
            action=Action.CHANGE,
            relation="exact",
            target=f"https://example.org/c#{number}",
            concept=f"https://example.org/x/{term}",
        )
        decide_asked(made, [asked], Agent("https://example.org/ana", "Ana"), wait=1)
    (folder / "2.ttl").write_text(NEW, encoding="utf-8")
    loading.load_framework(made, [folder / "2.ttl"], name="crafts", version="2")
    return made


@pytest.fixture(scope="module")
def reading(versions: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(versions), raise_server_exceptions=False) as made:
        yield made


def main(page: str) -> str:
    return page.partition("<main")[2]


def test_every_kind_of_change_is_counted_and_listed(reading: TestClient) -> None:
    page = main(reading.get("/en/concept/differences").text)
    assert "From crafts@1 to crafts@2" in page
    for words in (
        "tie knots",
        "tie all knots",
        "renamed",
        "moved in the tree",
        "retired",
        "gone",
        "cut wood",
    ):
        assert words in page
    assert page.index("added") < page.index("send messages")
    french = main(reading.get("/fr/concept/differences").text)
    for words in ("outils", "cordes", "envoyer des messages", "À sa place"):
        assert words in french


def test_what_is_gone_leads_to_its_successor_and_ours_that_are_touched_are_counted(
    reading: TestClient,
) -> None:
    page = main(reading.get("/en/concept/differences", params={"touched": "1"}).text)
    assert "2 mappings of crafts@1 lead to terms that changed" in page
    assert "1 with a sure successor, 1 without" in page
    assert "the framework says so" in page
    assert "no sure successor" in page
    assert "skillgraph taxonomy upgrade crafts@1 crafts@2 --dry-run" in page
    assert "saw wood" not in page
    assert "Shown: 2 of 2." in page


def test_the_list_is_narrowed_and_kept_as_a_table(reading: TestClient) -> None:
    asked = {"old": "crafts@1", "new": "crafts@2", "change": "relabelled"}
    page = main(reading.get("/en/concept/differences", params=asked).text)
    assert "Shown: 1 of 1." in page
    way = page.partition("differences.csv?")[2].partition('"')[0].replace("&amp;", "&")
    table = list(csv.DictReader(reading.get(f"/en/concept/differences.csv?{way}").text.splitlines()))
    assert [(one["change"], one["before"]) for one in table] == [("relabelled", "tie knots")]
    every = list(csv.DictReader(reading.get("/en/concept/differences.csv").text.splitlines()))
    gone = next(one for one in every if one["change"] == "deprecated")
    assert (gone["successor_label"], gone["evidence"], gone["mappings"]) == (
        "send messages",
        "replacement",
        "1",
    )
    found = main(reading.get("/en/concept/differences", params={"find": "TELEGRAMS"}).text)
    assert "Shown: 1 of 1." in found
    back = main(reading.get("/en/concept/differences", params={"old": "crafts@2", "new": "crafts@1"}).text)
    assert "From crafts@2 to crafts@1" in back


@pytest.mark.parametrize(
    ("path", "status"),
    [("?old=crafts@1&new=crafts@1", 422), ("?old=crafts@1&new=no@2", 404), ("?change=x", 422)],
)
def test_faults_are_pages(reading: TestClient, path: str, status: int) -> None:
    answer = reading.get(f"/en/concept/differences{path}")
    assert (answer.status_code, "<html" in answer.text) == (status, True)


def test_what_two_versions_lack_is_said_in_the_language_of_the_page(
    reading: TestClient, web_client: TestClient
) -> None:
    unlike = reading.get("/fr/concept/differences?old=crafts@1&new=crafts@1").text
    assert "crafts@1 et crafts@1 ne sont pas deux versions d’un même référentiel." in unlike
    lacking = web_client.get("/fr/concept/differences.csv").text
    assert "Aucun référentiel n’est chargé en deux versions." in lacking


def test_it_is_reached_from_the_framework_and_from_a_term_and_one_version_is_told(
    reading: TestClient, web_client: TestClient
) -> None:
    term = {"uri": "https://example.org/x/knots"}
    for path, asked in (("/en/concept", {}), ("/en/concept/tree", {}), ("/en/concept", term)):
        assert "/en/concept/differences" in reading.get(path, params=asked).text
    assert "/en/concept/differences" not in web_client.get("/en/concept").text
    assert "loaded in two versions" in web_client.get("/en/concept/differences").text
    assert web_client.get("/en/concept/differences.csv").status_code == 404


def test_a_form_that_is_sent_as_it_stands_asks_for_everything(reading: TestClient) -> None:
    sent = {"old": "crafts@1", "new": "crafts@2", "change": "", "find": ""}
    answer = reading.get("/fr/concept/differences", params=sent)
    assert (answer.status_code, 'id="changes"' in answer.text) == (200, True)


@pytest.mark.parametrize(
    ("width", "lang", "dark", "scripts"), [(WIDE, "en", False, True), (320, "fr", True, False)]
)
def test_differences_are_for_everybody(
    browser: Browser, versions: Workspace, width: int, lang: str, dark: bool, scripts: bool
) -> None:
    with served(versions) as base, visit(browser, base, width=width, dark=dark, scripts=scripts) as reader:
        page = reader.page
        reader.go(f"/{lang}/concept")
        page.locator("a[href$='concept/differences']").click()
        page.locator("#touched").check()
        page.locator("main form button").click()
        page.wait_for_url("**touched=1*")
        assert page.locator("#changes").count() == 1
        if scripts:
            reader.check()
            reader.go(f"/{lang}/concept/differences")
            assert page.evaluate("window.hit") is None
            reader.check()
        assert page.locator("main img, main script").count() == 0
