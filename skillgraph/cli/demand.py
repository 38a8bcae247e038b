"""`demand`: how many postings ask for what, how that changes, and which sentences say so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skillgraph.analytics.demand.question import Period
from skillgraph.cli.answers import MinConfidence, Precision, TitlesOption, TopOption, WhereOption
from skillgraph.cli.asking import option
from skillgraph.cli.demand_tables import print_demand, print_sentences, print_trends
from skillgraph.cli.options import (
    EngineOption,
    ExtractOption,
    FormatOption,
    FrameworkOption,
    MasterOption,
    ProfileOption,
    asking,
    opened,
)
from skillgraph.cli.output import Format
from skillgraph.cli.progress import progress
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.workspace.engines.choosing import EngineName
from skillgraph.workspace.requests import DemandRequest, SentencesRequest, TrendRequest, axes

demanded = typer.Typer(
    help="How many postings ask for what: shares with intervals, trends, sentences.",
    invoke_without_command=True,
)

ByOption = Annotated[list[str] | None, option(DemandRequest, "by")]
PeriodOption = Annotated[Period, option(DemandRequest, "period")]
MinCellOption = Annotated[int, option(DemandRequest, "min_cell")]
NearDuplicatesOption = Annotated[bool, option(DemandRequest, "near_duplicates", "--near-duplicates")]
RollUpOption = Annotated[bool, option(DemandRequest, "roll_up", "--roll-up")]
VacanciesOption = Annotated[bool, option(DemandRequest, "vacancies", "--vacancies")]
ImpliedOption = Annotated[bool, option(DemandRequest, "implied", "--implied")]
SensitivityOption = Annotated[bool, option(DemandRequest, "sensitivity", "--sensitivity")]
MinPostingsOption = Annotated[int, option(TrendRequest, "min_postings")]
FdrOption = Annotated[float, option(TrendRequest, "fdr")]
ForecastOption = Annotated[int, option(TrendRequest, "forecast")]
PartSentencesOption = Annotated[int, option(TrendRequest, "sentences")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(demanded, name="demand")


@demanded.callback()
def demand(
    context: typer.Context,
    by: ByOption = None,
    where: WhereOption = None,
    period: PeriodOption = DemandRequest.period,
    min_confidence: MinConfidence = DemandRequest.min_confidence,
    precision: Precision = DemandRequest.precision,
    min_cell: MinCellOption = DemandRequest.min_cell,
    weights: Annotated[Path | None, option(DemandRequest, "weights")] = DemandRequest.weights,
    vacancies: VacanciesOption = DemandRequest.vacancies,
    sensitivity: SensitivityOption = DemandRequest.sensitivity,
    implied: ImpliedOption = DemandRequest.implied,
    roll_up: RollUpOption = DemandRequest.roll_up,
    near_duplicates: NearDuplicatesOption = DemandRequest.near_duplicates,
    titles: TitlesOption = DemandRequest.titles,
    top: TopOption = DemandRequest.top,
    framework: FrameworkOption = DemandRequest.framework,
    extract: ExtractOption = True,
    engine: EngineOption = EngineName.LOCAL,
    master: MasterOption = "",
    profile: ProfileOption = DemandRequest.profile,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """How many of the loaded postings ask for what, as shares with 95 % intervals?"""
    if context.invoked_subcommand is not None:
        return
    from skillgraph.workspace.answers.demand import demand

    request = DemandRequest(
        by=axes(by or ()),
        period=period,
        roll_up=roll_up,
        near_duplicates=near_duplicates,
        titles=titles,
        min_cell=min_cell,
        weights=weights,
        sensitivity=sensitivity,
        vacancies=vacancies,
        implied=implied,
        where=tuple(where or ()),
        min_confidence=min_confidence,
        precision=precision,
        top=top,
        framework=framework,
        profile=profile,
    )
    space = opened(context, workspace)
    with progress() as bar:
        run = asking(bar, extract=extract, engine=engine, master=master)
        found = demand(space, request, run)
    print_demand(found, form)


@demanded.command()
def trend(
    context: typer.Context,
    by: ByOption = None,
    where: WhereOption = None,
    period: PeriodOption = TrendRequest.period,
    min_confidence: MinConfidence = TrendRequest.min_confidence,
    precision: Precision = TrendRequest.precision,
    min_cell: MinCellOption = TrendRequest.min_cell,
    min_postings: MinPostingsOption = TrendRequest.min_postings,
    fdr: FdrOption = TrendRequest.fdr,
    forecast: ForecastOption = TrendRequest.forecast,
    sentences: PartSentencesOption = TrendRequest.sentences,
    roll_up: RollUpOption = TrendRequest.roll_up,
    near_duplicates: NearDuplicatesOption = TrendRequest.near_duplicates,
    titles: TitlesOption = TrendRequest.titles,
    top: TopOption = TrendRequest.top,
    framework: FrameworkOption = TrendRequest.framework,
    extract: ExtractOption = True,
    engine: EngineOption = EngineName.LOCAL,
    master: MasterOption = "",
    profile: ProfileOption = TrendRequest.profile,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which skills emerge, which decline, how surely, and which sentences say so?"""
    from skillgraph.workspace.answers.demand import trend

    request = TrendRequest(
        by=axes(by or ()),
        period=period,
        roll_up=roll_up,
        near_duplicates=near_duplicates,
        titles=titles,
        min_cell=min_cell,
        min_postings=min_postings,
        fdr=fdr,
        forecast=forecast,
        sentences=sentences,
        where=tuple(where or ()),
        min_confidence=min_confidence,
        precision=precision,
        top=top,
        framework=framework,
        profile=profile,
    )
    space = opened(context, workspace)
    with progress() as bar:
        run = asking(bar, extract=extract, engine=engine, master=master)
        found = trend(space, request, run)
    print_trends(found, form)


@demanded.command("sentences")
def list_sentences(
    context: typer.Context,
    concept: Annotated[list[str] | None, option(SentencesRequest, "concept")] = None,
    where: WhereOption = None,
    period: PeriodOption = SentencesRequest.period,
    min_confidence: MinConfidence = SentencesRequest.min_confidence,
    precision: Precision = SentencesRequest.precision,
    titles: TitlesOption = SentencesRequest.titles,
    top: TopOption = SentencesRequest.top,
    framework: FrameworkOption = SentencesRequest.framework,
    extract: ExtractOption = True,
    engine: EngineOption = EngineName.LOCAL,
    master: MasterOption = "",
    profile: ProfileOption = SentencesRequest.profile,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which sentences are behind a number? Give the conditions that the number was asked with."""
    from skillgraph.workspace.answers.demand import sentences

    request = SentencesRequest(
        concept=tuple(concept or ()),
        period=period,
        where=tuple(where or ()),
        min_confidence=min_confidence,
        precision=precision,
        titles=titles,
        top=top,
        framework=framework,
        profile=profile,
    )
    space = opened(context, workspace)
    with progress() as bar:
        run = asking(bar, extract=extract, engine=engine, master=master)
        found = sentences(space, request, run)
    print_sentences(found, form)
