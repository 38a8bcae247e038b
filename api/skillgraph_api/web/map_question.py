"""What the analyst's map is asked, and what it counts for that: reports as they are published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import Depends, Query

from skillgraph.analytics.demand.question import Axis, Condition, Period
from skillgraph.export.figures import Figure
from skillgraph.export.publication.page import TOP
from skillgraph.export.publication.report_content import DemandContent, GapsContent
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.gaps import RatedSupply, supply_ratings
from skillgraph.workspace.reports.gathering import demand_content, gaps_content, origin_of
from skillgraph.workspace.reports.request import AnyReportRequest, DemandReportRequest, GapsReportRequest
from skillgraph.workspace.requests import CountingRequest, DemandRequest, axes
from skillgraph_api.asking import READING, SIGNS, parameter

FILTERS: Final = ("group", "place", "region", "sector", "employer", "occupation", "since", "until")
"""The conditions that the form has fields for."""

BY: Final = ("concept", "group", "success", "concept,period", "concept,region", "concept,sector")
"""What the form offers to count by."""

MOST: Final = 1_000
"""So many lines of a long table are shown at most."""

_CONDITIONS: Final = {"group": "concept"}
"""What a field is called as a condition, where it has another name."""

_FIELDS: Final = {Axis(name): name for name in FILTERS if name in list(Axis) and name != "group"}
"""The axes whose values a field of the form chooses."""

Words = Annotated[str, Query(max_length=SIGNS)]


@dataclass(frozen=True, slots=True)
class MapQuestion:
    """What the form was filled in with.

    Attributes:
        filters: The conditions that were given, by field.
        top: How many lines of a long table are shown.
    """

    filters: Mapping[str, str]
    by: str
    period: Period
    min_confidence: float
    titles: bool
    sensitivity: bool
    top: int

    @property
    def where(self) -> tuple[str, ...]:
        """The conditions as requests take them."""
        return tuple(_condition(name, value).text for name, value in self.filters.items())

    @property
    def of_postings(self) -> tuple[str, ...]:
        """Those that choose postings; which skills are counted is left out."""
        return replace(self, filters={k: v for k, v in self.filters.items() if k != "group"}).where

    def drilled(self, strata: Sequence[str], period: str = "") -> dict[str, object]:
        """What the address of the sentences of a number says besides its skill.

        Args:
            strata: The values of the row on the axes that divide postings, the period left out; none
                where the table is not divided.
            period: The name of the period, where the number is of one.

        Raises:
            KeyError: If the form has no field for an axis, so that the sentences would be those of more.
        """
        dividing = [axis for axis in axes([self.by]) if not axis.is_skill and axis is not Axis.PERIOD]
        pairs = zip(dividing, strata, strict=True) if strata else ()
        own = {_FIELDS[axis]: value for axis, value in pairs}
        return {**self.said, **own, **(self._within(period) if period else {})}

    def _within(self, name: str) -> dict[str, str]:
        """The days of a period, within those that are asked for."""
        number = self.period.number(name)
        last = self.period.first_day(number + 1) - timedelta(days=1)
        since = max(self.period.first_day(number).isoformat(), self.filters.get("since", ""))
        return {"since": since, "until": min(last.isoformat(), self.filters.get("until", "9999"))}

    @property
    def said(self) -> dict[str, object]:
        """The parts of an address that ask the same."""
        usual = CountingRequest.min_confidence
        own = {"min_confidence": self.min_confidence if self.min_confidence != usual else ""}
        period = self.period.value if self.period is not DemandRequest.period else ""
        by = self.by if self.by != Axis.CONCEPT else ""
        counted = {"titles": "1" if self.titles else "", "sensitivity": "1" if self.sensitivity else ""}
        return {**self.filters, **own, **counted, "by": by, "period": period}

    def common(self, workspace: Workspace, lang: str) -> dict[str, Any]:
        """The fields of a report of either kind.

        Raises:
            NotFoundError: If no framework is loaded.
        """
        return {
            "framework": str(workspace.manifest.framework(None).id),
            "where": self.where,
            "min_confidence": self.min_confidence,
            "titles": self.titles,
            "lang": lang,
            "top": self.top,
        }


def _condition(name: str, value: str) -> Condition:
    """The condition that a field of the form stands for."""
    return Condition.parse(f"{_CONDITIONS.get(name, name)}={value}")


def asked(
    group: Words = "",
    place: Words = "",
    region: Words = "",
    sector: Words = "",
    employer: Words = "",
    occupation: Words = "",
    since: Words = "",
    until: Words = "",
    by: Words = Axis.CONCEPT.value,
    period: Annotated[Period, parameter(DemandRequest, "period")] = DemandRequest.period,
    min_confidence: Annotated[
        float, parameter(CountingRequest, "min_confidence")
    ] = CountingRequest.min_confidence,
    titles: Annotated[bool, parameter(CountingRequest, "titles")] = CountingRequest.titles,
    sensitivity: Annotated[bool, parameter(DemandRequest, "sensitivity")] = DemandRequest.sensitivity,
    top: Annotated[int, Query(ge=1, le=MOST)] = TOP,
) -> MapQuestion:
    """The question in the address of the page."""
    given = dict(
        zip(FILTERS, (group, place, region, sector, employer, occupation, since, until), strict=True)
    )
    filters = {name: value.strip() for name, value in given.items() if value.strip()}
    filters = {name: _condition(name, value).value for name, value in filters.items()}
    return MapQuestion(filters, by or Axis.CONCEPT.value, period, min_confidence, titles, sensitivity, top)


Asked = Annotated[MapQuestion, Depends(asked)]


class Kind(StrEnum):
    """What is counted; trends come with the tables of demand."""

    DEMAND = "demand"
    TRENDS = "trends"
    GAPS = "gaps"

    @property
    def path(self) -> str:
        """Of its page."""
        return "map" if self is Kind.DEMAND else f"map/{self.value}"


def report_of(workspace: Workspace, question: MapQuestion, kind: Kind, lang: str) -> AnyReportRequest:
    """The report that a page of the map shows.

    Raises:
        SkillgraphError: If the question makes no sense.
    """
    common = question.common(workspace, lang)
    if kind is Kind.GAPS:
        return GapsReportRequest(**common, sensitivity=question.sensitivity)
    trends = kind is Kind.TRENDS
    return DemandReportRequest(
        **common,
        by=(Axis.CONCEPT,) if trends else axes([question.by]),
        period=question.period,
        sensitivity=question.sensitivity,
        trend=trends,
    )


def charts_of(kind: Kind, shown: Mapping[str, Any]) -> Sequence[Figure]:
    """The chart of a page, or its small ones, which have labels; none where there is nothing to draw."""
    if kind is Kind.TRENDS:
        return list(shown.get("trend_panels", ()))
    whole = shown.get("chart")
    return [whole] if whole else list(shown.get("panels", ()))


def demand_of(
    workspace: Workspace, question: MapQuestion, lang: str, *, trend: bool = False
) -> DemandContent:
    """What postings ask for, and what changes of it if asked.

    Raises:
        SkillgraphError: If the question has no answer.
    """
    report = report_of(workspace, question, Kind.TRENDS if trend else Kind.DEMAND, lang)
    assert isinstance(report, DemandReportRequest)
    origin = origin_of(workspace.snapshot(), report, (), {}, "")
    return demand_content(workspace, report, origin, weights=None, run=READING)


def gap_ratings(workspace: Workspace, question: MapQuestion, uris: Iterable[str]) -> RatedSupply:
    """What accepted feedback says of the credentials that supply what a page of gaps shows."""
    return supply_ratings(workspace, GapsReportRequest(**question.common(workspace, "en")).gaps, uris)


def gaps_of(workspace: Workspace, question: MapQuestion, lang: str) -> GapsContent:
    """What postings ask for and no credential supplies.

    Raises:
        SkillgraphError: If the question has no answer.
    """
    report = report_of(workspace, question, Kind.GAPS, lang)
    assert isinstance(report, GapsReportRequest)
    return gaps_content(workspace, report, origin_of(workspace.snapshot(), report, (), {}, ""), run=READING)
