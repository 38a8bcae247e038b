"""How many forms anybody may send who has not signed in for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from starlette.exceptions import HTTPException

from skillgraph_api.shared_database import SharedDatabase

AN_HOUR: Final = 10
"""So many forms an hour are taken of one address, or of one key, by all processes together."""

_HOUR: Final = 3600.0
_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS form (sender TEXT NOT NULL, at REAL NOT NULL)",
    "CREATE INDEX IF NOT EXISTS form_of_sender ON form (sender, at)",
)


class FormLimit:
    """How many forms were taken, of whom; kept for an hour, for as long as the service runs.

    Args:
        database: What the processes of the service share.
        clock: Gives seconds that never go back, in all of them the same.
    """

    def __init__(self, database: SharedDatabase, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        with database.changing() as changed:
            for table in _TABLES:
                changed.execute(table)

    def take(self, name: str) -> None:
        """Count a form of somebody.

        Raises:
            HTTPException: 429 if too many were taken of them in the last hour.
        """
        at = self._clock()
        with self._database.changing() as changed:
            changed.execute("DELETE FROM form WHERE at <= ?", (at - _HOUR,))
            of_sender = "SELECT COUNT(*), MIN(at) FROM form WHERE sender = ?"
            count, first = changed.execute(of_sender, (name,)).fetchone()
            if count < AN_HOUR:
                changed.execute("INSERT INTO form (sender, at) VALUES (?, ?)", (name, at))
                return
        said = f"{AN_HOUR} forms an hour are taken of one sender"
        raise HTTPException(429, said, {"Retry-After": str(int(first + _HOUR - at) + 1)})
