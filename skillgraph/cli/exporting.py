"""`export` and `mapping`: what the workspace holds, in the formats that others read, and mappings back in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.loading import tell
from skillgraph.cli.options import StrictOption, opened
from skillgraph.cli.output import note
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.model import MappingStatus
from skillgraph.model.texts import many
from skillgraph.workspace.requests import NAMING

if TYPE_CHECKING:
    from skillgraph.workspace.credentials.exporting import Exported

commands = typer.Typer(
    help="Write credentials, mappings and the graph in the formats that others read.", no_args_is_help=True
)

mappings = typer.Typer(help="Mapping records from elsewhere: load.", no_args_is_help=True)


class BadgeVersion(StrEnum):
    """Versions of Open Badges that are written."""

    V3 = "3.0"
    V2 = "2.0"


class BadgeStatus(StrEnum):
    """Which mappings become alignments."""

    ACCEPTED = "accepted"
    PROPOSED = "proposed"


CredentialOption = Annotated[
    str | None, typer.Option("--credential", help=f"Only this credential: {NAMING}.")
]
SourceOption = Annotated[str | None, typer.Option("--source", help="Only the credentials of this source.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="export")
    app.add_typer(mappings, name="mapping")


@commands.command("openbadges")
def openbadges(
    context: typer.Context,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A .json file, or a folder for a file of each badge.")
    ],
    version: Annotated[
        BadgeVersion, typer.Option("--version", help="3.0: Achievement; 2.0: BadgeClass.")
    ] = BadgeVersion.V3,
    credential: CredentialOption = None,
    source: SourceOption = None,
    status: Annotated[
        BadgeStatus,
        typer.Option("--status", help="proposed: add proposals, marked as such, to what was accepted."),
    ] = BadgeStatus.ACCEPTED,
    workspace: WorkspaceOption = None,
) -> None:
    """Write credentials as Open Badges, with their mappings as alignments.

    A badge that was loaded in the same version comes out as it came in, with alignments added.
    """
    from skillgraph.workspace.credentials.exporting import export_openbadges

    _tell(
        export_openbadges(
            opened(context, workspace),
            output,
            version=version.value,
            credential=credential,
            source=source,
            proposed=status is BadgeStatus.PROPOSED,
        )
    )


@commands.command("sssom")
def sssom(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .sssom.tsv, .json or .ttl file.")],
    status: Annotated[
        list[MappingStatus] | None,
        typer.Option("--status", help="Only records in this status; may be given several times."),
    ] = None,
    credential: CredentialOption = None,
    source: SourceOption = None,
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", min=0, max=1, help="Leave out proposals below it.")
    ] = 0.0,
    license: Annotated[  # noqa: A002
        str, typer.Option("--license", help="URI of the licence you give the mappings under.")
    ] = "",
    set_id: Annotated[str, typer.Option("--id", help="URI of the mapping set (default: made from it).")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Write mapping records as SSSOM; `skillgraph mapping load` reads them back."""
    from skillgraph.workspace.credentials.exporting import MappingChoice, export_sssom

    choice = MappingChoice(tuple(status or ()), credential, source, min_confidence)
    _tell(export_sssom(opened(context, workspace), output, choice, license=license, set_id=set_id))


@mappings.command("load")
def load_mappings(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="Mappings of outcomes as SSSOM: TSV, JSON or RDF.")],
    strict: StrictOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Take mapping records from an SSSOM file; what people decided here stays, and differences are told."""
    from skillgraph.workspace.loading import load_mappings

    tell(load_mappings(opened(context, workspace), path, strict=strict))


@commands.command("outcome-sheet")
def outcome_sheet(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .csv or .xlsx file.")],
    credential: CredentialOption = None,
    source: SourceOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write credentials as an outcome sheet; loading it gives the same credentials."""
    from skillgraph.workspace.credentials.exporting import export_outcome_sheet

    _tell(export_outcome_sheet(opened(context, workspace), output, credential=credential, source=source))


@commands.command("graph")
def graph(
    context: typer.Context,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A .ttl, .jsonld, .nq, .trig, .nt or .rdf file.")
    ],
    name: Annotated[
        str | None,
        typer.Option("--graph", help="One named graph: its IRI, or its end, such as framework/esco/1.2.0."),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the graph as RDF, whole or one named graph of it."""
    from skillgraph.workspace.credentials.exporting import export_graph

    _tell(export_graph(opened(context, workspace), output, graph=name))


def _tell(exported: Exported) -> None:
    """Say what was written, what goes with it, and what the format has no place for."""
    wrote = ", ".join(many(count, what.removesuffix("s"), what) for what, count in exported.counts.items())
    note(f"Wrote {exported.target}: {wrote}.")
    for what, count in (exported.left_out or {}).items():
        note(f"  Left out: {what} ({many(count, 'credential')}).")
    for sentence in exported.acknowledgements:
        note(sentence)
