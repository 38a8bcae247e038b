"""What the processes of a service share for as long as it runs: a small database.

One process keeps it in memory; several have it in a folder that nobody else may read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

from skillgraph import disk
from skillgraph.errors import DiskFullError
from skillgraph.languages.sentences import error_of

IN_MEMORY: Final = Path(":memory:")

_PATIENCE: Final = 10.0
"""Seconds that a process waits for another that writes, which takes less than one of a thousand of them."""


class SharedDatabase:
    """A database that several threads and processes may use.

    Args:
        path: Where processes share it; by default it is in the memory of this one.
    """

    def __init__(self, path: Path = IN_MEMORY) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(
            path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        # A process that is killed harms nothing then; what the machine's end takes would be over anyway.
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """The database, which no other thread or process changes meanwhile.

        Raises:
            DiskFullError: If there is no room for the change; nothing of it is kept then.
        """
        try:
            with self._lock, self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
        except sqlite3.OperationalError as error:
            if not disk.is_full(error):
                raise
            raise error_of(DiskFullError, "disk-full-here") from error

    def first(self, query: str, named: Mapping[str, object] | None = None) -> tuple[Any, ...] | None:
        """The first row that a query finds; reading needs no room on the disk."""
        with self._lock:
            row: tuple[Any, ...] | None = self._connection.execute(query, named or {}).fetchone()
        return row
