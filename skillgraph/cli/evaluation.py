"""`evaluate`: the quality of the matcher on texts whose concepts are known."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli.options import FormatOption, FrameworkOption, ProfileOption, WorkspaceOption, opened
from skillgraph.cli.output import Column, Format, emit, emit_json, note
from skillgraph.cli.progress import progress
from skillgraph.errors import ProblemLog
from skillgraph.matching.types import Profile


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(evaluate)


def evaluate(
    context: typer.Context,
    gold: Annotated[
        Path, typer.Argument(help="JSON lines with text and uris (none: the text holds no skill).")
    ],
    lang: Annotated[str, typer.Option("--lang", help="auto, or the language of the texts.")] = "auto",
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.PRECISE,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Measure ranking, calibration and speed on a gold file."""
    from skillgraph.matching.evaluation import evaluate, read_gold
    from skillgraph.workspace import Query
    from skillgraph.workspace.indexing import open_matcher

    problems = ProblemLog()
    rows = read_gold(gold, problems=problems)
    with progress() as bar:
        matcher = open_matcher(opened(context, workspace), Query(framework, profile, progress=bar))
        found = evaluate(matcher, rows, lang=lang)
    for problem in problems:
        note(str(problem))
    if form is Format.JSON:
        emit_json(found.as_json())
        return
    figures = found.as_json()
    emit([figures], [Column(name, itemgetter(name), wrap=False) for name in figures], form)
