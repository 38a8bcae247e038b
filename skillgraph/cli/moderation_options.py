"""Options that commands share which list and moderate what people left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.asking import option
from skillgraph.workspace.feedback.requests import FeedbackListRequest
from skillgraph.workspace.moderation.entries import EntryState
from skillgraph.workspace.moderation.moderating import ModerationRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skillgraph.workspace.access.audit import Writer
    from skillgraph.workspace.moderation.entries import Moderation

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


def decided(moderations: Sequence[Moderation]) -> list[str]:
    """What was decided on an entry, in words."""
    return [
        f"{one.state} by {one.by} at {one.at}{f': {one.reason}' if one.reason else ''}" for one in moderations
    ]
