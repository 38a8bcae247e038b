"""`credential check` and `credential overlap`: before a credential is published, and before it is built."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli.answers import ProposalConfidence
from skillgraph.cli.asking import argument, option
from skillgraph.cli.check_tables import CheckFormat, print_checks
from skillgraph.cli.options import FormatOption, FrameworkOption, Language, ProfileOption, asking, opened
from skillgraph.cli.output import Format, note, redirected
from skillgraph.cli.overlap_tables import print_overlaps
from skillgraph.cli.progress import progress
from skillgraph.cli.sources import credentials
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import ProblemLog
from skillgraph.workspace.requests import NAMING, CheckRequest, OverlapRequest


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the group of credentials, which `sources` gives to the app."""
    del app
    for command in (check, overlap):
        credentials.command()(command)


def check(
    context: typer.Context,
    named: Annotated[
        list[str] | None,
        argument(CheckRequest, "named", metavar="CREDENTIAL"),
    ] = None,
    source: Annotated[str | None, option(CheckRequest, "source")] = CheckRequest.source,
    profile: Annotated[str, option(CheckRequest, "profile")] = CheckRequest.profile,
    on: Annotated[
        datetime | None,
        option(CheckRequest, "day", "--on", formats=["%Y-%m-%d"]),
    ] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the texts.")] = Language.EN,
    form: Annotated[
        CheckFormat, typer.Option("--format", help="How to print the result.")
    ] = CheckFormat.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Do the credentials meet the Principles and Framework: what was seen, and what to add?"""
    from skillgraph.workspace.credentials.checking import check_credentials

    day = on.date().isoformat() if on else CheckRequest.day
    request = CheckRequest(named=tuple(named or ()), source=source, profile=profile, day=day)
    checked = check_credentials(opened(context, workspace), request)
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
    outcomes: Annotated[list[str] | None, option(OverlapRequest, "outcomes", "--outcome")] = None,
    limit: Annotated[int, option(OverlapRequest, "limit")] = OverlapRequest.limit,
    min_confidence: ProposalConfidence = OverlapRequest.min_confidence,
    top: Annotated[int | None, typer.Option("--top", min=1, help="Only the first so many rows.")] = None,
    framework: FrameworkOption = OverlapRequest.framework,
    profile: ProfileOption = OverlapRequest.profile,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Before you build: which credentials already target these concepts, and what would be new?"""
    from skillgraph.workspace.credentials.overlapping import overlaps

    drafts = [one for one in named or () if Path(one).is_file()]
    request = OverlapRequest(
        named=tuple(one for one in named or () if one not in drafts),
        drafts=tuple(map(Path, drafts)),
        outcomes=tuple(outcomes or ()),
        limit=limit,
        min_confidence=min_confidence,
        framework=framework,
        profile=profile,
    )
    problems = ProblemLog()
    with progress() as bar:
        found = overlaps(opened(context, workspace), request, asking(bar), problems=problems)
    for problem in problems:
        note(str(problem))
    print_overlaps(found, form, top=top)
