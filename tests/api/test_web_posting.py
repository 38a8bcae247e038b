"""A whole posting, pasted by an employer: the smallest set of credentials, and what stays uncovered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph.workspace import Workspace
from tests.support.site import NARROW, WIDE, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

POSTING = "Office manager\n\nDuties\n- Manage budgets\n- Provide first aid\n\nAn asset\n- Weld metal\n"


@pytest.mark.parametrize(("lang", "width"), [("en", WIDE), ("fr", 320), ("en", NARROW)])
@pytest.mark.parametrize("scripts", [True, False])
def test_an_employer_pastes_a_posting_and_is_told_what_covers_it(
    browser: Browser, site: str, lang: str, width: int, scripts: bool
) -> None:
    with visit(browser, site, width=width, scripts=scripts) as reader:
        page = reader.page
        reader.go(f"/{lang}/search/posting")
        page.fill("#text", POSTING)
        page.locator("#posting button:not(.plain)").focus()
        page.keyboard.press("Enter")
        page.locator("h2#answer").wait_for()
        card = page.locator(".card").inner_text()
        assert "Project finance basics" in card
        assert ("unreviewed" if lang == "en" else "non révisé") in card.replace("\u00a0", " ")
        uncovered = page.locator("section", has=page.locator("#uncovered")).last.inner_text()
        assert ("provide first aid" if lang == "en" else "donner les premiers secours") in uncovered
        if scripts:
            reader.check()


def test_it_says_how_much_is_covered_and_on_what_that_rests(web_client: TestClient) -> None:
    page = web_client.post("/en/search/posting", data={"text": POSTING}).text
    assert "1 credential may cover 1 of the 3 skills that were found." in page
    assert "no person has reviewed" in page
    less = web_client.post("/en/search/posting", data={"text": POSTING, "required": "1"}).text
    assert "may cover 1 of the 2 skills" in less


def test_what_asks_for_nothing_or_is_empty_is_no_failure(web_client: TestClient, tmp_path: Path) -> None:
    answer = web_client.post("/en/search/posting", data={"text": "Hello\n\n1234"})
    assert answer.status_code == 422
    assert "No sentence of it surely asks for a skill" in answer.text
    assert web_client.post("/fr/search/posting", data={"text": " "}).status_code == 200
    empty = TestClient(create_app(Workspace.create(tmp_path / "workspace")))
    assert "No credential is loaded yet" in empty.post("/en/search/posting", data={"text": "x"}).text


def test_scripts_in_a_posting_are_text(web_client: TestClient) -> None:
    page = web_client.post("/en/search/posting", data={"text": f"{POSTING}</textarea><script>hit</script>"})
    assert "<script>hit" not in page.text
