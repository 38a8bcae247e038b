"""What jobs are asked for in bodies of JSON, and how they are told of."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict
from pydantic import Field as BodyField

from skillgraph.analytics.demand.question import Axis, Period
from skillgraph.analytics.supply import EvidenceWeights
from skillgraph.matching.profile import Profile
from skillgraph.workspace.jobs.record import JobFailure, JobKind, JobProgress, JobRecord, JobState
from skillgraph.workspace.loading_requests import ExtractRequest, UpgradeRequest
from skillgraph.workspace.reports.request import DemandReportRequest, GapsReportRequest
from skillgraph.workspace.requests import DemandRequest, GapsRequest, ProposeRequest, TrendRequest
from skillgraph_api.asking import SHORT, SIGNS, Texts, body_field
from skillgraph_api.limits import PREFIX


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProposeBody(_Body):
    """Which mappings to propose."""

    source: Annotated[str | None, body_field(ProposeRequest, "source", max_length=SIGNS)] = (
        ProposeRequest.source
    )
    limit: Annotated[int, body_field(ProposeRequest, "limit", strict=True)] = ProposeRequest.limit
    min_confidence: Annotated[float, body_field(ProposeRequest, "min_confidence", strict=True)] = (
        ProposeRequest.min_confidence
    )
    more: Annotated[bool, body_field(ProposeRequest, "more", strict=True)] = ProposeRequest.more
    precision: Annotated[float | None, body_field(ProposeRequest, "precision", strict=True)] = (
        ProposeRequest.precision
    )
    profile: Annotated[Profile, body_field(ProposeRequest, "profile")] = ProposeRequest.profile
    framework: Annotated[str | None, body_field(ProposeRequest, "framework", max_length=200)] = (
        ProposeRequest.framework
    )

    def request(self) -> ProposeRequest:
        """The same, as the workspace takes it."""
        return ProposeRequest(**self.model_dump())


class ExtractBody(_Body):
    """With which framework to search the postings."""

    profile: Annotated[Profile, body_field(ExtractRequest, "profile")] = ExtractRequest.profile
    framework: Annotated[str | None, body_field(ExtractRequest, "framework", max_length=200)] = (
        ExtractRequest.framework
    )

    def request(self) -> ExtractRequest:
        """The same, as the workspace takes it."""
        return ExtractRequest(**self.model_dump())


class UpgradeBody(_Body):
    """From which version to which the mappings are taken."""

    old: Annotated[str, body_field(UpgradeRequest, "old", max_length=SHORT)]
    new: Annotated[str, body_field(UpgradeRequest, "new", max_length=SHORT)]
    dry_run: Annotated[bool, body_field(UpgradeRequest, "dry_run", strict=True)] = UpgradeRequest.dry_run
    undo: Annotated[bool, body_field(UpgradeRequest, "undo", strict=True)] = UpgradeRequest.undo

    def request(self) -> UpgradeRequest:
        """The same, as the workspace takes it.

        Raises:
            InputError: If an upgrade is to be tried and undone at once.
        """
        return UpgradeRequest(**self.model_dump())


class _ReportBody(_Body):
    framework: Annotated[str | None, body_field(GapsRequest, "framework", max_length=200)] = (
        GapsRequest.framework
    )
    profile: Annotated[Profile, body_field(GapsRequest, "profile")] = GapsRequest.profile
    where: Annotated[Texts, body_field(GapsRequest, "where")] = GapsRequest.where
    min_confidence: Annotated[float, body_field(GapsRequest, "min_confidence", strict=True)] = (
        GapsRequest.min_confidence
    )
    precision: Annotated[float | None, body_field(GapsRequest, "precision", strict=True)] = (
        GapsRequest.precision
    )
    min_cell: Annotated[int, body_field(GapsRequest, "min_cell", strict=True)] = GapsRequest.min_cell
    titles: Annotated[bool, body_field(GapsRequest, "titles", strict=True)] = GapsRequest.titles
    top: Annotated[
        int,
        BodyField(ge=1, strict=True, description="How many lines of a table the page lists; files hold all."),
    ] = 50
    title: Annotated[str, BodyField(max_length=SHORT, description="Title of the page.")] = ""
    summary: Annotated[
        str,
        BodyField(max_length=SIGNS, description="What the author says; empty lines part its paragraphs."),
    ] = ""
    author: Annotated[str, BodyField(max_length=SHORT, description="Who says so.")] = ""
    lang: Annotated[Literal["en", "fr"], BodyField(description="Language of the page and of labels.")] = "en"

    def _values(self) -> dict[str, Any]:
        said = self.model_dump()
        return {**said, "framework": said["framework"] or ""}


class DemandReportBody(_ReportBody):
    """What a report on demand counts."""

    by: Annotated[tuple[Axis, ...], body_field(DemandRequest, "by", max_length=20)] = DemandRequest.by
    period: Annotated[Period, body_field(DemandRequest, "period")] = DemandRequest.period
    sensitivity: Annotated[bool, body_field(DemandRequest, "sensitivity", strict=True)] = (
        DemandRequest.sensitivity
    )
    roll_up: Annotated[bool, body_field(DemandRequest, "roll_up", strict=True)] = DemandRequest.roll_up
    near_duplicates: Annotated[bool, body_field(DemandRequest, "near_duplicates", strict=True)] = (
        DemandRequest.near_duplicates
    )
    trend: Annotated[
        bool, BodyField(strict=True, description="Also say which skills emerge and decline.")
    ] = True
    min_postings: Annotated[int, body_field(TrendRequest, "min_postings", strict=True)] = (
        TrendRequest.min_postings
    )
    fdr: Annotated[float, body_field(TrendRequest, "fdr", strict=True)] = TrendRequest.fdr
    forecast: Annotated[int, body_field(TrendRequest, "forecast", strict=True)] = TrendRequest.forecast
    sentences: Annotated[int, body_field(TrendRequest, "sentences", strict=True)] = TrendRequest.sentences

    def request(self) -> DemandReportRequest:
        """The same, as the workspace takes it."""
        said = self._values()
        return DemandReportRequest(false_discovery_rate=said.pop("fdr"), **said)


class GapsReportBody(_ReportBody):
    """What a report on gaps compares."""

    min_supply: Annotated[float, body_field(GapsRequest, "min_supply", strict=True)] = GapsRequest.min_supply
    evidence: Annotated[Texts, body_field(GapsRequest, "evidence", max_length=20)] = GapsRequest.evidence
    new_terms: Annotated[bool, body_field(GapsRequest, "new_terms", strict=True)] = GapsRequest.new_terms
    sensitivity: Annotated[bool, body_field(DemandRequest, "sensitivity", strict=True)] = (
        DemandRequest.sensitivity
    )
    sentences: Annotated[int, body_field(GapsRequest, "sentences", strict=True)] = GapsRequest.sentences

    def request(self) -> GapsReportRequest:
        """The same, as the workspace takes it.

        Raises:
            InputError: If the weights of evidence cannot be read.
        """
        said = self._values()
        weigh = EvidenceWeights.parse(said.pop("evidence"))
        return GapsReportRequest(assessment=weigh.assessment, endorsement=weigh.endorsement, **said)


@dataclass(frozen=True, slots=True)
class JobTold:
    """A job, as those see it who asked for it.

    Attributes:
        request: What was asked, in full.
        files: The names of the files that were sent; they are removed when the job ends.
        by: Who asked.
        key: The id of the key.
        made, started, ended: ISO 8601 in UTC; empty where it is not so far.
        cancelling: Whether it is to be cancelled.
        progress: How far it is; null where that is not known.
        seconds_left: Of the present stage, if it goes on as it did; null where that is not known.
        failure: What the command line would say; null where it did not fail.
        result: Where the result is; null where there is none.
    """

    id: str
    kind: JobKind
    state: JobState
    request: Mapping[str, Any]
    files: tuple[str, ...]
    by: str
    key: str
    made: str
    started: str
    ended: str
    cancelling: bool
    progress: JobProgress | None = None
    seconds_left: float | None = None
    failure: JobFailure | None = None
    result: str | None = None

    @classmethod
    def of(cls, record: JobRecord, progress: JobProgress | None) -> Self:
        """What to tell of a job."""
        left = progress.seconds_left(time.time()) if progress else None
        return cls(
            id=record.id,
            kind=record.kind,
            state=record.state,
            request=record.request,
            files=record.files,
            by=record.by.label or record.by.uri,
            key=record.key,
            made=record.made,
            started=record.started,
            ended=record.ended,
            cancelling=record.cancelling,
            progress=progress,
            seconds_left=None if left is None else round(left, 1),
            failure=record.failure,
            result=f"{PREFIX}/jobs/{record.id}/result" if record.state is JobState.DONE else None,
        )
