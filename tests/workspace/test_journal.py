"""Journals: nothing that was written is lost, and no change goes unnoticed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from skillgraph.errors import InputError
from skillgraph.workspace.state import journal as journals
from skillgraph.workspace.state.journal import Journal

WRITES = """
import sys
from pathlib import Path
from skillgraph.workspace.state.journal import Journal
for number in range(100_000):
    Journal(Path(sys.argv[1])).append({"number": number})
    print(number, flush=True)
"""


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "log.jsonl")


def numbers(journal: Journal) -> list[int]:
    return [one["number"] for one in journal.entries()]


def wrong(journal: Journal) -> list[int]:
    return [line.number for line in journal.lines() if line.wrong]


def test_what_is_appended_is_read_in_order(journal: Journal) -> None:
    assert list(journal.lines()) == []
    entries = [{"number": number, "text": text} for number, text in enumerate(("a\nb", "é\u2028", "\udcff"))]
    for entry in entries:
        journal.append(entry)
    assert [dict(one) for one in journal.entries()] == entries
    assert wrong(journal) == []


def test_an_entry_longer_than_what_is_read_at_first_is_followed_by_the_next(journal: Journal) -> None:
    for number in range(3):
        journal.append({"number": number, "text": "x" * 200_000})
    assert (numbers(journal), wrong(journal)) == ([0, 1, 2], [])


@pytest.mark.parametrize("cut", [1, 2, 30, 80])
def test_the_beginning_of_a_line_is_passed_over_and_nothing_else(journal: Journal, cut: int) -> None:
    for number in range(3):
        journal.append({"number": number})
    journal.path.write_bytes(journal.path.read_bytes()[:-cut])
    journal.append({"number": 3})
    journal.append({"number": 4})
    kept = [0, 1, 2, 3, 4] if cut == 1 else [0, 1, 3, 4]
    assert numbers(journal) == kept
    assert [line.number for line in journal.lines() if line.damaged] == []


def _changed(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b'"number":1', b'"number":7'), *lines[2:]]


def _swapped(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[2], lines[1], *lines[3:]]


@pytest.mark.parametrize(
    "change",
    [
        _changed,
        _swapped,
        lambda lines: [lines[0], *lines[2:]],
        lambda lines: [lines[0], lines[0], *lines[1:]],
        lambda lines: [*lines[:-1], lines[-1].replace(b'"number"', b'"number')],
        lambda lines: [*lines[:-1], lines[-1].replace(b"{", b"[")],
        lambda lines: [*lines[:-1], bytes(lines[-1][:-1]).replace(b"e", b"\xe5") + b"\n"],
    ],
    ids=[
        "changed",
        "swapped",
        "taken out",
        "put in",
        "last one unreadable",
        "last one no record",
        "last one in other letters",
    ],
)
def test_lines_that_were_changed_are_noticed(journal: Journal, change: object) -> None:
    for number in range(5):
        journal.append({"number": number})
    assert callable(change)
    lines = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(change(lines)))
    assert any(line.damaged for line in journal.lines())
    with pytest.raises(InputError, match=r"log\.jsonl is damaged in line \d"):
        numbers(journal)


def test_a_last_line_that_was_cut_is_named_but_may_never_have_been_written(journal: Journal) -> None:
    for number in range(2):
        journal.append({"number": number})
    whole = journal.path.read_bytes()
    journal.append({"id": None, "number": 23.5, "said": True, "text": 'é "\u2028'})
    line = journal.path.read_bytes()[len(whole) :]
    for length in range(1, len(line) - 1):
        journal.path.write_bytes(whole + line[:length])
        assert numbers(journal) == [0, 1]
        assert [(one.number, one.damaged) for one in journal.lines() if one.wrong] == [(3, False)], length


def test_threads_and_processes_take_turns(journal: Journal) -> None:
    def work(start: int) -> None:
        for number in range(start, start + 20):
            Journal(journal.path).append({"number": number})

    threads = [threading.Thread(target=work, args=(100 * one,)) for one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers(journal)) == [100 * one + number for one in range(4) for number in range(20)]
    assert wrong(journal) == []


def test_each_entry_that_was_acknowledged_outlives_a_killed_process(journal: Journal) -> None:
    for _ in range(3):
        command = [sys.executable, "-c", WRITES, str(journal.path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = [int(process.stdout.readline()) for _ in range(30)]
            process.send_signal(signal.SIGKILL)
            said += map(int, process.stdout.read().split())
        written = numbers(journal)
        # The last of them may have been written and not been said.
        assert said in (written[-len(said) :], written[-len(said) - 1 : -1])
    journal.append({"number": -1})
    assert numbers(journal)[-1] == -1
    assert [line for line in journal.lines() if line.damaged] == []


def test_a_full_disk_leaves_the_journal_as_it_was(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.append({"number": 0})
    before = journal.path.read_bytes()

    def half(handle: int, content: bytes) -> None:
        os.write(handle, content[:20])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(journals, "_write", half)
        with pytest.raises(OSError, match="No space") as error:
            journal.append({"number": 1})
        assert error.value.filename == str(journal.path)
    assert journal.path.read_bytes() == before
    journal.append({"number": 2})
    assert (numbers(journal), wrong(journal)) == ([0, 2], [])


def test_a_journal_that_is_written_anew_holds_what_is_left_and_goes_on(journal: Journal) -> None:
    for number in range(3):
        journal.append({"number": number})
    before = journal.stamp()
    journal.rewrite(lambda lines: [line for line in lines if line["number"] != 1])
    assert journal.stamp() != before
    journal.append({"number": 3})
    assert numbers(journal) == [0, 2, 3]
    assert wrong(journal) == []
    assert b'"number":1' not in journal.path.read_bytes()


def test_nothing_is_written_where_the_check_of_a_writer_fails(journal: Journal) -> None:
    def refuse() -> None:
        raise InputError("no")

    with pytest.raises(InputError):
        journal.append({"number": 1}, check=refuse)
    assert journal.stamp() == (0, 0, 0)
