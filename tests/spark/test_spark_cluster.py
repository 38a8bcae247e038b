"""A cluster of which the driver, then a worker, is killed in the middle: the tables are the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pytest

from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.loading import load_framework, load_postings
from skillgraph.workspace.postings import extraction
from skillgraph.workspace.postings import loading as posting_loading
from skillgraph.workspace.state.manifest import PartRecord
from tests.spark.cluster import Cluster, cluster, kill

ROWS, PARTS, TOGETHER = 5, 8, 2


@pytest.fixture
def loaded(tmp_path: Path, turtle: Path, shared: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Real postings in eight parts, and a small framework with its index."""
    monkeypatch.setattr(posting_loading, "ROWS", ROWS)
    source, some = shared / "data" / "postings" / "nhs_1000.jsonl", tmp_path / "nhs.jsonl"
    with source.open(encoding="utf-8") as lines:
        some.write_text("".join(islice(lines, ROWS * PARTS)), encoding="utf-8")
    workspace = Workspace.create(tmp_path / "ws")
    load_framework(workspace, [turtle])
    load_postings(workspace, some, with_occupations=False)
    return workspace


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Cluster]:
    if find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed; `make spark` runs these tests in an environment with it")
    with cluster(tmp_path, workers=2) as made:
        yield made


def parts(workspace: Workspace) -> set[PartRecord]:
    """The parts of mentions; the name of each is a hash of its bytes."""
    found = workspace.manifest.mentions
    return set(found[0].parts) if found else set()


def extracting(workspace: Workspace, on: Cluster) -> subprocess.Popen[bytes]:
    asked = ["posting", "extract", "--profile", "fast", "--engine", "spark", "--master", on.master]
    return subprocess.Popen(
        [sys.executable, "-m", "skillgraph", "--workspace", str(workspace.path), *asked],
        env={**on.environment, "SKILLGRAPH_SPARK_PARTS": str(TOGETHER)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def until_more_are_there(workspace: Workspace, run: subprocess.Popen[bytes]) -> set[PartRecord]:
    """Wait until more parts are committed, of which some are still to come."""
    before, end = parts(workspace), time.monotonic() + 300
    while (now := parts(workspace)) == before:
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)
    assert len(now) < PARTS
    return now


def test_what_is_killed_changes_nothing_of_the_tables(
    loaded: Workspace, running: Cluster, tmp_path: Path
) -> None:
    alone = Workspace.open(shutil.copytree(loaded.path, tmp_path / "alone"))
    extraction.extract(alone, Query(profile=Profile.FAST))
    wanted = parts(alone)
    assert len(wanted) == PARTS

    run = extracting(loaded, running)
    kept = until_more_are_there(loaded, run)
    kill(run)
    run.communicate()
    assert parts(loaded) == kept

    run = extracting(loaded, running)
    assert kept < until_more_are_there(loaded, run)
    kill(running.workers[0])
    _, said = run.communicate(timeout=300)
    assert run.returncode == 0, said.decode(errors="replace")[-3_000:]
    assert b"Lost executor" in said
    assert parts(loaded) == wanted
