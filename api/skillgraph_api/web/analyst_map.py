"""The analyst's map: what postings ask for, where the gaps are, and the sentences behind each number.

Tables and charts are those of published reports, and so is what is suppressed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from skillgraph.analytics.demand.question import MIN_CELL, Axis, Period
from skillgraph.export.publication.page import TOP, demand_shown, gaps_shown
from skillgraph.sources.regions import region_of
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers import demand as job
from skillgraph.workspace.postings.values import posting_values
from skillgraph.workspace.reports.gathering import demand_content, gaps_content, origin_of
from skillgraph.workspace.reports.request import DemandReportRequest, GapsReportRequest
from skillgraph.workspace.requests import CountingRequest, DemandRequest, SentencesRequest, axes
from skillgraph_api.asking import READING, SIGNS, parameter
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import address, language_of, page, words_of

router = APIRouter(route_class=PageRoute)

FILTERS: Final = ("place", "region", "sector", "employer", "occupation", "since", "until")
"""The conditions that the form has fields for."""

BY: Final = ("concept", "group", "success", "concept,period", "concept,region", "concept,sector")
"""What the form offers to count by."""

SENTENCES: Final = 50
_MOST = 1_000

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
    top: int

    @property
    def where(self) -> tuple[str, ...]:
        """The conditions as requests take them."""
        return tuple(f"{name}={value}" for name, value in self.filters.items())

    @property
    def said(self) -> dict[str, object]:
        """The parts of an address that ask the same."""
        usual = CountingRequest.min_confidence
        own = {"min_confidence": self.min_confidence if self.min_confidence != usual else ""}
        period = self.period.value if self.period is not DemandRequest.period else ""
        by = self.by if self.by != Axis.CONCEPT else ""
        return {**self.filters, **own, "by": by, "period": period}

    def common(self, workspace: Workspace, lang: str) -> dict[str, Any]:
        """The fields of a report of either kind.

        Raises:
            NotFoundError: If no framework is loaded.
        """
        return {
            "framework": str(workspace.manifest.framework(None).id),
            "where": self.where,
            "min_confidence": self.min_confidence,
            "lang": lang,
            "top": self.top,
        }


def asked(
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
    top: Annotated[int, Query(ge=1, le=_MOST)] = TOP,
) -> MapQuestion:
    """The question in the address of the page."""
    given = dict(zip(FILTERS, (place, region, sector, employer, occupation, since, until), strict=True))
    filters = {name: value.strip() for name, value in given.items() if value.strip()}
    if "region" in filters:
        filters["region"] = region_of(filters["region"], "")  # as loading writes it
    return MapQuestion(filters, by or Axis.CONCEPT.value, period, min_confidence, top)


Asked = Annotated[MapQuestion, Depends(asked)]


@router.get("/map", dependencies=[InTurn])
def demand(request: Request, workspace: WorkspaceHere, question: Asked) -> Response:
    """What the loaded postings ask for."""
    snapshot = workspace.snapshot()
    if not snapshot.manifest.postings:
        return _page(request, question, "demand", None)
    report = DemandReportRequest(
        **question.common(workspace, language_of(request)),
        by=axes([question.by]),
        period=question.period,
        trend=False,
    )
    origin = origin_of(snapshot, report, (), {}, "")
    content = demand_content(workspace, report, origin, weights=None, run=READING)
    values = posting_values(workspace, snapshot)
    return _page(request, question, "demand", demand_shown(content, top=question.top), values=values)


@router.get("/map/gaps", dependencies=[InTurn])
def gaps(request: Request, workspace: WorkspaceHere, question: Asked) -> Response:
    """Which demanded skills no loaded credential supplies."""
    snapshot = workspace.snapshot()
    if not snapshot.manifest.postings:
        return _page(request, question, "gaps", None)
    report = GapsReportRequest(**question.common(workspace, language_of(request)))
    content = gaps_content(workspace, report, origin_of(snapshot, report, (), {}, ""), run=READING)
    return _page(
        request,
        question,
        "gaps",
        gaps_shown(content, top=question.top),
        rests_on=content.rests_on,
        values=posting_values(workspace, snapshot),
        without_credentials=not snapshot.credentials,
    )


@router.get("/map/sentences", dependencies=[InTurn])
def sentences(request: Request, workspace: WorkspaceHere, question: Asked, concept: Words = "") -> Response:
    """The sentences behind the number of a skill; none where few postings say them, as in the tables."""
    if not concept:
        return page(request, "sentences_of_what", back=_again(request, question, "map"))
    asking = SentencesRequest(
        concept=(concept,),
        where=question.where,
        period=question.period,
        min_confidence=question.min_confidence,
    )
    found = job.sentences(workspace, asking, READING)
    own = [one for one in found if one.concept == concept]
    found = own if own and Axis.CONCEPT in axes([question.by]) else found
    postings = len({one.posting for one in found})
    suppressed = 0 < postings < MIN_CELL
    names = workspace.snapshot().names([concept], language_of(request))
    return page(
        request,
        "sentences",
        q=question,
        concept=concept,
        label=names.get(concept, concept),
        found=[] if suppressed else found[: question.top],
        total=len(found),
        postings=postings,
        suppressed=suppressed,
        min_cell=MIN_CELL,
        again=partial(_again, request, question, "map/sentences", concept=concept),
        back=_again(request, question, "map"),
    )


def _page(
    request: Request,
    question: MapQuestion,
    kind: str,
    shown: dict[str, Any] | None,
    **more: Any,  # noqa: ANN401 - what the template names
) -> Response:
    drill = partial(_drill, request, question)
    return page(
        request,
        "map",
        **{
            "kind": kind,
            "q": question,
            "shown_any": shown is not None,
            "filters": FILTERS,
            "by": BY if question.by in BY else (*BY, question.by),
            "confidences": _confidences(question.min_confidence),
            "values": {},
            "rests_on": None,
            "without_credentials": False,
            "again": partial(_again, request, question),
            "drill": drill,
            "step": TOP,
            "most": _MOST,
            **(shown or {}),
            "more": words_of(language_of(request))["map"]["more"],
            **more,
        },
    )


def _again(request: Request, question: MapQuestion, path: str, **other: object) -> str:
    """The address of a page of the map with the same question."""
    return address(request, language_of(request), path, **{**question.said, **other})


def _drill(request: Request, question: MapQuestion, uri: str) -> str:
    return _again(request, question, "map/sentences", concept=uri)


def _confidences(chosen: float) -> list[float]:
    """The confidences that the form offers, the chosen one among them."""
    return sorted({0.3, CountingRequest.min_confidence, 0.7, 0.9, chosen})
