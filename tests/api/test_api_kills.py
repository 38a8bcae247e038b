"""A service that is killed, or has no room left, while decisions are written loses none, and halves none."""

from __future__ import annotations

import json
import shutil
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from skillgraph.matching.profile import Profile
from skillgraph.model import MappingStatus
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.access.audit import audit_log
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.requests import ProposeRequest
from skillgraph.workspace.state.verifying import verify
from tests.api.conftest import CREDENTIALS, SKILLS
from tests.api.test_api_serving import served
from tests.support.faults import disk

OUTCOMES = 100
ENOUGH = 40
"""So many are acknowledged before the service is killed."""


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A hundred outcomes, each with a mapping."""
    texts = [f"{words} {number}" for number in range(25) for words in ("Weld metal", "Write reports")]
    texts += [f"{words} {number}" for number in range(25) for words in ("Prepare meals", "Manage budgets")]
    outcomes = [{"id": f"https://example.org/o/{n}", "text": text} for n, text in enumerate(texts)]
    (tmp_path / "skills.ttl").write_text(SKILLS, encoding="utf-8")
    (tmp_path / "many.json").write_text(json.dumps([{**CREDENTIALS[0], "outcomes": outcomes}]))
    made = Workspace.create(tmp_path / "workspace")
    loading.load_framework(made, [tmp_path / "skills.ttl"], name="esco", version="1.2.0")
    loading.load_credentials(made, tmp_path / "many.json")
    propose(made, ProposeRequest(profile=Profile.FAST, limit=1, min_confidence=0.0))
    return made


def test_each_decision_that_was_acknowledged_outlives_a_killed_service(space: Workspace) -> None:
    records = [one.uri for one in space.snapshot().mappings]
    assert len(records) == OUTCOMES
    key, _ = make_key(space, "Ana", Scope.REVIEWER)
    acknowledged: list[str] = []
    enough = threading.Event()
    with served(space.path) as (process, address), ThreadPoolExecutor(4) as reviewers:

        def decide(uri: str) -> None:
            headers = {"Authorization": f"Bearer {key}", "If-Match": '"0"'}
            where = f"{address}/api/v1/mappings/{uri.rsplit('/', 1)[-1]}/decisions"
            try:
                answer = httpx2.post(where, json={"action": "accept"}, headers=headers, timeout=60)
            except httpx2.TransportError:
                return  # it was killed
            assert answer.status_code == 200, answer.text
            acknowledged.append(uri)
            if len(acknowledged) >= ENOUGH:
                enough.set()

        decisions = [reviewers.submit(decide, uri) for uri in records]
        assert enough.wait(120)
        process.send_signal(signal.SIGKILL)
        for one in decisions:
            one.result()
    after = Workspace.open(space.path).snapshot().records
    decided = {uri for uri, record in after.items() if record.status is MappingStatus.ACCEPTED}
    assert ENOUGH <= len(acknowledged) < OUTCOMES
    assert set(acknowledged) <= decided
    assert len(decided) - len(acknowledged) <= 1  # one may be on disk and its answer not sent
    begun = {one["targets"][0] for one in audit_log(space).entries() if one["state"] == "begun"}
    assert {uri.rsplit("/", 1)[-1] for uri in decided} <= begun
    assert not [one for one in verify(space) if one.wrong]
    with space.writing():  # nobody holds the lock any more
        pass


@pytest.mark.skipif(not disk.can_mount(), reason="this process may not mount a disk in memory")
def test_a_full_disk_refuses_decisions_and_nothing_else_until_there_is_room(workspace: Workspace) -> None:
    with disk.mounted() as place:
        folder = place / "workspace"
        shutil.copytree(workspace.path, folder)
        space = Workspace.open(folder)
        mapping = space.snapshot().mappings[0].uri.rsplit("/", 1)[-1]
        key, _ = make_key(space, "Ana", Scope.REVIEWER)
        sent = {"Authorization": f"Bearer {key}", "If-Match": '"0"', "Accept-Language": "fr"}
        with served(folder) as (_, address), httpx2.Client(base_url=address, timeout=60) as client:
            decisions = f"/api/v1/mappings/{mapping}/decisions"
            filler = disk.fill(place, 0)
            refused = client.post(decisions, json={"action": "accept"}, headers=sent)
            assert refused.status_code == 507, refused.text
            assert refused.json()["type"].endswith("/disk-full")
            assert refused.headers["content-language"] == "fr"
            assert client.get("/healthz").status_code == 200
            shown = client.get(f"/api/v1/mappings/{mapping}")
            assert (shown.status_code, shown.json()["status"]) == (200, "proposed")
            filler.unlink()
            assert not [one for one in verify(Workspace.open(folder)) if one.wrong]
            taken = client.post(decisions, json={"action": "accept"}, headers=sent)
            assert taken.status_code == 200, taken.text
            assert client.get(f"/api/v1/mappings/{mapping}").json()["status"] == "accepted"
        assert not [one for one in verify(Workspace.open(folder)) if one.wrong]
