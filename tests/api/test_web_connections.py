"""The connection point in the browser: offers and needs, and contacts that only partners see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app, examples

from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.connections import connections as job
from skillgraph.workspace.connections.requests import ConnectionListRequest
from tests.api.test_web_signing import sign_in
from tests.support.site import served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CONTACT = "jane.doe@example.org"
HOSTILE = "<script>window.hit=1</script><img src=x onerror='hit=1'> https://spam.example/"
LEFT = {
    "kind": "need",
    "role": "employer",
    "concept": examples.SKILL,
    "organisation": "Sample Inn",
    "place": "Ottawa, ON",
    "until": (date.today() + timedelta(days=30)).isoformat(),
    "contact": CONTACT,
}


@pytest.fixture
def space(asked_workspace: Workspace, tmp_path: Path) -> Workspace:
    copytree(asked_workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


@pytest.fixture
def client(space: Workspace) -> Iterator[TestClient]:
    """Nobody's, until somebody signs in."""
    with TestClient(create_app(space), raise_server_exceptions=False) as made:
        yield made


def leave(client: TestClient, lang: str = "en", **fields: str) -> Any:  # noqa: ANN401
    page = client.get(f"/{lang}/connections/leave").text
    form = re.findall(r'name="form" value="([^"]*)"', page)[0]
    data = {"form": form} | LEFT | fields
    return client.post(f"/{lang}/connections/leave", data=data, follow_redirects=False)


def accept_all(space: Workspace, client: TestClient) -> None:
    sign_in(client, make_key(space, "Ana", Scope.REVIEWER)[0])
    page = client.get("/en/moderation").text
    csrf = unescape(re.findall(r'name="csrf" value="([^"]*)"', page)[0])
    for do in re.findall(r'name="do" value="(accept:[^"]*)"', page):
        assert client.post("/en/moderation", data={"csrf": csrf, "do": do}).status_code == 200
    client.cookies.clear()


def test_a_need_is_shown_once_it_is_accepted_and_its_contact_to_partners_only(
    space: Workspace, client: TestClient
) -> None:
    assert leave(client).status_code == 303
    assert leave(client, kind="offer", concept="", words="Flambéing").status_code == 303
    assert "Sample Inn" not in client.get("/en/connections").text
    accept_all(space, client)
    paths = ("/en/connections", "/fr/connections", "/en/moderation", "/api/v1/connections")
    for path in paths:
        answer = client.get(path)
        assert CONTACT not in answer.text + str(answer.headers), path
    page = client.get("/en/connections").text
    assert "manage budgets" in page
    assert "Project finance basics" in page.partition('id="taught"')[2]
    assert "Flambéing" in page.partition('id="offers"')[2]
    assert "Sample Inn" not in client.get("/en/connections?region=Quebec").text
    reader = make_key(space, "Reader", Scope.READER)[0]
    shown = client.get("/api/v1/connections", headers={"Authorization": f"Bearer {reader}"}).json()
    assert {one["contact"] for one in shown} == {CONTACT}
    assert all("contact" not in one for one in client.get("/api/v1/connections").json())
    sign_in(client, reader)
    assert CONTACT in client.get("/en/connections").text
    log = (space.path / "audit.jsonl").read_text()
    assert CONTACT not in log


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "gift"},
        {"role": "owner"},
        {"organisation": ""},
        {"until": "2020-01-01"},
        {"contact": ""},
        {"concept": "https://example.org/none"},
        {"organisation": "x" * 201},
    ],
)
def test_what_cannot_be_used_comes_back(space: Workspace, client: TestClient, fields: dict[str, str]) -> None:
    answer = leave(client, **fields)
    assert answer.status_code == 422
    assert 'id="unsent"' in answer.text
    assert job.listed(space, ConnectionListRequest()) == []


def test_forms_of_elsewhere_are_refused(space: Workspace, client: TestClient) -> None:
    assert leave(client, form="guessed").status_code == 403
    assert leave(client, website="x").status_code == 403
    foreign = client.post("/en/connections/leave", data=LEFT, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert job.listed(space, ConnectionListRequest()) == []


@pytest.mark.parametrize(("lang", "width", "dark"), [("en", 1280, False), ("fr", 320, True)])
def test_a_need_from_its_skill_to_the_board_without_scripts_and_as_text(
    browser: Browser, space: Workspace, client: TestClient, lang: str, width: int, dark: bool
) -> None:
    with served(space) as base, visit(browser, base, scripts=False, width=width) as reader:
        page = reader.page
        reader.go(f"/{lang}/connections")
        page.locator("main a[href$='/connections/leave']").first.click()
        page.locator("#find").fill("manage budgets" if lang == "en" else "gérer des budgets")
        page.locator("#find + button").click()
        page.locator("main li a", has_text="budgets").first.click()
        page.locator("#kind-need").check()
        page.locator("#role-employer").check()
        page.locator("#organisation").fill(HOSTILE)
        page.locator("#until").fill(LEFT["until"])
        page.locator("#contact").fill(CONTACT)
        page.locator("form[method=post] button", has_text=re.compile("Send|Envoyer|envoyer")).click()
        page.locator("#left").wait_for()
    accept_all(space, client)
    assert job.listed(space, ConnectionListRequest())[0].concept == examples.SKILL
    with served(space) as base, visit(browser, base, width=width, dark=dark) as reader:
        reader.go(f"/{lang}/connections")
        assert HOSTILE in reader.page.locator("main").inner_text()
        assert CONTACT not in reader.page.content()
        assert reader.page.locator("a[href*=spam]").count() == 0
        assert reader.page.evaluate("window.hit") is None
        reader.check()
        reader.go(f"/{lang}/connections/leave?find=budgets")
        reader.check()


def test_the_live_search_leads_to_the_form(browser: Browser, space: Workspace) -> None:
    with served(space) as base, visit(browser, base) as reader:
        reader.go("/en/connections/leave")
        reader.page.locator("#find").press_sequentially("manage bud")
        reader.page.locator("[role=option]").first.click()
        reader.page.locator("input[name=concept]").wait_for(state="attached")
        assert reader.page.locator("input[name=concept]").input_value() == examples.SKILL
        reader.check()
