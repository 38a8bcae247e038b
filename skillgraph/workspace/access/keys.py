"""Keys of the service: who may do what, known by the hashes of the keys only."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import files, sealed_json
from skillgraph.alignment.reviewers import reviewer
from skillgraph.clock import now, today
from skillgraph.errors import InputError, NotFoundError
from skillgraph.model import Agent
from skillgraph.settings import WAIT
from skillgraph.workspace.state.locking import locked
from skillgraph.workspace.state.manifest import KEYS

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from skillgraph.workspace.state.workspace import Workspace

_PREFIX = "sgk_"
_BYTES = 32


class Scope(StrEnum):
    """What a key allows, each all that those before it allow."""

    READER = "reader"
    REVIEWER = "reviewer"
    ADMIN = "admin"

    def allows(self, needed: Scope) -> bool:
        """Whether a key of this scope may do what needs another."""
        order = list(Scope)
        return order.index(self) >= order.index(needed)


class KeyState(StrEnum):
    """Whether a key can be used."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A key, as the workspace knows it.

    Attributes:
        id: Names the key; it is no secret.
        name: Who uses it, as `skillgraph.alignment.reviewers` reads it.
        sha256: Of the key, hexadecimal. A key is 256 random bits, so that nothing can be guessed from it.
        made: When, ISO 8601 in UTC, as the two others.
        expires: The moment from which on it cannot be used; empty for never.
        revoked: When it was revoked; empty where it was not.
    """

    id: str
    name: str
    scope: Scope
    sha256: str
    made: str
    expires: str = ""
    revoked: str = ""

    @property
    def agent(self) -> Agent:
        """Who decides with it."""
        return reviewer(self.name)

    def state(self, at: str) -> KeyState:
        """Whether it can be used at a moment, ISO 8601 in UTC to the second."""
        if self.revoked:
            return KeyState.REVOKED
        return KeyState.EXPIRED if self.expires and at >= self.expires else KeyState.VALID


@dataclass(frozen=True, slots=True)
class _KeyFile:
    keys: tuple[KeyRecord, ...] = ()


def make_key(
    workspace: Workspace, name: str, scope: Scope, *, last_day: date | None = None
) -> tuple[str, KeyRecord]:
    """Make a key.

    Args:
        workspace: What it opens.
        name: Who uses it: an ORCID, a mail address, a name, or a name with one of them.
        scope: What it allows.
        last_day: The last day, in UTC, on which it can be used; ``None`` for ever.

    Returns:
        The key, which nobody can read anywhere later, and its record.

    Raises:
        InputError: If the name is none, or the last day is over.
    """
    reviewer(name)
    if last_day is not None and last_day.isoformat() < today():
        raise InputError(f"{last_day} is over.", hint="Name a day to come, or none for a key without end.")
    key = _PREFIX + secrets.token_urlsafe(_BYTES)
    expires = "" if last_day is None else f"{last_day + timedelta(days=1)}T00:00:00Z"
    record = KeyRecord(secrets.token_hex(4), " ".join(name.split()), scope, _hash(key), now(), expires)
    _change(workspace.path, lambda keys: (*keys, record))
    return key, record


def keys(workspace: Workspace) -> tuple[KeyRecord, ...]:
    """All keys that were ever made, in the order in which they were; read again only when they changed.

    Raises:
        InputError: If the file of keys is damaged.
    """
    path = workspace.path / KEYS
    return workspace.cached(("keys",), _stamp(path), lambda: _read(path))


def revoke_key(workspace: Workspace, identifier: str) -> KeyRecord:
    """Revoke the key with an id; it cannot be used from the next request on.

    Raises:
        NotFoundError: If there is none, or it was revoked before.
    """
    at = now()

    def revoked(found: Sequence[KeyRecord]) -> Iterable[KeyRecord]:
        if not any(one.id == identifier and not one.revoked for one in found):
            raise NotFoundError(
                f"There is no key {identifier!r} that could be revoked.",
                hint="`skillgraph key list` names the keys by their ids.",
            )
        return [replace(one, revoked=at) if one.id == identifier else one for one in found]

    return next(one for one in _change(workspace.path, revoked) if one.id == identifier)


def find_key(records: Iterable[KeyRecord], key: str) -> KeyRecord | None:
    """The record of a key; the time it takes tells nothing of how alike the key is to one that is known."""
    digest, found = _hash(key), None
    for record in records:
        if hmac.compare_digest(record.sha256, digest):
            found = record
    return found


def _hash(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _change(
    folder: Path, change: Callable[[Sequence[KeyRecord]], Iterable[KeyRecord]]
) -> tuple[KeyRecord, ...]:
    """Replace the keys by what a function makes of them, in one step, one process at a time.

    The lock is not that of the workspace: a key has to be revoked also while a load takes its time.
    """
    path = folder / KEYS
    with locked(path.with_suffix(".lock"), wait=WAIT):
        changed = tuple(change(_read(path)))
        files.write_bytes(path, sealed_json.seal(_adapter().dump_json(_KeyFile(changed), indent=2)))
    return changed


def _read(path: Path) -> tuple[KeyRecord, ...]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ()
    try:
        return _adapter().validate_json(sealed_json.unseal(content)).keys
    except ValueError:
        raise InputError(
            f"{path} is damaged: it does not hold what was written.",
            hint="Restore it from a copy of the workspace, or remove it and make new keys with "
            "`skillgraph key make`.",
        ) from None


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What differs after the file was replaced; ``None`` where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


@cache
def _adapter() -> TypeAdapter[_KeyFile]:
    from pydantic import TypeAdapter

    return TypeAdapter(_KeyFile)
