"""`taxonomy diff` and `taxonomy upgrade`: new versions of a framework."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.options import FormatOption, Language, opened
from skillgraph.cli.output import Format, note
from skillgraph.cli.progress import progress
from skillgraph.cli.taxonomy import commands
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.taxonomies.differences import ChangeKind

if TYPE_CHECKING:
    from skillgraph.alignment.upgrade import UndoneUpgrade, Upgrade
    from skillgraph.workspace import Workspace

OldArgument = Annotated[str, typer.Argument(metavar="OLD", help="The older version: esco@1.1.1.")]
NewArgument = Annotated[str, typer.Argument(metavar="NEW", help="The newer version: esco@1.2.0.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the group of frameworks, which `taxonomy` gives to the app."""
    del app
    commands.command("diff")(diff)
    commands.command("upgrade")(upgrade)


def diff(
    context: typer.Context,
    old: OldArgument,
    new: NewArgument,
    kinds: Annotated[
        list[ChangeKind] | None,
        typer.Option("--change", help="Only this kind of change; may be given several times (default: all)."),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=0, help="How many changes a table for people lists; 0 for all.")
    ] = 50,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """What changed between two loaded versions of a framework: counts, and each change."""
    from skillgraph.cli.version_tables import print_comparison
    from skillgraph.workspace.frameworks.upgrading import compare

    print_comparison(compare(opened(context, workspace), old, new), kinds or list(ChangeKind), form, limit)


def upgrade(
    context: typer.Context,
    old: OldArgument,
    new: NewArgument,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen; write nothing.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Undo the last upgrade from OLD to NEW.")] = False,
    report: Annotated[
        Path | None, typer.Option("--report", help="Also write a page (HTML) for people to read.")
    ] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the page.")] = Language.EN,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Take the mappings of one version to another: kept, moved with evidence, or opened again; undoable."""
    from skillgraph.cli.version_tables import print_undone, print_upgrade
    from skillgraph.workspace.frameworks.upgrading import undo_last_upgrade, upgrade_mappings

    space = opened(context, workspace)
    if undo:
        _refuse(dry_run, "--dry-run")
        _refuse(report is not None, "--report")
        undone = undo_last_upgrade(space, old, new)
        print_undone(undone, form)
        _tell_undone(undone)
        return
    with progress() as bar:
        found = upgrade_mappings(space, old, new, dry_run=dry_run, progress=bar)
    print_upgrade(found, form)
    if report is not None:
        _write(report, space, found, lang, dry_run=dry_run)
    if dry_run:
        note("This was a dry run; nothing was written.")


def _refuse(given: bool, option: str) -> None:
    if given:
        raise typer.BadParameter(f"{option} does not go with --undo.")


def _tell_undone(undone: UndoneUpgrade) -> None:
    note(f"{len(undone.restored):,} mappings are as they were before the upgrade.")
    if undone.decided_since:
        note(
            f"{len(undone.decided_since):,} were decided on since and stay;"
            " undo these decisions first with `skillgraph review undo`."
        )


def _write(path: Path, space: Workspace, found: Upgrade, lang: Language, *, dry_run: bool) -> None:
    from skillgraph.export.upgrades import write_upgrade
    from skillgraph.workspace.frameworks.upgrading import page_content

    write_upgrade(path, page_content(space, found, dry_run=dry_run), lang=lang.value)
    note(f"The report is in {path}.")
