"""What the processes of a service share for as long as it runs: a small database.

One process keeps it in memory; several have it in a folder that nobody else may read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

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
        """The database, which no other thread or process changes meanwhile."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
