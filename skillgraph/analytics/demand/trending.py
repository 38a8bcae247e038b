"""Puts counts by period, tests, forecasts and sentences together: what changes, and how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from skillgraph.analytics.demand.answering import Labels, demand, spreads
from skillgraph.analytics.demand.counting import Tables
from skillgraph.analytics.demand.forecast import Forecast, Withholding, forecasts
from skillgraph.analytics.demand.question import (
    Axis,
    Cell,
    Condition,
    ConditionField,
    Demand,
    Period,
    Question,
)
from skillgraph.analytics.demand.sentences import SentenceEvidence, evidence
from skillgraph.analytics.demand.suppression import Key, publishable, suppressed
from skillgraph.analytics.demand.trend import Direction, Trend, TrendRule, trends
from skillgraph.errors import InputError
from skillgraph.model.spread import Spread, spread_of

if TYPE_CHECKING:
    from skillgraph.analytics.demand.trend import Floats

_PART = 3
"""Early and late are the first and the last of so many parts of the time."""

_DATED = Condition(ConditionField.SINCE, date.min.isoformat())
"""What every posting with a date fulfils, and no other."""

GAP = "there are periods without any posting"


class NoPeriodsError(InputError):
    """No posting with a date asks for a skill."""


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """One period of one skill.

    Attributes:
        postings: Postings that ask for it; ``None`` where suppressed.
        of: Postings of the period; 0 where there are none, ``None`` where suppressed.
    """

    period: str
    postings: int | None
    of: int | None


@dataclass(frozen=True, slots=True)
class SkillTrend(Spread):
    """How the demand for one skill changes, and by how many texts and employers its postings are.

    Attributes:
        postings: Postings that ask for it in all periods; ``None`` where suppressed.
        early, late: Sentences of the first and the last third of the time, for what emerges or declines.
        forecast: ``None`` where none was asked for.
    """

    uri: str
    label: str
    postings: int | None
    trend: Trend
    periods: tuple[PeriodCount, ...]
    early: tuple[SentenceEvidence, ...] = ()
    late: tuple[SentenceEvidence, ...] = ()
    forecast: Forecast | None = None


@dataclass(frozen=True, slots=True)
class Trends:
    """The trends of all skills.

    Attributes:
        counted: What they rest on: the question, and how many postings are counted or have no date.
        periods: Names of the periods from the first to the last, those without postings too.
    """

    counted: Demand
    periods: tuple[str, ...]
    skills: tuple[SkillTrend, ...]


@dataclass(frozen=True, slots=True)
class TrendOptions:
    """How trends are tested and shown.

    Attributes:
        rule: When a change counts as emerging or declining.
        forecast: How many periods ahead to forecast; 0 for no forecast.
        sentences: How many sentences to quote from the first and from the last periods.
    """

    rule: TrendRule
    forecast: int = 0
    sentences: int = 2


def demand_trends(tables: Tables, question: Question, labels: Labels, options: TrendOptions) -> Trends:
    """Test every skill for a change over the periods: emerging first, the surest before others.

    Args:
        tables: What is counted.
        question: The skill axis to count by, and its conditions; its period and minimum for cells hold.
        labels: Gives the labels of URIs.
        options: How to test and what to show.

    Raises:
        InputError: If the question has no skill axis, divides the postings, or no posting has a date.
    """
    if question.skill is None or question.strata:
        raise InputError(
            f"Trends cannot be counted by {', '.join(question.by)}.",
            hint="Name one of concept, group and success; choose places and the like by conditions.",
        )
    by_period = replace(question, by=(question.skill, Axis.PERIOD), min_cell=1, sensitivity=False)
    counted = demand(tables, by_period, labels)
    if not counted.cells:
        raise NoPeriodsError(
            "No posting with a date asks for a skill.",
            hint="Load postings with dates, or ask with fewer conditions.",
        )
    table = _Table(counted.cells, question.period)
    spread = spreads(tables, replace(question, where=(*question.where, _DATED)))
    skills = [_with_spread(one, spread[one.uri]) for one in _skills(table, question, options)]
    quoted = _Quotations(tables, question, table, options.sentences)
    named = [one.uri for one in skills if one.trend.direction in (Direction.EMERGING, Direction.DECLINING)]
    early, late = quoted.early(named), quoted.late(named)
    skills = [replace(s, early=early.get(s.uri, ()), late=late.get(s.uri, ())) for s in skills]
    return Trends(counted, table.names, tuple(sorted(skills, key=_rank)))


class _Table:
    """Counts by skill and period, with the periods that no posting is from."""

    def __init__(self, cells: Sequence[Cell], period: Period) -> None:
        import numpy as np

        numbers = [period.number(cell.strata[Axis.PERIOD]) for cell in cells]
        self.first, self.last = min(numbers), max(numbers)
        self.names = tuple(period.name_of(number) for number in range(self.first, self.last + 1))
        self.labels = {cell.uri: cell.label for cell in cells}
        places = {uri: place for place, uri in enumerate(self.labels)}
        self.counts: Floats = np.zeros((len(places), len(self.names)))
        self.exposure: Floats = np.zeros(len(self.names))
        for cell, number in zip(cells, numbers, strict=True):
            self.counts[places[cell.uri], number - self.first] = cell.postings or 0
            self.exposure[number - self.first] = cell.of or 0


def _skills(table: _Table, question: Question, options: TrendOptions) -> list[SkillTrend]:
    found = trends(table.counts, table.exposure, per_year=question.period.per_year, rule=options.rule)
    predicted = _forecasts(table, options)
    return [
        SkillTrend(
            uri=uri,
            label=label,
            postings=_published(int(table.counts[n].sum()), question.min_cell),
            trend=found[n],
            periods=_periods(table, n, question.min_cell),
            forecast=predicted[n],
        )
        for n, (uri, label) in enumerate(table.labels.items())
    ]


def _with_spread(one: SkillTrend, said: Spread) -> SkillTrend:
    """A trend with what is to be said of its postings; nothing where their number is suppressed."""
    return one if one.postings is None else replace(one, **spread_of(said))


def _forecasts(table: _Table, options: TrendOptions) -> Sequence[Forecast | None]:
    if not options.forecast:
        return [None] * len(table.labels)
    if not table.exposure.all():
        return [Forecast(withheld=GAP, why=Withholding.EMPTY_PERIODS)] * len(table.labels)
    few = f"fewer than {options.rule.min_postings} postings ask for it"
    enough = table.counts.sum(axis=1) >= options.rule.min_postings
    predicted = iter(forecasts(table.counts[enough], table.exposure, periods=options.forecast))
    return [
        next(predicted) if one else Forecast(withheld=few, why=Withholding.FEW_POSTINGS) for one in enough
    ]


def _published(count: int, minimum: int) -> int | None:
    return count if count >= minimum else None


def _periods(table: _Table, n: int, minimum: int) -> tuple[PeriodCount, ...]:
    counts: dict[Key, int] = {
        (name,): int(count) for name, count in zip(table.names, table.counts[n], strict=True)
    }
    held = suppressed(counts, minimum)
    return tuple(
        PeriodCount(name, None if (name,) in held else counts[name,], publishable(int(of), minimum))
        for name, of in zip(table.names, table.exposure, strict=True)
    )


class _Quotations:
    """Sentences of the early and of the late part of the time."""

    def __init__(self, tables: Tables, question: Question, table: _Table, each: int) -> None:
        self._tables = tables
        self._question = question
        self._each = each
        part = -(-len(table.names) // _PART)
        self._late = question.period.first_day(table.last + 1 - part)
        self._early = question.period.first_day(table.first + part) - timedelta(days=1)

    def early(self, uris: Sequence[str]) -> Mapping[str, tuple[SentenceEvidence, ...]]:
        """The surest sentences of each skill in the first third."""
        return self._of(uris, Condition(ConditionField.UNTIL, self._early.isoformat()))

    def late(self, uris: Sequence[str]) -> Mapping[str, tuple[SentenceEvidence, ...]]:
        """The surest sentences of each skill in the last third."""
        return self._of(uris, Condition(ConditionField.SINCE, self._late.isoformat()))

    def _of(self, uris: Sequence[str], condition: Condition) -> Mapping[str, tuple[SentenceEvidence, ...]]:
        asked = replace(self._question, where=(*self._question.where, condition))
        return evidence(self._tables, asked, each=self._each, of=uris)


def _rank(one: SkillTrend) -> tuple[int, float, int, str]:
    order = list(Direction)
    return order.index(one.trend.direction), one.trend.q or 0.0, -(one.postings or 0), one.label
