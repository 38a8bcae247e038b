"""`demo`: the whole flow on what ships with skillgraph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.answer_tables import print_coverage, print_gaps, print_suggestions
from skillgraph.cli.loading import tell
from skillgraph.cli.options import ProfileOption
from skillgraph.cli.output import Format, console, note
from skillgraph.cli.progress import progress
from skillgraph.cli.serving import HOST, PORT, serve_workspace
from skillgraph.errors import NotFoundError
from skillgraph.matching.profile import Profile

if TYPE_CHECKING:
    from skillgraph.workspace import Workspace

SHOWN = 12
COVERING = 4


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(demo)


def demo(
    output: Annotated[
        Path, typer.Option("--output", help="Folder for the workspace and the reports.")
    ] = Path("demo"),
    profile: ProfileOption = Profile.PRECISE,
    serve: Annotated[
        bool, typer.Option("--serve", help="Then serve the pages, with a key to sign in with, until stopped.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65_535, help="Where to serve; 0 for any free port.")
    ] = PORT,
) -> None:
    """Build a workspace from what ships with skillgraph, run the three jobs, write reports."""
    from skillgraph.workspace import Query, Workspace, demonstration
    from skillgraph.workspace.answers.suggest import suggest_texts

    workspace = Workspace.create(output / "workspace")
    for loaded in demonstration.load_samples(workspace):
        tell(loaded)
    with progress() as bar:
        query = Query(profile=profile, progress=bar)
        results = list(suggest_texts(workspace, demonstration.OUTCOMES, query, k=3))
        found = demonstration.answer(workspace, profile=profile, progress=bar)
    _title("A designer asks: which terms do my outcomes mean?")
    print_suggestions(results, Format.TABLE)
    without = found.proposals.without_term
    note(f"Of {len(found.proposals.results)} sample outcomes, {len(without)} have no good term.")
    for question, covered in found.questions:
        _title(f"An employer asks: which credentials cover “{question}”?")
        if isinstance(covered, NotFoundError):
            note(str(covered))
        else:
            print_coverage(covered[0], covered[1][:COVERING], Format.TABLE)
    _title("An analyst asks: which demanded skills does no credential supply?")
    print_gaps(found.gaps[:SHOWN], Format.TABLE)
    with progress() as bar:
        pages = demonstration.write_reports(workspace, output / "reports", progress=bar)
    note(f"The reports are {' and '.join(map(str, pages))}; ask more with --workspace {workspace.path}.")
    if serve:
        _serve(workspace, port)
    else:
        note(f"To see it in the browser: skillgraph demo --serve, or skillgraph serve -w {workspace.path}")
        note(f"and open http://{HOST}:{PORT}.")


def _serve(workspace: Workspace, port: int) -> None:
    """Serve the pages of the demo with a key of its own, which is made anew each time."""
    from skillgraph.workspace.access.keys import Scope, make_key

    key, _ = make_key(workspace, "Demo", Scope.ADMIN)
    note("")
    note(f"Sign in with this key to review and to load data: {key}")
    serve_workspace(workspace.path, HOST, port)


def _title(text: str) -> None:
    console().print(f"\n{text}", style="bold", markup=False, highlight=False)
