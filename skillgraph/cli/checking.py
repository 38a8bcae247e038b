"""`credential check` and `credential overlap`: before a credential is published, and before it is built."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli.check_tables import CheckFormat, Language, print_checks
from skillgraph.cli.options import WorkspaceOption, opened
from skillgraph.cli.output import redirected
from skillgraph.cli.sources import credentials

def register(app: typer.Typer) -> None:
    """Add the commands of this module to the group of credentials, which the app has already."""
    del app
    credentials.command("check")(check)


def check(
    context: typer.Context,
    named: Annotated[
        list[str] | None,
        typer.Argument(metavar="CREDENTIAL…", help="Names or URIs; by default all credentials."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Only the credentials of this source.")
    ] = None,
    profile: Annotated[
        str,
        typer.Option(
            "--profile", help="ecampusontario, nzqa, ontario-12-weeks, unesco, or a Turtle file of your own."
        ),
    ] = "ecampusontario",
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="The day that counts (default: today)."),
    ] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the texts.")] = Language.EN,
    form: Annotated[CheckFormat, typer.Option("--format", help="How to print the result.")] = CheckFormat.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file instead.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Do the credentials meet the Principles and Framework: what was seen, and what to add?"""
    from skillgraph.workspace.answers import today
    from skillgraph.workspace.checking import check_credentials

    day = on.date().isoformat() if on else today()
    space = opened(context, workspace)
    checked = check_credentials(space, named or [], profile, source=source, day=day)
    with redirected(output):
        print_checks(checked, form, lang)
