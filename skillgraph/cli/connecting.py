"""`need` and `offer`: skills that are sought, and skills that are taught, with who to talk to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.asking import argument, option
from skillgraph.cli.moderation_options import (
    EntryArgument,
    ReasonOption,
    SeenOption,
    StateFilter,
    decided,
    forget_entry,
    moderate_entry,
)
from skillgraph.cli.options import FormatOption, opened
from skillgraph.cli.output import Column, Format, emit, note
from skillgraph.cli.review_options import ReviewerOption
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.workspace.connections.requests import (
    ConnectionKind,
    ConnectionListRequest,
    ConnectionRequest,
    Sender,
)
from skillgraph.workspace.moderation.entries import EntryState
from skillgraph.workspace.moderation.moderating import ModerationRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from skillgraph.workspace.connections.connections import Connection

_HELP = {
    ConnectionKind.NEED: "Skills that are sought: leave a need, list and moderate needs.",
    ConnectionKind.OFFER: "Skills that are taught: leave an offer, list and moderate offers.",
}

SkillArgument = Annotated[str, argument(ConnectionRequest, "skill")]
OrganisationOption = Annotated[str, option(ConnectionRequest, "organisation")]
RoleOption = Annotated[Sender, option(ConnectionRequest, "role", "--as-an")]
ContactOption = Annotated[str, option(ConnectionRequest, "contact")]
UntilOption = Annotated[datetime, option(ConnectionRequest, "until", formats=["%Y-%m-%d"])]
PlaceOption = Annotated[str, option(ConnectionRequest, "place")]
RegionOption = Annotated[str, option(ConnectionRequest, "region")]
LangOption = Annotated[str, option(ConnectionRequest, "lang")]
RegionFilter = Annotated[str, option(ConnectionListRequest, "region")]
ExpiredFilter = Annotated[bool, option(ConnectionListRequest, "expired", "--expired")]
TopFilter = Annotated[int | None, option(ConnectionListRequest, "top")]
ContactsOption = Annotated[
    bool, typer.Option("--contacts", help="Also how to reach who left them; show it to partners only.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module, the same for needs and for offers."""
    for kind in ConnectionKind:
        app.add_typer(_commands(kind), name=kind.value)


def _commands(kind: ConnectionKind) -> typer.Typer:
    made = typer.Typer(help=_HELP[kind], no_args_is_help=True)

    @made.command("leave", help=f"Leave a {kind}; it waits until a reviewer accepts it.")
    def leave(
        context: typer.Context,
        skill: SkillArgument,
        organisation: OrganisationOption,
        role: RoleOption,
        contact: ContactOption,
        until: UntilOption,
        place: PlaceOption = "",
        region: RegionOption = "",
        lang: LangOption = "",
        workspace: WorkspaceOption = None,
    ) -> None:
        from skillgraph.workspace.connections.connections import leave as left

        request = ConnectionRequest(
            kind=kind,
            skill=skill,
            organisation=organisation,
            role=role,
            contact=contact,
            until=until.date().isoformat(),
            place=place,
            region=region,
            lang=lang,
        )
        entry = left(opened(context, workspace), request)
        meant = f" ({entry.concept})" if entry.concept else ", in own words"
        note(f"The {kind} {entry.id[:8]} of {entry.skill}{meant} waits for a reviewer.")

    @made.command("list", help=f"List the {kind}s, what waits first.")
    def list_them(
        context: typer.Context,
        region: RegionFilter = "",
        state: StateFilter = None,
        expired: ExpiredFilter = False,
        contacts: ContactsOption = False,
        top: TopFilter = None,
        form: FormatOption = Format.TABLE,
        workspace: WorkspaceOption = None,
    ) -> None:
        from skillgraph.workspace.connections import connections as job

        request = ConnectionListRequest(
            kind=kind, state=tuple(state or ()), region=region, expired=expired, top=top
        )
        space = opened(context, workspace)
        found = job.listed(space, request)
        _print(found, job.contacts(space, found) if contacts else None, kind, form)
        board = job.board(space, region)
        note(
            f"Of needs and offers, {board.waiting} wait, {board.refused} were refused and {board.expired} are"
            " over."
        )

    @made.command("accept", help=f"Accept a {kind}: all see it until its last day.")
    def accept(
        context: typer.Context,
        entry: EntryArgument,
        reason: ReasonOption = "",
        seen: SeenOption = None,
        by: ReviewerOption = None,
        workspace: WorkspaceOption = None,
    ) -> None:
        asked = ModerationRequest(entry=entry, state=EntryState.ACCEPTED, reason=reason, seen=seen)
        _moderate(context, workspace, kind, asked, by)

    @made.command("refuse", help=f"Refuse a {kind}, with the reason: it is not shown.")
    def refuse(
        context: typer.Context,
        entry: EntryArgument,
        reason: ReasonOption = "",
        seen: SeenOption = None,
        by: ReviewerOption = None,
        workspace: WorkspaceOption = None,
    ) -> None:
        asked = ModerationRequest(entry=entry, state=EntryState.REFUSED, reason=reason, seen=seen)
        _moderate(context, workspace, kind, asked, by)

    @made.command("forget", help=f"Take a {kind} with its contact out of the workspace for good.")
    def forget(
        context: typer.Context,
        entry: EntryArgument,
        by: ReviewerOption = None,
        workspace: WorkspaceOption = None,
    ) -> None:
        from skillgraph.workspace.connections.connections import connection_journal

        space = opened(context, workspace)
        forget_entry(space, connection_journal(space, kind), kind, entry, by, called=f"The {kind}")

    return made


def _print(
    found: list[Connection], contacts: Mapping[str, str] | None, kind: ConnectionKind, form: Format
) -> None:
    from skillgraph.workspace.results import connection_json

    reach: Column[Connection] = Column("contact", lambda one: (contacts or {}).get(one.id, ""))
    columns: list[Column[Connection]] = [
        Column("id", lambda one: one.id[:8] if form is Format.TABLE else one.id, wrap=False),
        Column("state", lambda one: "over" if one.expired else one.state.value, wrap=False),
        Column("skill", lambda one: one.skill),
        Column("organisation", lambda one: one.organisation),
        Column("role", lambda one: one.role, wrap=False),
        Column("place", lambda one: one.place),
        Column("region", lambda one: one.region, wrap=False),
        Column("until", lambda one: one.until, wrap=False),
        *([] if contacts is None else [reach]),
        Column("decided", lambda one: decided(one.moderations)),
        Column("concept", lambda one: one.concept, identifier=True),
    ]
    emit(
        found,
        columns,
        form,
        as_json=lambda one: connection_json(one, contacts),
        empty=f"There is no such {kind}.",
    )


def _moderate(
    context: typer.Context,
    workspace: WorkspaceOption,
    kind: ConnectionKind,
    asked: ModerationRequest,
    by: str | None,
) -> None:
    from skillgraph.workspace.connections.connections import connection_journal

    space = opened(context, workspace)
    moderate_entry(space, connection_journal(space, kind), kind, asked, by, called=f"The {kind}")
