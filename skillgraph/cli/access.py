"""`key` and `audit`: who may use the service, and what was written through it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillgraph.cli.options import FormatOption, opened
from skillgraph.cli.output import Column, Format, emit, note
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.clock import now
from skillgraph.errors import InputError
from skillgraph.workspace.access.keys import Scope

if TYPE_CHECKING:
    from skillgraph.workspace.access.keys import KeyRecord

keys = typer.Typer(help="Keys of the service: make, list, revoke.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(keys, name="key")
    app.command("audit")(audit)


@keys.command("make")
def make(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="Who uses it: an ORCID, a mail address or a name, or 'Ana Pérez <0000-0002-1825-0097>'. "
            "Decisions made with the key are theirs."
        ),
    ],
    scope: Annotated[
        Scope, typer.Option("--scope", help="reader: read; reviewer: also decide; admin: everything.")
    ] = Scope.READER,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="The last day on which it can be used, in UTC."),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Make a key and print it, this once: the workspace keeps only its hash."""
    from skillgraph.workspace.access.audit import COMMAND_LINE, audited
    from skillgraph.workspace.access.keys import make_key

    space = opened(context, workspace)
    with audited(space, COMMAND_LINE, f"key make {scope}", [name]):
        key, record = make_key(space, name, scope, last_day=None if until is None else until.date())
    note(f"Key {record.id} for {record.name} ({record.scope}){_ending(record)}; it is shown only now:")
    sys.stdout.write(f"{key}\n")


@keys.command("list")
def list_keys(
    context: typer.Context, form: FormatOption = Format.TABLE, workspace: WorkspaceOption = None
) -> None:
    """List the keys that were made, without what opens them."""
    from skillgraph.workspace.access.keys import keys as made

    at = now()
    columns: list[Column[KeyRecord]] = [
        Column("id", lambda one: one.id, wrap=False),
        Column("name", lambda one: one.name),
        Column("scope", lambda one: one.scope.value),
        Column("state", lambda one: one.state(at).value),
        Column("made", lambda one: one.made, wrap=False),
        Column("expires", lambda one: one.expires, wrap=False),
        Column("revoked", lambda one: one.revoked, wrap=False),
    ]
    found = made(opened(context, workspace))
    emit(found, columns, form, as_json=lambda one: _shown(one, at), empty="No key was made yet.")


@keys.command("revoke")
def revoke(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="The id of a key, as `key list` prints it.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Revoke a key: the next request with it is refused, also by a service that is running."""
    from skillgraph.workspace.access.audit import COMMAND_LINE, audited
    from skillgraph.workspace.access.keys import revoke_key

    space = opened(context, workspace)
    with audited(space, COMMAND_LINE, "key revoke", [key]):
        record = revoke_key(space, key)
    note(f"Key {record.id} of {record.name} is revoked.")


def audit(
    context: typer.Context, form: FormatOption = Format.TABLE, workspace: WorkspaceOption = None
) -> None:
    """Print the log of writes through the service: who, when, what; exit code 1 if lines were changed."""
    from skillgraph.workspace.access.audit import audit_log

    log = audit_log(opened(context, workspace))
    lines = list(log.lines())
    columns: list[Column[Mapping[str, Any]]] = [
        Column("at", lambda one: one["at"], wrap=False),
        Column("by", lambda one: one["name"] or one["by"]),
        Column("action", lambda one: one["action"]),
        Column("state", lambda one: one["state"], wrap=False),
        Column("of", lambda one: one["targets"]),
        Column("why", lambda one: one.get("why", "")),
        Column("key", lambda one: one["key"], wrap=False),
        Column("request", lambda one: one["request"], wrap=False),
    ]
    emit([one.entry for one in lines if one.entry], columns, form, empty="Nothing was written yet.")
    changed = [one for one in lines if one.damaged]
    for one in lines:
        if one.wrong:
            note(f"{log.path}, line {one.number}: {one.wrong}.")
    if changed:
        raise InputError(
            f"{log.path} is damaged: {', '.join(f'line {one.number}' for one in changed[:5])}.",
            hint="Compare it with a copy of the workspace.",
        )


def _ending(record: KeyRecord) -> str:
    return f", until {record.expires}" if record.expires else ""


def _shown(record: KeyRecord, at: str) -> dict[str, str]:
    return {
        "id": record.id,
        "name": record.name,
        "scope": record.scope.value,
        "state": record.state(at).value,
        "made": record.made,
        "expires": record.expires,
        "revoked": record.revoked,
    }
