"""A page of what an analyst filtered: composed by everybody, published and withdrawn by reviewers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from skillgraph_api import create_app

from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import audit_log
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.keeping.backup import back_up, restore
from skillgraph.workspace.reports.making import rerun_report
from skillgraph.workspace.reports.published import published_pages
from skillgraph.workspace.state.verifying import verify
from tests.api.test_web_signing import sign_in
from tests.support.site import WIDE, served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ANA = "Ana Pérez <0000-0002-1825-0097>"
HOSTILE = "<script>window.hit = 1</script></main><img src=x onerror='window.hit = 1'>"
SAID = {
    "kind": "gaps",
    "region": "CA-ON",
    "title": "What Ontario lacks",
    "summary": "First aid is asked for.\n\nNobody teaches it.",
    "author": "A. Nalyst",
}


@pytest.fixture
def space(counted: Workspace, tmp_path: Path) -> Workspace:
    copytree(counted.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


@pytest.fixture
def client(space: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(space), raise_server_exceptions=False) as made:
        yield made


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def publish(client: TestClient, space: Workspace, lang: str = "en", **said: str) -> Response:
    """Publish a page as a reviewer does; gives the answer to the form."""
    sign_in(client, make_key(space, ANA, Scope.REVIEWER)[0])
    page = client.get(f"/{lang}/map/publish", params={**SAID, **said})
    action = unescape(re.findall(r'action="([^"]*map/publish\?[^"]*)"', page.text)[0])
    return client.post(action, data={"csrf": token(page.text)}, follow_redirects=False)


def token(text: str) -> str:
    return str(re.findall(r'name="csrf" value="([^"]*)"', text)[0])


def test_a_page_is_composed_and_kept_and_nothing_of_it_is_stored(
    space: Workspace, client: TestClient
) -> None:
    before = files_in(space.path)
    page = client.get("/en/map/gaps", params={"region": "CA-ON"}).text
    way = unescape(re.findall(r'href="([^"]*map/publish[^"]*)"', page)[0])
    assert "The page is ready" not in client.get(way).text
    page = client.get("/en/map/publish", params=SAID).text
    for words in ("The page is ready", "CA-ON", "Sign in as a reviewer to publish it here"):
        assert words in page
    assert "<button>Publish it</button>" not in page
    see, keep = (
        unescape(re.findall(rf'href="([^"]*report\.{end}[^"]*)"', page)[0]) for end in ("html", "zip")
    )
    report = client.get(see)
    for words in (
        "<h1>What Ontario lacks</h1>",
        "By A. Nalyst",
        "<p>Nobody teaches it.</p>",
        "no credential",
    ):
        assert words in report.text
    assert "'unsafe-inline'" not in report.headers["content-security-policy"]
    with ZipFile(io.BytesIO(client.get(keep).content)) as archive:
        assert {"report.html", "manifest.json", "tables/gaps.csv"} <= set(archive.namelist())
        assert archive.read("report.html").decode() == report.text
        archive.extractall(space.path.parent / "kept")
    assert rerun_report(space, space.path.parent / "kept").same
    assert files_in(space.path) == before


def test_a_reviewer_publishes_and_withdraws_and_the_address_stays(
    space: Workspace, client: TestClient, tmp_path: Path
) -> None:
    answer = publish(client, space)
    place = answer.headers["location"]
    assert answer.status_code == 303
    assert re.fullmatch(r"/en/published/what-ontario-lacks-[0-9a-f]{8}", place)
    nobody = TestClient(create_app(Workspace.open(space.path)))
    page = nobody.get(place).text
    for words in (
        "What Ontario lacks",
        "By A. Nalyst",
        "Nobody teaches it.",
        "published by Ana Pérez",
        "no credential",
    ):
        assert words in page
    assert "Withdraw the page" not in page
    assert place in nobody.get("/en/published").text
    assert "Cette page est écrite dans une autre langue" in nobody.get(place.replace("/en/", "/fr/")).text
    manifest = nobody.get(f"{place}/manifest.json")
    (tmp_path / "manifest.json").write_bytes(manifest.content)
    assert rerun_report(space, tmp_path / "manifest.json").same
    for file in ("report.html", "report.zip", "tables/gaps.csv", "tables/gaps.parquet"):
        assert nobody.get(f"{place}/{file}").status_code == 200
    assert nobody.get(f"{place}/tables/secrets.csv").status_code == 404
    assert nobody.get(f"{place}/tables/..%2f..%2f..%2fkeys.json").status_code == 404

    csrf = token(client.get(place).text)
    assert client.post(place, data={"csrf": csrf, "reason": " "}).status_code == 422
    assert client.post(place, data={"csrf": "other", "reason": "Wrong."}).status_code == 403
    csrf = token(client.get(place).text)
    gone = client.post(place, data={"csrf": csrf, "reason": "The sample was <b>wrong</b>."})
    assert gone.status_code == 410
    for words in ("This page was withdrawn by Ana Pérez", "The sample was &lt;b&gt;wrong&lt;/b&gt;."):
        assert words in gone.text
    assert nobody.get(place).status_code == 410
    assert nobody.get(f"{place}/report.html").status_code == 410
    assert "withdrawn on" in nobody.get("/en/published").text
    assert not [name for name in files_in(space.path) if name.startswith("pages/")]
    done = [one["action"] for one in audit_log(space).entries() if one["state"] == "done"]
    assert done == ["publish page", "withdraw page"]


def test_only_reviewers_publish_and_only_with_a_title(space: Workspace, client: TestClient) -> None:
    assert client.post("/en/map/publish", params=SAID, data={"csrf": "x"}).status_code == 401
    sign_in(client, make_key(space, "Reader", Scope.READER)[0])
    page = client.get("/en/map/publish", params=SAID).text
    assert "but not to publish" in page
    assert client.post("/en/map/publish", params=SAID, data={"csrf": token(page)}).status_code == 403
    sign_in(client, make_key(space, ANA, Scope.REVIEWER)[0])
    csrf = token(client.get("/en/map/publish").text)
    refused = client.post("/en/map/publish", params={**SAID, "title": " "}, data={"csrf": csrf})
    assert (refused.status_code, "needs a title" in refused.text) == (422, True)
    assert client.get("/en/map/publish", params={**SAID, "title": "x" * 201}).status_code == 422
    assert published_pages(Workspace.open(space.path)) == ()
    assert client.get("/fr/published/none-00000000").status_code == 404
    assert "Aucune page n’a encore été publiée" in client.get("/fr/published").text


def test_pages_are_in_backups_and_damage_is_named(
    space: Workspace, client: TestClient, tmp_path: Path
) -> None:
    place = publish(client, space, lang="fr", kind="trends", title="Été").headers["location"]
    back_up(Workspace.open(space.path), tmp_path / "copy.zip")
    again = restore(tmp_path / "copy.zip", tmp_path / "again").workspace
    assert "Été" in TestClient(create_app(again)).get(place).text
    (page,) = (space.path / "pages").iterdir()
    with (page / "report.html").open("a", encoding="utf-8") as stream:
        stream.write(" ")
    assert [one.wrong for one in verify(Workspace.open(space.path)) if one.kind == "page" and one.wrong]
    assert client.get(place).status_code == 422
    assert "is not what was published" in client.get(place).text


@pytest.mark.parametrize(("width", "lang", "dark"), [(WIDE, "en", False), (320, "fr", True)])
def test_composed_and_published_pages_are_for_everybody_and_take_words_as_words(
    browser: Browser, space: Workspace, client: TestClient, width: int, lang: str, dark: bool
) -> None:
    place = publish(client, space, title=HOSTILE, summary=HOSTILE, author=HOSTILE).headers["location"]
    key = make_key(space, ANA, Scope.REVIEWER)[0]
    with served(Workspace.open(space.path)) as base, visit(browser, base, width=width, dark=dark) as reader:
        page = reader.page
        reader.go(f"/{lang}/map/gaps?region=CA-ON")
        page.locator("a[href*='map/publish']").click()
        reader.check()
        page.locator("#title").fill(HOSTILE)
        page.locator("#summary").fill(f"{HOSTILE}\n\nMore.")
        page.locator("main form button").click()
        page.locator("#ready").wait_for()
        reader.check()
        page.locator("a[href*='report.html']").first.click()
        page.wait_for_url("**/report.html?*")
        assert page.locator("h1").inner_text() == HOSTILE
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"
        reader.check()
        for path in ("/published", place.removeprefix("/en")):
            reader.go(f"/{lang}{path}")
            assert page.evaluate("window.hit") is None
            assert page.locator("main img, main script").count() == 0
            reader.check()
        page.goto(f"{base}/{lang}/sign-in?place=/{lang}{place.removeprefix('/en')}")
        page.locator("#key").fill(key)
        page.keyboard.press("Enter")
        page.locator("#withdraw").wait_for()
        reader.check()
        page.locator("#reason").fill("Not needed any more.")
        page.locator("button.second").click()
        page.get_by_text("Not needed any more.").wait_for()
        reader.check()
