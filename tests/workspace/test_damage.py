"""Changed bytes are noticed wherever they are: in the index, in the graph, in a table."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from skillgraph import files
from skillgraph.errors import IndexMissingError, InputError
from skillgraph.graph import generations
from skillgraph.matching.index.content_folders import PartStore, damage
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.answers.suggest import suggest_texts
from skillgraph.workspace.loading import load_postings
from skillgraph.workspace.state.verifying import verify


def flip(path: Path) -> None:
    """Change one byte in the middle; the size stays."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.fixture
def part(tmp_path: Path) -> Path:
    def write(folder: Path) -> None:
        (folder / "char").mkdir()
        (folder / "vectors.npy").write_bytes(b"1234567890" * 100)
        (folder / "char" / "data.npy").write_bytes(b"abcdefgh" * 100)

    return PartStore(tmp_path / "parts").build("one", write)


@pytest.mark.parametrize("name", ["vectors.npy", "char/data.npy"])
def test_a_changed_part_of_an_index_is_named(part: Path, name: str) -> None:
    store = PartStore(part.parent)
    assert store.open("one") == part
    flip(part / name)
    with pytest.raises(IndexMissingError, match=name):
        store.open("one")
    (part / name).unlink()
    with pytest.raises(IndexMissingError, match=name):
        store.open("one")


def test_opening_a_part_clears_what_a_killed_process_left(part: Path) -> None:
    left = part / f".part.json.half-{'0' * 32}"
    left.write_bytes(b"{")
    PartStore(part.parent).open("one")
    assert not left.exists()


def test_a_copied_part_is_read_once(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = part.parent / "copy"
    shutil.copytree(part, copy)
    assert not damage(copy)

    def unexpected(path: Path) -> str:
        raise AssertionError(f"{path} is read again")

    monkeypatch.setattr(files, "sha256", unexpected)
    assert not damage(copy)


@pytest.mark.parametrize("said", ["{", "[]", "{}", '{"vectors.npy": null}', '{"vectors.npy": ["a", [1, 2]]}'])
def test_a_damaged_list_is_damage(part: Path, said: str) -> None:
    (part / "part.json").write_text(said, encoding="utf-8")
    assert damage(part) == "part.json"


def test_a_part_of_before_is_compared_by_size(part: Path) -> None:
    sizes = {"vectors.npy": 1000, "char/data.npy": 800}
    (part / "part.json").write_text(json.dumps(sizes), encoding="utf-8")
    assert not damage(part, thorough=True)
    (part / "vectors.npy").write_bytes(b"short")
    assert damage(part) == "vectors.npy"


@pytest.mark.parametrize("pattern", ["*.sst", "MANIFEST-*", "CURRENT"])
def test_a_changed_file_of_the_graph_is_named(loaded: Workspace, pattern: str) -> None:
    folder = loaded.path / "graph" / str(loaded.manifest.generation)
    victim = max(folder.glob(pattern), key=lambda path: path.stat().st_size)
    assert Workspace.open(loaded.path).snapshot().credentials
    flip(victim)
    with pytest.raises(InputError, match=victim.name):
        Workspace.open(loaded.path).snapshot()
    with pytest.raises(InputError, match=victim.name), Workspace.open(loaded.path).writing() as draft:
        assert draft.store


def test_a_graph_without_sums_still_opens(loaded: Workspace) -> None:
    (loaded.path / "graph" / f"{loaded.manifest.generation}.sums").unlink()
    assert Workspace.open(loaded.path).snapshot().credentials
    generations.check(loaded.path / "graph", str(loaded.manifest.generation), thorough=True)


def test_bytes_that_rot_are_found_by_reading_all(loaded: Workspace) -> None:
    """Size, time and inode stay: only a thorough check can know."""
    import os

    name = str(loaded.manifest.generation)
    victim = max((loaded.path / "graph" / name).glob("*.sst"), key=lambda path: path.stat().st_size)
    before = victim.stat()
    flip(victim)
    os.utime(victim, ns=(before.st_atime_ns, before.st_mtime_ns))
    generations.check(loaded.path / "graph", name)
    with pytest.raises(InputError, match=victim.name):
        generations.check(loaded.path / "graph", name, thorough=True)
    with pytest.raises(InputError, match=victim.name):  # from now on everybody is told
        generations.check(loaded.path / "graph", name)


def test_a_changed_part_of_a_table_is_named(loaded: Workspace) -> None:
    (victim,) = (loaded.path / "postings").rglob("*.parquet")
    assert list(loaded.snapshot().postings())
    flip(victim)
    with pytest.raises(InputError, match=victim.name) as told:
        list(Workspace.open(loaded.path).snapshot().postings())
    assert "posting check" in told.value.hint


def test_everything_is_verified(loaded: Workspace) -> None:
    assert {one.kind for one in verify(loaded)} == {"graph", "postings", "sketches"}
    assert not [one for one in verify(loaded) if one.wrong or one.note]
    for victim in ((loaded.path / "postings").rglob("*.parquet"), (loaded.path / "graph").rglob("CURRENT")):
        flip(next(victim))
    wrong = {one.kind: one for one in verify(loaded)}
    assert "CURRENT" in wrong["graph"].wrong
    assert "skillgraph init" in wrong["graph"].remedy
    assert ".parquet" in wrong["postings"].wrong


def test_a_changed_index_is_built_again_and_answers_alike(loaded: Workspace) -> None:
    texts = ["weld metal", "cook a hot meal"]

    def ranked(*, building: bool = True) -> list[list[tuple[str, float]]]:
        asked = Query(profile=Profile.FAST, build=building)
        found = suggest_texts(Workspace.open(loaded.path), texts, asked, k=3)
        return [[(one.uri, round(one.confidence, 6)) for one in each.suggestions] for each in found]

    before = ranked()
    for name in ("vectors.npy", "sketch.npy", "centroids.npy", "char/data.npy", "labels.json"):
        victim = next((loaded.path / "index" / "parts").glob(f"*/{name}"))
        flip(victim)
        with pytest.raises(IndexMissingError, match=name):
            ranked(building=False)
        assert [one.part for one in verify(loaded) if one.wrong] == [
            f"index/parts/{victim.relative_to(loaded.path / 'index' / 'parts').parts[0]}"
        ]
        assert ranked() == before
        assert not [one for one in verify(loaded) if one.wrong]


def test_changed_sketches_are_named_and_made_again(loaded: Workspace, tmp_path: Path) -> None:
    (victim,) = (loaded.path / "postings").rglob("*.npy")
    before = victim.read_bytes()
    flip(victim)
    assert [one.part for one in verify(loaded) if one.wrong] == [victim.relative_to(loaded.path).as_posix()]
    more = tmp_path / "more.jsonl"
    more.write_text(
        json.dumps({"id": "n1", "title": "Welder", "description": "Weld metal."}), encoding="utf-8"
    )
    assert victim.name in load_postings(loaded, more, with_occupations=False).note
    assert victim.read_bytes() == before
    assert not [one for one in verify(loaded) if one.wrong]
