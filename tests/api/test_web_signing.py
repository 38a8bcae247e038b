"""Signing in to the pages with a key: who stays signed in, for how long, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from skillgraph_api import create_app
from skillgraph_api.sessions import IDLE, LONGEST, MOST, MOST_OF_A_KEY, Draft, SessionStore
from skillgraph_api.shared_database import SharedDatabase
from skillgraph_api.web.signed_in import COOKIE, packed, unpacked

from skillgraph.settings import ServiceAccess
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import Scope, keys, make_key, revoke_key
from tests.support.faults import disk
from tests.support.site import served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ANA = "Ana Pérez <0000-0002-1825-0097>"


class Clock:
    """Seconds that go by when they are told to."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def space(workspace: Workspace, tmp_path: Path) -> Workspace:
    copytree(workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


@pytest.fixture
def key(space: Workspace) -> str:
    return make_key(space, ANA, Scope.REVIEWER)[0]


@pytest.fixture
def app(space: Workspace) -> FastAPI:
    return create_app(space)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def sign_in(client: TestClient, key: str, **fields: str) -> str:
    """Sign in; gives where the answer leads, or nothing where it does not."""
    answer = client.post("/en/sign-in", data={"key": key, **fields}, follow_redirects=False)
    return answer.headers.get("location", "")


def test_signing_in_leads_back_to_the_page_in_the_language_of_the_reader(
    client: TestClient, key: str
) -> None:
    assert sign_in(client, f" {key}\n", place="/fr/search?skill=a+b") == "/en/search?skill=a+b"
    page = client.get("/fr/search").text
    assert "Connexion : Ana Pérez" in page
    assert "Se déconnecter" in page


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/en/",
        "//evil.example/en/search",
        "/\\evil.example",
        "/en\\..\\x",
        "/de/search",
        "javascript:alert(1)",
        "/en/a b",
        "/en/\r\nX: 1",
        "",
        "/static/site.css",
        "/en/" + "x" * 20_000,
    ],
)
def test_nobody_is_led_to_another_site(client: TestClient, key: str, place: str) -> None:
    assert sign_in(client, key, place=place) == "/en"


def test_the_cookie_is_for_the_server_alone_and_for_tls_where_there_is_tls(app: FastAPI, key: str) -> None:
    for base, secure in (("http://testserver", False), ("https://testserver", True)):
        answer = TestClient(app, base_url=base).post("/en/sign-in", data={"key": key}, follow_redirects=False)
        said = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}
        assert {"httponly", "samesite=lax", "path=/"} <= said
        assert ("secure" in said) is secure
        assert key not in answer.headers["set-cookie"]


def test_a_key_that_cannot_be_used_is_said_to_be_so_and_never_shown(
    space: Workspace, client: TestClient
) -> None:
    gone, record = make_key(space, "Léo", Scope.REVIEWER)
    revoke_key(space, record.id)
    for lang, sent, words in (
        ("en", "sgk_<b>x</b>", "No such key is known here."),
        ("fr", gone, "Cette clé a été révoquée."),
    ):
        answer = client.post(f"/{lang}/sign-in", data={"key": sent})
        assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
        assert words in answer.text
        assert sent not in answer.text


def test_a_session_that_was_planted_is_of_no_use(client: TestClient, key: str) -> None:
    client.cookies.set(COOKIE, "planted")
    sign_in(client, key)
    tokens = {one.value for one in client.cookies.jar if one.name == COOKIE}
    client.cookies.clear()
    for token, known in ((token, token != "planted") for token in tokens):
        page = client.get("/en", headers={"Cookie": f"{COOKIE}={token}"}).text
        assert ("Signed in: Ana" in page) is known


def test_signing_in_again_ends_the_session_before(client: TestClient, key: str) -> None:
    sign_in(client, key)
    before = client.cookies[COOKIE]
    sign_in(client, key)
    assert client.cookies[COOKIE] != before
    client.cookies.clear()
    assert "Signed in" not in client.get("/en", headers={"Cookie": f"{COOKIE}={before}"}).text


def test_revoking_a_key_ends_its_sessions_at_once(space: Workspace, app: FastAPI, key: str) -> None:
    readers = [TestClient(app), TestClient(app)]
    for one in readers:
        sign_in(one, key)
        assert "Signed in" in one.get("/en").text
    revoke_key(space, keys(space)[-1].id)
    assert all("Signed in" not in one.get("/en").text for one in readers)
    assert len(app.state.services.sessions) == 0


@pytest.mark.parametrize("step", [IDLE, IDLE - 60])
def test_a_session_ends_when_nobody_uses_it_and_when_its_time_is_over(step: float) -> None:
    clock = Clock()
    store = SessionStore(clock)
    token, used = store.begin("k"), 0
    while store.find(token):
        clock.at += step
        used += 1
    assert clock.at - 1_000.0 == step if step == IDLE else LONGEST <= clock.at - 1_000.0 < LONGEST + step
    assert len(store) == 0
    assert used == (1 if step == IDLE else used)


def test_sessions_are_bounded_and_one_key_cannot_end_those_of_others() -> None:
    store = SessionStore(Clock())
    ana = store.begin("ana")
    of_leo = [store.begin("leo") for _ in range(3 * MOST_OF_A_KEY)]
    assert store.find(ana)
    assert sum(store.find(one) is not None for one in of_leo) == MOST_OF_A_KEY
    for number in range(2 * MOST):
        store.begin(f"key {number}")
    assert len(store) == MOST


def test_processes_share_sessions_and_the_file_knows_no_token(tmp_path: Path) -> None:
    one, other = (SessionStore(database=SharedDatabase(tmp_path / "sessions.sqlite")) for _ in range(2))
    draft = Draft("/en/review/x", {"reason": ("as we teach it", "\ud800")})
    token = one.begin("ana", draft)
    found = other.find(token)
    assert found is not None
    assert (found.key, found.draft) == ("ana", draft)
    other.keep(token, None)
    assert (seen := one.find(token)) is not None
    assert (seen.csrf, seen.draft) == (found.csrf, None)
    assert not [path for path in tmp_path.iterdir() if token.encode() in path.read_bytes()]
    one.end(token)
    assert other.find(token) is None


def test_many_sign_in_at_once_in_several_processes(tmp_path: Path) -> None:
    stores = [SessionStore(database=SharedDatabase(tmp_path / "sessions.sqlite")) for _ in range(3)]

    def begun(number: int) -> bool:
        token = stores[number % 3].begin(f"key {number}")
        return all(store.find(token) is not None for store in stores)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(begun, range(60)))
    assert {len(store) for store in stores} == {60}


@pytest.mark.skipif(not disk.can_mount(), reason="this process may not mount a disk in memory")
@pytest.mark.parametrize(("lang", "words"), [("en", "There is no room left"), ("fr", "plus de place")])
def test_on_a_full_disk_nobody_signs_in_or_out_and_who_is_signed_in_reads_on(
    space: Workspace, key: str, lang: str, words: str
) -> None:
    with disk.mounted() as place:
        app = create_app(space, sessions=place / "sessions.sqlite")
        with TestClient(app, raise_server_exceptions=False) as client:
            sign_in(client, key)
            csrf = client.get("/en").text.partition('name="csrf" value="')[2].partition('"')[0]
            filler = disk.fill(place, 0)
            for form in ("sign-in", "sign-out"):
                refused = client.post(f"/{lang}/{form}", data={"key": key, "csrf": csrf})
                assert (refused.status_code, words in refused.text) == (507, True)
                assert f'lang="{lang}"' in refused.text
            assert "Signed in: Ana" in client.get("/en").text
            filler.unlink()
            assert client.post("/en/sign-out", data={"csrf": csrf}, follow_redirects=False).status_code == 303
            assert "Signed in" not in client.get("/en").text
            assert sign_in(client, key) == "/en"


def test_signing_out_needs_the_token_of_the_session(client: TestClient, key: str) -> None:
    sign_in(client, key)
    client.post("/en/sign-out", data={"csrf": "guessed"})
    page = client.get("/en").text
    assert "Signed in" in page
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    assert client.post("/en/sign-out", data={"csrf": token}, follow_redirects=False).status_code == 303
    assert COOKIE not in client.cookies
    assert "Signed in" not in client.get("/en").text


@pytest.mark.parametrize("path", ["/en/sign-in", "/en/sign-out"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_pages_of_other_sites_sign_nobody_in_or_out(
    client: TestClient, key: str, path: str, site: str
) -> None:
    answer = client.post(path, data={"key": key}, headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_the_cookie_opens_nothing_but_the_pages(space: Workspace, key: str) -> None:
    with TestClient(create_app(space, access=ServiceAccess(open=False))) as client:
        for path in ("/en", "/fr/search?skill=x", "/en/map"):
            answer = client.get(path)
            assert (answer.status_code, 'name="key"' in answer.text) == (401, True)
        assert client.get("/static/site.css").status_code == 200
        sign_in(client, key)
        assert client.get("/en/map").status_code == 200
        assert client.get("/api/v1/mappings").status_code == 401
        assert client.post("/api/v1/mappings", json={}).status_code == 401


def test_what_a_form_held_is_carried_through_signing_in_and_nothing_else_is() -> None:
    draft = Draft("/en/review/x?outcome=2", {"reason": ("as we teach it <b>", "é")})
    assert unpacked(packed(draft)) == draft
    for text in ("", "[", "[]", '{"place": 1}', '{"place": "", "fields": []}', "[" * 60_000, "x" * 70_000):
        assert unpacked(text) is None
    assert packed(Draft("/en", {"reason": ("x" * 70_000,)})) == ""


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_signing_in_and_out_without_scripts(
    browser: Browser, space: Workspace, key: str, lang: str, width: int
) -> None:
    with served(space) as base, visit(browser, base, scripts=False, width=width) as reader:
        page = reader.page
        reader.go(f"/{lang}/search?skill=manage+budgets")
        page.locator(".account a").click()
        page.locator("#key").fill("sgk_wrong")
        page.locator("main button").click()
        assert page.locator("#key-fault").is_visible()
        page.locator("#key").fill(key)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{lang}/search?skill=manage+budgets")
        assert "Ana Pérez" in page.locator(".account").inner_text()
        page.locator(".account button").click()
        page.wait_for_url(f"**/{lang}")
        assert "Ana Pérez" not in page.locator(".masthead").inner_text()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_of_signing_in_are_for_everybody(
    browser: Browser, space: Workspace, key: str, width: int, dark: bool
) -> None:
    with served(space) as base, visit(browser, base, width=width, dark=dark) as reader:
        for path in ("/en/sign-in", "/fr/sign-in?place=/fr/map"):
            reader.go(path)
            reader.check()
        reader.page.locator("#key").fill("wrong")
        reader.page.locator("main button").click()
        reader.check()
        reader.page.locator("#key").fill(key)
        reader.page.locator("main button").click()
        reader.page.wait_for_url("**/fr/map")
        reader.check()
