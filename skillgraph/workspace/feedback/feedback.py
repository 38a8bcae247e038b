"""Feedback on credentials: given by anybody, shown and counted once a reviewer has accepted it.

It is kept by the id of the credential, in a journal beside the graph, so that it outlives a credential that
is loaded again, replaced or taken out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from skillgraph.errors import InputError, NotFoundError
from skillgraph.model.feedback import Ratings
from skillgraph.workspace.credentials.finding import find_credential
from skillgraph.workspace.feedback.requests import FeedbackListRequest, FeedbackRequest, Role
from skillgraph.workspace.moderation.entries import Entry, EntryJournal, EntryState, Moderation

if TYPE_CHECKING:
    from skillgraph.model import Credential
    from skillgraph.workspace.state.workspace import Workspace

NAME: Final = "feedback.jsonl"
KIND: Final = "feedback"
LONGEST: Final = 2_000
"""Characters of the words."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody said of what the holder of a credential could do.

    Attributes:
        id: Names it.
        at: When it was given, ISO 8601 in UTC.
        state: Whether it waits, is accepted (shown and counted), refused or forgotten.
        credential: The id of the credential; empty where it was forgotten.
        name: What the credential was called then.
        rating: 1 to 5; ``None`` where it was forgotten.
        role: As who it was said; empty where it was forgotten.
        words: What was said; may be empty.
        lang: The language of the page that it was written on, or that was named.
        outcome: The id of the outcome that it is of; empty where it is of all.
        outcome_text: What that outcome said then.
        gone: Whether no loaded credential has the id any more.
        moderations: What reviewers decided, oldest first.
    """

    id: str
    at: str
    state: EntryState
    credential: str = ""
    name: str = ""
    rating: int | None = None
    role: str = ""
    words: str = ""
    lang: str = ""
    outcome: str = ""
    outcome_text: str = ""
    gone: bool = False
    moderations: tuple[Moderation, ...] = ()


def feedback_journal(workspace: Workspace) -> EntryJournal:
    """Where the feedback is."""
    return EntryJournal(workspace, NAME, KIND)


def give(workspace: Workspace, request: FeedbackRequest) -> Feedback:
    """Leave feedback on a credential; it waits for a reviewer.

    Raises:
        NotFoundError: If there is no such credential or outcome.
        InputError: If the words are too long, or too much waits already.
    """
    found = find_credential(workspace.snapshot().credentials, request.credential)
    outcome, text = _outcome(found, request.outcome.strip())
    words = request.words.strip()
    if len(words) > LONGEST:
        raise InputError(f"The words are longer than {LONGEST:,} characters.", hint="Say it in fewer.")
    entry = feedback_journal(workspace).leave(
        {
            "credential": found.id,
            "name": found.name,
            "rating": request.rating,
            "role": request.role.value,
            "words": words,
            "lang": request.lang,
            "outcome": outcome,
            "outcome_text": text,
        }
    )
    return _feedback(entry, {found.id})


def listed(workspace: Workspace, request: FeedbackListRequest) -> list[Feedback]:
    """Feedback, what waits first, then the newest first.

    Raises:
        NotFoundError: If there is no such credential, and no feedback on one of that id either.
        InputError: If the journal is damaged.
    """
    loaded = _loaded(workspace)
    every = [_feedback(one, loaded) for one in feedback_journal(workspace).entries()]
    if request.credential:
        wanted = _credential(workspace, request.credential, every)
        every = [one for one in every if one.credential == wanted]
    left = [one for one in every if not request.state or one.state in request.state]
    newest = sorted(left, key=lambda one: one.at, reverse=True)
    return sorted(newest, key=lambda one: one.state is not EntryState.WAITING)[: request.top]


def ratings(workspace: Workspace) -> Mapping[str, Ratings]:
    """The ratings of each credential that feedback was given on, by its id.

    Raises:
        InputError: If the journal is damaged.
    """
    entries = feedback_journal(workspace)
    return workspace.cached(("ratings",), entries.journal.stamp(), lambda: _ratings(entries.entries()))


@dataclass(frozen=True, slots=True)
class RatedCredential:
    """How a credential is rated.

    Attributes:
        gone: Whether no loaded credential has the id any more; its feedback is kept, and counts nowhere.
    """

    credential: str
    name: str
    ratings: Ratings
    gone: bool = False


def rated(workspace: Workspace) -> list[RatedCredential]:
    """The credentials with feedback, those with most of it first; those that are gone last."""
    loaded, names = _loaded(workspace), {}
    for entry in feedback_journal(workspace).entries():
        if not entry.forgotten:
            names[str(entry.said["credential"])] = str(entry.said["name"])
    names |= {one.id: one.name for one in workspace.snapshot().credentials if one.id in names}
    found = [
        RatedCredential(one, names[one], each, one not in loaded) for one, each in ratings(workspace).items()
    ]
    return sorted(found, key=lambda one: (one.gone, -one.ratings.count, -one.ratings.waiting, one.name))


def _ratings(entries: Iterable[Entry]) -> Mapping[str, Ratings]:
    by_credential: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if not entry.forgotten:
            by_credential[str(entry.said["credential"])].append(entry)
    return MappingProxyType({name: _counted(some) for name, some in by_credential.items()})


def _counted(entries: Iterable[Entry]) -> Ratings:
    every = list(entries)
    states = [one.state for one in every]
    return Ratings.of(
        (int(one.said["rating"]) for one in every if one.state is EntryState.ACCEPTED),
        waiting=states.count(EntryState.WAITING),
        refused=states.count(EntryState.REFUSED),
    )


def _feedback(entry: Entry, loaded: Collection[str]) -> Feedback:
    if entry.forgotten:
        return Feedback(entry.id, entry.at, entry.state)
    said = entry.said
    return Feedback(
        id=entry.id,
        at=entry.at,
        state=entry.state,
        credential=said["credential"],
        name=said["name"],
        rating=int(said["rating"]),
        role=Role(said["role"]),
        words=said["words"],
        lang=said["lang"],
        outcome=said["outcome"],
        outcome_text=said["outcome_text"],
        gone=said["credential"] not in loaded,
        moderations=entry.moderations,
    )


def _loaded(workspace: Workspace) -> frozenset[str]:
    return frozenset(one.id for one in workspace.snapshot().credentials)


def _credential(workspace: Workspace, words: str, every: Iterable[Feedback]) -> str:
    """The id of the credential that is meant, or of one that is gone."""
    if any(one.credential == words for one in every):
        return words
    return find_credential(workspace.snapshot().credentials, words).id


def _outcome(credential: Credential, words: str) -> tuple[str, str]:
    """The id and the text of the outcome that is meant; nothing where none is named.

    Raises:
        NotFoundError: If the credential has no such outcome.
    """
    if not words:
        return "", ""
    for number, one in enumerate(credential.outcomes, start=1):
        if words in (one.id, str(number)):
            return one.id, one.text
    raise NotFoundError(
        f"{credential.name} has no outcome {words[:80]!r}.",
        hint=f"Name one by its URI, or by a number from 1 to {len(credential.outcomes)}.",
    )
