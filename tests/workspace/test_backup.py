"""A backup holds one state of a workspace, and gives it back; nothing else is taken for one."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from skillgraph import sealed_json
from skillgraph.errors import InputError, WorkspaceLockedError
from skillgraph.matching.profile import Profile
from skillgraph.model import Agent
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import COMMAND_LINE, audit_log, audited
from skillgraph.workspace.access.keys import Scope, keys, make_key
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.answers.suggest import suggest
from skillgraph.workspace.keeping.archive import LIST
from skillgraph.workspace.keeping.backup import back_up, restore
from skillgraph.workspace.loading import load_credentials, load_framework, load_postings
from skillgraph.workspace.postings.extraction import extract
from skillgraph.workspace.query import Query
from skillgraph.workspace.requests import ProposeRequest, SuggestRequest
from skillgraph.workspace.review.notes import add_note
from skillgraph.workspace.state.verifying import verify
from tests.support.faults import disk
from tests.support.faults.states import damages
from tests.workspace.conftest import POSTINGS, SHEET, TURTLE

ASKED = SuggestRequest(texts=("Weld metal",), profile=Profile.FAST)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with proposals, mentions, an index, a key, a note and entries of the audit log."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "trades.ttl").write_text(TURTLE, encoding="utf-8")
    (folder / "outcomes.csv").write_text(SHEET, encoding="utf-8")
    keys = ("id", "title", "description", "date")
    postings = [dict(zip(keys, row, strict=True)) for row in POSTINGS]
    (folder / "jobs.json").write_text(json.dumps(postings), encoding="utf-8")
    space = Workspace.create(folder / "workspace")
    load_framework(space, [folder / "trades.ttl"])
    load_credentials(space, folder / "outcomes.csv")
    load_postings(space, folder / "jobs.json")
    propose(space, ProposeRequest(profile=Profile.FAST))
    extract(space, Query(profile=Profile.FAST))
    with audited(space, COMMAND_LINE, "key make", ["Ana"]):
        make_key(space, "Ana", Scope.ADMIN)
    add_note(space, space.snapshot().mappings[0].uri, "Look at it again.", Agent("", "Ana"))
    return space.path


@pytest.fixture
def full(made: Path, tmp_path: Path) -> Workspace:
    """A copy of it."""
    shutil.copytree(made, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


def contents(workspace: Workspace) -> dict[str, object]:
    """All that a person would ask for."""
    snapshot = workspace.snapshot()
    return {
        "manifest": workspace.manifest,
        "graphs": {
            name: sorted(map(str, snapshot.store.triples(name))) for name in snapshot.store.graph_names()
        },
        "postings": [path.read_bytes() for path in snapshot.posting_files()],
        "keys": keys(workspace),
        "audit": list(audit_log(workspace).lines()),
        "notes": (workspace.path / "notes.jsonl").read_bytes(),
        "answer": next(iter(suggest(workspace, ASKED))).suggestions[0].confidence,
    }


def test_a_restored_workspace_is_the_same(full: Workspace, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "all.zip")
    found = restore(tmp_path / "all.zip", tmp_path / "again")
    assert found.backup == made
    assert found.checked == len(list(verify(full)))
    assert contents(found.workspace) == contents(full)
    assert not list(full.path.glob(".*"))
    load_credentials(found.workspace, sheet(tmp_path, "more"), name="more")  # it can be written to


def test_a_copy_of_an_empty_workspace_is_one(tmp_path: Path) -> None:
    back_up(Workspace.create(tmp_path / "empty"), tmp_path / "all.zip")
    assert restore(tmp_path / "all.zip", tmp_path / "again").workspace.manifest.generation is None


def test_others_may_write_meanwhile(full: Workspace, tmp_path: Path) -> None:
    stop = threading.Event()
    writer = threading.Thread(target=keep_writing, args=(full.path, tmp_path, stop))
    writer.start()
    try:
        for number in range(4):
            back_up(full, tmp_path / f"{number}.zip")
    finally:
        stop.set()
        writer.join()
    for number in range(4):
        made = restore(tmp_path / f"{number}.zip", tmp_path / f"again{number}").workspace
        loaded = [one for one in made.snapshot().credentials if one.source == "more"]
        recorded = [one.count for one in made.manifest.credentials if one.name == "more"]
        assert [len(loaded)] == (recorded or [0])


def test_a_long_write_does_not_hold_a_backup_up(full: Workspace, tmp_path: Path) -> None:
    before = contents(full)
    with full.writing() as draft:
        draft.store.replace_graph("https://example.org/half", [])
        back_up(Workspace.open(full.path), tmp_path / "all.zip")
    assert contents(restore(tmp_path / "all.zip", tmp_path / "again").workspace) == before


@pytest.mark.parametrize("there", ["file", "folder"])
def test_a_backup_replaces_nothing(full: Workspace, tmp_path: Path, there: str) -> None:
    target = tmp_path / "all.zip"
    target.mkdir() if there == "folder" else target.write_text("precious")
    with pytest.raises(InputError, match=r"all\.zip exists; a backup replaces nothing"):
        back_up(full, target)
    assert target.is_dir() or target.read_text() == "precious"


def test_a_backup_does_not_lie_in_what_it_holds(full: Workspace) -> None:
    with pytest.raises(InputError, match="lies in the workspace"):
        back_up(full, full.path / "postings" / "all.zip")


@pytest.mark.parametrize("part", ["graph/gen-*/*.sst", "postings/**/*.parquet", "keys.json"])
def test_a_damaged_workspace_is_not_backed_up(full: Workspace, tmp_path: Path, part: str) -> None:
    path = next(full.path.glob(part))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match="parts are damaged"):
        back_up(Workspace.open(full.path), tmp_path / "all.zip")
    assert not (tmp_path / "all.zip").exists()


def test_a_missing_part_is_named(full: Workspace, tmp_path: Path) -> None:
    next(full.path.glob("postings/**/*.parquet")).unlink()
    with pytest.raises(InputError, match=r"is missing .*parquet"):
        back_up(Workspace.open(full.path), tmp_path / "all.zip")


def test_a_restored_folder_must_be_new(full: Workspace, tmp_path: Path) -> None:
    back_up(full, tmp_path / "all.zip")
    with pytest.raises(InputError, match="exists and is not empty"):
        restore(tmp_path / "all.zip", full.path)
    assert damages(tmp_path) == []


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 4
    path.write_bytes(content)


def no_zip(path: Path) -> None:
    path.write_bytes(b"Not a zip at all")


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def absent(path: Path) -> None:
    path.unlink()


def another_zip(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr("skills.csv", "label\n")


def more(path: Path) -> None:
    with ZipFile(path, "a") as archive:
        archive.writestr("index/more.json", "{}")


def rewritten(change: Callable[[dict[str, bytes]], None]) -> Callable[[Path], None]:
    """Change members of a backup, and what its list says of them stays as it is."""

    def write(path: Path) -> None:
        with ZipFile(path) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        change(held)
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for name, content in held.items():
                archive.writestr(name, content)

    return write


def other_bytes(held: dict[str, bytes]) -> None:
    held["manifest.json"] = held["manifest.json"].replace(b"trades", b"traded")


def longer(held: dict[str, bytes]) -> None:
    held["notes.jsonl"] += b"{}\n" * 1_000_000


def missing(held: dict[str, bytes]) -> None:
    del held["keys.json"]


def elsewhere(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(held: dict[str, bytes]) -> None:
        said = json.loads(sealed_json.unseal(held[LIST]))
        said["parts"][0]["name"] = name
        held[name] = held.pop(sorted(one for one in held if one != LIST)[0])
        held[LIST] = sealed_json.seal(json.dumps(said, indent=1))

    return change


@pytest.mark.parametrize(
    "damage",
    [
        *(cut, flipped, no_zip, emptied, absent, another_zip, more),
        *map(rewritten, (other_bytes, longer, missing)),
        *(
            rewritten(elsewhere(name))
            for name in ("../evil", "/tmp/evil", "a/../../evil", "a\\evil", "C:evil")
        ),
    ],
)
def test_what_is_no_whole_backup_is_refused(
    full: Workspace, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    back_up(full, tmp_path / "all.zip")
    damage(tmp_path / "all.zip")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError) as caught:
        restore(tmp_path / "all.zip", tmp_path / "again")
    assert "all.zip" in caught.value.message
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not disk.can_mount(), reason="this process may not mount a disk in memory")
def test_a_full_disk_leaves_no_half_of_a_backup(full: Workspace, tmp_path: Path) -> None:
    back_up(full, tmp_path / "all.zip")
    with disk.mounted() as place:
        disk.fill(place, 40_960)
        for write in (
            lambda: back_up(full, place / "all.zip"),
            lambda: restore(tmp_path / "all.zip", place / "again"),
        ):
            with pytest.raises(OSError, match="No space left"):
                write()
        assert not (place / "all.zip").exists()
        assert not (place / "again").exists()
        assert not [one for one in place.iterdir() if ".half-" in one.name]


def sheet(folder: Path, name: str, rows: int = 1) -> Path:
    path = folder / f"{name}.csv"
    head, row, *_ = SHEET.splitlines()
    path.write_text("\n".join([head, *(row.replace("basics", f"{name} {n}") for n in range(rows))]))
    return path


def keep_writing(space: Path, folder: Path, stop: threading.Event) -> None:
    """Load a growing source again and again."""
    workspace, rows = Workspace.open(space), 0
    while not stop.is_set():
        rows += 1
        with suppress(WorkspaceLockedError):
            load_credentials(workspace, sheet(folder, "more", rows), name="more")
