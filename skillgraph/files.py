"""Writing files so that a reader, or a killed process, never sees half of one; and hashing them."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from skillgraph.halves import half


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Give a temporary path beside ``target`` that replaces it when the block ends without an error."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with half(target, _touch) as temporary:
        yield temporary
        _sync(temporary)
        temporary.replace(target)
        _sync(target.parent)


@contextmanager
def atomic_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder beside ``target`` that replaces it when the block ends without an error.

    A folder cannot replace another in one step everywhere: the old one is moved aside first. A process that
    is killed in that moment leaves it under its second name, and the next call moves it back.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    before = target.with_name(f".{target.name}.before")
    if before.exists() and not target.exists():
        before.rename(target)
    shutil.rmtree(before, ignore_errors=True)
    with half(target, Path.mkdir) as temporary:
        yield temporary
        for path in temporary.rglob("*"):
            _sync(path)
        if target.exists():
            target.rename(before)
        temporary.rename(target)
        _sync(target.parent)
        shutil.rmtree(before, ignore_errors=True)


@contextmanager
def into_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder whose files move into ``target`` when the block ends without an error.

    A new folder is there with all its files, or not at all. In one that there is, files of the same names are
    replaced one after the other, and what else is there stays.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with half(target, Path.mkdir) as temporary:
        yield temporary
        made = sorted(temporary.iterdir())
        for path in made:
            _sync(path)
        if target.exists():
            for path in made:
                path.replace(target / path.name)
            _sync(target)
        else:
            temporary.rename(target)
            _sync(target.parent)


def write_bytes(target: Path, content: bytes | memoryview) -> None:
    """Replace ``target`` by ``content`` in one step."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(content)


def write_text(target: Path, text: str) -> None:
    """Replace ``target`` by ``text`` (UTF-8) in one step."""
    write_bytes(target, text.encode("utf-8"))


def unix_lines(text: str) -> str:
    """A text whose lines end with a line feed: a lone carriage return breaks the rows of CSV."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_of(paths: Iterable[Path]) -> str:
    """Hexadecimal SHA-256 over the names and contents of several files, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name}\0{sha256(path)}\n".encode())
    return digest.hexdigest()


def _touch(path: Path) -> None:
    path.touch(exist_ok=False)  # with the permissions that any new file gets


def _sync(path: Path) -> None:
    """Ask the system to put a file or folder on disk (folders cannot be opened on Windows)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
