"""A cluster of which something is killed in the middle: the tables are the same in the end."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_framework, load_postings
from skillgraph.workspace.postings import loading as posting_loading
from skillgraph.workspace.state.manifest import PartRecord
from tests.spark.cluster import Cluster, cluster, kill

TOGETHER = 2
ROWS, POSTINGS = 20, 200


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Workspace:
    """Real postings in ten parts."""
    from tests.workspace.conftest import TURTLE

    folder = tmp_path_factory.mktemp("cluster")
    turtle = folder / "trades.ttl"
    turtle.write_text(TURTLE, encoding="utf-8")
    workspace = Workspace.create(folder / "ws")
    load_framework(workspace, [turtle])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(posting_loading, "ROWS", ROWS)
        load_postings(workspace, shared / "data" / "postings" / "emscad_200.csv", with_occupations=False)
    assert len(workspace.manifest.postings[0].parts) == POSTINGS // ROWS
    return workspace


@pytest.fixture(scope="module")
def wanted(loaded: Workspace, tmp_path_factory: pytest.TempPathFactory) -> set[PartRecord]:
    """What one machine finds; the name of each part is a hash of its bytes."""
    own = twin(loaded, tmp_path_factory.mktemp("local"))
    subprocess.run(_command(own), check=True, capture_output=True)
    return parts(own)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed; `make spark` runs these tests in an environment with it")
    with cluster(tmp_path_factory.mktemp("spark"), workers=2) as made:
        yield made


def twin(workspace: Workspace, folder: Path) -> Workspace:
    return Workspace.open(shutil.copytree(workspace.path, folder / "ws"))


def parts(workspace: Workspace) -> set[PartRecord]:
    found = workspace.manifest.mentions
    return set(found[0].parts) if found else set()


def _command(workspace: Workspace, *more: str) -> list[str]:
    asked = ["posting", "extract", "--profile", "fast", *more]
    return [sys.executable, "-m", "skillgraph", "--workspace", str(workspace.path), *asked]


def extracting(workspace: Workspace, on: Cluster) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _command(workspace, "--engine", "spark", "--master", on.master),
        env={**on.environment, "SKILLGRAPH_SPARK_PARTS": str(TOGETHER)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def until_some_are_there(workspace: Workspace, run: subprocess.Popen[bytes]) -> None:
    """Wait until the first parts are committed, and others are not."""
    for _ in range(3_000):
        if parts(workspace):
            break
        assert run.poll() is None, run.communicate()
        time.sleep(0.05)
    assert 0 < len(parts(workspace)) < POSTINGS // ROWS


def ended(run: subprocess.Popen[bytes]) -> None:
    _, said = run.communicate(timeout=300)
    assert run.returncode == 0, said.decode(errors="replace")[-3_000:]


def test_a_driver_that_is_killed_leaves_parts_that_the_next_run_goes_on_from(
    loaded: Workspace, wanted: set[PartRecord], running: Cluster, tmp_path: Path
) -> None:
    own = twin(loaded, tmp_path)
    run = extracting(own, running)
    until_some_are_there(own, run)
    kill(run)
    run.communicate()
    kept = parts(own)
    assert kept < wanted
    ended(extracting(own, running))
    assert parts(own) == wanted


def test_a_run_ends_with_the_same_tables_though_a_worker_is_killed(
    loaded: Workspace, wanted: set[PartRecord], running: Cluster, tmp_path: Path
) -> None:
    own = twin(loaded, tmp_path)
    run = extracting(own, running)
    until_some_are_there(own, run)
    kill(running.workers[0])
    ended(run)
    assert parts(own) == wanted
