"""`report` and `rerun`: demand and gaps for publication, and the same again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.answers import (
    GapSentencesOption,
    MinConfidence,
    MinSupplyOption,
    NewTermsOption,
    Precision,
    TitlesOption,
    WeighOption,
    WhereOption,
)
from skillgraph.cli.demand import (
    ByOption,
    FdrOption,
    ForecastOption,
    MinCellOption,
    MinPostingsOption,
    NearDuplicatesOption,
    PartSentencesOption,
    PeriodOption,
    RollUpOption,
    SensitivityOption,
)
from skillgraph.cli.options import (
    EngineOption,
    ExtractOption,
    FormatOption,
    FrameworkOption,
    Language,
    MasterOption,
    ProfileOption,
    asking,
    opened,
)
from skillgraph.cli.output import Column, Format, emit, note
from skillgraph.cli.progress import progress
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import InputError
from skillgraph.workspace.engines.choosing import EngineName
from skillgraph.workspace.requests import DemandRequest, GapsRequest, TrendRequest, axes

if TYPE_CHECKING:
    from skillgraph.workspace.query import Run
    from skillgraph.workspace.reports.making import Compared, Rerun
    from skillgraph.workspace.reports.record import ReportManifest
    from skillgraph.workspace.reports.request import AnyReportRequest
    from skillgraph.workspace.state.workspace import Workspace

reported = typer.Typer(
    help="Demand or gaps for publication: page, tables, observations, manifest.", no_args_is_help=True
)

OutputOption = Annotated[
    Path, typer.Option("--output", "-o", help="The folder to write; a report that is there is replaced.")
]
TopOption = Annotated[
    int, typer.Option("--top", min=1, help="How many lines of a table the page lists; files hold all.")
]
CopiedWeightsOption = Annotated[
    Path | None,
    typer.Option("--weights", help="CSV of weights; the folder gets a copy. Trends are unweighted."),
]
TrendOption = Annotated[
    bool, typer.Option("--trend/--no-trend", help="Also say which skills emerge and decline.")
]
TitleOption = Annotated[str, typer.Option("--title", help="Title of the page (default: a usual one).")]
SummaryOption = Annotated[
    str, typer.Option("--summary", help="What you say of the figures; empty lines part its paragraphs.")
]
AuthorOption = Annotated[str, typer.Option("--author", help="Who says so, as the page names them.")]
LangOption = Annotated[Language, typer.Option("--lang", help="Language of the page and of labels.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(reported, name="report")
    app.command()(rerun)


@reported.command("demand")
def report_demand(
    context: typer.Context,
    output: OutputOption,
    by: ByOption = None,
    where: WhereOption = None,
    period: PeriodOption = DemandRequest.period,
    min_confidence: MinConfidence = DemandRequest.min_confidence,
    precision: Precision = DemandRequest.precision,
    min_cell: MinCellOption = DemandRequest.min_cell,
    weights: CopiedWeightsOption = None,
    sensitivity: SensitivityOption = DemandRequest.sensitivity,
    roll_up: RollUpOption = DemandRequest.roll_up,
    near_duplicates: NearDuplicatesOption = DemandRequest.near_duplicates,
    titles: TitlesOption = DemandRequest.titles,
    trend: TrendOption = True,
    min_postings: MinPostingsOption = TrendRequest.min_postings,
    fdr: FdrOption = TrendRequest.fdr,
    forecast: ForecastOption = TrendRequest.forecast,
    sentences: PartSentencesOption = TrendRequest.sentences,
    top: TopOption = 50,
    title: TitleOption = "",
    summary: SummaryOption = "",
    author: AuthorOption = "",
    lang: LangOption = Language.EN,
    framework: FrameworkOption = None,
    extract: ExtractOption = True,
    engine: EngineOption = EngineName.LOCAL,
    master: MasterOption = "",
    profile: ProfileOption = DemandRequest.profile,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a report on demand: what postings ask for, and how that changes."""
    from skillgraph.workspace.reports.request import DemandReportRequest

    request = DemandReportRequest(
        framework=framework or "",
        profile=profile,
        where=tuple(where or ()),
        min_confidence=min_confidence,
        precision=precision,
        min_cell=min_cell,
        top=top,
        title=title,
        summary=summary,
        author=author,
        lang=lang.value,
        by=axes(by or ()),
        period=period,
        sensitivity=sensitivity,
        roll_up=roll_up,
        near_duplicates=near_duplicates,
        titles=titles,
        trend=trend,
        min_postings=min_postings,
        false_discovery_rate=fdr,
        forecast=forecast,
        sentences=sentences,
    )
    with progress() as bar:
        run = asking(bar, extract=extract, engine=engine, master=master)
        made = _made(opened(context, workspace), request, output, run, weights=weights)
    _tell(made, output)


@reported.command("gaps")
def report_gaps(
    context: typer.Context,
    output: OutputOption,
    where: WhereOption = None,
    min_confidence: MinConfidence = GapsRequest.min_confidence,
    min_supply: MinSupplyOption = GapsRequest.min_supply,
    precision: Precision = GapsRequest.precision,
    min_cell: MinCellOption = DemandRequest.min_cell,
    evidence: WeighOption = None,
    new_terms: NewTermsOption = GapsRequest.new_terms,
    sensitivity: SensitivityOption = DemandRequest.sensitivity,
    sentences: GapSentencesOption = GapsRequest.sentences,
    titles: TitlesOption = GapsRequest.titles,
    top: TopOption = 50,
    title: TitleOption = "",
    summary: SummaryOption = "",
    author: AuthorOption = "",
    lang: LangOption = Language.EN,
    framework: FrameworkOption = None,
    extract: ExtractOption = True,
    engine: EngineOption = EngineName.LOCAL,
    master: MasterOption = "",
    profile: ProfileOption = GapsRequest.profile,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a report on gaps: what postings ask for against what credentials supply."""
    from skillgraph.analytics.supply import EvidenceWeights
    from skillgraph.workspace.reports.request import GapsReportRequest

    weigh = EvidenceWeights.parse(evidence or ())
    request = GapsReportRequest(
        framework=framework or "",
        profile=profile,
        where=tuple(where or ()),
        min_confidence=min_confidence,
        min_supply=min_supply,
        precision=precision,
        min_cell=min_cell,
        top=top,
        title=title,
        summary=summary,
        author=author,
        lang=lang.value,
        sensitivity=sensitivity,
        assessment=weigh.assessment,
        endorsement=weigh.endorsement,
        new_terms=new_terms,
        sentences=sentences,
        titles=titles,
    )
    with progress() as bar:
        run = asking(bar, extract=extract, engine=engine, master=master)
        made = _made(opened(context, workspace), request, output, run)
    _tell(made, output)


def rerun(
    context: typer.Context,
    manifest: Annotated[Path, typer.Argument(help="The manifest.json of a report, or its folder.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write what is made now to this folder.")
    ] = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Go on although inputs have changed, and say what differs.")
    ] = False,
    extract: ExtractOption = True,
    engine: EngineOption = EngineName.LOCAL,
    master: MasterOption = "",
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Make the tables of a report again from the workspace, and compare them byte by byte."""
    from skillgraph.workspace.reports.making import rerun_report

    with progress() as bar:
        found = rerun_report(
            opened(context, workspace),
            manifest,
            target=output,
            changed=changed,
            run=asking(bar, extract=extract, engine=engine, master=master),
        )
    _print_rerun(found, form)
    if output is not None:
        note(f"Wrote {output}.")
    if not (found.same or changed):
        raise InputError(
            f"{_differing(found)} of {len(found.tables)} tables differ, though no input has changed.",
            hint=f"Other versions: {', '.join(found.versions)}."
            if found.versions
            else "Give --output to write the new ones, and compare.",
        )
    if found.damaged and output is None:
        raise InputError(
            f"The report is damaged: {', '.join(found.damaged)} is not what was written.",
            hint="Give --output to write the report again, or restore it from a copy.",
        )


def _made(
    space: Workspace, request: AnyReportRequest, output: Path, run: Run, *, weights: Path | None = None
) -> ReportManifest:
    """Write a report; what makes it is imported only now."""
    from skillgraph.workspace.reports.making import make_report

    return make_report(space, request, output, weights=weights, run=run)


def _tell(made: ReportManifest, output: Path) -> None:
    tables = [one for one in made.outputs if one.file.endswith(".csv") and one.rows is not None]
    rows = sum(one.rows or 0 for one in tables)
    note(f"Wrote {output}: report.html, {len(tables)} tables ({rows:,} rows), manifest.json.")
    note(f"  Observations: {made.graph}")


def _print_rerun(found: Rerun, form: Format) -> None:
    columns: list[Column[Compared]] = [
        Column("table", lambda one: one.file),
        Column("made again", lambda one: one.sameness.value, wrap=False),
    ]
    emit(found.tables, columns, form, empty="The report has no tables.")
    for one in found.changed:
        note(f"  Changed: {one}.")
    for file in found.damaged:
        note(f"  Damaged: {file} is not what was written.")
    for version in found.versions:
        note(f"  Other version: {version}.")
    if found.same:
        note(f"All {len(found.tables)} tables are the same, byte by byte.")
    else:
        note(f"{_differing(found)} of {len(found.tables)} tables differ.")


def _differing(found: Rerun) -> int:
    return sum(one.sameness != "same" for one in found.tables)
