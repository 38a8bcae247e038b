"""Sessions of the pages: who is signed in, kept in the memory of the service and bounded.

A session is known by the hash of its token only; the token itself is in the cookie of the browser.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock
from typing import Final

IDLE: Final = 30 * 60.0
"""Seconds after which a session ends that nobody uses."""

LONGEST: Final = 12 * 3600.0
"""Seconds after which a session ends, however much it is used."""

MOST: Final = 1_000
"""So many sessions there are at most; beyond, those that were used longest ago end."""

MOST_OF_A_KEY: Final = 20
"""So many of them with the same key, so that one key cannot end the sessions of the others."""

_BYTES: Final = 32


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

    Args:
        clock: Gives seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._held: OrderedDict[str, Session] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def begin(self, key: str, draft: Draft | None = None) -> str:
        """Begin a session for the key with an id; gives its token, which nobody has seen before."""
        token, at = secrets.token_urlsafe(_BYTES), self._clock()
        with self._lock:
            self._drop_ended(at)
            own = [name for name, one in self._held.items() if one.key == key]
            for name in own[: max(0, len(own) + 1 - MOST_OF_A_KEY)]:
                del self._held[name]
            while len(self._held) >= MOST:
                self._held.popitem(last=False)
            self._held[_name(token)] = Session(key, secrets.token_urlsafe(_BYTES), at, at, draft)
        return token

    def find(self, token: str) -> Session | None:
        """The session of a token, used now; ``None`` where there is none any more."""
        at, name = self._clock(), _name(token)
        with self._lock:
            found = self._held.get(name)
            if found is None or _ended(found, at):
                self._held.pop(name, None)
                return None
            self._held[name] = replace(found, used=at)
            self._held.move_to_end(name)
            return self._held[name]

    def keep(self, token: str, draft: Draft | None) -> None:
        """Keep what a form held with a session, or forget it."""
        with self._lock:
            found = self._held.get(_name(token))
            if found is not None:
                self._held[_name(token)] = replace(found, draft=draft)

    def end(self, token: str) -> None:
        """End the session of a token, if there is one."""
        with self._lock:
            self._held.pop(_name(token), None)

    def _drop_ended(self, at: float) -> None:
        for name in [name for name, one in self._held.items() if _ended(one, at)]:
            del self._held[name]


def _ended(session: Session, at: float) -> bool:
    return at - session.used >= IDLE or at - session.begun >= LONGEST


def _name(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
