"""Locks of files, by which processes take turns."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from skillgraph.errors import InputError, WorkspaceLockedError
from skillgraph.languages.sentences import error_of

_PAUSE = 0.01
"""Seconds between two tries for a lock."""


@contextmanager
def locked(path: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock of a file in a workspace; the file is made where it is missing.

    Args:
        path: The file, directly in the folder of the workspace.
        wait: For so many seconds, let another process end first.

    Raises:
        WorkspaceLockedError: If another process holds it, and does not end in time.
        InputError: If the file cannot be written.
    """
    try:
        stream = path.open("ab")
    except OSError as error:
        raise InputError(
            f"The workspace {path.parent} cannot be written ({error.strerror}).",
            hint="Check its permissions.",
        ) from error
    with stream:
        _lock(stream, path.parent, until=time.monotonic() + wait)
        yield


def _lock(stream: IO[bytes], folder: Path, *, until: float) -> None:
    """Take the lock of a workspace, trying again until a moment of the monotonic clock."""
    import portalocker

    while True:
        try:
            portalocker.lock(stream, portalocker.LOCK_EX | portalocker.LOCK_NB)
        except portalocker.LockException as error:
            if time.monotonic() >= until:
                raise error_of(WorkspaceLockedError, "workspace-locked", folder=folder) from error
            time.sleep(_PAUSE)
        else:
            return
