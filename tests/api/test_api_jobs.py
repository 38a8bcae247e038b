"""Jobs over HTTP: done by a process of their own, once, in their turn, and kept over restarts and kills."""

from __future__ import annotations

import csv
import io
import json
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx2
import pytest

from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import audit_log
from skillgraph.workspace.access.keys import Scope, make_key, revoke_key
from skillgraph.workspace.jobs.record import JobKind, JobRecord, JobState
from skillgraph.workspace.jobs.store import KEPT, JobStore
from skillgraph.workspace.state.locking import locked
from skillgraph.workspace.state.verifying import verify
from tests.api.conftest import POSTINGS, SKILLS
from tests.api.test_api_serving import run, served

SHEET = "credential,issuer,outcome\nWelding,North College,Weld metal\nWelding,North College,Repair bicycles\n"
MANY = "".join(f"Many,North College,Manage budgets of department {n} and write reports\n" for n in range(400))
FAST: dict[str, Any] = {"profile": "fast"}
PATIENCE = 240
"""Seconds for one job, on a busy machine."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Service:
    """A running server, to which requests carry the key of an administrator."""

    workspace: Workspace
    client: httpx2.Client
    kill: Callable[[signal.Signals], None]

    def send(
        self,
        kind: str,
        files: dict[str, str] | None = None,
        *,
        headers: dict[str, str] | None = None,
        **asked: Any,  # noqa: ANN401 - whatever the job is asked
    ) -> httpx2.Response:
        where = f"/api/v1/jobs/{kind}"
        if files is None:
            return self.client.post(where, json=asked, headers=headers)
        form = [("file", (name, content)) for name, content in files.items()]
        return self.client.post(where, files=form, params=asked, headers=headers)

    def job(self, identifier: str) -> Json:
        found: Json = self.client.get(f"/api/v1/jobs/{identifier}").json()
        return found

    def until(self, identifier: str, *states: str) -> Json:
        """The job once it is in one of some states; without any, once it has ended."""
        wanted = states or ("done", "failed", "cancelled", "interrupted")
        for _ in range(PATIENCE * 10):
            if (found := self.job(identifier))["state"] in wanted:
                return found
            time.sleep(0.1)
        raise AssertionError(found)

    def done(self, kind: str, files: dict[str, str] | None = None, **asked: Any) -> Json:  # noqa: ANN401
        """What came of a job."""
        answer = self.send(kind, files, **asked)
        assert answer.status_code == 202, answer.text
        ended = self.until(answer.json()["id"])
        assert ended["state"] == "done", ended
        result: Json = self.client.get(ended["result"]).json()
        return result["result"]  # type: ignore[no-any-return]


@contextmanager
def service(space: Workspace, scope: Scope = Scope.ADMIN) -> Iterator[Service]:
    key, _ = make_key(space, "Ana", scope)
    with (
        served(space.path) as (process, address),
        httpx2.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client,
    ):

        def kill(number: signal.Signals) -> None:
            process.send_signal(number)
            process.wait(60)

        yield Service(space, client, kill)


@pytest.fixture
def space(bare_workspace: Workspace, tmp_path: Path) -> Workspace:
    """A framework, two outcomes and three postings; nothing built yet."""
    shutil.copytree(bare_workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


def left(space: Workspace) -> list[str]:
    """What is left of files that were sent."""
    names = (path.relative_to(space.path).as_posix() for path in (space.path / "jobs").rglob("*"))
    return [name for name in names if "files" in name or ".half-" in name]


def test_everything_is_loaded_proposed_extracted_and_reported_over_http(tmp_path: Path) -> None:
    space = Workspace.create(tmp_path / "workspace")
    with service(space) as here:
        loaded = here.done("framework-load", {"skills.ttl": SKILLS}, name="esco", version="1.2.0")
        assert (loaded["name"], loaded["counts"]["concept"]) == ("esco@1.2.0", 12)
        sheet = SHEET + "Cooking,,Prepare meals\n"
        loaded = here.done("credential-load", {"../../welding.csv": sheet}, issuer="", keep_lists=True)
        assert (loaded["name"], loaded["counts"]) == ("welding", {"credentials": 1, "outcomes": 2})
        (problem,) = loaded["problems"]
        assert (problem["path"], problem["line"], loaded["problem_count"]) == ("welding.csv", 4, 1)
        loaded = here.done("posting-load", {"jobs.json": json.dumps(POSTINGS)}, name="board")
        assert loaded["counts"] == {"postings": 3}
        proposed = here.done("propose", **FAST)
        assert (proposed["outcomes"], proposed["proposed"] > 0) == (2, True)
        assert here.done("extract")["postings"] == 3
        mappings = here.client.get("/api/v1/mappings").json()
        assert "weld metal" in {one["label"] for one in mappings}

        ended = here.until(here.send("report-demand", min_cell=1, lang="fr").json()["id"])
        zipped = here.client.get(ended["result"])
        assert zipped.headers["content-type"] == "application/zip"
        with ZipFile(io.BytesIO(zipped.content)) as archive:
            assert {"report.html", "manifest.json"} <= set(archive.namelist())
            assert json.loads(archive.read("manifest.json"))["request"]["lang"] == "fr"
        ended = here.until(here.send("report-gaps", min_cell=1, evidence=["assessment"]).json()["id"])
        assert ended["state"] == "done", ended

        jobs = here.client.get("/api/v1/jobs", params={"limit": 2})
        assert [one["kind"] for one in jobs.json()] == ["report-gaps", "report-demand"]
        assert jobs.headers["total-count"] == "7"
        assert 'rel="next"' in jobs.headers["link"]
        chosen = here.client.get("/api/v1/jobs", params={"kind": "propose", "state": "done"}).json()
        assert [one["by"] for one in chosen] == ["Ana"]
    said = [(one["action"], one["state"], one["name"]) for one in audit_log(space).entries()]
    assert said[:2] == [("framework-load", "begun", "Ana"), ("framework-load", "done", "Ana")]
    assert len(said) == 14
    assert left(space) == []
    assert not [one for one in verify(space) if one.wrong]


def test_mappings_are_decided_in_a_sheet_and_taken_to_another_version_over_http(space: Workspace) -> None:
    reviewer, _ = make_key(space, "Léo", Scope.REVIEWER)
    own = {"Authorization": f"Bearer {reviewer}"}
    with service(space) as here:
        here.done("propose", **FAST)
        sheet = here.client.get("/api/v1/export/review-sheet", params={"format": "csv"}).content.decode(
            "utf-8-sig"
        )
        rows = list(csv.DictReader(io.StringIO(sheet)))
        rows[0]["decision"] = "accept"
        written = io.StringIO()
        table = csv.DictWriter(written, rows[0].keys())
        table.writeheader()
        table.writerows(rows)
        filled = {"review.csv": written.getvalue()}
        for _ in range(2):  # the same decisions of the same person change nothing more
            ended = here.until(here.send("review-import", filled, headers=own).json()["id"])
            assert ended["state"] == "done", ended
        (decided,) = here.client.get("/api/v1/mappings", params={"status": "accepted"}).json()
        assert decided["label"] == rows[0]["concept"], decided
        (record,) = [one for one in space.snapshot().mappings if one.status.value == "accepted"]
        assert record.reviewer_label == ("Léo",)
        ended = here.until(here.send("review-import", filled).json()["id"])  # another person, the old sheet
        assert ended["state"] == "failed"
        assert "nothing was written. The first: review.csv:2" in ended["failure"]["message"]
        assert here.done("review-import", filled, skip_conflicts=True)["problem_count"] == 1

        kept = here.client.get("/api/v1/export/sssom").text
        taken = here.done("mapping-load", {"records.sssom.tsv": kept})
        assert taken["counts"]["mappings"] == 0
        other = kept.replace("https://example.org/mc/finance#1", "http://example.org/other/1")
        loaded = here.done("crosswalk-load", {"own.sssom.tsv": other})
        assert (loaded["name"], loaded["counts"]["mappings"] > 0) == ("own", True)

        without = "\n".join(line for line in SKILLS.splitlines() if not line.startswith("x:4 "))
        here.done("framework-load", {"skills.ttl": without}, name="esco", version="1.2.1")
        versions: dict[str, Any] = {"old": "esco@1.2.0", "new": "esco@1.2.1"}
        for kind in ("mapping-load", "crosswalk-load", "framework-upgrade"):
            files = None if kind == "framework-upgrade" else {"a.tsv": kept}
            assert here.send(kind, files, headers=own, **(versions if not files else {})).status_code == 403
        assert here.send("framework-upgrade", dry_run=True, undo=True, **versions).status_code == 422
        before = here.client.get("/api/v1/mappings").json()
        tried = here.done("framework-upgrade", dry_run=True, **versions)
        assert here.client.get("/api/v1/mappings").json() == before
        upgraded = here.done("framework-upgrade", **versions)
        assert upgraded["counts"] == tried["counts"]
        assert here.client.get("/api/v1/mappings").json() != before
        undone = here.done("framework-upgrade", undo=True, **versions)
        assert len(undone["restored"]) == len(upgraded["records"]) > 0
    assert left(space) == []


def test_what_a_job_says_of_a_wrong_file_is_what_the_command_says(space: Workspace, tmp_path: Path) -> None:
    wrong = {
        "empty.csv": "",
        "nothing.csv": "credential,issuer,outcome\n,,\n",
        "columns.csv": "a,b\n1,2\n",
        "broken.json": '{"a": ',
        "picture.png": "no picture",
    }
    with service(space) as here:
        for name, content in wrong.items():
            ended = here.until(here.send("credential-load", {name: content}).json()["id"])
            (tmp_path / name).write_text(content, encoding="utf-8")
            said = run("credential", "load", str(tmp_path / name), "--workspace", str(space.path)).stderr
            said = said.replace(f"{tmp_path}/", "")
            failure = ended["failure"]
            assert f"Error: {failure['message']}\nHint: {failure['hint']}\n" == said
            answer = here.client.get(f"/api/v1/jobs/{ended['id']}/result")
            assert (answer.status_code, answer.json()["detail"]) == (409, failure["message"])
            assert answer.json()["hint"] == failure["hint"]
        failed = here.until(here.send("propose", framework="onet").json()["id"])
        assert failed["failure"]["message"].startswith("The framework onet is not loaded")
    assert left(space) == []
    refused = [one for one in audit_log(space).entries() if one["state"] == "refused"]
    assert len(refused) == len(wrong) + 1
    assert refused[0]["why"]


@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        ({}, 422, "The body has no file"),
        ({".hidden.csv": SHEET}, 422, "is no name for a file"),
        ({"a\u202eb.csv": SHEET}, 422, "is no name for a file"),
        ({"x" * 200 + ".csv": SHEET}, 422, "is no name for a file"),
        ({"..": SHEET}, 422, "is no name for a file"),
        ({"a/same.csv": SHEET, "b/same.csv": SHEET}, 422, "Two files are called"),
        ({"big.csv": "x" * 1_100_000}, 413, "larger than 1 MB"),
    ],
)
def test_files_that_cannot_be_taken_are_refused_at_once(
    space: Workspace, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], status: int, said: str
) -> None:
    from fastapi.testclient import TestClient
    from skillgraph_api import create_app

    monkeypatch.setenv("SKILLGRAPH_SERVE_UPLOAD", "1")
    key, _ = make_key(space, "Ana", Scope.ADMIN)
    with TestClient(create_app(space, max_body=100_000), raise_server_exceptions=False) as client:
        headers = {"Authorization": f"Bearer {key}"}
        form = [("file", one) for one in files.items()]
        answer = client.post("/api/v1/jobs/credential-load", files=form or None, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert said in answer.json()["detail"]
    assert left(space) == []
    assert JobStore(space.path).all() == []


def test_only_who_may_writes_and_only_own_jobs_are_cancelled_by_reviewers(space: Workspace) -> None:
    with service(space, Scope.REVIEWER) as here, locked(space.path / "jobs-run.lock"):
        assert here.send("credential-load", {"a.csv": SHEET}).status_code == 403
        own = here.send("propose", **FAST).json()["id"]
        other, _ = make_key(space, "Léo", Scope.REVIEWER)
        headers = {"Authorization": f"Bearer {other}"}
        where = f"/api/v1/jobs/{own}"
        assert here.client.delete(where, headers=headers).status_code == 403
        assert here.job(own)["state"] == "queued"
        assert here.client.get(where, headers={"Authorization": ""}).status_code == 401
        assert here.client.delete(where).json()["state"] == "cancelled"
        assert here.client.delete(where).status_code == 409
        result = here.client.get(f"{where}/result")
        assert (result.status_code, result.json()["type"][-9:]) == (409, "job-state")
        for odd in ("x", "0" * 32, "..%2f..%2fkeys.json", "A" * 32):
            assert here.client.get(f"/api/v1/jobs/{odd}").status_code == 404
    assert JobStore(space.path).all()[0].state is JobState.CANCELLED


def test_a_key_that_was_revoked_meanwhile_writes_no_more(space: Workspace) -> None:
    key, record = make_key(space, "Léo", Scope.REVIEWER)
    with service(space) as here:
        with locked(space.path / "jobs-run.lock"):
            sent = here.send("propose", headers={"Authorization": f"Bearer {key}"}, **FAST).json()
            revoke_key(space, record.id)
        ended = here.until(sent["id"])
    assert ended["failure"]["message"] == f"The key {record.id} is revoked."
    assert space.snapshot().mappings == ()


def test_the_same_job_sent_twice_under_a_name_is_done_once(space: Workspace) -> None:
    with service(space) as here:
        name = {"Idempotency-Key": "monday"}
        first = here.send("credential-load", {"a.csv": SHEET}, headers=name)
        again = here.send("credential-load", {"a.csv": SHEET}, headers=name)
        assert first.json()["id"] == again.json()["id"]
        assert first.headers["location"] == again.headers["location"]
        other = here.send("credential-load", {"a.csv": SHEET + "Cooking,B,Prepare meals\n"}, headers=name)
        assert (other.status_code, "another job" in other.json()["detail"]) == (422, True)
        here.until(first.json()["id"])
        assert here.send("credential-load", {"a.csv": SHEET}, headers=name).json()["state"] == "done"
        key, _ = make_key(space, "Léo", Scope.ADMIN)
        headers = {**name, "Authorization": f"Bearer {key}"}
        own = here.send("extract", headers=headers)  # a name is of one key
        assert here.until(own.json()["id"])["state"] == "done"
    assert left(space) == []


def test_jobs_wait_for_their_turn_and_no_more_than_may(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_JOBS", "2")
    with service(space) as here:
        with locked(space.path / "jobs-run.lock"):  # as another worker that does one
            sent = [here.send("credential-load", {f"{n}.csv": SHEET}) for n in "abc"]
            assert [one.status_code for one in sent] == [202, 202, 503]
            assert sent[2].headers["retry-after"]
            assert sent[2].json()["type"].endswith("too-many-jobs")
            assert [here.job(one.json()["id"])["state"] for one in sent[:2]] == ["queued"] * 2
        ended = [here.until(one.json()["id"]) for one in sent[:2]]
        assert [one["state"] for one in ended] == ["done", "failed"]  # the same ids, from two sources
    store = JobStore(space.path)
    first, second = (store.get(one.json()["id"]) for one in sent[:2])
    assert first.ended <= second.started


@pytest.fixture
def long(space: Workspace) -> Workspace:
    """A workspace in which proposing takes a while."""
    from skillgraph.workspace.loading import load_credentials

    path = space.path.parent / "many.csv"
    path.write_text("credential,issuer,outcome\n" + MANY, encoding="utf-8")
    load_credentials(space, path)
    return space


def begun(here: Service) -> str:
    """A job that runs and has said how far it is."""
    identifier: str = here.send("propose", profile="fast").json()["id"]
    for _ in range(PATIENCE * 20):
        found = here.job(identifier)
        if found["progress"] or found["state"] not in ("queued", "running"):
            break
        time.sleep(0.05)
    assert found["state"] == "running", found
    return identifier


def test_a_job_that_runs_is_cancelled_and_the_next_one_done(long: Workspace) -> None:
    with service(long) as here:
        identifier = begun(here)
        waiting = here.send("credential-load", {"more.csv": SHEET}).json()["id"]
        assert here.client.delete(f"/api/v1/jobs/{identifier}").json()["cancelling"]
        assert here.until(identifier)["state"] == "cancelled"
        assert here.until(waiting)["state"] == "done"
    assert long.snapshot().mappings == ()
    assert not [one for one in verify(long) if one.wrong]
    with long.writing():  # nobody holds the lock any more
        pass


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_job_outlives_a_service_that_ends_and_says_what_to_do(
    long: Workspace, number: signal.Signals
) -> None:
    with service(long) as here:
        identifier = begun(here)
        waiting = here.send("credential-load", {"more.csv": SHEET}).json()["id"]
        here.kill(number)
    with service(long) as here:
        found = here.until(identifier)
        assert found["state"] == "interrupted"
        assert "send the job again" in found["failure"]["hint"]
        assert here.until(waiting)["state"] == "done"
        assert here.done("propose", **FAST)["outcomes"] == 404
    assert left(long) == []
    assert not [one for one in verify(long) if one.wrong]


def test_an_extraction_goes_on_after_the_service_was_killed(space: Workspace) -> None:
    with service(space) as here:
        identifier = here.send("extract").json()["id"]
        here.until(identifier, "running")
        here.kill(signal.SIGKILL)
    with service(space) as here:
        found = here.until(identifier)
        assert (found["state"], here.client.get(found["result"]).json()["result"]["mentions"] > 0) == (
            "done",
            True,
        )
    assert JobStore(space.path).get(identifier).attempts == 2


def test_what_was_done_when_the_service_was_killed_counts_as_done(space: Workspace) -> None:
    """Its process had written down what came of it, and nobody was there to take note."""
    with service(space) as here:
        sent = here.send("credential-load", {"a.csv": SHEET}).json()["id"]
        here.until(sent)
    store = JobStore(space.path)
    record = store.get(sent)
    (store.path(sent) / "job.json").write_bytes(as_running(record))
    with service(space) as here:
        assert here.until(sent)["state"] == "done"


def as_running(record: JobRecord) -> bytes:
    from dataclasses import asdict, replace

    running = replace(record, state=JobState.RUNNING, ended="")
    return json.dumps(asdict(running)).encode()


def test_decisions_and_look_ups_are_answered_while_a_job_runs(long: Workspace) -> None:
    with service(long) as here:
        identifier = begun(here)
        for _ in range(10):
            assert here.client.get("/healthz").status_code == 200
            assert here.client.get("/api/v1/concepts/search", params={"label": "weld"}).json()["total"] == 1
        assert here.job(identifier)["state"] in ("running", "done")
        assert here.until(identifier)["state"] == "done"


def test_old_jobs_are_forgotten(space: Workspace) -> None:
    from dataclasses import replace

    from skillgraph.model import Agent
    from skillgraph.workspace.access.audit import Writer
    from skillgraph.workspace.jobs.store import JobOrder

    store = JobStore(space.path, waiting=KEPT * 2)
    ids = []
    for _ in range(KEPT + 3):
        made = store.order(JobOrder(JobKind.EXTRACT, {}), Writer(Agent("", "Ana")))
        store.save(replace(made, state=JobState.DONE, ended="2026-11-29T10:00:00Z"))
        ids.append(made.id)
    assert [one.id for one in store.all()] == ids[3:]


def test_a_job_needs_what_was_loaded(tmp_path: Path) -> None:
    space = Workspace.create(tmp_path / "empty")
    with service(space) as here:
        ended = here.until(here.send("report-gaps").json()["id"])
    assert ended["state"] == "failed"
    assert ended["failure"]["message"].startswith("The framework esco is not loaded")
