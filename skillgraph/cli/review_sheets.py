"""`review export` and `review import`: decide in a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli.options import opened
from skillgraph.cli.output import note, readable
from skillgraph.cli.review_options import (
    CredentialFilter,
    DisagreementFilter,
    FrameworkFilter,
    IssuerFilter,
    MarkFilter,
    MaxFilter,
    MinFilter,
    ReviewerOption,
    StatusFilter,
    WaitOption,
    who,
)
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.model.texts import many
from skillgraph.workspace.requests import ReviewListRequest

TOLD = 20
"""How many conflicts are named on the terminal."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("export")(export_sheet)
    app.command("import")(import_sheet)


def export_sheet(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The sheet to write: .xlsx or .csv; replaced if it is there.")],
    credential: CredentialFilter = ReviewListRequest.credential,
    issuer: IssuerFilter = ReviewListRequest.issuer,
    status: StatusFilter = None,
    min_confidence: MinFilter = ReviewListRequest.min_confidence,
    max_confidence: MaxFilter = ReviewListRequest.max_confidence,
    disagreement: DisagreementFilter = ReviewListRequest.disagreement,
    framework: FrameworkFilter = ReviewListRequest.framework,
    mark: MarkFilter = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write mappings into a spreadsheet, to decide there in the columns from *decision* on."""
    from skillgraph.workspace.review.sheet import export_sheet

    request = ReviewListRequest(
        credential=credential,
        issuer=issuer,
        status=tuple(status or ()),
        min_confidence=min_confidence,
        max_confidence=max_confidence,
        disagreement=disagreement,
        framework=framework,
        mark=tuple(mark or ()),
    )
    count = export_sheet(opened(context, workspace), path, request.filter)
    note(f"Wrote {many(count, 'row')} to {path}. Fill in decision: accept, change, reject or no-term.")


def import_sheet(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(help="The sheet, as `review export` wrote it and you filled it in.")
    ],
    by: ReviewerOption = None,
    second_opinion: Annotated[
        bool,
        typer.Option(
            "--second-opinion", help="Where others decided meanwhile, stand beside them; no conflict then."
        ),
    ] = False,
    skip_conflicts: Annotated[
        bool, typer.Option("--skip-conflicts", help="Take the other rows where some conflict.")
    ] = False,
    wait: WaitOption = 10.0,
    workspace: WorkspaceOption = None,
) -> None:
    """Take the decisions of a spreadsheet: all of them, or none where a row conflicts; each is named."""
    from skillgraph.workspace.review.sheet import import_sheet, refusal_of

    found = import_sheet(
        opened(context, workspace),
        path,
        who(by),
        second_opinion=second_opinion,
        skip_conflicts=skip_conflicts,
        wait=wait,
    )
    for conflict in found.conflicts[:TOLD]:
        note(readable(f"{conflict}"))
    if len(found.conflicts) > TOLD:
        note(f"… and {len(found.conflicts) - TOLD} more.")
    if found.conflicts and not skip_conflicts:
        raise refusal_of(found, path)
    changed, taken = len(found.decided.changed), found.rows - len(found.conflicts)
    note(f"Took {taken} of {many(found.rows, 'decision')}; {many(changed, 'mapping')} changed.")
