"""Readers see whole generations only, whatever happens to the writer."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from typing import IO

import pytest

from skillgraph.errors import NotFoundError
from skillgraph.graph.generations import begin, check, collect, hold, opened
from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import Triple, iri, text, value
from skillgraph.graph.working_copy import KeptCopy
from skillgraph.namespaces import SKOS

GRAPH = "https://example.org/graph"

WRITER = """
import sys
from pathlib import Path
from skillgraph.graph.generations import begin
from skillgraph.graph.terms import Triple, iri, text

def endless():
    number = 0
    while True:
        number += 1
        if number == 200_000:
            Path(sys.argv[3]).touch()
        yield Triple(iri(f"https://example.org/{number}"), iri("https://example.org/p"), text("new"))

with begin(Path(sys.argv[1]), sys.argv[2]) as generation:
    generation.store.replace_graph("https://example.org/graph", endless())
"""

READER = """
import sys
from pathlib import Path
from skillgraph.graph.generations import opened

with opened(Path(sys.argv[1]), sys.argv[2]) as store:
    print(store.count("https://example.org/graph"), flush=True)
    sys.stdin.readline()
    print(store.count("https://example.org/graph"), flush=True)
"""


def label(word: str) -> list[Triple]:
    return [Triple(iri("https://example.org/1"), iri(SKOS.prefLabel), text(word, "en"))]


def published(folder: Path, current: str | None, word: str) -> str:
    with begin(folder, current) as generation:
        generation.store.replace_graph(GRAPH, label(word))
        return generation.publish()


def words(store: TripleStore) -> list[str]:
    return [value(term) for _, term in store.pairs(SKOS.prefLabel)]


def test_each_generation_keeps_what_it_held(tmp_path: Path) -> None:
    first = published(tmp_path, None, "old")
    with opened(tmp_path, first) as reading:
        second = published(tmp_path, first, "new")
        assert words(reading) == ["old"]
        with opened(tmp_path, second) as later:
            assert words(later) == ["new"]
    assert first < second


def test_a_generation_starts_as_a_copy_of_the_current_one(tmp_path: Path) -> None:
    first = published(tmp_path, None, "old")
    with begin(tmp_path, first) as generation:
        generation.store.replace_graph("https://example.org/other", label("more"))
        second = generation.publish()

    with opened(tmp_path, second) as store:
        assert sorted(words(store)) == ["more", "old"]


def test_without_publishing_nothing_stays(tmp_path: Path) -> None:
    with begin(tmp_path, None) as generation:
        generation.store.replace_graph(GRAPH, label("never"))
    with pytest.raises(ZeroDivisionError), begin(tmp_path, None):
        _ = 1 / 0

    assert list(tmp_path.iterdir()) == []


def test_what_is_read_is_collected_only_afterwards(tmp_path: Path) -> None:
    first = published(tmp_path, None, "old")
    with opened(tmp_path, first):
        second = published(tmp_path, first, "new")
        assert collect(tmp_path, {second}) == ()
    assert collect(tmp_path, {second}) == (first,)
    with pytest.raises(NotFoundError, match=first), opened(tmp_path, first):
        pass
    with hold(tmp_path, second):
        assert collect(tmp_path, set()) == ()


def test_reading_needs_no_right_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = published(tmp_path, None, "old")
    plain_open = Path.open

    def open_to_read(path: Path, mode: str = "r") -> IO[bytes]:
        assert mode == "rb", f"{path} is opened with {mode}"
        return plain_open(path, "rb")

    monkeypatch.setattr(Path, "open", open_to_read)
    with opened(tmp_path, name) as store:
        assert words(store) == ["old"]


def test_a_missing_current_generation_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="gen-000009"), begin(tmp_path, "gen-000009"):
        pass


def test_names_go_up_even_when_leftovers_are_collected(tmp_path: Path) -> None:
    names = [published(tmp_path, None, "a")]
    for word in "bcd":
        names.append(published(tmp_path, names[-1], word))

    assert names == sorted(set(names))
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} <= set(names[-2:])


def waiting(path: Path) -> None:
    for _ in count():
        if path.exists():
            return
        time.sleep(0.02)


@pytest.fixture
def killed_writer(tmp_path: Path) -> tuple[Path, str]:
    """A folder whose second writer was killed in the middle of a big load."""
    folder, started = tmp_path / "graph", tmp_path / "started"
    current = published(folder, None, "old")
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder), current, str(started)])
    try:
        waiting(started)
        with opened(folder, current) as store:
            assert words(store) == ["old"]
    finally:
        writer.kill()
        assert writer.wait() == -signal.SIGKILL
    return folder, current


@pytest.mark.skipif(os.name == "nt", reason="kills with SIGKILL")
def test_a_killed_writer_leaves_the_old_state_and_its_rubbish_is_collected(
    killed_writer: tuple[Path, str],
) -> None:
    folder, current = killed_writer
    assert any(path.is_dir() for path in folder.glob("work-*"))

    with opened(folder, current) as store:
        assert words(store) == ["old"]
    new = published(folder, current, "new")
    with opened(folder, new) as store:
        assert words(store) == ["new"]
    assert collect(folder, {new}) == (current,)
    assert sorted(path.name for path in folder.iterdir()) == [new, f"{new}.lock", f"{new}.sums"]


@pytest.mark.parametrize("name", ["gen-000002", "work-0123abcd"])
def test_half_a_copy_of_a_killed_writer_is_collected(tmp_path: Path, name: str) -> None:
    current = published(tmp_path, None, "old")
    half = tmp_path / f"{name}.tmp"  # where Oxigraph copies to before it renames
    half.mkdir()
    (half / "000010.sst").write_bytes(b"half")
    assert collect(tmp_path, {current}) == (("gen-000002",) if name.startswith("gen") else ())
    assert not half.exists()


def kept_words(folder: Path, current: str, kept: KeptCopy, word: str) -> tuple[str, list[str], str]:
    """Publish another word with a kept copy: the new name, what it holds, and the copy's folder."""
    with begin(folder, current, kept=kept) as generation:
        generation.store.replace_graph(f"{GRAPH}/{word}", label(word))
        name = generation.publish()
    (work,) = [path.name for path in folder.glob("work-*") if path.is_dir()]
    with opened(folder, name) as store:
        return name, sorted(words(store)), work


def test_a_kept_copy_is_written_to_again_and_published_generations_stay_as_they_are(tmp_path: Path) -> None:
    first, kept = published(tmp_path, None, "a"), KeptCopy()
    second, held, work = kept_words(tmp_path, first, kept, "b")
    assert held == ["a", "b"]
    with opened(tmp_path, second) as reading:
        third, held, same = kept_words(tmp_path, second, kept, "c")
        assert (held, same) == (["a", "b", "c"], work)
        assert sorted(words(reading)) == ["a", "b"]
    check(tmp_path, third, thorough=True)
    assert collect(tmp_path, {third}) == (second,)
    assert (tmp_path / work).is_dir()  # held by this process


def test_a_kept_copy_goes_when_another_process_has_written(tmp_path: Path) -> None:
    first, kept = published(tmp_path, None, "a"), KeptCopy()
    second, _, work = kept_words(tmp_path, first, kept, "b")
    third = published(tmp_path, second, "others")
    _, held, other = kept_words(tmp_path, third, kept, "c")
    assert held == ["b", "c", "others"]
    assert other != work


def test_what_was_not_published_is_not_in_the_next_generation_of_a_kept_copy(tmp_path: Path) -> None:
    first, kept = published(tmp_path, None, "a"), KeptCopy()
    second, _, _ = kept_words(tmp_path, first, kept, "b")
    with begin(tmp_path, second, kept=kept) as generation:
        generation.store.replace_graph(f"{GRAPH}/lost", label("lost"))
    assert not list(tmp_path.glob("work-*"))
    assert kept_words(tmp_path, second, kept, "c")[1] == ["a", "b", "c"]


def test_a_kept_copy_goes_with_who_keeps_it(tmp_path: Path) -> None:
    first, kept = published(tmp_path, None, "a"), KeptCopy()
    kept_words(tmp_path, first, kept, "b")
    del kept
    gc.collect()
    assert not list(tmp_path.glob("work-*"))


def test_another_process_reads_on_while_generations_come_and_go(tmp_path: Path) -> None:
    first = published(tmp_path, None, "old")
    command = [sys.executable, "-c", READER, str(tmp_path), first]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "1\n"
        second = published(tmp_path, first, "new")
        third = published(tmp_path, second, "newer")
        assert collect(tmp_path, {third}) == (second,)
        assert reader.communicate("\n")[0] == "1\n"
        assert reader.returncode == 0
    assert collect(tmp_path, {third}) == (first,)
