"""Demand: how many postings ask for what, how that changes, and which sentences say so."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from skillgraph.analytics.demand.question import Period
from skillgraph.analytics.demand.sentences import Sentence
from skillgraph.workspace.answers import demand as job
from skillgraph.workspace.requests import DemandRequest, SentencesRequest, TrendRequest, axes
from skillgraph.workspace.results import Json, demand_json, trends_json
from skillgraph_api import examples
from skillgraph_api.asking import READING, Texts, Where, parameter
from skillgraph_api.dependencies import FrameworkName, InTurn, ProfileName, WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.representing import TableRoute

router = APIRouter(tags=["answers"], route_class=TableRoute)

By = Annotated[Texts, parameter(DemandRequest, "by", examples=[["concept"]])]
PeriodName = Annotated[Period, parameter(DemandRequest, "period", examples=[Period.QUARTER.value])]
MinConfidence = Annotated[float, parameter(DemandRequest, "min_confidence")]
Precision = Annotated[float | None, parameter(DemandRequest, "precision")]
MinCell = Annotated[int, parameter(DemandRequest, "min_cell")]
RollUp = Annotated[bool, parameter(DemandRequest, "roll_up")]
NearDuplicates = Annotated[bool, parameter(DemandRequest, "near_duplicates")]
Titles = Annotated[bool, parameter(DemandRequest, "titles")]
Top = Annotated[int | None, parameter(DemandRequest, "top", examples=[10])]


@router.get(
    "/demand",
    summary="How many of the loaded postings ask for what?",
    dependencies=[InTurn],
    responses=returning(
        examples.DEMAND,
        404,
        422,
        503,
        description="What was asked, and the most demanded skills first.",
        path="/demand",
    ),
)
def demand(
    workspace: WorkspaceHere,
    by: By = (),
    where: Where = (),
    period: PeriodName = DemandRequest.period,
    min_confidence: MinConfidence = DemandRequest.min_confidence,
    precision: Precision = DemandRequest.precision,
    min_cell: MinCell = DemandRequest.min_cell,
    sensitivity: Annotated[bool, parameter(DemandRequest, "sensitivity")] = DemandRequest.sensitivity,
    vacancies: Annotated[bool, parameter(DemandRequest, "vacancies")] = DemandRequest.vacancies,
    implied: Annotated[bool, parameter(DemandRequest, "implied")] = DemandRequest.implied,
    roll_up: RollUp = DemandRequest.roll_up,
    near_duplicates: NearDuplicates = DemandRequest.near_duplicates,
    titles: Titles = DemandRequest.titles,
    top: Top = DemandRequest.top,
    framework: FrameworkName = DemandRequest.framework,
    profile: ProfileName = DemandRequest.profile,
) -> Json:
    """Shares carry their 95 % interval; counts of few postings are suppressed.

    The postings must have been searched for skills before, as `skillgraph gaps` does on the command line.
    """
    request = DemandRequest(
        by=axes(by),
        where=where,
        period=period,
        min_confidence=min_confidence,
        precision=precision,
        min_cell=min_cell,
        sensitivity=sensitivity,
        vacancies=vacancies,
        implied=implied,
        roll_up=roll_up,
        near_duplicates=near_duplicates,
        titles=titles,
        top=top,
        framework=framework,
        profile=profile,
    )
    return demand_json(job.demand(workspace, request, READING))


@router.get(
    "/demand/trend",
    summary="Which skills emerge, which decline, how surely, and which sentences say so?",
    dependencies=[InTurn],
    responses=returning(
        examples.TRENDS,
        404,
        422,
        503,
        description="What was asked, and a test for each skill.",
        path="/demand/trend",
    ),
)
def trend(
    workspace: WorkspaceHere,
    by: By = (),
    where: Where = (),
    period: PeriodName = TrendRequest.period,
    min_confidence: MinConfidence = TrendRequest.min_confidence,
    precision: Precision = TrendRequest.precision,
    min_cell: MinCell = TrendRequest.min_cell,
    min_postings: Annotated[int, parameter(TrendRequest, "min_postings")] = TrendRequest.min_postings,
    fdr: Annotated[float, parameter(TrendRequest, "fdr")] = TrendRequest.fdr,
    forecast: Annotated[int, parameter(TrendRequest, "forecast")] = TrendRequest.forecast,
    sentences: Annotated[int, parameter(TrendRequest, "sentences")] = TrendRequest.sentences,
    roll_up: RollUp = TrendRequest.roll_up,
    near_duplicates: NearDuplicates = TrendRequest.near_duplicates,
    titles: Titles = TrendRequest.titles,
    top: Top = TrendRequest.top,
    framework: FrameworkName = TrendRequest.framework,
    profile: ProfileName = TrendRequest.profile,
) -> Json:
    """Only postings with a date count; `stable` says that no change is shown, `too few` that none can be."""
    request = TrendRequest(
        by=axes(by),
        where=where,
        period=period,
        min_confidence=min_confidence,
        precision=precision,
        min_cell=min_cell,
        min_postings=min_postings,
        fdr=fdr,
        forecast=forecast,
        sentences=sentences,
        roll_up=roll_up,
        near_duplicates=near_duplicates,
        titles=titles,
        top=top,
        framework=framework,
        profile=profile,
    )
    return trends_json(job.trend(workspace, request, READING))


@router.get(
    "/demand/sentences",
    summary="Which sentences are behind a number?",
    dependencies=[InTurn],
    responses=returning(
        examples.SENTENCES, 404, 422, 503, description="The surest first.", path="/demand/sentences"
    ),
)
def sentences(
    workspace: WorkspaceHere,
    concept: Annotated[Texts, parameter(SentencesRequest, "concept", examples=[[examples.SKILL]])] = (),
    where: Where = (),
    period: PeriodName = SentencesRequest.period,
    min_confidence: MinConfidence = SentencesRequest.min_confidence,
    precision: Precision = SentencesRequest.precision,
    titles: Titles = SentencesRequest.titles,
    top: Top = SentencesRequest.top,
    framework: FrameworkName = SentencesRequest.framework,
    profile: ProfileName = SentencesRequest.profile,
) -> list[Sentence]:
    """Give the conditions that the number was asked with."""
    request = SentencesRequest(
        concept=concept,
        where=where,
        period=period,
        min_confidence=min_confidence,
        precision=precision,
        titles=titles,
        top=top,
        framework=framework,
        profile=profile,
    )
    return job.sentences(workspace, request, READING)
