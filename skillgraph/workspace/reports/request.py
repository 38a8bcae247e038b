"""What a report is asked for: everything but the workspace that its tables depend on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from skillgraph.analytics.demand.question import Axis, Period, Question
from skillgraph.matching.profile import Profile
from skillgraph.namespaces import minted
from skillgraph.workspace import requests as jobs
from skillgraph.workspace.query import Query, Run

TOP = 50
"""So many lines of a long table are on the page."""

HEADING = ("title", "summary", "author")
"""What the author gives the page."""

_OF_THE_PAGE = ("lang", "top", *HEADING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """What reports of every kind are asked with.

    Attributes:
        framework: One version, such as ``esco@1.2.0``.
        where: Conditions, as ``FIELD=VALUE``.
        min_cell: Counts of fewer postings are suppressed; 1 suppresses nothing.
        top: How many lines of a long table the page lists; the files hold all.
        lang: Language of the page, and of labels.
        titles: Whether what stands in titles alone counts.
        title: Of the page; a usual one where it is empty.
        summary: What the author says of the figures, in paragraphs parted by empty lines.
        author: Who says so.
    """

    framework: str
    profile: Profile = jobs.CountingRequest.profile
    where: tuple[str, ...] = ()
    min_confidence: float = jobs.CountingRequest.min_confidence
    precision: float | None = jobs.CountingRequest.precision
    min_cell: int = jobs.PublishedRequest.min_cell
    top: int = TOP
    lang: str = "en"
    titles: bool = jobs.CountingRequest.titles
    title: str = ""
    summary: str = ""
    author: str = ""

    def query(self, run: Run) -> Query:
        """How to ask the workspace."""
        return run.query(self.framework, self.profile, self.precision)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandReportRequest(ReportRequest):
    """A report on demand.

    Attributes:
        by: Axes to count by.
        weights: The name of the file of weights, a copy of which lies beside the manifest; or empty.
        trend: Whether to test for change over the periods, where a skill is counted.
        min_postings, false_discovery_rate: When a change has a name.
        forecast: How many periods ahead.
        sentences: How many for each part of the time.
    """

    kind: Literal["demand"] = "demand"
    by: tuple[Axis, ...] = jobs.DemandRequest.by
    period: Period = jobs.DemandRequest.period
    weights: str = ""
    sensitivity: bool = jobs.DemandRequest.sensitivity
    roll_up: bool = jobs.DemandRequest.roll_up
    near_duplicates: bool = jobs.DemandRequest.near_duplicates
    trend: bool = True
    min_postings: int = jobs.TrendRequest.min_postings
    false_discovery_rate: float = jobs.TrendRequest.fdr
    forecast: int = jobs.TrendRequest.forecast
    sentences: int = jobs.TrendRequest.sentences

    @property
    def skill(self) -> Axis | None:
        """What is asked for, where it is a skill.

        Raises:
            InputError: If the axes do not fit together.
        """
        return Question(by=self.by).skill

    def demand(self, weights: Path | None) -> jobs.DemandRequest:
        """What demand is asked for, with the file of weights."""
        return jobs.DemandRequest(
            framework=self.framework,
            profile=self.profile,
            where=self.where,
            min_confidence=self.min_confidence,
            precision=self.precision,
            titles=self.titles,
            by=self.by,
            period=self.period,
            roll_up=self.roll_up,
            near_duplicates=self.near_duplicates,
            min_cell=self.min_cell,
            sensitivity=self.sensitivity,
            weights=weights,
        )

    @property
    def changes(self) -> jobs.TrendRequest:
        """What trends are asked for, without strata and weights."""
        return jobs.TrendRequest(
            framework=self.framework,
            profile=self.profile,
            where=self.where,
            min_confidence=self.min_confidence,
            precision=self.precision,
            titles=self.titles,
            by=(self.skill or Axis.CONCEPT,),
            period=self.period,
            roll_up=self.roll_up,
            near_duplicates=self.near_duplicates,
            min_cell=self.min_cell,
            min_postings=self.min_postings,
            fdr=self.false_discovery_rate,
            forecast=self.forecast,
            sentences=self.sentences,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsReportRequest(ReportRequest):
    """A report on gaps.

    Attributes:
        assessment, endorsement: How much such evidence of a credential counts.
        min_supply: The confidence that a proposed mapping needs to count as supply.
        new_terms: Whether to look for demanded words that no concept names.
        sentences: How many for each skill.
        sensitivity: Whether to tell the shares at other confidences too.
    """

    kind: Literal["gaps"] = "gaps"
    sensitivity: bool = jobs.DemandRequest.sensitivity
    assessment: float = 0.0
    endorsement: float = 0.0
    min_supply: float = jobs.GapsRequest.min_supply
    new_terms: bool = jobs.GapsRequest.new_terms
    sentences: int = jobs.GapsRequest.sentences

    @property
    def gaps(self) -> jobs.GapsRequest:
        """What gaps are asked for."""
        return jobs.GapsRequest(
            framework=self.framework,
            profile=self.profile,
            where=self.where,
            min_confidence=self.min_confidence,
            precision=self.precision,
            titles=self.titles,
            min_supply=self.min_supply,
            evidence=(f"assessment={self.assessment!r}", f"endorsement={self.endorsement!r}"),
            new_terms=self.new_terms,
            min_cell=self.min_cell,
            sentences=self.sentences,
        )


AnyReportRequest: TypeAlias = DemandReportRequest | GapsReportRequest


def key_of(request: AnyReportRequest) -> str:
    """The same for requests that count the same; what only the page shows does not matter."""
    counted = {name: value for name, value in asdict(request).items() if name not in _OF_THE_PAGE}
    return minted("report", *(f"{name}={value}" for name, value in sorted(counted.items()))).rpartition("/")[
        2
    ][:12]
