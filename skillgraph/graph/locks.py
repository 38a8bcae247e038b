"""Locks of the folders that hold a graph: shared by who reads, exclusive to who writes or removes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def locked(folder: Path, name: str, *, exclusive: bool, wait: bool = True) -> Iterator[IO[bytes]]:
    """Hold ``NAME.lock``; readers need no right to write to the folder.

    Args:
        folder: Where it is.
        name: What it is the lock of.
        exclusive: Whether nobody else may hold it.
        wait: Whether to wait for others.

    Raises:
        BlockingIOError: If it would have to wait, and may not.
    """
    path = folder / f"{name}.lock"
    with path.open("ab" if exclusive or not path.exists() else "rb") as lock:
        take(lock, exclusive=exclusive, wait=wait)
        yield lock


def take(lock: IO[bytes], *, exclusive: bool, wait: bool = True) -> None:
    """Take a lock that is open, or turn one kind into the other.

    Raises:
        BlockingIOError: If it would have to wait, and may not.
    """
    import portalocker

    flags = portalocker.LockFlags.EXCLUSIVE if exclusive else portalocker.LockFlags.SHARED
    try:
        portalocker.lock(lock, flags if wait else flags | portalocker.LockFlags.NON_BLOCKING)
    except portalocker.exceptions.LockException as error:
        raise BlockingIOError(f"{lock.name} is locked.") from error
