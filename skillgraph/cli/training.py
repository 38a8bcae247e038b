"""`train`: fit the numbers of the matcher on texts whose concepts are known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli.options import FrameworkOption, ProfileOption, WorkspaceOption, opened
from skillgraph.cli.output import note
from skillgraph.cli.progress import progress
from skillgraph.errors import ProblemLog
from skillgraph.matching.types import Profile

commands = typer.Typer(
    help="Fit the matcher's parameters on texts whose concepts are known.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="train")


@commands.command("calibration")
def calibration(
    context: typer.Context,
    gold: Annotated[list[Path], typer.Argument(help="JSON lines with text and uris (none: no skill).")],
    lang: Annotated[str, typer.Option("--lang", help="The language of the texts.")] = "en",
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Folder for the parameter file (default: the workspace's)."),
    ] = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.PRECISE,
    workspace: WorkspaceOption = None,
) -> None:
    """Fit confidence and the threshold of abstention; the workspace uses them from then on."""
    from skillgraph import files
    from skillgraph.matching.evaluation import read_gold
    from skillgraph.matching.parameters import parameter_file_name
    from skillgraph.matching.training import fit_calibration
    from skillgraph.workspace import Query
    from skillgraph.workspace.indexing import open_matcher

    space, problems = opened(context, workspace), ProblemLog()
    rows = {path.stem: read_gold(path, problems=problems) for path in gold}
    for problem in problems:
        note(str(problem))
    with progress() as bar:
        fitted = fit_calibration(open_matcher(space, Query(framework, profile, progress=bar)), lang, rows)
    target = (output or space.parameter_folder) / parameter_file_name(profile, fitted.language)
    files.write_text(target, fitted.to_json())
    note(f"Wrote {target}: {fitted.record['calibration']}")
