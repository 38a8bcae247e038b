"""The analyst's map as people use it: tables, charts, what is suppressed, and the sentences of a number."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree

import openpyxl
import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.postings.values import posting_values
from tests.api.conftest import FIRST_AID, WELDING, counted_posting
from tests.support.site import WIDE, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def row(page: str, label: str) -> str:
    """The text of the row of a table that begins with a skill."""
    rows = re.findall(r"<tr role=\"row\">(.*?)</tr>", page, re.DOTALL)
    texts = (" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in rows)
    return next(text for text in texts if text.startswith(label))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("width", "dark"), [(WIDE, False), (320, True)])
@pytest.mark.parametrize(
    "path",
    [
        "/map",
        "/map?by=concept,period&region=Ontario",
        "/map?place=Nowhere",
        "/map/gaps",
        f"/map/sentences?concept={quote(FIRST_AID)}",
        f"/map/sentences?concept={quote(WELDING)}",
    ],
)
def test_every_state_is_accessible_in_both_languages_and_every_width(
    browser: Browser, map_site: str, lang: str, width: int, dark: bool, path: str
) -> None:
    with visit(browser, map_site, width=width, dark=dark) as reader:
        assert reader.go(f"/{lang}{path}") == 200
        assert reader.page.locator("html").get_attribute("lang") == lang
        reader.check()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_analyst_goes_from_a_gap_to_its_sentences_by_keyboard(
    browser: Browser, map_site: str, scripts: bool
) -> None:
    with visit(browser, map_site, scripts=scripts) as reader:
        page = reader.page
        reader.go("/en/map")
        page.get_by_role("link", name="Gaps", exact=True).focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/map/gaps")
        way = page.get_by_role("link", name=re.compile("sentences.*provide first aid"))
        way.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/map/sentences?*")
        assert "What postings say of “provide first aid”" in page.locator("h1").inner_text()
        assert page.locator(".card q").count() >= 7
        page.get_by_role("link", name="Français").click()
        assert "concept=" in page.url
        assert "Ce que les offres disent" in page.locator("h1").inner_text()
        assert reader.outside == []


def test_a_number_says_its_interval_its_texts_and_employers_and_what_one_makes_of_it(
    analyst: TestClient,
) -> None:
    found = row(analyst.get("/en/map").text, "manage budgets")
    assert "different texts" in found
    assert "employers" in found
    assert "from one employer" in found
    assert re.search(r"\d+% \d+% to \d+%", found), found


def test_gaps_say_the_cause_and_how_much_of_supply_is_unreviewed(analyst: TestClient) -> None:
    page = analyst.get("/en/map/gaps").text
    assert "no credential" in row(page, "provide first aid")
    assert "only unreviewed" in row(page, "manage budgets")
    assert re.search(r"What is said of supply rests on \d+ mappings?; \d+ of them no person has", page)


def test_small_counts_are_suppressed_in_tables_and_so_are_their_sentences(analyst: TestClient) -> None:
    page = analyst.get("/en/map").text
    assert "weld metal" not in page
    assert re.search(r"<b>[1-9]\d*</b> counts suppressed", page)
    page = analyst.get("/en/map/sentences", params={"concept": WELDING}).text
    assert "Fewer than 5 postings ask for it" in page
    assert "Weld metal" not in page
    found = analyst.get("/en/map/sentences", params={"concept": FIRST_AID, "region": "Quebec"}).text
    assert "Fewer than 5 postings ask for it" in found
    assert "Provide first aid" not in found


def test_where_every_count_is_suppressed_it_is_not_said_that_nobody_asks(analyst: TestClient) -> None:
    page = analyst.get("/en/map", params={"by": "concept,region"}).text
    assert "every count is suppressed" in page
    assert "No posting asks for a skill" not in page


def test_the_sentences_are_those_of_the_number(analyst: TestClient) -> None:
    counted = row(analyst.get("/en/map").text, "provide first aid")
    number = re.search(r"first aid (\d+)", counted)
    page = analyst.get("/en/map/sentences", params={"concept": FIRST_AID}).text
    assert number
    assert f"in {number[1]} postings" in page


def test_conditions_are_kept_from_page_to_page(analyst: TestClient) -> None:
    page = analyst.get("/en/map", params={"region": "ontario", "since": "2026-01-01"}).text
    assert '<option value="CA-QC">' in page
    assert "map/gaps?region=CA-ON&amp;since=2026-01-01" in page
    assert re.search(r"map/sentences\?region=CA-ON&amp;since=2026-01-01&amp;concept=http", page)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/en/map?since=yesterday", 422, "yesterday"),
        ("/fr/map?by=colour", 422, "colour"),
        ("/en/map?min_confidence=2", 422, "min_confidence"),
        ("/en/map/gaps?top=0", 422, "top"),
        ("/en/map/sentences?concept=xqzzk", 404, "xqzzk"),
        ("/en/map?period=week", 422, "period"),
        ("/en/map?occupation=xqzzk", 404, "No loaded framework has the occupation"),
        ("/fr/map/gaps?occupation=xqzzk", 404, "n’a la profession"),
        ("/en/map/sentences?concept=xqzzk&place=Ottawa", 404, "xqzzk"),
    ],
)
def test_faults_are_pages_in_plain_words(analyst: TestClient, path: str, status: int, says: str) -> None:
    answer = analyst.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert says in answer.text


def test_without_postings_there_is_nothing_to_count(tmp_path: Path) -> None:
    empty = TestClient(create_app(Workspace.create(tmp_path / "workspace")))
    assert "No posting is loaded yet" in empty.get("/en/map").text
    assert "Aucune offre d’emploi n’est encore chargée" in empty.get("/fr/map/gaps").text


def test_what_was_not_searched_for_skills_yet_is_told(bare_client: TestClient) -> None:
    answer = bare_client.get("/en/map")
    assert answer.status_code == 503
    assert "skillgraph" in answer.text


def test_postings_that_were_not_searched_are_no_missing_index(counted: Workspace, tmp_path: Path) -> None:
    made = Workspace.open(shutil.copytree(counted.path, tmp_path / "workspace"))
    file = tmp_path / "new.json"
    file.write_text(json.dumps([counted_posting(14, "Weld metal.")]), encoding="utf-8")
    loading.load_postings(made, file)
    with TestClient(create_app(made), raise_server_exceptions=False) as client:
        for path in ("/en/map", "/en/map?region=Ontario", "/en/map/gaps"):
            page = client.get(path)
            assert page.status_code == 503
            assert "have not been searched for skills" in page.text
            assert "search index" not in page.text
        assert "n’ont pas encore été cherchées" in client.get("/fr/map").text
        assert client.get("/en/connections").status_code == 200  # it shows gaps only beside what it is for
        told = client.get("/api/v1/demand", headers={"Accept-Language": "fr"}).json()
        assert told["type"].endswith("not-searched")
        assert "n’ont pas encore été parcourues" in told["detail"]
        assert "posting extract" in told["hint"]


def test_a_region_is_named_in_any_way_by_every_face(analyst: TestClient) -> None:
    page = analyst.get("/en/map", params={"region": "Ontario"}).text
    found = [
        analyst.get("/api/v1/demand", params={"where": f"region={name}"}).json()["postings"]
        for name in ("CA-ON", "Ontario", "ont.")
    ]
    assert found[0] == found[1] == found[2] > 0
    assert f"{found[0]} postings" in page


def test_a_posting_in_two_towns_offers_each_of_them(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "workspace")
    file = tmp_path / "jobs.json"
    jobs = [
        {"id": "1", "title": "Cook", "description": "Cook.", "place": "Ottawa, ON; Gatineau, QC"},
        {"id": "2", "title": "Welder", "description": "Weld.", "place": "Ottawa, ON"},
    ]
    file.write_text(json.dumps(jobs), encoding="utf-8")
    loading.load_postings(made, file)
    found = posting_values(made, made.snapshot())
    assert not any(";" in value for name in ("place", "region") for value in found[name])
    assert len(found["place"]) == 2


@pytest.mark.parametrize(("width", "lang", "dark"), [(WIDE, "fr", True), (320, "en", False)])
def test_trends_and_every_condition_are_for_everybody(
    browser: Browser, map_site: str, width: int, lang: str, dark: bool
) -> None:
    with visit(browser, map_site, width=width, dark=dark) as reader:
        for path in ("/map/trends", "/map?titles=1&sensitivity=1&group=manage+budgets"):
            assert reader.go(f"/{lang}{path}") == 200
            reader.check()


def test_a_group_is_a_condition_by_its_name(analyst: TestClient) -> None:
    page = analyst.get("/en/map", params={"group": "provide first aid", "titles": "1"}).text
    assert "provide first aid" in page
    assert "manage budgets</a>" not in page
    assert re.search(r"map/sentences\?group=provide\+first\+aid&amp;titles=1&amp;concept=http", page)
    assert analyst.get("/en/map", params={"group": "no such skill"}).status_code == 404


def test_each_number_of_a_period_or_region_leads_to_its_own_sentences(analyst: TestClient) -> None:
    page = analyst.get("/en/map", params={"by": "concept,period"}).text
    ways = re.findall(r'href="([^"]*map/sentences[^"]*)">sentences<span class="hidden">: ([^<]*)', page)
    cell = next(unescape(at) for at, words in ways if words == "manage budgets, 2026-Q1")
    assert "since=2026-01-01&until=2026-03-31" in cell
    assert "in 7 postings" in analyst.get(cell).text
    later = next(unescape(at) for at, words in ways if words == "manage budgets, 2026-Q2")
    assert "in 6 postings" in analyst.get(later).text
    page = analyst.get("/en/map", params={"by": "concept,region"}).text
    for at in re.findall(r'href="([^"]*map/sentences[^"]*)"', page):
        assert "region=CA-" in unescape(at)


def test_what_is_shown_can_be_kept_as_files(analyst: TestClient) -> None:
    said = {"region": "CA-ON", "by": "concept"}
    page = analyst.get("/en/map", params=said).text
    for kind in ("csv", "xlsx", "svg"):
        assert f"map/demand.{kind}?region=CA-ON" in page
    table = list(csv.DictReader(analyst.get("/en/map/demand.csv", params=said).text.splitlines()))
    assert {one["label"]: one["postings"] for one in table}["manage budgets"] == "8"
    book = openpyxl.load_workbook(io.BytesIO(analyst.get("/fr/map/gaps.xlsx").content))
    assert book.sheetnames[0] == "gaps"
    assert "donner les premiers secours" in {cell.value for cell in book["gaps"]["B"]}
    chart = analyst.get("/en/map/demand.svg")
    assert chart.headers["content-type"] == "image/svg+xml"
    assert ElementTree.fromstring(chart.text).tag.endswith("svg")
    assert analyst.get("/en/map/demand.svg?place=Nowhere").status_code == 404
    assert analyst.get("/en/map/nothing.csv").status_code in (404, 422)
    assert analyst.get("/en/map/trends.xlsx").status_code == 200


def test_suppressed_counts_are_suppressed_in_files_too(analyst: TestClient) -> None:
    rows = list(csv.DictReader(analyst.get("/en/map/demand.csv").text.splitlines()))
    assert [one["postings"] for one in rows if one["label"] == "weld metal"] == [""]
