"""Reviewing in the browser: decisions start to end, races, what is refused, and what is shown as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app
from skillgraph_api.sessions import IDLE, SessionStore
from skillgraph_api.web.handles import credential_at, handle

from skillgraph.alignment.listing import ReviewFilter
from skillgraph.model import MappingStatus
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.access.audit import audit_log
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.review.listing import listed
from tests.api.conftest import FEEDBACK
from tests.api.test_web_signing import Clock, sign_in
from tests.support.site import served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FINANCE = "https://example.org/mc/finance"
PATH = f"/review/{handle(FINANCE)}"
ANA = "Ana Pérez <0000-0002-1825-0097>"
HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>"


@pytest.fixture
def space(asked_workspace: Workspace, tmp_path: Path) -> Workspace:
    copytree(asked_workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


@pytest.fixture
def client(space: Workspace) -> Iterator[TestClient]:
    """Nobody's, until somebody signs in."""
    with TestClient(create_app(space), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def key(space: Workspace) -> str:
    return make_key(space, ANA, Scope.REVIEWER)[0]


def form(text: str, outcome: str) -> dict[str, str]:
    """The hidden fields of the form that decides on an outcome."""
    found = dict(re.findall(r'<input type="hidden" name="(csrf|outcome|seen)" value="([^"]*)"', text))
    values = re.findall(r'name="seen" value="([^"]*)"', text)
    assert values, text
    return {"csrf": unescape(found["csrf"]), "outcome": outcome, "seen": unescape(values[-1])}


def button(text: str, action: str) -> str:
    """The value of the first button of an action."""
    return unescape(re.findall(rf'name="do" value="({action}[^"]*)"', text)[0])


def press(client: TestClient, number: int, action: str, **more: str) -> Any:  # noqa: ANN401
    place = f"/en{PATH}?outcome={number}"
    text = client.get(place).text
    fields = form(text, f"{FINANCE}#{number}") | {"do": button(text, action)} | more
    return client.post(place, data=fields, follow_redirects=False)


def statuses(space: Workspace) -> dict[str, MappingStatus]:
    found = listed(Workspace.open(space.path), ReviewFilter(statuses=frozenset(MappingStatus)))
    return {one.text: one.status for one in found.items()}


def test_handles_are_readable_and_lead_back(space: Workspace) -> None:
    snapshot = space.snapshot()
    assert re.fullmatch("finance-[0-9a-f]{8}", handle(FINANCE))
    for name in (handle(FINANCE), "finance", "Project finance basics"):
        assert credential_at(snapshot, name).id == FINANCE
    assert handle("urn:uuid:É/%C3%89#") != handle("urn:uuid:É/%C3%89")
    assert re.fullmatch("credential-[0-9a-f]{8}", handle("urn:x:日本"))


def test_whoever_has_no_key_reads_and_sees_no_button(client: TestClient) -> None:
    for path in ("/en/review", f"/en{PATH}", f"/fr{PATH}?outcome=2", f"/en{PATH}/band?least=0"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert 'name="do"' not in answer.text
        assert 'name="take"' not in answer.text
    assert "Sign in to decide" in client.get(f"/en{PATH}").text


def test_a_key_that_only_reads_decides_nothing(space: Workspace, client: TestClient) -> None:
    sign_in(client, make_key(space, "Reader", Scope.READER)[0])
    page = client.get(f"/en{PATH}").text
    assert "not to decide" in page
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    fields = {"csrf": token, "outcome": f"{FINANCE}#1", "do": "none"}
    assert client.post(f"/en{PATH}", data=fields).status_code == 403
    assert set(statuses(space).values()) == {MappingStatus.PROPOSED}


@pytest.mark.parametrize("csrf", ["", "guessed", "é", None])
def test_a_form_without_the_token_of_the_session_does_nothing(
    space: Workspace, client: TestClient, key: str, csrf: str | None
) -> None:
    sign_in(client, key)
    page = client.get(f"/en{PATH}?outcome=1").text
    fields = form(page, f"{FINANCE}#1") | {"do": button(page, "accept"), "reason": "kept <b>"}
    del fields["csrf"]
    more = {} if csrf is None else {"csrf": csrf}
    answer = client.post(f"/en{PATH}?outcome=1", data=fields | more)
    assert answer.status_code == 403
    assert set(statuses(space).values()) == {MappingStatus.PROPOSED}
    assert "kept &lt;b&gt;" in client.get(f"/en{PATH}?outcome=1").text


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Content-Type": "text/plain"}])
def test_forms_of_other_sites_and_of_other_kinds_are_refused(
    space: Workspace, client: TestClient, key: str, headers: dict[str, str]
) -> None:
    sign_in(client, key)
    page = client.get(f"/en{PATH}?outcome=1").text
    fields = form(page, f"{FINANCE}#1") | {"do": button(page, "accept")}
    assert client.post(f"/en{PATH}?outcome=1", data=fields, headers=headers).status_code in (403, 415)
    assert set(statuses(space).values()) == {MappingStatus.PROPOSED}


def test_a_decision_is_that_of_the_key_and_the_audit_log_has_it(
    space: Workspace, client: TestClient, key: str
) -> None:
    sign_in(client, key)
    answer = press(client, 1, "accept", reason="as we teach it")
    assert answer.status_code == 303
    assert "outcome=2" in answer.headers["location"]
    page = client.get(f"/en{PATH}?outcome=1").text
    assert "accepted by a person" in page
    assert "Ana Pérez" in page
    assert "as we teach it" in page
    last = list(audit_log(space).entries())[-1]
    assert (last["action"], last["state"], last["name"]) == ("accept", "done", "Ana Pérez")


@pytest.mark.parametrize("action", ["accept", "reject", "none"])
def test_whoever_is_too_late_is_told_what_happened_and_loses_nothing(
    space: Workspace, client: TestClient, key: str, action: str
) -> None:
    sign_in(client, key)
    page = client.get(f"/en{PATH}?outcome=1").text
    fields = form(page, f"{FINANCE}#1") | {"do": button(page, action), "reason": "mine"}
    with TestClient(client.app) as leo:
        sign_in(leo, make_key(space, "Léo", Scope.REVIEWER)[0])
        assert press(leo, 1, "reject", reason="not taught").status_code == 303
    answer = client.post(f"/en{PATH}?outcome=1", data=fields, follow_redirects=False)
    assert answer.status_code == 412
    refused = answer.text.partition('id="refused"')[2].partition("</div>")[0]
    assert "Léo" in refused
    assert "rejected it" in refused
    assert "not taught" in refused
    assert ">\nmine</textarea>" in answer.text
    assert statuses(space)["Manage budgets"] is MappingStatus.REJECTED


def test_undo_brings_the_candidate_back(space: Workspace, client: TestClient, key: str) -> None:
    sign_in(client, key)
    for action in ("accept", "reject", "none"):
        press(client, 1, action)
        assert statuses(space)["Manage budgets"] is not MappingStatus.PROPOSED
        place = f"/en{PATH}?outcome=1"
        text = client.get(place).text
        undo = re.findall(r'name="do" value="(undo:[^"]*)"', text)[-1]
        fields = form(text, f"{FINANCE}#1") | {"do": unescape(undo)}
        assert client.post(place, data=fields, follow_redirects=False).status_code == 303
        assert 'name="do" value="accept:' in client.get(place).text


def test_the_relation_is_changed_by_accepting_with_another(
    space: Workspace, client: TestClient, key: str
) -> None:
    sign_in(client, key)
    page = client.get(f"/en{PATH}?outcome=1").text
    record = button(page, "accept").partition(":")[2]
    press(client, 1, "accept", **{f"relation:{record}": "broad"})
    found = [one for one in space.snapshot().mappings if one.uri == record]
    assert [(one.status.value, one.predicate_id.value) for one in found] == [("accepted", "skos:broadMatch")]
    assert press(client, 1, "accept", **{f"relation:{record}": "sideways"}).status_code == 422


def test_another_term_is_found_although_misspelt_and_taken(
    space: Workspace, client: TestClient, key: str
) -> None:
    sign_in(client, key)
    page = client.get(f"/en{PATH}", params={"outcome": 2, "find": "give construtive"}).text
    assert "give constructive feedback" in page
    place = f"/en{PATH}?outcome=2"
    fields = form(page, f"{FINANCE}#2") | {"do": f"choose:{FEEDBACK}", f"relation:{FEEDBACK}": "narrow"}
    assert client.post(place, data=fields, follow_redirects=False).status_code == 303
    found = [one for one in space.snapshot().mappings if one.object_id == FEEDBACK]
    assert [(one.status.value, one.predicate_id.value) for one in found] == [("accepted", "skos:narrowMatch")]
    again = client.post(
        place, data=form(client.get(place).text, f"{FINANCE}#2") | {"do": f"choose:{FEEDBACK}"}
    )
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("do", "status"),
    [("accept:urn:x", 422), ("", 422), ("drop:all", 422), ("choose:https://example.org/none", 422)],
)
def test_buttons_that_there_are_not_do_nothing(
    space: Workspace, client: TestClient, key: str, do: str, status: int
) -> None:
    sign_in(client, key)
    fields = form(client.get(f"/en{PATH}?outcome=1").text, f"{FINANCE}#1") | {"do": do}
    assert client.post(f"/en{PATH}?outcome=1", data=fields).status_code == status
    assert set(statuses(space).values()) == {MappingStatus.PROPOSED}


def test_two_who_differ_stand_side_by_side(space: Workspace, client: TestClient, key: str) -> None:
    sign_in(client, key)
    press(client, 1, "accept")
    with TestClient(client.app) as leo:
        sign_in(leo, make_key(space, "Léo", Scope.REVIEWER)[0])
        assert press(leo, 1, "disagree", reason="too broad").status_code == 303
    page = client.get(f"/en{PATH}?outcome=1").text
    assert "Reviewers disagree:" in page
    assert "too broad" in page
    assert statuses(space)["Manage budgets"] is MappingStatus.ACCEPTED


def test_what_was_typed_survives_the_end_of_the_session(
    space: Workspace, client: TestClient, key: str
) -> None:
    clock = Clock()
    client.app.state.services.sessions = SessionStore(clock)  # type: ignore[attr-defined]
    sign_in(client, key)
    place = f"/fr{PATH}?outcome=1"
    page = client.get(place).text
    fields = form(page, f"{FINANCE}#1") | {"do": button(page, "accept"), "reason": "l’été & <i>"}
    clock.at += IDLE
    answer = client.post(place, data=fields)
    assert answer.status_code == 401
    hidden = dict(re.findall(r'<input type="hidden" name="(place|kept)" value="([^"]*)"', answer.text))
    back = client.post("/fr/sign-in", data={"key": key} | {name: unescape(v) for name, v in hidden.items()})
    assert str(back.url).endswith(place)
    assert "l’été &amp; &lt;i&gt;</textarea>" in back.text
    assert set(statuses(space).values()) == {MappingStatus.PROPOSED}
    assert client.post(place, data=fields | form(back.text, f"{FINANCE}#1")).status_code == 200
    assert statuses(space)["Manage budgets"] is MappingStatus.ACCEPTED


def test_a_band_is_accepted_as_it_was_seen(space: Workspace, client: TestClient, key: str) -> None:
    sign_in(client, key)
    place = f"/en{PATH}/band?least=0.0"
    page = client.get(place).text
    taken = [unescape(one) for one in re.findall('name="take" value="([^"]*)"', page)]
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    assert len(taken) == 2
    press(client, 1, "reject")
    answer = client.post(place, data={"csrf": token, "take": taken})
    assert "1 accepted." in answer.text
    assert "1 not accepted:" in answer.text
    assert statuses(space) == {
        "Manage budgets": MappingStatus.REJECTED,
        "Write reports": MappingStatus.ACCEPTED,
    }
    refused = answer.text.partition("1 not accepted:")[2].partition("</ul>")[0]
    assert "Manage budgets → manage budgets" in refused
    assert not any(one.partition(":")[2] in refused for one in taken)


@pytest.mark.parametrize(
    ("lang", "said", "label"),
    [
        ("en", "Nothing was ticked, so nothing was accepted.", "manage budgets"),
        ("fr", "Rien n’était coché, donc rien n’a été accepté.", "gérer des budgets"),
    ],
)
def test_where_nothing_is_ticked_the_list_comes_back(
    space: Workspace, client: TestClient, key: str, lang: str, said: str, label: str
) -> None:
    sign_in(client, key)
    place = f"/{lang}{PATH}/band?least=0.0"
    page = client.get(place).text
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    answer = client.post(place, data={"csrf": token, "reason": "as we teach it"})
    assert answer.status_code == 422
    assert said in answer.text
    assert "as we teach it</textarea>" in answer.text
    assert answer.text.count('name="take"') == 2
    assert " checked>" not in answer.text
    taken = [unescape(one) for one in re.findall('name="take" value="([^"]*)"', page)]
    press(client, 1, "accept")
    refused = client.post(place, data={"csrf": token, "take": taken}).text.partition('role="status"')[2]
    assert f"→ {label}" in refused.partition("</ul>")[0]
    gone = client.post(place, data={"csrf": token, "take": ["3:https://example.org/mapping/gone"]}).text
    assert ("there no more" if lang == "en" else "n’existe plus") in gone
    assert set(statuses(space).values()) == {MappingStatus.ACCEPTED}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_review_from_end_to_end_without_scripts(
    browser: Browser, space: Workspace, key: str, lang: str
) -> None:
    label = {"en": "manage budgets", "fr": "gérer des budgets"}[lang]
    with served(space) as base, visit(browser, base, scripts=False) as reader:
        page = reader.page
        reader.go(f"/{lang}")
        page.locator(f"nav a[href='/{lang}/review']").click()
        page.locator(".card a", has_text="Project finance basics").click()
        page.locator("main a.button").click()
        page.locator("#key").fill(key)
        page.locator("main button").click()
        page.locator("#reason").wait_for()
        assert label in page.locator(".candidate.waiting").first.inner_text()
        page.locator("#reason").fill("as we teach it")
        page.locator("button[value^='accept:']").first.click()
        page.locator("#done").wait_for()
        assert "Write reports" in page.locator("#outcome").inner_text()
        page.locator("button[value=none]").click()
        page.locator("#end").wait_for()
        page.locator("#done button[value^='undo:']").click()
        page.locator(".candidate.waiting").wait_for()
        assert "write reports" in page.content() if lang == "en" else "rédiger" in page.content()
    found = statuses(space)
    assert found["Manage budgets"] is MappingStatus.ACCEPTED


def test_a_decision_of_one_browser_is_seen_by_another(browser: Browser, space: Workspace, key: str) -> None:
    leo = make_key(space, "Léo", Scope.REVIEWER)[0]
    with served(space) as base, visit(browser, base) as first, visit(browser, base) as second:
        for reader, own in ((first, key), (second, leo)):
            reader.go(f"/en/sign-in?place=/en{PATH}?outcome=1")
            reader.page.locator("#key").fill(own)
            reader.page.locator("main button").click()
            reader.page.wait_for_url(f"**{PATH}**")
        second.page.locator("button[value^='accept:']").first.click()
        second.page.locator("#done").wait_for()
        first.page.locator("#reason").fill("mine")
        first.page.locator("button[value^='reject:']").first.click()
        first.page.locator("#refused").wait_for()
        assert "Léo" in first.page.locator("#refused").inner_text()
        assert first.page.locator("#reason").input_value() == "mine"
        assert "accepted by a person" in first.page.locator(".candidate").first.inner_text()
        first.check()


@pytest.mark.parametrize(
    ("lang", "width", "dark"), [("en", 1280, False), ("fr", 320, True), ("fr", 1280, True)]
)
def test_every_page_of_the_review_is_for_everybody(
    browser: Browser, space: Workspace, key: str, lang: str, width: int, dark: bool
) -> None:
    paths = (
        "/review",
        "/review?words=nothing+such",
        PATH,
        f"{PATH}?outcome=2&find=manage",
        f"{PATH}/band?least=0",
    )
    with served(space) as base, visit(browser, base, width=width, dark=dark) as reader:
        for path in paths:
            reader.go(f"/{lang}{path}")
            reader.check()
        reader.go(f"/{lang}/sign-in")
        reader.page.locator("#key").fill(key)
        reader.page.locator("main button").click()
        for path in paths:
            reader.go(f"/{lang}{path}")
            reader.check()
        reader.go(f"/{lang}{PATH}")
        assert "built-in" not in reader.page.content()
        reader.page.locator("#keys button").click()
        reader.check()
        _keys(reader.page)
        reader.check()


def _keys(page: Page) -> None:
    """Accept, undo and look for a term by keys; none does anything while somebody types."""
    page.locator("#reason").focus()
    page.keyboard.type("1nx")
    assert page.locator("#done").count() == 0
    page.locator("h1").click()
    page.keyboard.press("1")
    page.locator("#done").wait_for()
    page.keyboard.press("c")
    assert page.locator(":focus").get_attribute("name") == "find"
    page.locator("h1").click()
    page.keyboard.press("u")
    page.locator(".candidate.waiting").wait_for()


def test_scripts_in_outcomes_labels_reasons_and_notes_are_shown_as_text(
    browser: Browser, tmp_path: Path
) -> None:
    made = Workspace.create(tmp_path / "workspace")
    skills, file = tmp_path / "skills.ttl", tmp_path / "hostile.json"
    label = json.dumps(f"weld {HOSTILE}")
    skills.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f"<urn:x:c> a skos:Concept ; skos:prefLabel {label}@en ; skos:definition {label}@en .\n",
        encoding="utf-8",
    )
    outcomes = [{"id": "https://example.org/h#1", "text": f"weld {HOSTILE}"}]
    hostile = {"id": "https://example.org/h", "name": HOSTILE, "issuer": HOSTILE, "outcomes": outcomes}
    file.write_text(json.dumps([hostile]), encoding="utf-8")
    loading.load_framework(made, [skills], name="hostile", version="1")
    loading.load_credentials(made, file)
    key = make_key(made, HOSTILE.replace("<", "‹").replace(">", "›"), Scope.REVIEWER)[0]
    with served(made) as base, visit(browser, base) as reader:
        page = reader.page
        reader.go(f"/en/sign-in?place=/en/review/{handle('https://example.org/h')}?outcome=1%26find=weld")
        page.locator("#key").fill(key)
        page.locator("main button").click()
        page.locator("#note").fill(HOSTILE)
        page.locator("button[value=note]").click()
        page.locator("#notes + ul").wait_for()
        page.locator("#find").fill("weld")
        page.keyboard.press("Enter")
        page.locator("#found").wait_for()
        page.locator("#reason").fill(HOSTILE)
        page.locator("button[value^='choose:']").click()
        page.locator("#done").wait_for()
        for path in ("/en/review", f"/fr/review/{handle('https://example.org/h')}?outcome=1"):
            reader.go(path)
            assert page.evaluate("window.hit") is None
            assert page.locator("main img, main script").count() == 0
            assert "<script>" in page.locator("main").inner_text()
            reader.check()
