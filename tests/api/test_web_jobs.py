"""Loading data from the browser: who may, what is done, how far it is, and how it is cancelled."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import audit_log
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.jobs.record import JobKind, JobState
from skillgraph.workspace.jobs.store import JobOrder, JobStore
from tests.support.site import served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHEET = b"credential,issuer,outcome\nBread,Sample College,Bake bread\nBread,Sample College,Prepare meals\n"
HOSTILE = "<img src=x onerror=window.hit=1>.csv"


@pytest.fixture
def space(asked_workspace: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(asked_workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


@pytest.fixture
def key(space: Workspace) -> str:
    return make_key(space, name="Ana Pérez", scope=Scope.ADMIN)[0]


@pytest.fixture
def client(space: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(space), raise_server_exceptions=False) as made:
        yield made


def sign_in(client: TestClient, key: str) -> str:
    """Sign in; gives what every form of the session holds."""
    client.post("/en/sign-in", data={"key": key})
    found = re.search('name="csrf" value="([^"]+)"', client.get("/en/jobs").text)
    return found[1] if found else ""


def ended(client: TestClient) -> str:
    """The list of jobs, once none waits or runs."""
    for _ in range(600):
        page = client.get("/en/jobs/list").text
        if "data-moving" not in page:
            return page
        time.sleep(0.1)
    pytest.fail("A job did not end in a minute.")


def test_a_sheet_is_loaded_and_what_came_of_it_is_said(
    space: Workspace, client: TestClient, key: str
) -> None:
    csrf = sign_in(client, key)
    sent = client.post(
        "/en/jobs/load",
        data={"csrf": csrf, "kind": "credential-load", "issuer": ""},
        files={"file": ("bread.csv", SHEET)},
        follow_redirects=False,
    )
    assert (sent.status_code, sent.headers["location"]) == (303, "/en/jobs?asked=1#list")
    page = ended(client)
    for words in ("bread.csv", "1 credential, 2 outcomes", "Ana Pérez", "done"):
        assert words in page
    assert "1 titre, 2 résultats d’apprentissage" in client.get("/fr/jobs/list").text.replace("\u00a0", " ")
    assert "Bread" in [one.name for one in space.snapshot().credentials]
    last = list(audit_log(space).entries())[-1]
    assert (last["action"], last["state"], last["name"]) == ("credential-load", "done", "Ana Pérez")


def test_what_a_framework_holds_is_counted_by_its_kinds(client: TestClient, key: str) -> None:
    sign_in(client, key)
    turtle = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix t: <https://example.org/t/> .
t:all a skos:ConceptScheme ; skos:prefLabel "Crafts"@en .
t:a a skos:Concept ; skos:inScheme t:all ; skos:prefLabel "carve wood"@en .
t:s a skos:Collection ; skos:prefLabel "Small"@en ; skos:member t:a ."""
    answer = client.post(
        "/api/v1/jobs/framework-load",
        headers={"Authorization": f"Bearer {key}"},
        files={"file": ("crafts.ttl", turtle.encode())},
    )
    assert answer.status_code == 202
    assert "1 term, 1 member of the collection s</p>" in ended(client)
    french = client.get("/fr/jobs/list").text.replace("\u00a0", " ")
    assert "1 terme, 1 membre de la collection s</p>" in french


def test_the_tool_is_asked_to_propose(client: TestClient, key: str) -> None:
    csrf = sign_in(client, key)
    assert client.post("/fr/jobs", data={"csrf": csrf, "do": "propose"}).status_code == 200
    assert "Propose mappings" in ended(client)
    assert client.post("/fr/jobs", data={"csrf": csrf, "do": "sweep"}).status_code == 422


@pytest.mark.parametrize("scope", [Scope.READER, Scope.REVIEWER, None])
def test_nobody_else_loads_or_looks(space: Workspace, client: TestClient, scope: Scope | None) -> None:
    csrf = "x"
    if scope is not None:
        sign_in(client, make_key(space, name="Bob", scope=scope)[0])
        found = re.search('name="csrf" value="([^"]+)"', client.get("/en").text)
        assert found
        csrf = found[1]
    refused = 403 if scope else 401
    for path in ("/en/jobs", "/en/jobs/list"):
        assert client.get(path).status_code == refused
    files = {"file": ("bread.csv", SHEET)}
    fields = {"csrf": csrf, "kind": "credential-load"}
    assert client.post("/en/jobs/load", data=fields, files=files).status_code == refused
    assert client.post("/en/jobs", data={"csrf": csrf, "do": "propose"}).status_code == refused
    assert JobStore(space.path).all() == []
    assert "/en/jobs" not in client.get("/en").text


@pytest.mark.parametrize("csrf", ["", "guessed"])
def test_a_form_that_is_not_of_the_session_does_nothing(
    space: Workspace, client: TestClient, key: str, csrf: str
) -> None:
    sign_in(client, key)
    fields = {"csrf": csrf, "kind": "credential-load", "do": "propose"}
    assert client.post("/en/jobs/load", data=fields, files={"file": ("a.csv", SHEET)}).status_code == 403
    assert client.post("/en/jobs", data=fields).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    own = fields | {"csrf": sign_in(client, key)}
    answer = client.post("/en/jobs/load", data=own, files={"file": ("a.csv", SHEET)}, headers=foreign)
    assert answer.status_code == 403
    assert JobStore(space.path).all() == []


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("", "credential-load", "No file was chosen."),
        (".hidden.csv", "credential-load", "is no name for a file"),
        ("a.csv", "framework-load", "is nothing that a file holds"),
    ],
)
def test_what_cannot_be_taken_in_is_said_on_the_page(
    space: Workspace, client: TestClient, key: str, name: str, kind: str, says: str
) -> None:
    fields = {"csrf": sign_in(client, key), "kind": kind}
    answer = client.post("/en/jobs/load", data=fields, files={"file": (name, SHEET if name else b"")})
    assert (answer.status_code, says in answer.text) == (422, True)
    assert JobStore(space.path).all() == []


def test_a_file_that_cannot_be_read_fails_and_says_why(client: TestClient, key: str) -> None:
    fields = {"csrf": sign_in(client, key), "kind": "posting-load"}
    client.post("/en/jobs/load", data=fields, files={"file": ("jobs.xlsx", b"no workbook")})
    page = ended(client)
    assert "failed" in page
    assert "jobs.xlsx" in page


def test_a_job_that_waits_is_cancelled(space: Workspace, key: str) -> None:
    store = JobStore(space.path)
    client = TestClient(create_app(space))  # not started: nothing is done while it is looked at
    fields = {"csrf": sign_in(client, key), "do": "propose"}
    client.post("/en/jobs", data=fields)
    (job,) = store.all()
    page = client.get("/en/jobs").text
    assert "waits for its turn" in page
    assert f"cancel {job.id}" in page
    client.post("/en/jobs", data=fields | {"do": f"cancel {job.id}"})
    assert store.get(job.id).state is JobState.CANCELLED
    assert "cancelled" in client.get("/en/jobs").text
    assert client.post("/en/jobs", data=fields | {"do": f"cancel {job.id}"}).status_code == 409
    assert client.post("/en/jobs", data=fields | {"do": "cancel 0"}).status_code == 404


@pytest.mark.parametrize(("lang", "width", "scripts"), [("en", 1280, True), ("fr", 320, False)])
def test_loading_is_for_everybody_with_and_without_scripts(
    browser: Browser, space: Workspace, key: str, tmp_path: Path, lang: str, width: int, scripts: bool
) -> None:
    (tmp_path / HOSTILE).write_bytes(SHEET)
    done = {"en": "done", "fr": "fait"}[lang]
    with served(space) as base, visit(browser, base, width=width, scripts=scripts) as reader:
        page = reader.page
        reader.go(f"/{lang}/sign-in?place=/{lang}/jobs")
        page.locator("#key").fill(key)
        page.locator("main button").click()
        page.locator("#file").set_input_files(tmp_path / HOSTILE)
        page.locator("main form").first.locator("button").click()
        page.locator("#list").wait_for()
        for _ in range(60):
            if not page.locator("[data-moving]").count():
                break
            page.wait_for_timeout(500)
            if not scripts:
                page.reload()
        assert page.locator("#jobs .tag").first.inner_text().strip() == done
        assert HOSTILE in page.locator("#jobs").inner_text()
        if scripts:
            reader.check()
            assert page.evaluate("window.hit") is None


def test_progress_is_shown_while_a_job_runs(space: Workspace, key: str) -> None:
    from dataclasses import replace

    from skillgraph.workspace.access.audit import COMMAND_LINE
    from skillgraph.workspace.jobs.record import JobProgress

    client, store = TestClient(create_app(space)), JobStore(space.path)
    sign_in(client, key)
    made = store.order(JobOrder(JobKind.EXTRACT, {}), COMMAND_LINE)
    store.save(replace(made, state=JobState.RUNNING))
    store.save_progress(made.id, JobProgress("sentences", 250, 1_000, time.time() - 10))
    page = client.get("/fr/jobs").text
    assert '<progress id="progress-1" value="250" max="1000">' in page
    assert re.search(r"environ 3\d secondes restent", page)  # a little has passed since
