"""Sign-ins that were begun: what a browser must bring back from the provider, once and within ten minutes."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from skillgraph_api.sessions import hashed
from skillgraph_api.shared_database import SharedDatabase

LONGEST: Final = 10 * 60.0
"""Seconds in which somebody must come back from the provider."""

MOST: Final = 1_000
"""So many wait to come back at most; beyond, those that were begun first are forgotten."""

MOST_OF_AN_ADDRESS: Final = 100
"""So many of them of one address, so that nobody can have those of others forgotten."""

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS attempt (
  name TEXT PRIMARY KEY, sender TEXT NOT NULL, begun REAL NOT NULL,
  state TEXT NOT NULL, nonce TEXT NOT NULL, verifier TEXT NOT NULL, place TEXT NOT NULL, kept TEXT NOT NULL
)
"""
_FIELDS: Final = "state, nonce, verifier, place, kept"
_DROPPED: Final = """
DELETE FROM attempt WHERE name IN (
  SELECT name FROM attempt WHERE :sender IS NULL OR sender = :sender ORDER BY begun DESC, rowid DESC
  LIMIT -1 OFFSET :kept
)
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that was begun.

    Attributes:
        state: What the provider must send back, so that nobody can be given the answer to another.
        nonce: What the token must hold, so that none can be used again.
        verifier: What proves to the provider that the same service asks for the token (PKCE).
        place: Where the reader wants to be then.
        kept: What a form held that was sent without being signed in (any more), as the form carries it.
    """

    state: str
    nonce: str
    verifier: str
    place: str = ""
    kept: str = ""

    def answers(self, state: str) -> bool:
        """Whether this is the state that was sent along."""
        return hmac.compare_digest(state.encode(), self.state.encode())


class SignInAttempts:
    """All sign-ins that were begun and not ended.

    Args:
        database: What the processes of the service share.
        clock: As that of the sessions.
    """

    def __init__(self, database: SharedDatabase, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        with database.changing() as changed:
            changed.execute(_TABLE)

    def begin(self, sender: str, place: str, kept: str) -> tuple[str, Attempt]:
        """Begin one; gives the token by which the browser is known again, and what was made for it."""
        token, state, nonce = (secrets.token_urlsafe(32) for _ in range(3))
        made = Attempt(state, nonce, secrets.token_urlsafe(48), place, kept)
        at = self._clock()
        row = (hashed(token), sender, at, made.state, made.nonce, made.verifier, made.place, made.kept)
        with self._database.changing() as changed:
            changed.execute("DELETE FROM attempt WHERE begun <= ?", (at - LONGEST,))
            for whose, most in ((sender, MOST_OF_AN_ADDRESS), (None, MOST)):
                changed.execute(_DROPPED, {"sender": whose, "kept": most - 1})
            changed.execute(
                f"INSERT INTO attempt (name, sender, begun, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row
            )
        return token, made

    def take(self, token: str) -> Attempt | None:
        """The attempt of a token, which nobody can take again; ``None`` where there is none (any more)."""
        with self._database.changing() as changed:
            named = (hashed(token), self._clock() - LONGEST)
            found = changed.execute(
                f"DELETE FROM attempt WHERE name = ? AND begun > ? RETURNING {_FIELDS}", named
            ).fetchone()
        return None if found is None else Attempt(*found)
