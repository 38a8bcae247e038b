"""Reviewers accept and refuse what others left, and take it out for good where it has to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from skillgraph.clock import now
from skillgraph.errors import InputError
from skillgraph.workspace.access.audit import audited
from skillgraph.workspace.moderation.entries import Entry, EntryState, Moderation
from skillgraph.workspace.requests import AnyRequest, RequestField

if TYPE_CHECKING:
    from skillgraph.workspace.access.audit import Writer
    from skillgraph.workspace.moderation.entries import EntryJournal
    from skillgraph.workspace.state.workspace import Workspace

LONGEST_REASON: Final = 1_000
_ACTIONS: Final = {EntryState.ACCEPTED: "accept", EntryState.REFUSED: "refuse"}


@dataclass(frozen=True, kw_only=True)
class ModerationRequest(AnyRequest):
    """Is what somebody left shown to all?"""

    entry: Annotated[str, RequestField("Its id, as the list prints it, or how that begins.")]
    state: Annotated[EntryState, RequestField("accepted: it is shown and counts; refused: it does not.")]
    reason: Annotated[str, RequestField("Why; a refusal needs one, and it stays in the history.")] = ""
    seen: Annotated[
        EntryState | None, RequestField("The state you looked at; refused if somebody decided since.")
    ] = None


def moderate(
    workspace: Workspace, journal: EntryJournal, kind: str, request: ModerationRequest, writer: Writer
) -> Entry:
    """Accept or refuse an entry; the audit log says who did.

    Args:
        workspace: Whose audit log.
        journal: Where the entry is.
        kind: What the audit log calls it.
        request: What is decided.
        writer: Who decides.

    Raises:
        InputError: If a refusal gives no reason, or the reason is too long.
        NotFoundError: If there is no such entry.
        DecisionError: If somebody decided meanwhile, or it stands so already.
    """
    reason = request.reason.strip()
    if request.state not in _ACTIONS:
        raise InputError("An entry is accepted or refused.", hint="Choose one of accepted, refused.")
    if request.state is EntryState.REFUSED and not reason:
        raise InputError("A refusal needs a reason.", hint="Say why; it stays in the history.")
    if len(reason) > LONGEST_REASON:
        raise InputError(f"The reason is longer than {LONGEST_REASON:,} characters.", hint="Say it in fewer.")
    identifier = journal.find(request.entry).id
    moderation = Moderation(now(), writer.by, request.state, reason)
    with audited(workspace, writer, f"{kind} {_ACTIONS[request.state]}", [identifier]):
        return journal.decide(identifier, moderation, request.seen)


def forget(workspace: Workspace, journal: EntryJournal, kind: str, entry: str, writer: Writer) -> Entry:
    """Take what an entry said out of the workspace for good; the audit log names its id alone.

    Raises:
        NotFoundError: If there is no such entry.
        DecisionError: If it was forgotten before.
    """
    identifier = journal.find(entry).id
    with audited(workspace, writer, f"{kind} forget", [identifier]):
        return journal.forget(identifier)
