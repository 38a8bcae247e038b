"""Notes on mappings and outcomes: what reviewers tell one another; they decide nothing and stay."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from skillgraph.clock import now
from skillgraph.errors import InputError, NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.model import Agent
from skillgraph.workspace.review.deciding import GraphReviewContext, record_named
from skillgraph.workspace.state.journal import Journal

if TYPE_CHECKING:
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

NAME = "notes.jsonl"


@dataclass(frozen=True, slots=True)
class Note:
    """A note.

    Attributes:
        id: Names the note.
        at: When it was written, ISO 8601 in UTC.
        by: Who wrote it.
        about: IRI of the mapping or the outcome.
        revision: Of the mapping, as it was then; ``None`` for an outcome.
        text: The note.
    """

    id: str
    at: str
    by: Agent
    about: str
    revision: int | None
    text: str


def add_note(workspace: Workspace, about: str, text: str, by: Agent) -> Note:
    """Write a note on a mapping, or on an outcome.

    Args:
        workspace: Where to write.
        about: A mapping, as `review list` names it, or the IRI of an outcome.
        text: The note.
        by: Who writes it.

    Raises:
        NotFoundError: If there is neither.
        InputError: If there is no text.
    """
    if not text.strip():
        raise error_of(InputError, "note-empty")
    uri, revision = _subject(workspace.snapshot(), about)
    note = Note(uuid4().hex, now(), by, uri, revision, text.strip())
    Journal(workspace.path / NAME).append(
        {
            "id": note.id,
            "at": note.at,
            "by": note.by.id,
            "name": note.by.label,
            "about": note.about,
            "revision": note.revision,
            "text": note.text,
        }
    )
    return note


def notes_on(workspace: Workspace, about: str) -> list[Note]:
    """The notes on a mapping and on its outcome, or on an outcome alone, oldest first.

    Raises:
        NotFoundError: If there is neither a mapping nor an outcome called so.
    """
    snapshot = workspace.snapshot()
    uri, revision = _subject(snapshot, about)
    record = GraphReviewContext(snapshot.store).record(uri) if revision is not None else None
    return notes_about(workspace, {uri} if record is None else {uri, record.subject_id})


def notes_about(workspace: Workspace, uris: Collection[str]) -> list[Note]:
    """The notes on some mappings and outcomes, by their IRIs, oldest first."""
    journal = Journal(workspace.path / NAME)
    known = workspace.cached(("notes",), journal.stamp(), lambda: tuple(_read(journal)))
    return [note for note in known if note.about in uris]


def _read(journal: Journal) -> Iterator[Note]:
    for entry in journal.entries():
        by = Agent(entry["by"], entry["name"])
        yield Note(entry["id"], entry["at"], by, entry["about"], entry["revision"], entry["text"])


def _subject(snapshot: Snapshot, words: str) -> tuple[str, int | None]:
    """The IRI that is meant, and the revision where it is that of a mapping."""
    context = GraphReviewContext(snapshot.store)
    if "://" in words and context.text(words):
        return words, None
    record = context.record(record_named(snapshot, words))
    if record is None:
        raise error_of(NotFoundError, "nothing-called", words=words)
    return record.uri, record.revision
