"""Writing files so that a reader, or a killed process, never sees half of one; and hashing them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Give a temporary path beside ``target`` that replaces it when the block ends without an error."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{uuid4().hex}")
    temporary.touch(exist_ok=False)  # with the permissions that any new file gets
    try:
        yield temporary
        _sync(temporary)
        temporary.replace(target)
        _sync(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(target: Path, content: bytes | memoryview) -> None:
    """Replace ``target`` by ``content`` in one step."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(content)


def write_text(target: Path, text: str) -> None:
    """Replace ``target`` by ``text`` (UTF-8) in one step."""
    write_bytes(target, text.encode("utf-8"))


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


def _sync(path: Path) -> None:
    """Ask the system to put a file or folder on disk (folders cannot be opened on Windows)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
