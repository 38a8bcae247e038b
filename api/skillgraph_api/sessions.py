"""Sessions of the pages: who is signed in, kept bounded and only for as long as the service runs.

A session is known by the hash of its token only; the token itself is in the cookie of the browser.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Final

from skillgraph.alignment.reviewers import reviewer
from skillgraph.errors import DiskFullError
from skillgraph.model import Agent
from skillgraph.workspace.access.keys import Scope
from skillgraph_api.shared_database import SharedDatabase

IDLE: Final = 30 * 60.0
"""Seconds after which a session ends that nobody uses."""

LONGEST: Final = 12 * 3600.0
"""Seconds after which a session ends, however much it is used."""

MOST: Final = 1_000
"""So many sessions there are at most; beyond, those that were used longest ago end."""

MOST_OF_A_KEY: Final = 20
"""So many of them with the same key, so that one key cannot end the sessions of the others."""

_BYTES: Final = 32

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS session (
  name TEXT PRIMARY KEY, key TEXT NOT NULL, csrf TEXT NOT NULL, begun REAL NOT NULL, used REAL NOT NULL,
  draft TEXT, account TEXT
) WITHOUT ROWID
"""
_SECRET: Final = "CREATE TABLE IF NOT EXISTS secret (one INTEGER PRIMARY KEY, value TEXT NOT NULL)"
_FIELDS: Final = "key, csrf, begun, used, draft, account"
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
class Account:
    """Who has signed in, whatever with.

    Attributes:
        id: Of the key, or of the account at the provider; it is no secret.
        name: Who uses it, as `skillgraph.alignment.reviewers` reads it.
        scope: What it allows.
    """

    id: str
    name: str
    scope: Scope

    @property
    def agent(self) -> Agent:
        """Who decides with it."""
        return reviewer(self.name)


@dataclass(frozen=True, slots=True)
class Session:
    """A session.

    Attributes:
        key: The id of the key, or of the account, that was signed in with.
        csrf: What every form of the session holds, and no other site can know.
        begun: When it began, and `used` when it was used last, in seconds of the store's clock.
        draft: What waits to be sent again; ``None`` where nothing does.
        account: What the provider said at the beginning; ``None`` where a key says it at each request.
    """

    key: str
    csrf: str
    begun: float
    used: float
    draft: Draft | None = None
    account: Account | None = None


class SessionStore:
    """All sessions of a service; its methods may be called from several threads.

    Those that change something raise a `DiskFullError` where there is no room for it.

    Args:
        clock: Gives seconds that never go back, in all processes that share the sessions the same.
        database: Where processes share them; by default they are in the memory of this one.

    Attributes:
        secret: What all processes sign forms with that nobody has to sign in for; as old as the service.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, database: SharedDatabase | None = None
    ) -> None:
        self._clock = clock
        self._database = database or SharedDatabase()
        with self._database.changing() as changed:
            changed.execute(_TABLE)
            changed.execute(_SECRET)
            new = (1, secrets.token_urlsafe(_BYTES))
            changed.execute("INSERT OR IGNORE INTO secret (one, value) VALUES (?, ?)", new)
            (value,) = changed.execute("SELECT value FROM secret").fetchone()
        self.secret = str(value).encode()

    def __len__(self) -> int:
        found = self._database.first("SELECT COUNT(*) FROM session")
        return int(found[0]) if found else 0

    def begin(self, key: str, draft: Draft | None = None, account: Account | None = None) -> str:
        """Begin a session for the key, or account, with an id; gives its token, which nobody knows yet."""
        token, at = secrets.token_urlsafe(_BYTES), self._clock()
        said = None if account is None else json.dumps(asdict(account))
        session = (hashed(token), key, secrets.token_urlsafe(_BYTES), at, at, _packed(draft), said)
        with self._database.changing() as database:
            database.execute(f"DELETE FROM session WHERE {_ENDED}", {"at": at})
            for whose, most in ((key, MOST_OF_A_KEY), (None, MOST)):
                database.execute(_DROPPED, {"key": whose, "kept": most - 1})
            database.execute(f"INSERT INTO session (name, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)", session)
        return token

    def find(self, token: str) -> Session | None:
        """The session of a token, used now; ``None`` where there is none any more.

        On a full disk it is found all the same, and that it was used is not noted.
        """
        named = {"at": self._clock(), "name": hashed(token)}
        with suppress(DiskFullError), self._database.changing() as database:
            database.execute(f"DELETE FROM session WHERE name = :name AND ({_ENDED})", named)
            database.execute("UPDATE session SET used = :at WHERE name = :name", named)
        found = self._database.first(_FOUND, named)
        if found is None:
            return None
        key, csrf, begun, used, draft, account = found
        return Session(key, csrf, begun, used, _unpacked(draft), _account(account))

    def keep(self, token: str, draft: Draft | None) -> None:
        """Keep what a form held with a session, or forget it."""
        with self._database.changing() as database:
            database.execute("UPDATE session SET draft = ? WHERE name = ?", (_packed(draft), hashed(token)))

    def end(self, token: str) -> None:
        """End the session of a token, if there is one."""
        with self._database.changing() as database:
            database.execute("DELETE FROM session WHERE name = ?", (hashed(token),))


def _packed(draft: Draft | None) -> str | None:
    return None if draft is None else json.dumps({"place": draft.place, "fields": dict(draft.fields)})


def _unpacked(text: str | None) -> Draft | None:
    if text is None:
        return None
    read = json.loads(text)
    return Draft(read["place"], {name: tuple(said) for name, said in read["fields"].items()})


def _account(text: str | None) -> Account | None:
    if text is None:
        return None
    read = json.loads(text)
    return Account(read["id"], read["name"], Scope(read["scope"]))


def hashed(token: str) -> str:
    """What the database knows a token by."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
