"""The analyst's map: what postings ask for, where the gaps are, and the sentences behind each number.

Tables and charts are those of published reports, and so is what is suppressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from skillgraph.analytics.demand.question import MIN_CELL, Axis
from skillgraph.export.publication.page import TOP, demand_shown, gaps_shown
from skillgraph.workspace.answers import demand as job
from skillgraph.workspace.postings.values import posting_values
from skillgraph.workspace.requests import CountingRequest, SentencesRequest, axes
from skillgraph_api.asking import READING
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.map_question import (
    BY,
    FILTERS,
    MOST,
    Asked,
    Kind,
    MapQuestion,
    Words,
    charts_of,
    demand_of,
    gap_ratings,
    gaps_of,
)
from skillgraph_api.web.pages import address, language_of, page, words_of

router = APIRouter(route_class=PageRoute)


@router.get("/map", dependencies=[InTurn])
def demand(request: Request, workspace: WorkspaceHere, question: Asked) -> Response:
    """What the loaded postings ask for."""
    snapshot = workspace.snapshot()
    if not snapshot.manifest.postings:
        return _page(request, question, "demand", None)
    content = demand_of(workspace, question, language_of(request))
    values = posting_values(workspace, snapshot)
    return _page(request, question, "demand", demand_shown(content, top=question.top), values=values)


@router.get("/map/gaps", dependencies=[InTurn])
def gaps(request: Request, workspace: WorkspaceHere, question: Asked) -> Response:
    """Which demanded skills no loaded credential supplies."""
    snapshot = workspace.snapshot()
    if not snapshot.manifest.postings:
        return _page(request, question, "gaps", None)
    content = gaps_of(workspace, question, language_of(request))
    return _page(
        request,
        question,
        "gaps",
        gaps_shown(content, top=question.top),
        values=posting_values(workspace, snapshot),
        without_credentials=not snapshot.credentials,
        rated=gap_ratings(workspace, question, [row.uri for row in content.rows if row.supply]),
    )


@router.get("/map/trends", dependencies=[InTurn])
def trends(request: Request, workspace: WorkspaceHere, question: Asked) -> Response:
    """What changes of what postings ask for, from period to period."""
    snapshot, asking = workspace.snapshot(), replace(question, by=Axis.CONCEPT.value, sensitivity=False)
    if not snapshot.manifest.postings:
        return _page(request, asking, "trends", None)
    content = demand_of(workspace, asking, language_of(request), trend=True)
    shown = demand_shown(content, top=question.top)
    return _page(request, asking, "trends", shown, values=posting_values(workspace, snapshot))


@router.get("/map/sentences", dependencies=[InTurn])
def sentences(request: Request, workspace: WorkspaceHere, question: Asked, concept: Words = "") -> Response:
    """The sentences behind the number of a skill; none where few postings say them, as in the tables."""
    if not concept:
        return page(request, "sentences_of_what", back=_again(request, question, "map"))
    asking = SentencesRequest(
        concept=(concept,),
        where=question.of_postings,
        period=question.period,
        min_confidence=question.min_confidence,
        titles=question.titles,
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
            "without_credentials": False,
            "rated": None,
            "again": partial(_again, request, question),
            "drill": drill,
            "term_page": partial(_term_page, request),
            "step": TOP,
            "most": MOST,
            "chart": None,
            "drawn": bool(charts_of(Kind(kind), shown or {})),
            **(shown or {}),
            "tab": kind,
            "more": words_of(language_of(request))["map"]["more"],
            "trends_more": words_of(language_of(request))["map"]["trends_more"],
            **more,
        },
    )


def _again(request: Request, question: MapQuestion, path: str, **other: object) -> str:
    """The address of a page of the map with the same question."""
    return address(request, language_of(request), path, **{**question.said, **other})


def _drill(
    request: Request, question: MapQuestion, uri: str, strata: Sequence[str] = (), period: str = ""
) -> str:
    """The address of the sentences of a number; empty where no address has just those."""
    try:
        said = question.drilled(strata, period)
    except KeyError:
        return ""
    return address(request, language_of(request), "map/sentences", **{**said, "concept": uri})


def _term_page(request: Request, uri: str) -> str:
    """The address of the page of a term."""
    return address(request, language_of(request), "concept", uri=uri)


def _confidences(chosen: float) -> list[float]:
    """The confidences that the form offers, the chosen one among them."""
    return sorted({0.3, CountingRequest.min_confidence, 0.7, 0.9, chosen})
