"""The doctor says of each thing whether it is well, and what to do if not; the others are looked at still."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.matching.profile import Profile
from skillgraph.model import Agent
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.access import keys as store
from skillgraph.workspace.access.audit import COMMAND_LINE, Writer, audited
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.jobs.record import JobKind, JobState
from skillgraph.workspace.jobs.runner import INTERRUPTED
from skillgraph.workspace.jobs.store import JobOrder, JobStore
from skillgraph.workspace.keeping.doctor import Finding, Health, examine
from skillgraph.workspace.state.indexing import open_matcher
from skillgraph.workspace.state.locking import locked


@pytest.fixture
def healthy(loaded: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    for name in [name for name in os.environ if name.startswith("SKILLGRAPH_") and "CACHE" not in name]:
        monkeypatch.delenv(name)
    open_matcher(loaded, Query(profile=Profile.FAST))
    return loaded


def found(space: Workspace, health: Health) -> list[Finding]:
    return [one for one in examine(space.path) if one.health is health]


def only(space: Workspace, health: Health, about: str) -> Finding:
    """The one finding of a thing with that health."""
    (finding,) = [one for one in found(space, health) if one.about == about]
    assert finding.said.endswith(".")
    assert finding.remedy
    return finding


def test_nothing_is_wrong_with_a_healthy_workspace(healthy: Workspace) -> None:
    assert found(healthy, Health.WRONG) == []
    assert {one.about for one in found(healthy, Health.NOTE)} <= {"index (precise)", "libraries", "disk"}


def test_settings_that_cannot_be_used_or_do_not_exist_are_named(
    healthy: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKILLGRAPH_SERVE_RATE", "many")
    assert "SKILLGRAPH_SERVE_RATE" in only(healthy, Health.WRONG, "settings").said
    monkeypatch.setenv("SKILLGRAPH_SERVE_RATE", "60")
    monkeypatch.setenv("SKILLGRAPH_SEVRE_RATE", "60")
    assert "SKILLGRAPH_SEVRE_RATE" in only(healthy, Health.NOTE, "settings").said
    monkeypatch.setenv("SKILLGRAPH_ENCODER", str(healthy.path / "none"))
    assert "is no folder" in only(healthy, Health.WRONG, "settings").said


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def damaged_graph(space: Workspace) -> None:
    flip(next(space.path.glob("graph/gen-*/*.sst")))


def damaged_index(space: Workspace) -> None:
    flip(max(space.path.glob("index/parts/*/*.npy"), key=lambda path: path.stat().st_size))


def no_index(space: Workspace) -> None:
    for path in space.path.glob("index/*.json"):
        path.unlink()


def damaged_keys(space: Workspace) -> None:
    make_key(space, "Ana", Scope.READER)
    flip(space.path / "keys.json")


def changed_audit(space: Workspace) -> None:
    with audited(space, COMMAND_LINE, "key make", ["Ana"]):
        pass
    path = space.path / "audit.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Ana", b"Eve"))


def damaged_job(space: Workspace) -> None:
    job = JobStore(space.path).order(JobOrder(JobKind.EXTRACT, {}), Writer(Agent("", "Ana")))
    flip(space.path / "jobs" / job.id / "job.json")


@pytest.mark.parametrize(
    ("harm", "about"),
    [
        (damaged_graph, "graph"),
        (damaged_index, "index (fast)"),
        (no_index, "index (fast)"),
        (damaged_keys, "keys"),
        (changed_audit, "audit log"),
        (damaged_job, "jobs"),
    ],
)
def test_what_is_damaged_is_named_with_what_to_do(
    healthy: Workspace, harm: Callable[[Workspace], None], about: str
) -> None:
    harm(healthy)
    only(healthy, Health.WRONG, about)
    assert "locks" in {one.about for one in examine(healthy.path)}  # and the others are looked at still


def test_no_workspace_and_a_damaged_manifest_are_wrong(healthy: Workspace, tmp_path: Path) -> None:
    (none,) = [one for one in examine(tmp_path / "none") if one.health is Health.WRONG]
    assert "There is no workspace" in none.said
    flip(healthy.path / "manifest.json")
    assert "is damaged" in only(healthy, Health.WRONG, "workspace").said


def test_locks_keys_halves_and_interrupted_jobs_are_noted(
    healthy: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with locked(healthy.path / "write.lock"):
        assert "write.lock" in only(healthy, Health.NOTE, "locks").said
    half = healthy.path / f".keys.json.half-{'a' * 32}"
    half.touch()
    assert half.name in only(healthy, Health.NOTE, "locks").said
    half.unlink()
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    make_key(healthy, "Ana", Scope.READER, last_day=tomorrow)
    assert "ends at" in only(healthy, Health.NOTE, "keys").said
    store._change(healthy.path, lambda made: [replace(one, expires="2026-01-01T00:00:00Z") for one in made])
    assert "is expired" in only(healthy, Health.NOTE, "keys").said
    monkeypatch.setenv("SKILLGRAPH_SERVE_READING", "keys")
    assert "Reading needs a key" in only(healthy, Health.WRONG, "keys").said
    jobs = JobStore(healthy.path)
    made = jobs.order(JobOrder(JobKind.PROPOSE, {}), Writer(Agent("", "Ana")))
    jobs.save(replace(made, state=JobState.INTERRUPTED, ended=made.made, failure=INTERRUPTED))
    assert made.id in only(healthy, Health.NOTE, "jobs").said


@pytest.mark.skipif(os.name == "nt", reason="permissions of other systems")
def test_what_anybody_may_change_is_noted(healthy: Workspace) -> None:
    (healthy.path / "manifest.json").chmod(0o666)
    assert "manifest.json" in only(healthy, Health.NOTE, "permissions").said


def test_the_command_says_it_and_its_exit_code_too(healthy: Workspace) -> None:
    well = CliRunner().invoke(app, ["--workspace", str(healthy.path), "doctor", "--format", "json"])
    assert (well.exit_code, {"about", "health", "said", "remedy"}) == (0, set(json.loads(well.stdout)[0]))
    damaged_graph(healthy)
    ill = CliRunner().invoke(app, ["--workspace", str(healthy.path), "doctor"])
    assert ill.exit_code == 1
    assert "graph" in str(ill.exception)
