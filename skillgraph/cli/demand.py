"""`demand`: how many postings ask for what, how that changes, and which sentences say so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.analytics.demand.question import MIN_CELL, Axis, Condition, Period, Question
from skillgraph.cli.answers import MinConfidence, Precision
from skillgraph.cli.demand_tables import print_demand, print_sentences, print_trends
from skillgraph.cli.options import FormatOption, FrameworkOption, ProfileOption, WorkspaceOption, opened
from skillgraph.cli.output import Format
from skillgraph.cli.progress import progress
from skillgraph.errors import InputError
from skillgraph.matching.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Iterable

demanded = typer.Typer(
    help="How many postings ask for what: shares with intervals, trends, sentences.",
    invoke_without_command=True,
)

ByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        help=f"What to count by, several with commas: {', '.join(Axis)} (default: concept).",
    ),
]
WhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        help="FIELD=VALUE, only these: concept (a URI, with all below it), requirement, section, occupation, "
        "isco and noc (beginnings of codes), place, region, sector, employer, source, lang, since, until.",
    ),
]
PeriodOption = Annotated[Period, typer.Option("--period", help="How long a period is.")]
MinCellOption = Annotated[
    int, typer.Option("--min-cell", min=1, help="Counts of fewer postings are suppressed; 1: none.")
]
NearDuplicatesOption = Annotated[
    bool, typer.Option("--near-duplicates", help="Count the same job again where it is advertised again.")
]
RollUpOption = Annotated[bool, typer.Option("--roll-up", help="Count each concept with everything below it.")]
SensitivityOption = Annotated[
    bool, typer.Option("--sensitivity", help="Also count at other confidences, 0.3 to 0.9.")
]
MinPostingsOption = Annotated[
    int, typer.Option("--min-postings", min=2, help="Skills of fewer postings are not tested.")
]
FdrOption = Annotated[
    float,
    typer.Option(
        "--fdr", min=0.0, max=1.0, help="Expected share of wrong names among emerging and declining."
    ),
]
ForecastOption = Annotated[
    int, typer.Option("--forecast", min=0, max=12, help="Forecast so many periods, if the past lets us.")
]
PartSentencesOption = Annotated[
    int, typer.Option("--sentences", min=0, max=20, help="Sentences of each part of the time.")
]
TopOption = Annotated[int | None, typer.Option("--top", min=1, help="Only the first so many.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(demanded, name="demand")


@demanded.callback()
def demand(
    context: typer.Context,
    by: ByOption = None,
    where: WhereOption = None,
    period: PeriodOption = Period.QUARTER,
    min_confidence: MinConfidence = 0.5,
    precision: Precision = None,
    min_cell: MinCellOption = MIN_CELL,
    weights: Annotated[
        Path | None,
        typer.Option("--weights", help="CSV of weights: posting (or region, place …) and weight."),
    ] = None,
    sensitivity: SensitivityOption = False,
    roll_up: RollUpOption = False,
    near_duplicates: NearDuplicatesOption = False,
    top: TopOption = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.FAST,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """How many of the loaded postings ask for what, as shares with 95 % intervals?"""
    if context.invoked_subcommand is not None:
        return
    from skillgraph.workspace import Query
    from skillgraph.workspace.answers.demand import Counting, demand

    question = Question(
        by=axes(by or [Axis.CONCEPT]),
        where=_conditions(where),
        period=period,
        roll_up=roll_up,
        near_duplicates=near_duplicates,
        min_cell=min_cell,
        sensitivity=sensitivity,
    )
    space = opened(context, workspace)
    with progress() as bar:
        query = Query(framework, profile, progress=bar, precision=precision)
        found = demand(space, query, question, Counting(min_confidence, weights))
    print_demand(found, form, top=top)


@demanded.command()
def trend(
    context: typer.Context,
    by: ByOption = None,
    where: WhereOption = None,
    period: PeriodOption = Period.QUARTER,
    min_confidence: MinConfidence = 0.5,
    precision: Precision = None,
    min_cell: MinCellOption = MIN_CELL,
    min_postings: MinPostingsOption = 20,
    fdr: FdrOption = 0.05,
    forecast: ForecastOption = 0,
    sentences: PartSentencesOption = 2,
    roll_up: RollUpOption = False,
    near_duplicates: NearDuplicatesOption = False,
    top: TopOption = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.FAST,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which skills emerge, which decline, how surely, and which sentences say so?"""
    from skillgraph.analytics.demand.trend import TrendRule
    from skillgraph.analytics.demand.trending import TrendWish
    from skillgraph.workspace import Query
    from skillgraph.workspace.answers.demand import Counting, trend

    question = Question(
        by=axes(by or [Axis.CONCEPT]),
        where=_conditions(where),
        period=period,
        roll_up=roll_up,
        near_duplicates=near_duplicates,
        min_cell=min_cell,
    )
    wish = TrendWish(TrendRule(fdr, min_postings), forecast, sentences)
    space = opened(context, workspace)
    with progress() as bar:
        query = Query(framework, profile, progress=bar, precision=precision)
        found = trend(space, query, question, Counting(min_confidence), wish)
    print_trends(found, form, top=top)


@demanded.command("sentences")
def list_sentences(
    context: typer.Context,
    concept: Annotated[
        list[str] | None, typer.Option("--concept", help="A URI; what lies below it counts too.")
    ] = None,
    where: WhereOption = None,
    period: PeriodOption = Period.QUARTER,
    min_confidence: MinConfidence = 0.5,
    precision: Precision = None,
    top: TopOption = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.FAST,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which sentences are behind a number? Give the conditions that the number was asked with."""
    from skillgraph.workspace import Query
    from skillgraph.workspace.answers.demand import Counting, sentences

    chosen = (*_conditions(where), *(Condition.parse(f"concept={uri}") for uri in concept or []))
    space = opened(context, workspace)
    with progress() as bar:
        query = Query(framework, profile, progress=bar, precision=precision)
        question = Question(where=chosen, period=period)
        found = sentences(space, query, question, Counting(min_confidence), limit=top)
    print_sentences(found, form)


def axes(texts: Iterable[str]) -> tuple[Axis, ...]:
    """Axes from ``concept,period``, or from several options.

    Raises:
        InputError: If one is unknown.
    """
    names = [name.strip() for text in texts for name in text.split(",")]
    for name in names:
        if name not in list(Axis):
            raise InputError(f"Demand cannot be counted by {name!r}.", hint=f"Choose of {', '.join(Axis)}.")
    return tuple(map(Axis, names))


def _conditions(texts: Iterable[str] | None) -> tuple[Condition, ...]:
    return tuple(map(Condition.parse, texts or ()))
