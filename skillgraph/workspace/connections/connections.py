"""Offers and needs: left by anybody, shown until their last day once a reviewer has accepted them.

How to reach who left one is in no value of this module but what `contacts` gives, so that nothing that lists
or writes offers and needs can show it by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from skillgraph.clock import today
from skillgraph.errors import InputError, NotFoundError
from skillgraph.sources.regions import region_of
from skillgraph.workspace.connections.requests import (
    ConnectionKind,
    ConnectionListRequest,
    ConnectionRequest,
    Sender,
)
from skillgraph.workspace.moderation.entries import Entry, EntryJournal, EntryState, Moderation

if TYPE_CHECKING:
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

NAME: Final = "connections.jsonl"
LONGEST: Final = 200
"""Characters of a field."""

LONGEST_TIME: Final = timedelta(days=731)
"""So long an offer or a need is shown at most; who still means it leaves it again."""


@dataclass(frozen=True, slots=True)
class Connection:
    """An offer or a need, without how to reach who left it.

    Attributes:
        id: Names it.
        at: When it was left, ISO 8601 in UTC.
        state: Whether it waits, is accepted (shown), refused or forgotten.
        kind: ``need`` or ``offer``; empty where it was forgotten.
        concept: The URI of the skill; empty where it is said in own words.
        skill: The label of the skill as it was then, or the own words.
        role: ``institution`` or ``employer``.
        region: A code where it names a province of Canada (``CA-ON``), else as it was written; may be empty.
        until: The last day on which it is shown.
        expired: Whether that is over.
        lang: The language of the page that it was written on, or that was named.
        moderations: What reviewers decided, oldest first.
    """

    id: str
    at: str
    state: EntryState
    kind: str = ""
    concept: str = ""
    skill: str = ""
    organisation: str = ""
    role: str = ""
    place: str = ""
    region: str = ""
    until: str = ""
    expired: bool = False
    lang: str = ""
    moderations: tuple[Moderation, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether all may see it."""
        return self.state is EntryState.ACCEPTED and not self.expired


@dataclass(frozen=True, slots=True)
class Board:
    """What stands at the connection point, and how much does not.

    Attributes:
        needs, offers: What all may see, the newest first.
        waiting, refused, expired: How many are not shown for that reason, in the same region.
    """

    needs: list[Connection]
    offers: list[Connection]
    waiting: int
    refused: int
    expired: int


def connection_journal(workspace: Workspace, kind: ConnectionKind | None = None) -> EntryJournal:
    """Where offers and needs are; with a kind, only such a one is found by its id."""
    if kind is None:
        return EntryJournal(workspace, NAME, "offer or need")
    return EntryJournal(workspace, NAME, kind.value, {"kind": kind.value})


def leave(workspace: Workspace, request: ConnectionRequest) -> Connection:
    """Leave an offer or a need; it waits for a reviewer.

    Raises:
        NotFoundError: If the skill is a URI of no loaded concept.
        InputError: If a field is missing, too long or of several lines, the last day cannot be, or too much
            waits already.
    """
    concept, skill = _skill(workspace.snapshot(), _line("skill", request.skill), request.lang)
    place = _line("place", request.place, needed=False)
    entry = connection_journal(workspace).leave(
        {
            "kind": request.kind.value,
            "concept": concept,
            "skill": skill,
            "organisation": _line("organisation", request.organisation),
            "role": request.role.value,
            "place": place,
            "region": region_of(_line("region", request.region, needed=False), place),
            "until": _last_day(request.until),
            "lang": request.lang,
            "contact": _line("contact", request.contact),
        }
    )
    return _connection(entry)


def listed(workspace: Workspace, request: ConnectionListRequest) -> list[Connection]:
    """Offers and needs, what waits first, then the newest first.

    Raises:
        InputError: If the journal is damaged.
    """
    region = region_of(request.region.strip(), "")
    found = [
        one
        for one in map(_connection, connection_journal(workspace).entries())
        if (request.kind is None or one.kind == request.kind)
        and (not request.state or one.state in request.state)
        and (not region or one.region.casefold() in ("", region.casefold()))
        and (request.expired or not one.expired)
    ]
    newest = sorted(found, key=lambda one: one.at, reverse=True)
    return sorted(newest, key=lambda one: one.state is not EntryState.WAITING)[: request.top]


def board(workspace: Workspace, region: str = "") -> Board:
    """What all may see, of a region or of all, with how much is left out."""
    every = listed(workspace, ConnectionListRequest(region=region, expired=True))
    shown = [one for one in every if one.shown]
    return Board(
        needs=[one for one in shown if one.kind == ConnectionKind.NEED],
        offers=[one for one in shown if one.kind == ConnectionKind.OFFER],
        waiting=sum(one.state is EntryState.WAITING and not one.expired for one in every),
        refused=sum(one.state is EntryState.REFUSED and not one.expired for one in every),
        expired=sum(one.expired for one in every),
    )


def contacts(workspace: Workspace, shown: Iterable[Connection]) -> Mapping[str, str]:
    """How to reach who left some offers and needs, by their ids: for partners who have signed in only."""
    wanted = {one.id for one in shown}
    entries = connection_journal(workspace).entries()
    return {one.id: str(one.said["contact"]) for one in entries if one.id in wanted and not one.forgotten}


def _connection(entry: Entry) -> Connection:
    if entry.forgotten:
        return Connection(entry.id, entry.at, entry.state)
    said = {name: str(value) for name, value in entry.said.items() if name != "contact"}
    return Connection(
        entry.id,
        entry.at,
        entry.state,
        **said,
        expired=said["until"] < today(),
        moderations=entry.moderations,
    )


def _skill(snapshot: Snapshot, words: str, lang: str) -> tuple[str, str]:
    """The concept that is meant and its label; no concept where the words are no label of one.

    Raises:
        NotFoundError: If a URI names no loaded concept.
    """
    if "://" in words:
        names = snapshot.names([words], lang or "en")
        if words not in names:
            raise NotFoundError(
                f"No loaded concept has the URI {words[:80]!r}.", hint="Say the skill in your own words."
            )
        return words, names[words]
    named = _labelled(snapshot, words) if snapshot.manifest.frameworks else ""
    return named, words


def _labelled(snapshot: Snapshot, words: str) -> str:
    """The concept with just this label, in any language; empty where there is none, or several."""
    from skillgraph.workspace.review.searching import concept_search

    called = concept_search(snapshot).called(words)
    return called[0].uri if len(called) == 1 else ""


def _line(name: str, text: str, *, needed: bool = True) -> str:
    """A field as it is kept: one line without white space around it.

    Raises:
        InputError: If it is missing, too long or has unprintable characters; it is not quoted, for it may be
            a contact.
    """
    line = " ".join(text.split())
    if needed and not line:
        raise InputError(f"The {name} is missing.", hint=f"Fill in the {name}.")
    if len(line) > LONGEST:
        raise InputError(f"The {name} is longer than {LONGEST} characters.", hint="Say it in fewer.")
    if not line.isprintable():
        raise InputError(f"The {name} has characters that cannot be shown.", hint="Write it in plain text.")
    return line


def _last_day(text: str) -> str:
    """The last day, ISO 8601.

    Raises:
        InputError: If it is none, over, or too far away.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise InputError("The last day is no date.", hint="Write it as 2027-03-31.") from None
    first = date.fromisoformat(today())
    if not first <= day <= first + LONGEST_TIME:
        raise InputError(
            f"The last day is not between {first} and {first + LONGEST_TIME}.", hint="Choose another."
        )
    return day.isoformat()


def sender_of(text: str) -> Sender:
    """As who somebody leaves it.

    Raises:
        InputError: If it is neither.
    """
    if text not in list(Sender):
        raise InputError("It does not say as who you speak.", hint="Choose institution or employer.")
    return Sender(text)
