"""Feedback in the browser: given by anybody, decided on by reviewers, counted beside supply, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app
from skillgraph_api.form_limit import AN_HOUR, FormLimit
from skillgraph_api.shared_database import SharedDatabase
from skillgraph_api.web.handles import handle
from starlette.exceptions import HTTPException

from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import audit_log
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.feedback.feedback import Feedback, listed, ratings
from skillgraph.workspace.feedback.requests import FeedbackListRequest
from skillgraph.workspace.moderation.entries import EntryState
from tests.api.test_web_signing import sign_in
from tests.support.site import served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FINANCE = "https://example.org/mc/finance"
PATH = f"/credential/{handle(FINANCE)}"
HOSTILE = "<script>window.hit = 1</script><img src=x onerror='hit = 1'> https://spam.example/ {{ 7*7 }}"
GIVEN = {"rating": "4", "role": "employer", "words": "Kept the books of a project."}


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
    return make_key(space, "Ana Pérez <0000-0002-1825-0097>", Scope.REVIEWER)[0]


def token(text: str) -> str:
    (found,) = set(re.findall(r'name="form" value="([^"]*)"', text))
    return str(found)


def send(client: TestClient, lang: str = "en", **fields: str) -> Any:  # noqa: ANN401
    form = token(client.get(f"/{lang}{PATH}").text)
    data = {"form": form, "website": ""} | GIVEN | fields
    return client.post(f"/{lang}{PATH}", data=data, follow_redirects=False)


def given(space: Workspace) -> list[Feedback]:
    return listed(Workspace.open(space.path), FeedbackListRequest())


def press(client: TestClient, action: str, entry: str, reason: str = "") -> Any:  # noqa: ANN401
    page = client.get("/en/moderation").text
    csrf = unescape(re.findall(r'name="csrf" value="([^"]*)"', page)[0])
    seen = re.findall(rf'name="seen:{entry}" value="([^"]*)"', page)
    fields = {"csrf": csrf, "do": f"{action}:feedback:{entry}", f"reason:{entry}": reason}
    return client.post(
        "/en/moderation", data=fields | {f"seen:{entry}": seen[0] if seen else ""}, follow_redirects=False
    )


def test_what_anybody_gives_waits_and_is_shown_once_it_is_accepted(
    space: Workspace, client: TestClient, key: str
) -> None:
    answer = send(client)
    assert answer.status_code == 303
    assert "It waits for a reviewer" in client.get(answer.headers["location"]).text
    page = client.get(f"/en{PATH}").text
    assert "Kept the books" not in page
    assert "1 wait for a reviewer" in page
    assert "Kept the books" not in client.get("/en/moderation").text
    (entry,) = given(space)
    sign_in(client, key)
    assert "Kept the books" in client.get("/en/moderation").text
    assert press(client, "accept", entry.id).status_code == 303
    client.cookies.clear()
    page = client.get(f"/en{PATH}").text
    assert "Kept the books of a project." in page
    assert "<strong>4.0 of 5</strong> (1 rating)" in page
    assert "<strong>4,0 sur 5</strong> (1 note)" in client.get(f"/fr{PATH}").text
    last = list(audit_log(space).entries())[-1]
    assert (last["action"], last["targets"], last["name"]) == ("feedback accept", [entry.id], "Ana Pérez")
    assert "Kept the books" not in (space.path / "audit.jsonl").read_text()


def test_a_refusal_needs_a_reason_and_a_second_decision_sees_the_first(
    space: Workspace, client: TestClient, key: str
) -> None:
    send(client)
    (entry,) = given(space)
    sign_in(client, key)
    refused = press(client, "refuse", entry.id)
    assert refused.status_code == 422
    assert "A refusal needs a reason" in refused.text
    assert press(client, "refuse", entry.id, "names a person").status_code == 303
    late = client.get("/en/moderation").text
    assert "names a person" in late
    csrf = re.findall(r'name="csrf" value="([^"]*)"', late)[0]
    fields = {"csrf": csrf, "do": f"accept:feedback:{entry.id}", f"seen:{entry.id}": "waiting"}
    answer = client.post("/en/moderation", data=fields)
    assert answer.status_code == 409
    assert "Ana Pérez" in answer.text
    assert given(space)[0].state is EntryState.REFUSED
    assert ratings(Workspace.open(space.path))[FINANCE].refused == 1


@pytest.mark.parametrize("forged", ["", "guessed", "é"])
def test_a_form_of_elsewhere_is_not_taken_and_comes_back_as_it_was(
    space: Workspace, client: TestClient, forged: str
) -> None:
    answer = send(client, form=forged, words="kept <b>")
    assert answer.status_code == 403
    assert "kept &lt;b&gt;</textarea>" in answer.text
    assert given(space) == []
    data = GIVEN | {"form": token(answer.text), "words": "kept <b>"}
    assert client.post(f"/en{PATH}", data=data, follow_redirects=False).status_code == 303


def test_a_token_is_worth_nothing_in_another_browser_or_session(
    space: Workspace, client: TestClient, key: str
) -> None:
    mine = token(client.get(f"/en{PATH}").text)
    with TestClient(client.app) as other:
        other.get(f"/en{PATH}")
        assert other.post(f"/en{PATH}", data=GIVEN | {"form": mine}).status_code == 403
        other.cookies.clear()
        assert other.post(f"/en{PATH}", data=GIVEN | {"form": mine}).status_code == 403
    sign_in(client, key)
    assert client.post(f"/en{PATH}", data=GIVEN | {"form": mine}).status_code == 403
    assert given(space) == []


def test_other_sites_programs_and_those_in_a_hurry_are_refused(space: Workspace, client: TestClient) -> None:
    form = token(client.get(f"/en{PATH}").text)
    foreign = client.post(f"/en{PATH}", data=GIVEN | {"form": form}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert send(client, website="https://spam.example").status_code == 403
    assert client.post(f"/en{PATH}", json=GIVEN).status_code == 415
    assert given(space) == []
    statuses = [send(client).status_code for _ in range(AN_HOUR + 1)]
    assert statuses == [303] * AN_HOUR + [429]
    assert len(given(space)) == AN_HOUR


@pytest.mark.parametrize(
    "fields",
    [
        {"rating": "6"},
        {"rating": "x"},
        {"rating": ""},
        {"role": "owner"},
        {"words": "x" * 2001},
        {"outcome": "https://example.org/none"},
    ],
)
def test_what_cannot_be_used_comes_back(space: Workspace, client: TestClient, fields: dict[str, str]) -> None:
    answer = send(client, **fields)
    assert answer.status_code == 422
    assert 'id="unsent"' in answer.text
    assert given(space) == []


def test_ratings_stand_beside_supply(space: Workspace, client: TestClient, key: str) -> None:
    for rating in ("2", "1"):
        send(client, rating=rating, words="", outcome=f"{FINANCE}#1")
    sign_in(client, key)
    for one in given(space):
        press(client, "accept", one.id)
    (found,) = client.get("/api/v1/cover", params={"skill": "manage budgets", "profile": "fast"}).json()
    assert (found["ratings"]["count"], found["ratings"]["mean"]) == (2, 1.5)
    assert "1.5 of 5" in client.get("/en/search?skill=manage+budgets").text
    table = client.get("/en/search/answer.csv?skill=manage+budgets").text.splitlines()
    assert ",2,1.5," in table[1]
    gaps = client.get("/api/v1/gaps", params={"min_confidence": 0.1, "min_cell": 1, "min_supply": 0}).json()
    supplied = next(one for one in gaps if one["label"] == "manage budgets")
    assert supplied["ratings"] == {"credentials": 1, "ratings": 2, "mean": 1.5, "unrated": 0, "poor": 1}
    page = client.get("/en/map/gaps?min_confidence=0.3").text
    assert "0 have no accepted feedback and 1 are rated poorly" in page


def test_words_are_text_wherever_they_stand(
    browser: Browser, space: Workspace, client: TestClient, key: str
) -> None:
    assert send(client, words=HOSTILE).status_code == 303
    sign_in(client, key)
    (entry,) = given(space)
    with served(space) as base, visit(browser, base) as reader:
        reader.go("/en/sign-in?place=/en/moderation")
        reader.page.locator("#key").fill(key)
        reader.page.locator("main button").click()
        reader.page.locator(".card").wait_for()
        assert HOSTILE in reader.page.locator(".card blockquote").inner_text()
        reader.check()
        reader.page.locator("button[value^='accept:']").click()
        reader.page.locator("#done").wait_for()
        reader.go(f"/en{PATH}")
        assert HOSTILE in reader.page.locator("#feedback blockquote").inner_text()
        assert reader.page.locator("a[href*=spam]").count() == 0
        assert reader.page.evaluate("window.hit") is None
        reader.check()
    assert press(client, "refuse", entry.id, "spam").status_code == 303


@pytest.mark.parametrize(("lang", "width", "dark"), [("en", 1280, True), ("fr", 320, False)])
def test_feedback_is_given_without_scripts_and_by_everybody(
    browser: Browser, space: Workspace, lang: str, width: int, dark: bool
) -> None:
    with served(space) as base, visit(browser, base, width=width, scripts=False) as reader:
        page = reader.page
        reader.go(f"/{lang}{PATH}")
        page.locator("#feedback summary").click()
        page.locator("#rating-5").check()
        page.locator("#role-learner").check()
        page.locator("#words").fill("I kept the books.")
        page.locator("#feedback button").click()
        page.locator("#feedback .done").wait_for()
    assert [(one.rating, one.role, one.lang) for one in given(space)] == [(5, "learner", lang)]
    with served(space) as base, visit(browser, base, width=width, dark=dark) as reader:
        reader.go(f"/{lang}{PATH}")
        reader.page.locator("#feedback summary").click()
        reader.check()
        reader.go(f"/{lang}/moderation")
        reader.check()


def test_processes_count_forms_together_for_an_hour(tmp_path: Path) -> None:
    at = [1_000.0]
    limits = [FormLimit(SharedDatabase(tmp_path / "shared.sqlite"), lambda: at[0]) for _ in range(2)]
    for number in range(AN_HOUR):
        limits[number % 2].take("address 192.0.2.1")
        at[0] += 60
    for one in limits:
        with pytest.raises(HTTPException) as refused:
            one.take("address 192.0.2.1")
        assert refused.value.headers == {"Retry-After": "3001"}
        one.take("address 192.0.2.2")
    at[0] += 3_000
    limits[1].take("address 192.0.2.1")
