"""`credential check` and `credential overlap`: before a credential is published, and before it is built."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli.answers import MinConfidence
from skillgraph.cli.check_tables import CheckFormat, print_checks
from skillgraph.cli.options import (
    NAMING,
    FormatOption,
    FrameworkOption,
    Language,
    ProfileOption,
    WorkspaceOption,
    opened,
)
from skillgraph.cli.output import Format, note, redirected
from skillgraph.cli.overlap_tables import print_overlaps
from skillgraph.cli.progress import progress
from skillgraph.cli.sources import credentials
from skillgraph.errors import ProblemLog
from skillgraph.matching.profile import Profile


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the group of credentials, which the app has already."""
    del app
    for command in (check, overlap):
        credentials.command()(command)


def check(
    context: typer.Context,
    named: Annotated[
        list[str] | None,
        typer.Argument(metavar="CREDENTIAL", help=f"Credentials, each {NAMING}; by default all."),
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
    form: Annotated[
        CheckFormat, typer.Option("--format", help="How to print the result.")
    ] = CheckFormat.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Do the credentials meet the Principles and Framework: what was seen, and what to add?"""
    from skillgraph.clock import today
    from skillgraph.workspace.credentials.checking import check_credentials

    day = on.date().isoformat() if on else today()
    space = opened(context, workspace)
    checked = check_credentials(space, named or [], profile, source=source, day=day)
    with redirected(output):
        print_checks(checked, form, lang)


def overlap(
    context: typer.Context,
    named: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CREDENTIAL|FILE",
            help=f"Loaded credentials, each {NAMING}; or files with drafts, which are not loaded.",
        ),
    ] = None,
    outcomes: Annotated[
        list[str] | None,
        typer.Option("--outcome", help="An outcome of no credential yet; may be given several times."),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="At most so many concepts for each outcome of a draft.")
    ] = 3,
    min_confidence: MinConfidence = 0.1,
    top: Annotated[int | None, typer.Option("--top", min=1, help="Only the first so many rows.")] = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.PRECISE,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Before you build: which credentials already target these concepts, and what would be new?"""
    from skillgraph.alignment.proposing import ProposalRule
    from skillgraph.workspace import Query
    from skillgraph.workspace.credentials.overlapping import Asked, overlaps

    space = opened(context, workspace)
    asked, rule = Asked(named or (), outcomes or ()), ProposalRule(limit, min_confidence)
    problems = ProblemLog()
    with progress() as bar:
        found = overlaps(space, asked, Query(framework, profile, progress=bar), rule, problems=problems)
    for problem in problems:
        note(str(problem))
    print_overlaps(found, form, top=top)
