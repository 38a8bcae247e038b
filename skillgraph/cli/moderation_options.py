"""Options that commands share which list and moderate what people left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.asking import option
from skillgraph.cli.output import note
from skillgraph.workspace.feedback.requests import FeedbackListRequest
from skillgraph.workspace.moderation.entries import EntryState
from skillgraph.workspace.moderation.moderating import ModerationRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skillgraph.workspace.access.audit import Writer
    from skillgraph.workspace.moderation.entries import EntryJournal, Moderation
    from skillgraph.workspace.state.workspace import Workspace

EntryArgument = Annotated[str, typer.Argument(metavar="ID", help="The id, as the list prints it.")]
StateFilter = Annotated[list[EntryState] | None, option(FeedbackListRequest, "state")]
TopFilter = Annotated[int | None, option(FeedbackListRequest, "top")]
ReasonOption = Annotated[str, option(ModerationRequest, "reason")]
SeenOption = Annotated[EntryState | None, option(ModerationRequest, "seen")]


def writer(by: str | None) -> Writer:
    """Who decides on the command line.

    Raises:
        InputError: If nobody is named.
    """
    from skillgraph.cli.review_options import who
    from skillgraph.workspace.access.audit import Writer

    return Writer(who(by))


def moderate_entry(
    space: Workspace,
    journal: EntryJournal,
    kind: str,
    asked: ModerationRequest,
    by: str | None,
    *,
    called: str,
) -> None:
    """Decide on an entry, and say what became of what is called so."""
    from skillgraph.workspace.moderation.moderating import moderate

    entry = moderate(space, journal, kind, asked, writer(by))
    note(f"{called} {entry.id[:8]} is {entry.state}.")


def forget_entry(
    space: Workspace, journal: EntryJournal, kind: str, entry: str, by: str | None, *, called: str
) -> None:
    """Take an entry out of the workspace, and say where it may still be."""
    from skillgraph.workspace.moderation.moderating import forget

    gone = forget(space, journal, kind, entry, writer(by))
    note(f"{called} {gone.id[:8]} is forgotten. Backups that were made before still hold it.")


def decided(moderations: Sequence[Moderation]) -> list[str]:
    """What was decided on an entry, in words."""
    return [
        f"{one.state} by {one.by} at {one.at}{f': {one.reason}' if one.reason else ''}" for one in moderations
    ]
