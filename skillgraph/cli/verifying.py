"""`check`: whether every file of the workspace holds what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from skillgraph.cli.options import FormatOption, opened
from skillgraph.cli.output import Column, Format, emit, note
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import InputError

if TYPE_CHECKING:
    from skillgraph.workspace.state.verifying import PartCheck


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(check)


def check(
    context: typer.Context, form: FormatOption = Format.TABLE, workspace: WorkspaceOption = None
) -> None:
    """Read the whole workspace and name what is damaged, with what to do; exit code 1 if anything is."""
    from skillgraph.workspace.state.verifying import verify

    found = list(verify(opened(context, workspace)))
    columns: list[Column[PartCheck]] = [
        Column("part", lambda one: one.part),
        Column("state", lambda one: "damaged" if one.wrong else one.note or "whole"),
        Column("wrong", lambda one: one.wrong),
        Column("remedy", lambda one: one.remedy),
    ]
    emit(found, columns, form, empty="The workspace holds nothing yet.")
    damaged = [one for one in found if one.wrong]
    if damaged:
        raise InputError(
            f"{len(damaged)} of {len(found)} parts are damaged: {', '.join(one.part for one in damaged)}.",
            hint=damaged[0].remedy,
        )
    note(f"All {len(found)} parts are readable; none is damaged.")
