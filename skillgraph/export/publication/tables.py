"""Every table of a report, as data; column names are for programs, the same in every language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from skillgraph.export.datatables import ColumnKind, DataField, DataTable, Value
from skillgraph.export.publication.report_content import (
    Basis,
    DemandContent,
    DemandRow,
    ForecastRow,
    GapFigures,
    GapsContent,
    Measure,
    PeriodRow,
    QuoteRow,
    TrendRow,
)
from skillgraph.model import RestsOn

TEXT, COUNT, NUMBER = ColumnKind.TEXT, ColumnKind.COUNT, ColumnKind.NUMBER


_Row = TypeVar("_Row", DemandRow, GapFigures)


class _Measured(Protocol):
    @property
    def measure(self) -> Measure: ...


_MEASURE: tuple[DataField[_Measured], ...] = (
    DataField("postings", COUNT, lambda row: row.measure.postings),
    DataField("of", COUNT, lambda row: row.measure.of),
    DataField("share", NUMBER, lambda row: row.measure.share),
    DataField("low", NUMBER, lambda row: row.measure.low),
    DataField("high", NUMBER, lambda row: row.measure.high),
    DataField("suppressed", TEXT, lambda row: row.measure.suppressed),
)

_SPREAD: tuple[DataField[DemandRow | GapFigures | TrendRow], ...] = (
    DataField("texts", COUNT, lambda row: row.spread.texts),
    DataField("employers", COUNT, lambda row: row.spread.employers),
    DataField("text_share", NUMBER, lambda row: row.spread.text_share),
    DataField("employer_share", NUMBER, lambda row: row.spread.employer_share),
    DataField("warnings", TEXT, lambda row: " ".join(row.spread.warnings)),
)

_TREND: tuple[DataField[TrendRow], ...] = (
    DataField("uri", TEXT, lambda row: row.uri),
    DataField("label", TEXT, lambda row: row.label),
    DataField("direction", TEXT, lambda row: row.direction),
    DataField("postings", COUNT, lambda row: row.postings),
    *_SPREAD,
    DataField("ratio", NUMBER, lambda row: row.ratio),
    DataField("low", NUMBER, lambda row: row.low),
    DataField("high", NUMBER, lambda row: row.high),
    DataField("p", NUMBER, lambda row: row.p),
    DataField("q", NUMBER, lambda row: row.q),
    DataField("dispersion", NUMBER, lambda row: row.dispersion),
    DataField("model", TEXT, lambda row: row.model),
)

_PERIOD: tuple[DataField[PeriodRow], ...] = (
    DataField("uri", TEXT, lambda row: row.uri),
    DataField("label", TEXT, lambda row: row.label),
    DataField("period", TEXT, lambda row: row.period),
    *_MEASURE,
)

_FORECAST: tuple[DataField[ForecastRow], ...] = (
    DataField("uri", TEXT, lambda row: row.uri),
    DataField("label", TEXT, lambda row: row.label),
    DataField("period", TEXT, lambda row: row.period),
    DataField("share", NUMBER, lambda row: row.share),
    DataField("low", NUMBER, lambda row: row.low),
    DataField("high", NUMBER, lambda row: row.high),
    DataField("origins", COUNT, lambda row: row.origins),
    DataField("error", NUMBER, lambda row: row.error),
    DataField("naive_error", NUMBER, lambda row: row.naive_error),
    DataField("coverage", NUMBER, lambda row: row.coverage),
    DataField("withheld", TEXT, lambda row: row.withheld),
)

_QUOTE: tuple[DataField[QuoteRow], ...] = (
    DataField("uri", TEXT, lambda row: row.uri),
    DataField("label", TEXT, lambda row: row.label),
    DataField("part", TEXT, lambda row: row.part),
    DataField("posting", TEXT, lambda row: row.posting),
    DataField("confidence", NUMBER, lambda row: row.confidence),
    DataField("sentence", TEXT, lambda row: row.sentence),
)

_GAP: tuple[DataField[GapFigures], ...] = (
    DataField("uri", TEXT, lambda row: row.uri),
    DataField("label", TEXT, lambda row: row.label),
    DataField("cause", TEXT, lambda row: row.cause.value),
    *_MEASURE,
    DataField("required", COUNT, lambda row: row.required),
    DataField("asset", COUNT, lambda row: row.asset),
    *_SPREAD,
    DataField("supply", COUNT, lambda row: row.supply),
    DataField("accepted_supply", COUNT, lambda row: row.accepted_supply),
    DataField("direct_supply", COUNT, lambda row: row.direct_supply),
    DataField("broader_supply", COUNT, lambda row: row.broader_supply),
    DataField("weighted_supply", NUMBER, lambda row: row.weighted_supply),
)


def demand_tables(content: DemandContent) -> list[DataTable]:
    """The tables of a report on demand."""
    found = [DataTable.of("demand", content.rows, _demand_fields(content))]
    found += _sensitivity(content.rows, _named(content))
    if trends := content.trends:
        found.append(DataTable.of("trends", trends.rows, _TREND))
        found.append(DataTable.of("periods", trends.periods, _PERIOD))
        if trends.forecasts:
            found.append(DataTable.of("forecasts", trends.forecasts, _FORECAST))
        found.append(DataTable.of("sentences", trends.quotes, _QUOTE))
    return [*found, _basis(content.basis)]


def gap_tables(content: GapsContent) -> list[DataTable]:
    """The tables of a report on gaps."""
    return [
        DataTable.of("gaps", content.rows, _GAP),
        *_sensitivity(content.rows, _GAP[:2]),
        DataTable.of("sentences", content.quotes, _QUOTE),
        _basis(content.basis, content.rests_on),
    ]


def _demand_fields(content: DemandContent) -> list[DataField[DemandRow]]:
    return [
        *_named(content),
        *_MEASURE,
        DataField("required", COUNT, lambda row: row.required),
        DataField("asset", COUNT, lambda row: row.asset),
        *_SPREAD,
    ]


def _named(content: DemandContent) -> list[DataField[DemandRow]]:
    """What a row is of: the skill, and a column for each axis."""
    skill: list[DataField[DemandRow]] = [
        DataField("uri", TEXT, lambda row: row.uri),
        DataField("label", TEXT, lambda row: row.label),
    ]
    strata = [DataField(axis, TEXT, partial(_stratum, n)) for n, axis in enumerate(content.axes)]
    return [*(skill if content.skill else []), *strata]


def _stratum(number: int, row: DemandRow) -> str:
    return row.strata[number]


def _sensitivity(rows: Sequence[_Row], named: Sequence[DataField[_Row]]) -> list[DataTable]:
    """A table with one row for each confidence of each cell that has any; none where none has."""
    pairs = [(row, at) for row in rows for at in row.sensitivity]
    fields = [
        *(DataField(one.name, one.kind, partial(_of_first, one.value)) for one in named),
        DataField("confidence", NUMBER, lambda pair: pair[1][0]),
        DataField("postings", COUNT, lambda pair: pair[1][1]),
        DataField("share", NUMBER, lambda pair: pair[1][2]),
    ]
    return [DataTable.of("sensitivity", pairs, fields)] if pairs else []


def _of_first(value: Callable[[_Row], Value], pair: tuple[_Row, object]) -> Value:
    return value(pair[0])


def _basis(basis: Basis, supply: RestsOn | None = None) -> DataTable:
    """What the figures are of: postings, and the mappings that supply rests on, where it is told."""
    mappings = supply and [
        ("mappings that supply rests on", supply.mappings),
        ("mappings that no person has reviewed", supply.unreviewed),
    ]
    counts = [
        ("postings", basis.postings),
        ("near-duplicates left out", basis.duplicates),
        ("mentions in titles alone, left out", basis.in_titles_alone),
        ("postings that state no skill", basis.silent),
        *((f"without {axis}", count) for axis, count in basis.unknown),
        *(mappings or ()),
    ]
    fields: list[DataField[tuple[str, int]]] = [
        DataField("what", TEXT, lambda pair: pair[0]),
        DataField("count", COUNT, lambda pair: pair[1]),
    ]
    return DataTable.of("basis", counts, fields)
