"""Terms while one types: in the review, at the desk and in the framework; by keyboard, misspelt, hostile."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from skillgraph_api.web.handles import handle

from skillgraph.model import MappingStatus
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.access.keys import Scope, make_key
from tests.api.conftest import FEEDBACK
from tests.support.site import WIDE, served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FINANCE = "https://example.org/mc/finance"
HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>"


@pytest.fixture
def space(asked_workspace: Workspace, tmp_path: Path) -> Workspace:
    copytree(asked_workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


def options(page: Page, words: str) -> list[str]:
    """Type some words, and read the names of the list that comes."""
    page.locator("#find[role=combobox]").fill("")  # its script is there
    page.locator("#find").press_sequentially(words)
    page.locator("[role=option]").first.wait_for(timeout=90_000)  # on a busy machine
    return page.locator("[role=option] .name").all_inner_texts()


def test_the_piece_of_a_page_says_label_definition_and_place(web_client: TestClient) -> None:
    found = web_client.get("/fr/concept/terms", params={"find": "gérer des b"}).text
    assert 'role="option"' in found
    assert "gérer des budgets" in found
    assert "Plan, monitor and report on the budget." in found
    assert "affecter des ressources" in found
    assert "<template>" not in found
    assert "button" not in found
    assert 'role="option"' not in web_client.get("/en/concept/terms", params={"find": " "}).text
    assert web_client.get("/en/concept/terms", params={"find": "a", "use": "eat"}).status_code == 422


def test_without_a_framework_nothing_is_found_and_nothing_fails(tmp_path: Path) -> None:
    from skillgraph_api import create_app

    with TestClient(create_app(Workspace.create(tmp_path / "empty"))) as client:
        answer = client.get("/en/concept/terms", params={"find": "budget"})
    assert answer.status_code == 200
    assert 'role="option"' not in answer.text


@pytest.mark.parametrize(("lang", "width", "dark"), [("en", WIDE, False), ("fr", 320, True)])
def test_a_term_is_looked_for_while_typing_and_taken_by_keyboard(
    browser: Browser, space: Workspace, lang: str, width: int, dark: bool
) -> None:
    key = make_key(space, "Ana", Scope.REVIEWER)[0]
    with served(space) as base, visit(browser, base, width=width, dark=dark) as reader:
        page = reader.page
        reader.go(f"/{lang}/sign-in?place=/{lang}/review/{handle(FINANCE)}?outcome=2")
        page.locator("#key").fill(key)
        page.locator("main button").click()
        page.locator("#reason").fill("as we teach it")
        assert len(options(page, "give construtive")) == 1  # misspelt
        assert page.locator("#find").get_attribute("aria-expanded") == "true"
        reader.check()
        page.keyboard.press("ArrowDown")
        active = page.locator("#find").get_attribute("aria-activedescendant")
        assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
        page.keyboard.press("Escape")
        assert page.locator("#find").get_attribute("aria-expanded") == "false"
        assert not page.locator("[role=option]").first.is_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.locator(":focus").get_attribute("value") == f"choose:{FEEDBACK}"
        reader.check()
        page.keyboard.press("Enter")
        page.locator("#done").wait_for()
        reader.check()
    found = [one for one in space.snapshot().mappings if one.object_id == FEEDBACK]
    assert [(one.status, one.history[-1].reason) for one in found] == [
        (MappingStatus.ACCEPTED, "as we teach it")
    ]


def test_enter_without_a_choice_sends_the_form_as_without_scripts(browser: Browser, site: str) -> None:
    with visit(browser, site) as reader:
        page = reader.page
        reader.go("/en/concept")
        assert "manage budgets" in options(page, "manage")
        page.keyboard.press("Enter")
        page.wait_for_url("**find=manage")
        reader.check()
        options(page, "weld")
        page.locator("[role=option]").first.click()
        page.wait_for_url("**uri=**")
        assert page.locator("h1").inner_text() == "weld metal"


def test_at_the_desk_a_chosen_term_is_shown_beside_the_outcomes(browser: Browser, site: str) -> None:
    with visit(browser, site) as reader:
        page = reader.page
        reader.go("/en/desk?text=Manage+budgets")
        options(page, "manage b")
        reader.check()
        page.locator("[role=option]").first.click()
        chosen = page.locator("#picked")
        assert "Plan, monitor and report on the budget." in chosen.inner_text()
        assert chosen.locator("button").count() == 0
        assert page.locator("#text-1").is_visible()
        reader.check()


def test_scripts_in_labels_are_text_in_the_list(browser: Browser, tmp_path: Path) -> None:
    made, skills = Workspace.create(tmp_path / "workspace"), tmp_path / "skills.ttl"
    label = json.dumps(f"weld {HOSTILE}")
    skills.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f"<urn:x:c> a skos:Concept ; skos:prefLabel {label}@en ; skos:definition {label}@en .\n",
        encoding="utf-8",
    )
    loading.load_framework(made, [skills], name="hostile", version="1")
    with served(made) as base, visit(browser, base) as reader:
        reader.go("/en/concept")
        assert options(reader.page, "weld") == [f"weld {HOSTILE}"]
        assert reader.page.evaluate("window.hit") is None
        assert reader.page.locator("main img, main script").count() == 0
        reader.check()
