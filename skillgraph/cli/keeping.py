"""`backup`, `restore` and `doctor`: a workspace as one file, from it again, and whether it is well."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.options import FormatOption, folder, opened
from skillgraph.cli.output import Column, Format, emit, note
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import InputError

if TYPE_CHECKING:
    from skillgraph.workspace.keeping.doctor import Finding


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(backup)
    app.command()(restore)
    app.command()(doctor)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The zip to write; it must not exist.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Write the whole workspace to a file and read it back; others may read and write meanwhile."""
    from skillgraph.workspace.keeping.backup import back_up

    made = back_up(opened(context, workspace), file)
    note(f"Wrote {file}: {len(made.parts):,} files of {_mega(made.size)}, all read back as they were.")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `skillgraph backup` wrote.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Make a workspace from a backup, in a new folder that --workspace names; every part is compared."""
    from skillgraph.workspace.keeping import backup as backups

    made = backups.restore(file, folder(context, workspace))
    note(
        f"Restored {made.workspace.path}: {len(made.backup.parts):,} files of {_mega(made.backup.size)} are "
        f"the same as in the backup, and all {made.checked} parts are whole."
    )


def doctor(
    context: typer.Context, form: FormatOption = Format.TABLE, workspace: WorkspaceOption = None
) -> None:
    """Look at settings, disk, permissions, graph, index, locks, keys …; exit code 1 if one is wrong."""
    from skillgraph.workspace.keeping.doctor import Health, examine

    found = list(examine(folder(context, workspace)))
    columns: list[Column[Finding]] = [
        Column("about", lambda one: one.about, wrap=False),
        Column("health", lambda one: one.health.value, wrap=False),
        Column("found", lambda one: one.said),
        Column("what to do", lambda one: one.remedy),
    ]
    emit(found, columns, form)
    wrong = [one for one in found if one.health is Health.WRONG]
    if wrong:
        things = ", ".join(dict.fromkeys(one.about for one in wrong))
        raise InputError(f"{len(wrong)} of {len(found)} things are wrong: {things}.", hint=wrong[0].remedy)
    note(f"Nothing is wrong; {sum(one.health is Health.NOTE for one in found)} notes.")


def _mega(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
