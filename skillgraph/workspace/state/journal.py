"""Journals: files of JSON lines that only grow, of which no whole line is lost or changed unnoticed.

Each line has a checksum over itself and the line before, so that a line that was changed, taken out or put in
is noticed. A process that is killed, or a full disk, leaves at most the beginning of one line; it is passed
over, and the next entry stands on a line of its own. What a person has a right to have forgotten is taken out
by writing the whole file anew, in one step.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from skillgraph import files
from skillgraph.errors import InputError
from skillgraph.settings import WAIT
from skillgraph.workspace.state.locking import locked

RESTORE = "Restore it from a backup, or move it away: what it holds is gone then."

_CUT = "it is not whole: a write was cut short, or its end is missing"
_CHANGED = "it, or the line before it, was changed"
_LONGEST_SIGN = len("\\u1234")
_TAIL = 65_536
"""Bytes that are read at first from the end to find the last line; more where that is longer."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line of a journal.

    Attributes:
        number: Counted from 1.
        entry: What was written; empty where the line cannot be read.
        wrong: What is wrong with it; empty where nothing is.
        damaged: Whether it holds other bytes than were written; a line that was cut short may be one that a
            killed process never finished.
    """

    number: int
    entry: Mapping[str, Any]
    wrong: str = ""
    damaged: bool = False


class Journal:
    """A journal in the folder of a workspace.

    Args:
        path: Its file, which need not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, entry: Mapping[str, Any], *, check: Callable[[], None] = lambda: None) -> None:
        """Write an entry; once this returns, it is on disk.

        Args:
            entry: What to write.
            check: Called when no other process writes any more; nothing is written where it raises.

        Raises:
            WorkspaceLockedError: If other processes write for too long.
            OSError: If it cannot be written; nothing of it stays then.
        """
        with locked(self.path.with_suffix(".lock"), wait=WAIT):
            check()
            new = not self.path.exists()
            with self.path.open("ab+", buffering=0) as stream:
                before = stream.seek(0, os.SEEK_END)
                try:
                    _write(stream.fileno(), self._line(entry, before))
                except OSError as error:
                    stream.truncate(before)
                    raise OSError(error.errno, error.strerror, str(self.path)) from error
            if new:
                _sync_folder(self.path.parent)

    def rewrite(self, change: Callable[[Sequence[Mapping[str, Any]]], Iterable[Mapping[str, Any]]]) -> None:
        """Replace all entries by what a function makes of them, in one step; nothing of the old stays.

        Raises:
            WorkspaceLockedError: If other processes write for too long.
            InputError: If a line is damaged; everything is as it was.
            OSError: If it cannot be written; everything is as it was.
        """
        with locked(self.path.with_suffix(".lock"), wait=WAIT):
            lines, before = [], ""
            for entry in change(list(self.entries())):
                before = _check(entry, before)
                lines.append(_json({**entry, "check": before}) + b"\n")
            files.write_bytes(self.path, b"".join(lines))

    def stamp(self) -> tuple[int, int, int]:
        """What differs once more was written, or all of it anew."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return 0, 0, 0
        return found.st_size, found.st_mtime_ns, found.st_ino

    def lines(self) -> Iterator[JournalLine]:
        """All lines, oldest first, with what is wrong with those that are not as they were written."""
        before = ""
        for number, line in enumerate(self._raw(), start=1):
            entry = _parsed(line)
            if entry is None:
                damaged = not _is_beginning(line)
                yield JournalLine(number, {}, _CHANGED if damaged else _CUT, damaged)
                continue
            check = str(entry.pop("check", ""))
            wrong = "" if check == _check(entry, before) else _CHANGED
            before = check
            yield JournalLine(number, entry, wrong, bool(wrong))

    def entries(self) -> Iterator[Mapping[str, Any]]:
        """What was written, oldest first, but for lines that were cut short.

        Raises:
            InputError: If a line holds other bytes than were written.
        """
        for line in self.lines():
            if line.damaged:
                raise InputError(f"{self.path} is damaged in line {line.number}: {line.wrong}.", hint=RESTORE)
            if line.entry:
                yield line.entry

    def _raw(self) -> Iterator[bytes]:
        if self.path.exists():
            with self.path.open("rb") as stream:
                yield from stream

    def _line(self, entry: Mapping[str, Any], size: int) -> bytes:
        """The entry as a line that follows what the file holds already."""
        tail = self._tail(size)
        whole = (found for line in reversed(tail.split(b"\n")) if (found := _parsed(line)) is not None)
        before = str(next(whole, {}).get("check", ""))
        line = _json({**entry, "check": _check(entry, before)})
        return (b"\n" if tail and not tail.endswith(b"\n") else b"") + line + b"\n"

    def _tail(self, size: int) -> bytes:
        """The end of the file, with at least its last whole line."""
        length = _TAIL
        with self.path.open("rb") as stream:
            while True:
                stream.seek(max(0, size - length))
                tail = stream.read()
                lines = tail.split(b"\n")[1 if length < size else 0 :]
                if length >= size or any(_parsed(line) is not None for line in lines):
                    return tail
                length *= 2


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _is_beginning(line: bytes) -> bool:
    """Whether a line that is not whole may be the beginning of one: what is wrong with it is its end."""
    text = line.rstrip(b"\n").decode("latin-1")
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        at_end = error.pos >= len(text) - _LONGEST_SIGN or error.msg.startswith("Unterminated string")
        return at_end and text.isascii() and text.startswith("{") and not text.endswith("}")
    return False


def _check(entry: Mapping[str, Any], before: str) -> str:
    return sha256(before.encode() + _json(entry)).hexdigest()


def _json(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, separators=(",", ":"), sort_keys=True).encode("ascii")


def _write(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]
    os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
