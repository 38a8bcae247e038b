"""Entries that people leave, in a journal: what they said, what reviewers decided on it, what was forgotten.

An entry is one line of the journal, each decision on it another, so that who decided what stays. Only to
forget an entry rewrites the file: its line is then in no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from skillgraph.clock import now
from skillgraph.errors import DecisionError, InputError, NotFoundError
from skillgraph.model import Agent
from skillgraph.workspace.state.journal import Journal

if TYPE_CHECKING:
    from skillgraph.workspace.state.workspace import Workspace

MOST_WAITING: Final = 1_000
"""So many entries of a journal may wait: whoever leaves very many fills no disk, and no reviewer's day."""

_LEFT, _DECIDED, _FORGOTTEN = "left", "decided", "forgotten"
_SHORTEST: Final = 6
"""Signs of an id that name an entry at least."""


class EntryState(StrEnum):
    """Where an entry stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    FORGOTTEN = "forgotten"
    """What it said is not there any more."""


@dataclass(frozen=True, slots=True)
class Moderation:
    """A decision on an entry.

    Attributes:
        at: When, ISO 8601 in UTC.
        state: ``accepted`` or ``refused``.
        reason: Why; a refusal has one.
    """

    at: str
    by: Agent
    state: EntryState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody left.

    Attributes:
        at: When, ISO 8601 in UTC.
        said: What was said, as it was written; empty where it was forgotten.
        moderations: What was decided on it, oldest first.
    """

    id: str
    at: str
    said: Mapping[str, Any]
    moderations: tuple[Moderation, ...] = ()
    forgotten: bool = False

    @property
    def state(self) -> EntryState:
        """Where it stands: what was decided last."""
        if self.forgotten:
            return EntryState.FORGOTTEN
        return self.moderations[-1].state if self.moderations else EntryState.WAITING


class EntryJournal:
    """The entries of one kind in a workspace.

    Args:
        workspace: Where they are.
        name: The file of the journal.
        kind: What an entry is called in sentences.
        only: What an entry says that may be found, where others share the file; what was forgotten is found
            too, for nobody knows its kind any more.
    """

    def __init__(
        self, workspace: Workspace, name: str, kind: str, only: Mapping[str, str] | None = None
    ) -> None:
        self._workspace = workspace
        self._kind = kind
        self._only = only or {}
        self.journal = Journal(workspace.path / name)

    def entries(self) -> tuple[Entry, ...]:
        """All of them, oldest first; read again only when they changed.

        Raises:
            InputError: If the journal is damaged.
        """
        key = ("entries", self.journal.path.name)
        return self._workspace.cached(key, self.journal.stamp(), self._read)

    def leave(self, said: Mapping[str, Any]) -> Entry:
        """Write what somebody says; it waits for a reviewer.

        Raises:
            InputError: If too many wait already.
        """
        entry = Entry(uuid4().hex, now(), dict(said))

        def check() -> None:
            waiting = sum(one.state is EntryState.WAITING for one in self._read())
            if waiting >= MOST_WAITING:
                raise InputError(
                    f"{waiting:,} entries wait for a reviewer already, and no more may.",
                    hint="Try again when some of them were decided on.",
                )

        line = {"event": _LEFT, "id": entry.id, "at": entry.at, "said": entry.said}
        self.journal.append(line, check=check)
        return entry

    def find(self, words: str) -> Entry:
        """The entry with an id, or the only one whose id begins so.

        Raises:
            NotFoundError: If there is none, or several.
        """
        return self._found(words, self.entries())

    def decide(self, words: str, moderation: Moderation, seen: EntryState | None = None) -> Entry:
        """Accept or refuse an entry; an earlier decision stays in its history.

        Args:
            words: The id of the entry, or how it begins.
            moderation: The decision.
            seen: The state that was looked at; the decision is refused if it is not the present one.

        Raises:
            NotFoundError: If there is no such entry.
            DecisionError: If it stands so already, was forgotten, or was decided on meanwhile.
        """
        entry = self.find(words)
        line = {
            "event": _DECIDED,
            "id": entry.id,
            "at": moderation.at,
            "by": moderation.by.id,
            "name": moderation.by.label,
            "state": moderation.state.value,
            "reason": moderation.reason,
        }
        self.journal.append(line, check=lambda: self._check(entry.id, moderation, seen))
        return self.find(entry.id)

    def forget(self, words: str) -> Entry:
        """Take what an entry said, and why it was decided on so, out of the file for good.

        That there was one stays, with when it was left. Backups made before still hold it.

        Raises:
            NotFoundError: If there is no such entry.
            DecisionError: If it was forgotten before.
        """
        entry = self.find(words)
        if entry.forgotten:
            raise DecisionError(f"What {entry.id[:8]} said is forgotten already.")

        def without(lines: Sequence[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
            for line in lines:
                if line["id"] != entry.id:
                    yield line
                elif line["event"] == _LEFT:
                    yield {"event": _FORGOTTEN, "id": entry.id, "at": entry.at, "forgotten": now()}

        self.journal.rewrite(without)
        return self.find(entry.id)

    def _check(self, identifier: str, moderation: Moderation, seen: EntryState | None) -> None:
        entry = self._found(identifier, self._read())
        last = entry.moderations[-1] if entry.moderations else None
        if entry.forgotten:
            raise DecisionError(f"What {entry.id[:8]} said was forgotten: nothing is left to decide on.")
        if entry.state is moderation.state or seen not in (None, entry.state):
            what = f"At {last.at} {last.by} decided: {last.state}." if last else "It waits still."
            raise DecisionError(what, hint="Look at it again, then decide.")

    def _found(self, words: str, entries: Iterable[Entry]) -> Entry:
        named = [
            one
            for one in entries
            if len(words) >= _SHORTEST and one.id.startswith(words) and self._is_ours(one)
        ]
        if len(named) != 1:
            found = "several entries" if named else f"no {self._kind}"
            raise NotFoundError(
                f"{words[:40]!r} is the id of {found}.",
                hint=f"Name it by at least {_SHORTEST} signs of its id, as the list prints it.",
            )
        return named[0]

    def _is_ours(self, entry: Entry) -> bool:
        return entry.forgotten or self._only.items() <= entry.said.items()

    def _read(self) -> tuple[Entry, ...]:
        return tuple(_folded(self.journal.entries()))


def _folded(lines: Iterable[Mapping[str, Any]]) -> Iterator[Entry]:
    """The entries that the lines of a journal make, in the order in which they were left."""
    found: dict[str, Entry] = {}
    for line in lines:
        name = str(line["id"])
        if line["event"] == _LEFT:
            found[name] = Entry(name, line["at"], line["said"])
        elif line["event"] == _FORGOTTEN:
            found[name] = Entry(name, line["at"], {}, forgotten=True)
        elif name in found:
            found[name] = replace(found[name], moderations=(*found[name].moderations, _moderation(line)))
    yield from found.values()


def _moderation(line: Mapping[str, Any]) -> Moderation:
    return Moderation(line["at"], Agent(line["by"], line["name"]), EntryState(line["state"]), line["reason"])
