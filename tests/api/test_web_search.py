"""The employer's search as people use it: in a browser, in two languages, by keyboard, without scripts."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app
from skillgraph_api.web.search import is_unlikely
from skillgraph_api.web.sureness import sureness

from skillgraph.analytics.coverage import Coverage, CoverageEvidence, CoverageKind
from skillgraph.matching.profile import Profile
from skillgraph.model import MappingStatus
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.requests import ProposeRequest
from tests.support.site import NARROW, WIDE, served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser


QUESTIONS = {"en": "manage budgets", "fr": "gérer des budgets"}
UNREVIEWED = {"en": "unreviewed: proposed by the tool", "fr": "non révisé : proposé par l’outil"}
HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>"

OCCUPATION = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix esco: <http://data.europa.eu/esco/model#> .
@prefix x: <http://data.europa.eu/esco/skill/> .
<http://data.europa.eu/esco/occupation/clerk> a skos:Concept , esco:Occupation ;
    skos:prefLabel "budget clerk"@en ;
    esco:relatedEssentialSkill x:budgets , x:filing , x:typing .
x:budgets a skos:Concept ; skos:prefLabel "manage budgets"@en .
x:filing a skos:Concept ; skos:prefLabel "file documents"@en .
x:typing a skos:Concept ; skos:prefLabel "type texts"@en .
"""


@pytest.fixture(scope="module")
def hostile_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over a credential that has a script in every field, and no index."""
    folder = tmp_path_factory.mktemp("hostile")
    said = {name: f"{name} {HOSTILE}" for name in ("name", "issuer", "cost", "delivery", "level")}
    credential = {
        "id": "https://example.org/mc/hostile",
        "url": "javascript:window.hit=1",
        "lang": '"><script>window.hit=1</script>',
        "outcomes": [{"id": "https://example.org/mc/hostile#1", "text": f"Manage budgets {HOSTILE}"}],
        "assessments": [{"kind": HOSTILE, "description": HOSTILE}],
        "endorsements": [{"endorser": HOSTILE, "claim": "demand", "valid_until": "2020-01-01"}],
        **said,
    }
    skills, credentials = folder / "skills.ttl", folder / "credentials.json"
    skills.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<http://data.europa.eu/esco/skill/b> a skos:Concept ; skos:prefLabel "manage budgets"@en .',
        encoding="utf-8",
    )
    credentials.write_text(json.dumps([credential]), encoding="utf-8")
    made = Workspace.create(folder / "workspace")
    loading.load_framework(made, [skills], name="esco", version="1.2.0")
    loading.load_credentials(made, credentials)
    with served(made) as base:
        yield base


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("width", "dark"), [(WIDE, False), (NARROW, False), (NARROW, True), (320, False)])
@pytest.mark.parametrize("path", ["", "/search", "/search?skill={}", "/search?skill=xqzzk", "/nothing"])
def test_every_state_is_accessible_in_both_languages_and_every_width(
    browser: Browser, site: str, lang: str, width: int, dark: bool, path: str
) -> None:
    with visit(browser, site, width=width, dark=dark) as reader:
        reader.go(f"/{lang}{path.format(QUESTIONS[lang])}")
        assert reader.page.locator("html").get_attribute("lang") == lang
        reader.check()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_employer_finds_a_credential_by_keyboard_alone(
    browser: Browser, site: str, lang: str, scripts: bool
) -> None:
    with visit(browser, site, scripts=scripts) as reader:
        reader.go(f"/{lang}/search")
        page = reader.page
        page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("href") == "#content"
        page.keyboard.press("Enter")
        for _ in range(3):  # a skill, a whole posting, the box
            page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("name") == "skill"
        page.keyboard.type(QUESTIONS[lang])
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?skill=*")
        assert ("issuer=" in page.url) != scripts
        card = page.locator(".card", has_text="Project finance basics")
        assert card.count() == 1
        assert UNREVIEWED[lang] in card.inner_text().replace("\u00a0", " ")
        assert "Manage budgets" in card.locator("q").first.inner_text()
        assert reader.outside == []


def test_an_answer_says_how_much_of_it_is_unreviewed_and_how_sure(web_client: TestClient) -> None:
    page = web_client.get("/en/search", params={"skill": "manage budgets"}).text
    assert "It rests on 1 mapping; 1 of them no person has reviewed." in page
    assert "confidence 0." in page


def test_the_address_holds_the_question_and_the_other_language_keeps_it(browser: Browser, site: str) -> None:
    with visit(browser, site) as reader:
        reader.go("/en/search?skill=manage+budgets&lang=en&accepted=1")
        page = reader.page
        assert page.locator("#lang").input_value() == "en"
        assert page.locator("#accepted").is_checked()
        assert "search again without conditions" in page.locator("main").inner_text()
        page.get_by_role("link", name="Français").click()
        assert page.url == f"{site}/fr/search?skill=manage+budgets&lang=en&accepted=1"


def test_free_words_are_answered_no_surer_than_they_were_understood(web_client: TestClient) -> None:
    page = web_client.get("/en/search", params={"skill": "keep the budget under control"}).text
    assert "by its meaning; " in page
    assert "no surer than this: " in page
    assert "/en/desk?text=keep+the+budget+under+control" in page


@pytest.mark.parametrize(
    ("status", "confidences", "unlikely"),
    [
        (MappingStatus.PROPOSED, (0.3, 0.1), True),
        (MappingStatus.PROPOSED, (0.3, 0.496), False),  # shown as 0.50
        (MappingStatus.PROPOSED, (None,), True),
        (MappingStatus.ACCEPTED, (0.1,), False),
        (None, (None,), False),
    ],
)
def test_what_rests_on_guesses_alone_is_counted_as_unlikely(
    status: MappingStatus | None, confidences: tuple[float | None, ...], unlikely: bool
) -> None:
    pieces = tuple(CoverageEvidence("o", "t", "c", "l", "", status, one, None) for one in confidences)
    kind = CoverageKind.DIRECT if status else CoverageKind.WORDS
    assert is_unlikely(Coverage("A", "a", "I", kind, status, (), (), pieces)) is unlikely


@pytest.mark.parametrize(
    ("confidence", "band"),
    [(1.0, "very_likely"), (0.796, "very_likely"), (0.79, "likely"), (0.494, "uncertain"), (0.244, "guess")],
)
def test_the_word_is_that_of_the_number_beside_it(confidence: float, band: str) -> None:
    assert sureness(confidence) == band


def test_a_spelling_is_mended_and_said(web_client: TestClient) -> None:
    page = web_client.get("/en/search", params={"skill": "mannage budgets"}).text
    assert "Did you mean “manage budgets”?" in page
    assert "Project finance basics" in page


def test_words_that_nothing_fits_are_no_failure_but_a_page_that_goes_on(web_client: TestClient) -> None:
    answer = web_client.get("/fr/search", params={"skill": "xqzzk"})
    assert answer.status_code == 404
    assert "Aucun terme du référentiel ne convient" in answer.text
    assert 'name="skill"' in answer.text


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/en/search?skill=weld&top=x", 422, "top"),
        ("/en/search?skill=weld&top=0", 422, "top"),
        ("/fr/search?skill=weld&reading=nonsense", 422, "reading"),
        ("/en/search?skill=http://example.org/none", 404, "No term of the framework fits"),
        ("/en/search/more", 404, "/en/search/more"),
        ("/fr/rien", 404, "/fr/rien"),
        ("/en/search?skill=" + "a" * 3000, 422, "skill"),
    ],
)
def test_faults_are_pages_in_plain_words(web_client: TestClient, path: str, status: int, says: str) -> None:
    answer = web_client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert says in answer.text
    assert "<h1>" in answer.text


def test_without_an_index_a_page_says_who_can_mend_it(bare_client: TestClient) -> None:
    answer = bare_client.get("/fr/search", params={"skill": "piloter un drone agricole"})
    assert answer.status_code == 503
    assert "skillgraph index" in answer.text
    assert "Votre question n’est pas en cause" in answer.text


def test_without_credentials_there_is_nothing_to_search(tmp_path: Path) -> None:
    empty = TestClient(create_app(Workspace.create(tmp_path / "workspace")))
    assert "No credential is loaded yet" in empty.get("/en/search", params={"skill": "weld"}).text
    assert "nothing is loaded yet" in empty.get("/en").text


@pytest.mark.parametrize("path", ["", "/search", "/search?skill=manage+budgets", f"/search?skill={HOSTILE}"])
def test_scripts_in_what_was_loaded_or_asked_are_text(browser: Browser, hostile_site: str, path: str) -> None:
    with visit(browser, hostile_site) as reader:
        reader.go(f"/en{path}")
        assert reader.page.evaluate("window.hit") is None
        assert reader.page.locator("main img, main script, main [href^=javascript]").count() == 0
        if path.endswith("budgets"):
            assert "<script>" in reader.page.locator(".card").inner_text()
        reader.check()


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("de,en;q=0.5,fr;q=0.4", "en"),
        ("fr;q=0,en;q=0.1", "en"),
        ("de", "en"),
        ("", "en"),
        ("fr;q=high", "en"),
    ],
)
def test_the_start_is_in_the_language_of_the_browser(
    web_client: TestClient, accepted: str, lang: str
) -> None:
    answer = web_client.get("/", headers={"Accept-Language": accepted}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/{lang}")


def test_pages_allow_nothing_from_elsewhere_and_no_frame(web_client: TestClient) -> None:
    for path in ("/en", "/fr/search", "/en/nothing", "/en/search?top=0&skill=x"):
        policy = web_client.get(path).headers["content-security-policy"]
        assert "unsafe-inline" not in policy
        assert "frame-ancestors 'none'" in policy
    assert web_client.get("/static/none.css").status_code == 404
    assert "immutable" in web_client.get("/static/site.css").headers["cache-control"]


def test_a_credential_for_one_skill_of_an_occupation_is_not_said_to_cover_it(tmp_path: Path) -> None:
    skills, sheet = tmp_path / "skills.ttl", tmp_path / "sheet.csv"
    skills.write_text(OCCUPATION, encoding="utf-8")
    sheet.write_text("credential,issuer,outcome\nMoney,A College,Manage budgets\n", encoding="utf-8")
    made = Workspace.create(tmp_path / "workspace")
    loading.load_framework(made, [skills], name="esco", version="1.2.0")
    loading.load_credentials(made, sheet)
    propose(made, ProposeRequest(profile=Profile.FAST, limit=1, min_confidence=0.0))
    page = TestClient(create_app(made)).get("/en/search", params={"skill": "budget clerk"}).text
    assert re.search(r'the occupation <strong><a href="/en/concept\?[^"]+">budget clerk</a></strong>', page)
    assert "1 of 3 essential skills" in page
    assert "None of these claims to cover the occupation as a whole." in page
    assert "An outcome is mapped to the skill itself." not in page


@pytest.fixture(scope="module")
def choosing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Three credentials that say “weld metal”, of two issuers, held in two ways."""
    folder = tmp_path_factory.mktemp("choosing")
    skills, file = folder / "skills.ttl", folder / "welding.json"
    skills.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<urn:x:c> a skos:Concept ; skos:prefLabel "weld metal"@en , "souder du métal"@fr .\n',
        encoding="utf-8",
    )
    said = [("North & Co", "Online"), ("South", "Online"), ("South", "<b>in person</b>")]
    credentials = [
        {"id": f"urn:x:{n}", "name": f"=Weld metal {n}", "issuer": issuer, "delivery": delivery}
        for n, (issuer, delivery) in enumerate(said)
    ]
    file.write_text(json.dumps(credentials), encoding="utf-8")
    made = Workspace.create(folder / "workspace")
    loading.load_framework(made, [skills], name="few", version="1")
    loading.load_credentials(made, file)
    with TestClient(create_app(made), raise_server_exceptions=False) as client:
        yield client


def test_an_answer_is_narrowed_by_links_that_say_what_is_left(choosing: TestClient) -> None:
    page = choosing.get("/en/search?skill=weld+metal").text
    facets = page.partition('class="facets"')[2].partition("</nav>")[0]
    links = {unescape(words): unescape(at) for at, words in re.findall(r'href="([^"]*)">([^<]*)</a>', facets)}
    assert set(links) == {"South", "North & Co", "Online", "<b>in person</b>"}
    assert "(2)" in facets
    fewer = choosing.get(links["Online"]).text
    assert "Found: 2 credentials." in fewer
    assert "chosen: follow it" in fewer
    both = re.findall(r'href="([^"]*)">North &amp; Co</a>', fewer)[0]
    assert "Found: 1 credential." in choosing.get(unescape(both)).text
    back = re.findall(r'href="([^"]*)" aria-current="true">Online</a>', fewer)[0]
    assert "Found: 3 credentials." in choosing.get(unescape(back)).text
    assert 'type="hidden" name="where" value="delivery=Online"' in fewer


def test_the_whole_answer_is_a_table_that_runs_no_formula(choosing: TestClient) -> None:
    page = choosing.get("/fr/search?skill=weld+metal&where=delivery%3Donline&top=1").text
    at = unescape(re.findall(r'href="([^"]*answer.csv[^"]*)"', page)[0])
    answer = choosing.get(at)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert [(one["credential"], one["delivery"], one["status"]) for one in rows] == [
        ("'=Weld metal 0", "Online", "not mapped"),
        ("'=Weld metal 1", "Online", "not mapped"),
    ]


@pytest.mark.parametrize("where", ["colour=red", "hours=long", "online"])
def test_conditions_that_cannot_be_read_are_a_page(choosing: TestClient, where: str) -> None:
    answer = choosing.get("/en/search", params={"skill": "weld metal", "where": where})
    assert answer.status_code == 422
    assert "<main" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/en/concept/terms?use=decide&find={}",
        "/en/concept/terms?framework={}&find=a",
        "/en/concept/tree?at={}",
        "/fr/concept/tree?framework={}",
        "/fr/concept/tree/below?uri={}",
        "/en/search?skill=manage+budgets&where=delivery={}",
        "/en/search?skill=manage+budgets&where={}",
        "/en/search/answer.csv?skill={}",
        "/fr/map?group={}",
        "/en/map/trends?employer={}",
        "/en/map/demand.csv?group={}",
        "/en/map/{}.svg",
        "/en/credential/{}/badge.json",
        "/en/credential/x/{}",
    ],
)
def test_what_an_address_holds_is_text_under_a_policy_without_frames(
    web_client: TestClient, path: str
) -> None:
    answer = web_client.get(path.replace("{}", quote(HOSTILE, safe="")))
    assert answer.status_code < 500
    assert HOSTILE not in answer.text
    assert "<script>window" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("lang", "said", "link"),
    [
        ("en", "count from a confidence of 1.00 here (usually 0.10)", "Ask with the usual one"),
        ("fr", "à partir d’une confiance de 1,00 (d’ordinaire 0,10)", "Demander avec la valeur ordinaire"),
    ],
)
def test_a_confidence_in_the_address_counts_and_is_said(
    web_client: TestClient, lang: str, said: str, link: str
) -> None:
    asked = {"skill": "manage budgets", "min_confidence": "1"}
    usual = web_client.get(f"/{lang}/search", params={"skill": "manage budgets"}).text
    page = web_client.get(f"/{lang}/search", params=asked).text.replace("\u00a0", " ")
    assert said in page
    assert '<input type="hidden" name="min_confidence" value="1.0">' in page
    assert UNREVIEWED[lang] in usual.replace("\u00a0", " ")
    assert UNREVIEWED[lang] not in page
    assert link in page
    assert link not in usual
    table = web_client.get(f"/{lang}/search/answer.csv", params=asked).text
    assert table != web_client.get(f"/{lang}/search/answer.csv", params={"skill": "manage budgets"}).text
    wrong = web_client.get(f"/{lang}/search", params=asked | {"min_confidence": "2"})
    assert (wrong.status_code, "min_confidence" in wrong.text) == (422, True)
