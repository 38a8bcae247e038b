"""The designer's desk as people use it: pasted outcomes, files, long texts; and nothing of it is kept."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from skillgraph.workspace import Workspace
from tests.support.site import NARROW, WIDE, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OUTCOMES = {"en": "Manage budgets\nWrite reports", "fr": "Gérer des budgets\nRédiger des rapports"}
SHEET = "credential,issuer,outcome\nFinance,A College,Manage budgets\nMedia,,Write reports\n,,Weld metal\n"
BADGE = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "BadgeClass",
    "id": "https://example.org/badge",
    "name": "Budgeting",
    "description": "Holders can manage budgets.",
    "image": "https://example.org/badge.png",
    "criteria": {"narrative": "Manage budgets."},
    "issuer": {"type": "Issuer", "id": "https://example.org", "name": "Sample", "url": "https://example.org"},
}
SCRIPT = "<script>window.hit = 1</script>"


def sent(client: TestClient, content: bytes, name: str, lang: str = "en") -> tuple[int, str]:
    answer = client.post(f"/{lang}/desk", files={"file": (name, content)})
    return answer.status_code, answer.text


def workbook() -> bytes:
    from openpyxl import Workbook

    book, stream = Workbook(), io.BytesIO()
    sheet = book.create_sheet("Outcomes", 0)
    for row in (("credential", "outcome"), ("Finance", "Manage budgets"), ("Finance", "Weld metal")):
        sheet.append(row)
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "in this sense by the credential’s title: <q>"),
        ("fr", 'dans ce sens d’après le nom du titre : <q><span lang="en">'),
    ],
)
def test_the_title_of_a_sheet_tells_the_sense_of_its_outcomes(
    web_client: TestClient, lang: str, said: str
) -> None:
    sheet = "credential,issuer,outcome\nBicycles and their repair,A College,Maintenance\n"
    status, page = sent(web_client, sheet.encode(), "outcomes.csv", lang)
    assert status == 200
    assert f"{said}Bicycles and their repair</" in page.replace("\u00a0", " ")


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("width", "dark"), [(WIDE, False), (NARROW, True), (320, False)])
def test_a_designer_tries_outcomes_by_keyboard_and_every_state_is_accessible(
    browser: Browser, site: str, lang: str, width: int, dark: bool
) -> None:
    with visit(browser, site, width=width, dark=dark) as reader:
        page = reader.page
        reader.go(f"/{lang}/desk")
        reader.check()
        page.locator("#text").focus()
        page.keyboard.type(OUTCOMES[lang])
        for _ in range(4):  # kind, file, language, button
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator("h2#answer").wait_for()
        assert page.locator(".card").count() == 2
        first = page.locator(".card").first.inner_text().replace("\u00a0", " ")
        assert ("manage budgets" if lang == "en" else "gérer des budgets") in first
        assert ("unreviewed" if lang == "en" else "non révisé") in first
        reader.check()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_other_language_keeps_what_was_pasted(browser: Browser, site: str, scripts: bool) -> None:
    with visit(browser, site, scripts=scripts) as reader:
        page = reader.page
        reader.go("/en/desk")
        page.fill("#text", OUTCOMES["en"])
        page.get_by_role("button", name="Find terms").click()
        page.get_by_role("button", name="Français").click()
        page.get_by_role("heading", name="Suggestions").wait_for()
        assert page.locator("html").get_attribute("lang") == "fr"
        assert page.locator("#text").input_value().splitlines() == OUTCOMES["en"].splitlines()
        assert page.locator(".card").count() == 2


def test_a_suggestion_says_why_how_sure_and_that_nobody_reviewed_it(web_client: TestClient) -> None:
    page = web_client.get("/en/desk", params={"text": "Manage budgets"}).text
    assert "<mark>" in page
    assert "Plan, monitor and report on the budget." in page
    assert "No person has reviewed any of them" in page
    assert "unreviewed: proposed by the tool" in page
    assert "(confidence 0." in page


def test_a_text_without_a_good_term_is_told_apart_with_the_reason(web_client: TestClient) -> None:
    answer = web_client.post("/en/desk", data={"text": "1234\nManage budgets\nxqzzk"})
    assert answer.text.count("no good term</span>") == 2
    assert "there are no words in it." in answer.text
    assert '<a href="#text-1">no good term</a>: 2 outcomes' in answer.text


@pytest.mark.parametrize(("lang", "told"), [("en", "Read as headings"), ("fr", "Lus comme des intertitres")])
def test_headings_among_pasted_lines_are_no_outcomes_and_are_told(
    web_client: TestClient, lang: str, told: str
) -> None:
    text = "Unit A: Money\r\n- Manage budgets\r\nWrite reports\r\nUnit B: Metal\r\n- Weld metal"
    page = web_client.post(f"/{lang}/desk", data={"text": text}).text
    assert page.count('class="card"') == 3
    assert told in page
    assert "<li>Unit B: Metal</li>" in page


def test_a_long_text_is_looked_at_by_its_parts(web_client: TestClient) -> None:
    text = "Duties\n- Manage budgets\n- Write reports\n\nBenefits\n- Weld metal for free\n"
    page = web_client.post("/en/desk", data={"text": text, "kind": "long"}).text
    assert '<section aria-label="Duties">' in page
    assert page.count('class="card"') == 2
    assert "Weld metal for free" not in page.split('id="answer"')[1]


def test_a_sentence_that_asks_for_several_skills_shows_them_side_by_side(web_client: TestClient) -> None:
    data = {"text": "You manage budgets, provide first aid and repair bicycles.", "kind": "long"}
    page = web_client.post("/en/desk", data=data).text
    assert "The sentence seems to ask for several skills:" in page
    assert page.count('class="term best"') > 1


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (SHEET.encode(), "outcomes.csv", ("Finance", "A College", "Media", "names no credential")),
        (workbook(), "OUTCOMES.XLSX", ("Finance", "Weld metal")),
        (json.dumps(BADGE).encode(), "badge.json", ("Budgeting",)),
        ("• Manage budgets\n• Rédiger des rapports".encode("utf-8-sig"), "list.txt", ("Manage",)),
    ],
)
def test_files_of_each_kind_are_read(
    web_client: TestClient, content: bytes, name: str, says: tuple[str, ...]
) -> None:
    status, page = sent(web_client, content, name)
    assert status == 200
    assert 'class="card"' in page
    for words in says:
        assert words in page


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"{\\rtf1", "list.txt", "list.txt is an RTF document"),
        (b"MZ", "setup.exe", "setup.exe is none of the files"),
        (b"PK", "outcomes.xlsx", "outcomes.xlsx"),
        (b"{", "badge.json", "badge.json"),
        (b"a,b\n1,2\n", "sheet.csv", "sheet.csv"),
        (b"x", f"{SCRIPT}.exe", "&lt;script&gt;"),
        (b"x", "../../etc/passwd", "none of the files"),
    ],
)
def test_files_that_cannot_be_read_are_told_by_the_name_they_were_sent_with(
    web_client: TestClient, content: bytes, name: str, says: str
) -> None:
    status, page = sent(web_client, content, name)
    assert says in page
    assert SCRIPT not in page
    assert "/tmp" not in page
    assert (status, 'class="card"' in page) in {(422, False), (200, False)}


def test_nothing_sent_is_said_and_no_failure(web_client: TestClient) -> None:
    for data in ({}, {"text": "  \n "}, {"text": "", "kind": "long"}):
        answer = web_client.post("/en/desk", data=data)
        assert answer.status_code == 200
        assert 'class="card"' not in answer.text
    assert sent(web_client, b"", "empty.txt")[0] == 200


def test_what_is_too_much_is_counted_and_said(web_client: TestClient) -> None:
    page = web_client.post("/en/desk", data={"text": "\n".join(f"Manage budgets {n}" for n in range(203))})
    assert page.text.count('class="card"') == 200
    assert "Only the first 200 were looked at. Left out: 3, to be sent separately." in page.text


def test_nothing_is_stored(web_client: TestClient, asked_workspace: Workspace) -> None:
    def state() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in asked_workspace.path.rglob("*") if path.is_file()}

    before = state()
    sent(web_client, SHEET.encode(), "outcomes.csv")
    assert state() == before


def test_scripts_in_what_is_pasted_are_text(browser: Browser, site: str) -> None:
    with visit(browser, site) as reader:
        page = reader.page
        reader.go("/en/desk")
        page.fill("#text", f"Manage budgets {SCRIPT}")
        page.get_by_role("button", name="Find terms").click()
        page.locator(".card").wait_for()
        assert page.evaluate("window.hit") is None
        assert SCRIPT in page.locator(".card h4").inner_text()
        reader.check()
