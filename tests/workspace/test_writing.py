"""A write happens whole or not at all, one at a time, and readers never notice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph import resources
from skillgraph.errors import InputError, NotFoundError, SkillgraphError, WorkspaceLockedError
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_credentials, load_framework, load_postings
from skillgraph.workspace.state.manifest import Manifest


def _run(workspace: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "skillgraph", "--workspace", str(workspace), *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _state(workspace: Workspace) -> tuple[object, ...]:
    snapshot = workspace.snapshot()
    graphs = {name: snapshot.store.count(name) for name in snapshot.store.graph_names()}
    return (
        graphs,
        [str(r.id) for r in snapshot.manifest.frameworks],
        len(snapshot.credentials),
        snapshot.mappings,
    )


def test_a_failed_load_leaves_the_workspace_as_it_was(loaded: Workspace, tmp_path: Path) -> None:
    before = _state(loaded)
    broken = tmp_path / "outcomes.csv"
    broken.write_text("credential,issuer\nA,B\n", encoding="utf-8")
    for load in (load_credentials, load_postings):
        with pytest.raises(SkillgraphError):
            load(loaded, broken)
    with pytest.raises(RuntimeError):
        _write_halfway(loaded)
    assert _state(Workspace.open(loaded.path)) == before


def _write_halfway(workspace: Workspace) -> None:
    with workspace.writing() as draft:
        draft.store.drop_graph(draft.store.graph_names()[0])
        raise RuntimeError


def test_a_second_writer_is_refused_and_readers_go_on(loaded: Workspace, sheet: Path) -> None:
    with loaded.writing() as draft:
        draft.store.drop_graph(draft.store.graph_names()[0])
        with pytest.raises(WorkspaceLockedError, match="Another process is writing"):
            load_credentials(Workspace.open(loaded.path), sheet)
        command = [
            sys.executable,
            "-m",
            "skillgraph",
            "-w",
            str(loaded.path),
            "credential",
            "list",
            "--format",
            "json",
        ]
        done = subprocess.run(command, capture_output=True, check=True)
        assert {row["name"] for row in json.loads(done.stdout)} == {"Welding basics", "Kitchen helper"}


def test_a_snapshot_stays_what_it_was_while_others_write(loaded: Workspace, sheet: Path) -> None:
    before = loaded.snapshot()
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("Welding", "Advanced welding"), encoding="utf-8")
    load_credentials(Workspace.open(loaded.path), sheet)
    load_credentials(Workspace.open(loaded.path), sheet)
    assert {credential.name for credential in before.credentials} == {"Welding basics", "Kitchen helper"}
    assert {c.name for c in loaded.snapshot().credentials} == {"Advanced welding basics", "Kitchen helper"}


def test_what_no_state_needs_is_removed(loaded: Workspace, sheet: Path, jobs: Path) -> None:
    for _ in range(3):
        load_credentials(loaded, sheet)
        load_postings(loaded, jobs)
        loaded.snapshot()
    (loaded.path / "postings" / ".postings-0.parquet.half").write_bytes(b"what a killed writer left")
    load_credentials(loaded, sheet)
    assert len([path for path in (loaded.path / "graph").iterdir() if path.is_dir()]) <= 2
    assert len(list((loaded.path / "postings").iterdir())) == 1


@pytest.mark.parametrize("delay", [0.6, 2.0, 4.0])
def test_killed_while_loading_a_framework(loaded: Workspace, delay: float) -> None:
    before = _state(loaded)
    snapshot = resources.ontologies("esco", "esco-1.2.0-snapshot.zip")
    process = _run(loaded.path, "taxonomy", "load", str(snapshot))
    time.sleep(delay)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    after = Workspace.open(loaded.path)
    complete = [str(r.id) for r in after.manifest.frameworks] == ["esco@1.2.0", "trades@1.0"]
    assert complete or _state(after) == before
    load_credentials(after, _sheet_of(loaded))  # the next writer is not hindered


def _sheet_of(workspace: Workspace) -> Path:
    return workspace.path.parent / "outcomes.csv"


@pytest.mark.parametrize("delay", [1.0, 2.0, 3.5])
def test_killed_while_proposing(empty: Workspace, turtle: Path, tmp_path: Path, delay: float) -> None:
    load_framework(empty, [turtle])
    rows = [f"Credential {n // 5},College,Weld metal part number {n}" for n in range(4_000)]
    big = tmp_path / "big.csv"
    big.write_text("\n".join(["credential,issuer,outcome", *rows]), encoding="utf-8")
    load_credentials(empty, big)
    process = _run(empty.path, "propose", "--profile", "fast", "--min-confidence", "0")
    time.sleep(delay)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    mappings = Workspace.open(empty.path).snapshot().mappings
    assert len({mapping.subject_id for mapping in mappings}) in (0, 4_000)


def test_languages_of_a_version_come_together(
    empty: Workspace, tmp_path: Path, turtle: Path, trade: Callable[[str], str]
) -> None:
    german = tmp_path / "german.ttl"
    text = turtle.read_text(encoding="utf-8")
    german.write_text(text.replace('"weld metal"@en', '"Metall schweißen"@de'), encoding="utf-8")
    english = tmp_path / "english.ttl"
    english.write_text("\n".join(line for line in text.splitlines()), encoding="utf-8")
    load_framework(empty, [german])
    load_framework(empty, [english])
    assert "Metall schweißen" in empty.snapshot().labels_of(trade("weld"))
    assert "weld metal" in empty.snapshot().labels_of(trade("weld"))


def test_a_folder_with_other_things_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is no workspace"):
        Workspace.create(tmp_path)
    with pytest.raises(NotFoundError, match="no workspace"):
        Workspace.open(tmp_path)


@pytest.mark.parametrize(
    "content", ["", "{", '{"format": 1, "frameworks": 3}', '{"format": 99}', "[]", "\x00"]
)
def test_a_damaged_manifest_is_named(empty: Workspace, content: str) -> None:
    (empty.path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest\.json"):
        Workspace.open(empty.path)


def test_no_changed_byte_of_a_manifest_passes(loaded: Workspace) -> None:
    path = loaded.path / "manifest.json"
    whole, manifest = path.read_bytes(), Workspace.open(loaded.path).snapshot().manifest
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            found: Manifest | None = Workspace.open(loaded.path).snapshot().manifest
        except InputError as error:
            found = manifest if "manifest.json" in error.message else None
        assert found == manifest, place
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"manifest\.json"):
        Workspace.open(loaded.path)


def test_credentials_loaded_from_another_source_are_passed_over(loaded: Workspace, tmp_path: Path) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_text((tmp_path / "outcomes.csv").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(InputError, match="holds no credential"):
        load_credentials(loaded, copy)
    text = copy.read_text(encoding="utf-8") + "Baking,East College,Bake bread,exam\n"
    copy.write_text(text, encoding="utf-8")
    found = load_credentials(loaded, copy)
    assert (found.counts["credentials"], len(found.problems)) == (1, 2)
    assert len(loaded.snapshot().credentials) == 3


def test_the_graph_of_a_snapshot_outlives_it(loaded: Workspace) -> None:
    store = Workspace.open(loaded.path).snapshot().store
    with loaded.writing() as draft:
        draft.store.drop_graph(draft.store.graph_names()[0])
    loaded.snapshot()
    assert store.ask("ASK { ?concept a <http://www.w3.org/2004/02/skos/core#Concept> }")


def test_a_folder_with_nothing_but_what_a_killed_writer_left_becomes_a_workspace(tmp_path: Path) -> None:
    left = tmp_path / f".manifest.json.half-{'0' * 32}"
    left.write_bytes(b"{")
    Workspace.create(tmp_path)
    assert not left.exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / ".manifest.json.half-of-mine").write_bytes(b"{")
    with pytest.raises(InputError, match="exists and is no workspace"):
        Workspace.create(other)
