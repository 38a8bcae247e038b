"""How many forms anybody may send who has not signed in for it."""

from __future__ import annotations

from typing import Final

from starlette.exceptions import HTTPException

AN_HOUR: Final = 10
"""So many forms an hour are taken of one address, or of one key."""


class FormLimit:
    """How many forms were taken, of whom; kept in memory, for an hour, and nowhere else."""

    def __init__(self) -> None:
        from limits import RateLimitItemPerHour
        from limits.storage import MemoryStorage
        from limits.strategies import MovingWindowRateLimiter

        self._rate = RateLimitItemPerHour(AN_HOUR)
        self._taken = MovingWindowRateLimiter(MemoryStorage())

    def take(self, name: str) -> None:
        """Count a form of somebody.

        Raises:
            HTTPException: 429 if too many were taken of them in the last hour.
        """
        if not self._taken.hit(self._rate, name):
            said = f"{AN_HOUR} forms an hour are taken of one sender"
            raise HTTPException(429, said, {"Retry-After": "3600"})
