"""Files and folders while they are being written: beside their place, under a name of their own, locked.

A process that is killed leaves its half; the next one that writes beside it finds the half unlocked, and
removes it. What is being written is locked, so it stays.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from uuid import uuid4

from skillgraph import disk

_HALF = re.compile(r"\..*\.half-[0-9a-f]{32}")


@contextmanager
def half(target: Path, make: Callable[[Path], None]) -> Iterator[Path]:
    """Give a path beside ``target`` that is there and locked; it is removed when the block ends.

    An error of the system names ``target``, where it names the half or nothing: people know the target only.

    Args:
        target: What it is half of; it need not exist.
        make: Makes the file or the folder.
    """
    sweep(target.parent)
    path, lock = _claimed(target, make)
    try:
        yield path
    except OSError as error:
        if error.filename is not None and not str(error.filename).startswith(str(path)):
            raise
        if error.errno is None and disk.is_full(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target)) from error
        if error.errno is not None:
            error.filename, error.filename2 = str(target), None
        raise
    finally:
        if lock is not None:
            os.close(lock)
        remove(path)


def is_half(path: Path) -> bool:
    """Whether a path is one that something is, or was, being written under."""
    return _HALF.fullmatch(path.name) is not None


def remove(path: Path) -> None:
    """Remove a file, or a folder as far as it can be."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _claimed(target: Path, make: Callable[[Path], None]) -> tuple[Path, int | None]:
    """A new path and its lock; another process may sweep it away before it is locked."""
    while True:
        path = target.with_name(f".{target.name}.half-{uuid4().hex}")
        try:
            make(path)
        except OSError as error:
            error.filename = str(target)  # people know the target only
            raise
        with suppress(FileNotFoundError, BlockingIOError):
            lock = _locked(path)
            if path.exists():
                return path, lock
            if lock is not None:
                os.close(lock)


@cache
def sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder; once for each, as it may hold very many files."""
    if os.name == "nt":  # locks keep the owner from writing there, so what is left cannot be told
        return
    with suppress(OSError):  # who may not remove it leaves it to others
        for path in [path for path in folder.iterdir() if _HALF.fullmatch(path.name)]:
            with suppress(OSError):
                _removed_unlocked(path)


def _removed_unlocked(path: Path) -> None:
    lock = _locked(path, sure=True)
    try:
        remove(path)
    finally:
        if lock is not None:
            os.close(lock)


def _locked(path: Path, *, sure: bool = False) -> int | None:
    """Open and lock a file or folder; ``None`` where the system has no such locks.

    Raises:
        BlockingIOError: If another process holds it.
        OSError: If it cannot be locked, and ``sure`` asks for that.
    """
    if os.name == "nt":
        return None
    import fcntl

    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        if sure or isinstance(error, BlockingIOError):
            raise
        return None
    return handle
