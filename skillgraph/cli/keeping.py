"""`backup` and `restore`: one state of a workspace as one file, and a workspace from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli.options import WorkspaceOption, folder, opened
from skillgraph.cli.output import note


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(backup)
    app.command()(restore)


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


def _mega(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
