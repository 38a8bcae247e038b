"""Every page there is, in every look: accessible, valid, under the strict policy, and asking nobody else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app
from skillgraph_api.web import router

from skillgraph.settings import ServiceBrand
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import Scope, make_key
from tests.support.site import served, visit
from tests.support.site_pages import NO_PAGES, PAGES, addresses, one_of_each, plain_addresses, routes_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
POSTED = {"/desk": {"text": "Manage budgets\nBake bread"}, "/search/posting": {"text": "You manage budgets."}}
LOOKS = [("en", 1280, False), ("en", 320, True), ("fr", 1280, True), ("fr", 320, False)]


@pytest.fixture(scope="module")
def space(asked_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("every") / "workspace"
    shutil.copytree(asked_workspace.path, folder)
    return Workspace.open(folder)


@pytest.fixture(scope="module")
def key(space: Workspace) -> str:
    return make_key(space, name="Ana Pérez", scope=Scope.ADMIN)[0]


@pytest.fixture(scope="module")
def client(space: Workspace, key: str) -> Iterator[TestClient]:
    """A client that may see everything."""
    app = create_app(space, brand=ServiceBrand())
    with TestClient(app, raise_server_exceptions=False) as made:
        made.post("/en/sign-in", data={"key": key})
        yield made


def test_every_route_is_known_here_as_a_page_or_as_none() -> None:
    found = {one.path for one in routes_of(router) if "GET" in one.methods}
    for lang in ("en", "fr"):
        own = {path.removeprefix(f"/{lang}") for path in found if path.split("/")[1] == lang}
        assert own == set(PAGES) | set(NO_PAGES)


@pytest.mark.parametrize("path", addresses())
def test_every_page_is_under_the_policy_and_holds_nothing_inline(client: TestClient, path: str) -> None:
    for lang in ("en", "fr"):
        answer = client.get(f"/{lang}{path}")
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["content-language"] == lang
        for inline in (" style=", " onclick=", " onload=", "<style"):
            assert inline not in answer.text
        assert "<script>window.hit" not in answer.text


def test_a_page_that_says_what_went_wrong_names_the_request(client: TestClient) -> None:
    for lang in ("en", "fr"):
        answer = client.get(f"/{lang}/none")
        assert f"<code>{answer.headers['x-request-id']}</code>" in answer.text


@pytest.mark.parametrize(("lang", "width", "dark"), LOOKS)
def test_every_page_is_for_everybody(
    browser: Browser, space: Workspace, key: str, lang: str, width: int, dark: bool
) -> None:
    with served(space) as base, visit(browser, base, width=width, dark=dark) as reader:
        reader.go(f"/{lang}/sign-in")
        reader.check()
        reader.page.locator("#key").fill(key)
        reader.page.locator("main button").click()
        for path in plain_addresses():
            reader.go(f"/{lang}{path}")
            reader.check()
            assert len(reader.page.locator("h1").all()) == 1
            assert reader.page.evaluate("document.documentElement.lang") == lang


def test_what_an_address_holds_is_text_to_a_browser(browser: Browser, site: str) -> None:
    with visit(browser, site) as reader:
        for path in set(addresses()) - set(plain_addresses()):
            reader.go(f"/en{path}")
            assert reader.page.evaluate("window.hit") is None, path


@pytest.mark.parametrize("percent", [200, 400])
def test_pages_that_are_made_larger_need_no_scrolling_sideways(
    browser: Browser, site: str, percent: int
) -> None:
    """1280 pixels at 400 % leave room for 320 (WCAG 2.2, 1.4.10)."""
    with visit(browser, site, width=1280 * 100 // percent) as reader:
        for path in one_of_each():
            reader.go(f"/fr{path}")
            assert reader.page.evaluate("document.documentElement.scrollWidth") <= 1280 * 100 // percent, path


def test_text_that_is_made_larger_needs_no_scrolling_sideways(browser: Browser, site: str) -> None:
    """It grows by 200 % (WCAG 2.2, 1.4.4)."""
    with visit(browser, site) as reader:
        for path in one_of_each():
            reader.go(f"/fr{path}")
            reader.page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert reader.page.evaluate("document.documentElement.scrollWidth") <= 1280, path


@pytest.mark.parametrize(
    "said", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}, {"media": "print"}]
)
def test_what_readers_have_set_is_kept(browser: Browser, site: str, said: dict[str, Any]) -> None:
    with visit(browser, site, width=1280) as reader:
        page = reader.page
        page.emulate_media(**said)
        for path in one_of_each():
            reader.go(f"/en{path}")
            if "forced_colors" in said:
                reader.check()
            if "media" in said:
                assert not page.locator(".masthead nav").first.is_visible()
            if "reduced_motion" in said:
                assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_the_first_thing_reached_by_keyboard_leads_to_the_content(browser: Browser, site: str) -> None:
    with visit(browser, site) as reader:
        for path in one_of_each():
            reader.go(f"/en{path}")
            if reader.page.locator("main [autofocus], main #chosen:focus").count():
                continue  # the field to fill, or the term of the tree that was asked for, is reached already
            reader.page.keyboard.press("Tab")
            skip = reader.page.locator(":focus")
            assert skip.get_attribute("href") == "#content", path
            assert skip.is_visible()
            reader.page.keyboard.press("Enter")
            assert reader.page.evaluate("document.activeElement.id") == "content"


def test_every_page_is_valid_html(client: TestClient, tmp_path: Path) -> None:
    jar = os.environ.get("SKILLGRAPH_VNU")
    if not (jar and shutil.which("java")):
        pytest.skip("needs Java and SKILLGRAPH_VNU, the file that .ci/vnu fetches")
    for lang in ("en", "fr"):
        for number, path in enumerate(addresses()):
            (tmp_path / f"{lang}{number:03}.html").write_text(
                client.get(f"/{lang}{path}").text, encoding="utf-8"
            )
        for path, fields in POSTED.items():
            answer = client.post(f"/{lang}{path}", files={"file": ("", b"")}, data=fields)
            assert answer.status_code == 200
            (tmp_path / f"{lang}{path.replace('/', '-')}.html").write_text(answer.text, encoding="utf-8")
    (tmp_path / "language.html").write_text(client.get("/de").text, encoding="utf-8")
    command = ["java", "-jar", jar, "--format", "json", "--exit-zero-always", "--stdout", str(tmp_path)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    # Tables that are laid out as cards where there is little room are no tables any more to some screen
    # readers, unless roles say so; the checker takes these for needless. axe-core checks that roles fit.
    wrong = {
        f"{Path(one['url']).name}:{one['lastLine']} {one['message']} {one.get('extract', '')}"
        for one in told["messages"]
        if (one["type"] == "error" or one.get("subType") == "warning") and "role" not in one["message"]
    }
    assert sorted(wrong) == []
