"""Sessions of the pages: who is signed in, kept bounded and only for as long as the service runs.

A session is known by the hash of its token only; the token itself is in the cookie of the browser. One
process keeps them in memory; several share a database in a folder that nobody else may read.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

from skillgraph import disk
from skillgraph.errors import DiskFullError
from skillgraph.languages.sentences import error_of

IDLE: Final = 30 * 60.0
"""Seconds after which a session ends that nobody uses."""

LONGEST: Final = 12 * 3600.0
"""Seconds after which a session ends, however much it is used."""

MOST: Final = 1_000
"""So many sessions there are at most; beyond, those that were used longest ago end."""

MOST_OF_A_KEY: Final = 20
"""So many of them with the same key, so that one key cannot end the sessions of the others."""

IN_MEMORY: Final = Path(":memory:")

_BYTES: Final = 32
_PATIENCE: Final = 10.0
"""Seconds that a process waits for another that writes, which takes less than one of a thousand of them."""

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS session (
  name TEXT PRIMARY KEY, key TEXT NOT NULL, csrf TEXT NOT NULL, begun REAL NOT NULL, used REAL NOT NULL,
  draft TEXT
) WITHOUT ROWID
"""
_SECRET: Final = "CREATE TABLE IF NOT EXISTS secret (one INTEGER PRIMARY KEY, value TEXT NOT NULL)"
_FIELDS: Final = "key, csrf, begun, used, draft"
_ENDED: Final = f"used <= :at - {IDLE} OR begun <= :at - {LONGEST}"
_FOUND: Final = f"SELECT {_FIELDS} FROM session WHERE name = :name AND NOT ({_ENDED})"
_DROPPED: Final = """
DELETE FROM session WHERE name IN (
  SELECT name FROM session WHERE :key IS NULL OR key = :key ORDER BY used DESC LIMIT -1 OFFSET :kept
)
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form held that was sent when its session had ended.

    Attributes:
        place: The address of the page of the form, from the language on, with its query.
        fields: The values of each field.
    """

    place: str
    fields: Mapping[str, tuple[str, ...]]

    def first(self, name: str) -> str:
        """The first value of a field; empty where there is none."""
        return next(iter(self.fields.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Session:
    """A session.

    Attributes:
        key: The id of the key that was signed in with.
        csrf: What every form of the session holds, and no other site can know.
        begun: When it began, and `used` when it was used last, in seconds of the store's clock.
        draft: What waits to be sent again; ``None`` where nothing does.
    """

    key: str
    csrf: str
    begun: float
    used: float
    draft: Draft | None = None


class SessionStore:
    """All sessions of a service; its methods may be called from several threads.

    Those that change something raise a `DiskFullError` where there is no room for it.

    Args:
        clock: Gives seconds that never go back, in all processes that share the sessions the same.
        path: Where processes share them; by default they are in the memory of this one.

    Attributes:
        secret: What all processes sign forms with that nobody has to sign in for; as old as the service.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, path: Path = IN_MEMORY) -> None:
        self._clock = clock
        self._lock = Lock()
        self._database = sqlite3.connect(
            path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        # A process that is killed harms nothing then; what the machine's end takes would be over anyway.
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(_TABLE)
        self._database.execute(_SECRET)
        with self._changing() as database:
            new = (1, secrets.token_urlsafe(_BYTES))
            database.execute("INSERT OR IGNORE INTO secret (one, value) VALUES (?, ?)", new)
            (value,) = database.execute("SELECT value FROM secret").fetchone()
        self.secret = str(value).encode()

    def __len__(self) -> int:
        with self._lock:
            (count,) = self._database.execute("SELECT COUNT(*) FROM session").fetchone()
        return int(count)

    def begin(self, key: str, draft: Draft | None = None) -> str:
        """Begin a session for the key with an id; gives its token, which nobody has seen before."""
        token, at = secrets.token_urlsafe(_BYTES), self._clock()
        session = (_name(token), key, secrets.token_urlsafe(_BYTES), at, at, _packed(draft))
        with self._changing() as database:
            database.execute(f"DELETE FROM session WHERE {_ENDED}", {"at": at})
            for whose, most in ((key, MOST_OF_A_KEY), (None, MOST)):
                database.execute(_DROPPED, {"key": whose, "kept": most - 1})
            database.execute(f"INSERT INTO session (name, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?)", session)
        return token

    def find(self, token: str) -> Session | None:
        """The session of a token, used now; ``None`` where there is none any more.

        On a full disk it is found all the same, and that it was used is not noted.
        """
        named = {"at": self._clock(), "name": _name(token)}
        with suppress(DiskFullError), self._changing() as database:
            database.execute(f"DELETE FROM session WHERE name = :name AND ({_ENDED})", named)
            database.execute("UPDATE session SET used = :at WHERE name = :name", named)
        with self._lock:
            found = self._database.execute(_FOUND, named).fetchone()
        if found is None:
            return None
        key, csrf, begun, used, draft = found
        return Session(key, csrf, begun, used, _unpacked(draft))

    def keep(self, token: str, draft: Draft | None) -> None:
        """Keep what a form held with a session, or forget it."""
        with self._changing() as database:
            database.execute("UPDATE session SET draft = ? WHERE name = ?", (_packed(draft), _name(token)))

    def end(self, token: str) -> None:
        """End the session of a token, if there is one."""
        with self._changing() as database:
            database.execute("DELETE FROM session WHERE name = ?", (_name(token),))

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """The database, which no other thread or process changes meanwhile."""
        try:
            with self._lock, self._database:
                self._database.execute("BEGIN IMMEDIATE")
                yield self._database
        except sqlite3.OperationalError as error:
            if not disk.is_full(error):
                raise
            raise error_of(DiskFullError, "disk-full-here") from error


def _packed(draft: Draft | None) -> str | None:
    return None if draft is None else json.dumps({"place": draft.place, "fields": dict(draft.fields)})


def _unpacked(text: str | None) -> Draft | None:
    if text is None:
        return None
    read = json.loads(text)
    return Draft(read["place"], {name: tuple(said) for name, said in read["fields"].items()})


def _name(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
