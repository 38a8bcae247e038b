"""Gathers answers into the content of a report; what is suppressed loses its numbers here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, TypeAlias

from skillgraph.analytics.demand.forecast import LEVEL, Withholding
from skillgraph.analytics.demand.question import Axis, Cell, Demand, Suppression
from skillgraph.analytics.demand.trending import NoPeriodsError
from skillgraph.export.publication.report_content import (
    Basis,
    DemandContent,
    DemandRow,
    ForecastRow,
    FrameworkRow,
    GapFigures,
    GapsContent,
    Heading,
    InputRow,
    Measure,
    Origin,
    PeriodRow,
    QuoteRow,
    TrendContent,
    TrendRow,
)
from skillgraph.matching.intervals import wilson
from skillgraph.model.gap import Cause
from skillgraph.model.spread import Spread, spread_of
from skillgraph.workspace.answers.demand import demand, trend
from skillgraph.workspace.answers.gaps import counted_gaps, supply_rests_on
from skillgraph.workspace.reports.request import HEADING

if TYPE_CHECKING:
    from pathlib import Path

    from skillgraph.analytics.demand.sentences import SentenceEvidence
    from skillgraph.analytics.demand.trending import PeriodCount, SkillTrend, Trends
    from skillgraph.analytics.gaps import Gap
    from skillgraph.workspace.query import Run
    from skillgraph.workspace.reports.record import Input
    from skillgraph.workspace.reports.request import AnyReportRequest, DemandReportRequest, GapsReportRequest
    from skillgraph.workspace.state.manifest import FrameworkRecord
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

Names = Mapping[str, str]
AtConfidence: TypeAlias = tuple[float, int | None, float | None]
"""A confidence, and how many postings and what share of them there are if mentions count from it on."""


def demand_content(
    workspace: Workspace,
    request: DemandReportRequest,
    origin: Origin,
    *,
    weights: Path | None,
    run: Run,
) -> DemandContent:
    """Ask for demand, and for trends where a skill is counted.

    Raises:
        NotFoundError: If no postings are loaded, or a condition names an unknown concept.
        InputError: If the question has no answer, or the weights cannot be used.
    """
    found = demand(workspace, request.demand(weights), run)
    question = found.question
    asked = request.trend and question.skill is not None
    changes = _changes(workspace, request, run) if asked else None
    names = workspace.snapshot().names({cell.uri for cell in found.cells}, request.lang)
    return DemandContent(
        basis=_basis(found),
        origin=origin,
        skill=question.skill.value if question.skill else "",
        axes=tuple(axis.value for axis in question.strata),
        rows=tuple(_demand_row(cell, names) for cell in found.cells),
        periods=_periods(found),
        trends=_trends(changes, request, workspace.snapshot()) if changes else None,
        trends_asked=asked,
        lang=request.lang,
        heading=Heading.of(request.title, request.summary, request.author),
        label_languages=_foreign(workspace.snapshot(), names, request.lang),
    )


def gaps_content(
    workspace: Workspace, request: GapsReportRequest, origin: Origin, *, run: Run
) -> GapsContent:
    """Ask for gaps; those of fewer postings than the minimum keep their cause and lose their numbers.

    Raises:
        NotFoundError: If no postings are loaded.
    """
    found = counted_gaps(workspace, request.gaps, run, sensitivity=request.sensitivity)
    at_others = {cell.uri: _at_confidences(cell) for cell in found.counted.cells}
    snapshot = workspace.snapshot()
    names = snapshot.names({gap.uri for gap in found.gaps}, request.lang)
    of = found.counted.postings
    return GapsContent(
        basis=_basis(found.counted),
        origin=origin,
        rows=tuple(
            sorted((_gap(gap, of, names, at_others.get(gap.uri, ())) for gap in found.gaps), key=_rank)
        ),
        quotes=tuple(
            quote
            for gap in found.gaps
            for quote in _quotes(gap.uri, names.get(gap.uri, gap.label), "", gap.evidence)
        ),
        lang=request.lang,
        rests_on=supply_rests_on(snapshot, request.gaps, (gap.uri for gap in found.gaps)),
        heading=Heading.of(request.title, request.summary, request.author),
        label_languages=_foreign(snapshot, names, request.lang),
    )


def _foreign(snapshot: Snapshot, names: Names, lang: str) -> dict[str, str]:
    """The language of each label that is not in the language of a report."""
    said = {uri: snapshot.label_language(uri, label, lang) for uri, label in names.items()}
    return {uri: tag for uri, tag in said.items() if tag not in ("", lang)}


def origin_of(
    snapshot: Snapshot,
    request: AnyReportRequest,
    inputs: Iterable[Input],
    versions: Mapping[str, str],
    graph: str,
) -> Origin:
    """What a report says of how it was made."""
    said = {name: value for name, value in asdict(request).items() if name not in HEADING}
    parameters = {name: _parameter_text(value) for name, value in said.items()}
    return Origin(
        frameworks=tuple(map(_framework, snapshot.manifest.frameworks)),
        inputs=tuple(InputRow(one.name or one.role, one.sha256, one.role) for one in inputs),
        parameters=tuple(sorted((name, value) for name, value in parameters.items() if value)),
        versions=tuple(versions.items()),
        graph=graph,
    )


def _framework(record: FrameworkRecord) -> FrameworkRow:
    """What a report says of a loaded framework."""
    concepts = sum(record.counts.get(kind, 0) for kind in ("skill", "concept", "skill-group", "occupation"))
    return FrameworkRow(
        record.id.name,
        record.id.version,
        concepts,
        title=record.title,
        languages=record.languages,
        acknowledgement=record.acknowledgement,
        adapted="adapted" in record.acknowledgement,
    )


def _parameter_text(value: object) -> str:
    """A parameter as JSON would say it; nothing where it is not given."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _basis(found: Demand) -> Basis:
    threshold = found.question.threshold
    by_lang = sorted(threshold.by_lang.items())
    return Basis(
        postings=found.postings,
        duplicates=found.duplicates,
        near_duplicates=found.question.near_duplicates,
        unknown=tuple((axis.value, count) for axis, count in found.unknown.items()),
        weighted=found.weighted,
        min_cell=found.question.min_cell,
        thresholds=tuple(pair for pair in [("", threshold.confidence), *by_lang] if pair[1] <= 1),
        first=found.first,
        last=found.last,
        in_titles_alone=found.in_titles_alone,
        silent=found.silent,
    )


def _periods(found: Demand) -> tuple[str, ...]:
    """All periods from the first to the last that a cell is of, those without a posting too."""
    period = found.question.period
    named = {cell.strata[Axis.PERIOD] for cell in found.cells if Axis.PERIOD in cell.strata}
    numbers = [period.number(name) for name in named]
    return tuple(map(period.name_of, range(min(numbers), max(numbers) + 1))) if numbers else ()


def _demand_row(cell: Cell, names: Names) -> DemandRow:
    hidden = bool(cell.suppressed)
    return DemandRow(
        uri=cell.uri,
        label=names.get(cell.uri, cell.label),
        strata=tuple(cell.strata.values()),
        measure=Measure(suppressed=cell.suppressed.value)
        if hidden
        else Measure(cell.postings, cell.of, cell.share, cell.low, cell.high),
        required=cell.required,
        asset=cell.asset,
        sensitivity=_at_confidences(cell),
        spread=Spread(**spread_of(cell)),
    )


def _at_confidences(cell: Cell) -> tuple[AtConfidence, ...]:
    return tuple((at.confidence, at.postings, at.share) for at in cell.sensitivity)


def _changes(workspace: Workspace, request: DemandReportRequest, run: Run) -> Trends | None:
    """The trends, counted without strata and weights; ``None`` where no posting with a date asks."""
    try:
        return trend(workspace, request.changes, run)
    except NoPeriodsError:
        return None


def _trends(found: Trends, request: DemandReportRequest, snapshot: Snapshot) -> TrendContent:
    names = snapshot.names({one.uri for one in found.skills}, request.lang)
    skills = [(one, names.get(one.uri, one.label)) for one in found.skills]
    return TrendContent(
        names=found.periods,
        rows=tuple(_trend(one, label) for one, label in skills),
        periods=tuple(
            PeriodRow(one.uri, label, count.period, _period(count))
            for one, label in skills
            for count in one.periods
        ),
        forecasts=tuple(row for one, label in skills for row in _forecasts(one, label, found, request)),
        quotes=tuple(
            quote
            for one, label in skills
            if one.postings is not None
            for part, said in (("early", one.early), ("late", one.late))
            for quote in _quotes(one.uri, label, part, said)
        ),
        false_discovery_rate=request.false_discovery_rate,
        min_postings=request.min_postings,
        level=LEVEL,
    )


def _trend(one: SkillTrend, label: str) -> TrendRow:
    if one.postings is None:
        return TrendRow(one.uri, label, None, "too few")
    test = one.trend
    return TrendRow(
        one.uri,
        label,
        one.postings,
        test.direction.value,
        test.ratio,
        test.low,
        test.high,
        test.p,
        test.q,
        test.dispersion,
        test.model,
        Spread(**spread_of(one)),
    )


def _period(count: PeriodCount) -> Measure:
    if count.postings is None or count.of is None:
        return Measure(suppressed=Suppression.SMALL)
    if not count.of:
        return Measure(0, 0)
    low, high = wilson(count.postings, count.of)
    return Measure(count.postings, count.of, count.postings / count.of, low, high)


def _forecasts(
    one: SkillTrend, label: str, found: Trends, request: DemandReportRequest
) -> Iterator[ForecastRow]:
    forecast = one.forecast
    if forecast is None:
        return
    blank = ForecastRow(one.uri, label)
    if check := forecast.check:
        blank = replace(
            blank,
            origins=check.origins,
            error=check.error,
            naive_error=check.naive_error,
            coverage=check.coverage,
        )
    if forecast.why is not None or one.postings is None:
        yield replace(blank, withheld=(forecast.why or Withholding.FEW_POSTINGS).value)
        return
    last = request.period.number(found.periods[-1])
    for step in forecast.ahead:
        period = request.period.name_of(last + step.ahead)
        yield replace(blank, period=period, share=step.share, low=step.low, high=step.high)


def _rank(row: GapFigures) -> tuple[int, int, str, str]:
    """By cause, then the most demanded; the order of what is suppressed tells nothing of its size."""
    return list(Cause).index(row.cause), -(row.measure.postings or 0), row.label, row.uri


def _gap(gap: Gap, of: int, names: Names, at_others: tuple[AtConfidence, ...]) -> GapFigures:
    measure = Measure(gap.postings, of, gap.demand_share, gap.low, gap.high)
    measure = Measure(suppressed=gap.suppressed.value) if gap.suppressed else measure
    return GapFigures(
        uri=gap.uri,
        label=names.get(gap.uri, gap.label),
        measure=measure,
        cause=gap.cause,
        supply=gap.supply,
        accepted_supply=gap.accepted_supply,
        direct_supply=gap.direct_supply,
        broader_supply=gap.broader_supply,
        weighted_supply=gap.weighted_supply,
        required=gap.required,
        asset=gap.asset,
        spread=Spread(**spread_of(gap)),
        sensitivity=() if gap.suppressed else at_others,
    )


def _quotes(uri: str, label: str, part: str, said: Iterable[SentenceEvidence]) -> Iterator[QuoteRow]:
    return (QuoteRow(uri, label, part, one.posting, one.sentence, one.confidence) for one in said)
