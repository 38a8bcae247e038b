"""Several processes of the service over one workspace, and a service that is ready only once it is warm."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from shutil import copytree

import httpx2
import psutil
import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import Scope, make_key, revoke_key
from tests.api.test_api_serving import served

MANY = 24


@pytest.fixture
def space(workspace: Workspace, tmp_path: Path) -> Workspace:
    copytree(workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


def wait_until_ready(address: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if httpx2.get(f"{address}/readyz", timeout=60).status_code == 200:
            return
        time.sleep(0.1)
    pytest.fail("The service was not ready in two minutes.")


def workers_of(process: int) -> list[psutil.Process]:
    return [one for one in psutil.Process(process).children() if "resource_tracker" not in _command(one)]


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:  # it has ended
        return "resource_tracker"


def test_each_process_sees_what_another_decided(space: Workspace) -> None:
    key, _ = make_key(space, "Ana", Scope.REVIEWER)
    mapping = space.snapshot().mappings[0].uri.rsplit("/", 1)[-1]
    with served(space.path, "--workers", "2") as (process, address):
        wait_until_ready(address)
        assert len(workers_of(process.pid)) == 2
        answer = httpx2.post(
            f"{address}/api/v1/mappings/{mapping}/decisions",
            json={"action": "accept"},
            headers={"Authorization": f"Bearer {key}", "If-Match": '"0"'},
            timeout=60,
        )
        assert answer.status_code == 200
        seen = {
            httpx2.get(f"{address}/api/v1/mappings/{mapping}", timeout=60).json()["status"]
            for _ in range(MANY)
        }
        assert seen == {"accepted"}


def test_a_process_that_is_killed_is_replaced_and_the_service_stops_when_asked_to(space: Workspace) -> None:
    with served(space.path, "--workers", "2") as (process, address):
        wait_until_ready(address)
        killed, kept = workers_of(process.pid)
        killed.send_signal(signal.SIGKILL)
        until = time.monotonic() + 60
        while killed in (alive := workers_of(process.pid)) or len(alive) < 2:
            assert time.monotonic() < until
            time.sleep(0.2)
        assert kept in alive
        assert httpx2.get(f"{address}/healthz", timeout=60).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert not [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def test_a_service_is_ready_once_it_has_read_what_it_answers_from(workspace: Workspace) -> None:
    app = create_app(workspace, warming=True)
    with TestClient(app) as client:
        statuses = [client.get("/readyz").status_code]
        while statuses[-1] != 200 and len(statuses) < 1000:
            time.sleep(0.05)
            statuses.append(client.get("/readyz").status_code)
        assert set(statuses[:-1]) <= {503}
        assert statuses[-1] == 200
        assert client.get("/healthz").status_code == 200


def test_a_workspace_in_which_nothing_can_be_answered_is_served_all_the_same(tmp_path: Path) -> None:
    empty = Workspace.create(tmp_path / "empty")
    app = create_app(empty, warming=True)
    with TestClient(app) as client:
        until = time.monotonic() + 30
        while app.state.services.warming and time.monotonic() < until:
            time.sleep(0.02)
        assert not app.state.services.warming
        assert client.get("/readyz").status_code == 503
        assert client.get("/api/v1/frameworks").json() == []


def test_processes_end_when_that_which_started_them_was_killed(space: Workspace) -> None:
    with served(space.path, "--workers", "2") as (process, address):
        wait_until_ready(address)
        workers = workers_of(process.pid)
        process.kill()
        _, alive = psutil.wait_procs(workers, timeout=60)
        assert alive == []


def test_who_is_signed_in_is_known_to_each_process_until_the_key_is_revoked(space: Workspace) -> None:
    key, record = make_key(space, "Ana", Scope.REVIEWER)
    with served(space.path, "--workers", "2") as (process, address):
        wait_until_ready(address)
        answer = httpx2.post(f"{address}/en/sign-in", data={"key": key}, timeout=60)
        cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}

        def signed_in() -> set[bool]:
            pages = (httpx2.get(f"{address}/en", headers=cookie, timeout=60) for _ in range(MANY))
            return {"Signed in: Ana" in page.text for page in pages}

        assert signed_in() == {True}
        workers_of(process.pid)[0].send_signal(signal.SIGKILL)
        assert signed_in() == {True}
        revoke_key(space, record.id)
        assert signed_in() == {False}
