"""Gaps: which demanded skills no credential supplies."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Response

from skillgraph.analytics.gaps import Gap
from skillgraph.workspace.answers.gaps import first_gaps
from skillgraph.workspace.requests import GapsRequest
from skillgraph_api import examples
from skillgraph_api.asking import READING, Texts, Where, parameter
from skillgraph_api.dependencies import FrameworkName, InTurn, ProfileName, WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.representing import TableRoute

router = APIRouter(tags=["answers"], route_class=TableRoute)


@router.get(
    "/gaps",
    summary="Which skills do the loaded postings ask for that no loaded credential supplies?",
    dependencies=[InTurn],
    responses=returning(
        examples.GAPS,
        404,
        422,
        503,
        description="Demanded concepts: those without supply first, then the most demanded.",
        path="/gaps",
        headers={
            "Rests-On": "How many mappings the answer rests on, and how many of them no person has reviewed, "
            "as JSON.",
            "Titles-Left-Out": "How many mentions were left out because they stand in titles alone.",
        },
    ),
)
def gaps(
    workspace: WorkspaceHere,
    response: Response,
    where: Where = (),
    min_confidence: Annotated[float, parameter(GapsRequest, "min_confidence")] = GapsRequest.min_confidence,
    min_supply: Annotated[float, parameter(GapsRequest, "min_supply")] = GapsRequest.min_supply,
    precision: Annotated[float | None, parameter(GapsRequest, "precision")] = GapsRequest.precision,
    evidence: Annotated[Texts, parameter(GapsRequest, "evidence", examples=[["assessment"]])] = (),
    new_terms: Annotated[bool, parameter(GapsRequest, "new_terms")] = GapsRequest.new_terms,
    min_cell: Annotated[int, parameter(GapsRequest, "min_cell")] = GapsRequest.min_cell,
    vacancies: Annotated[bool, parameter(GapsRequest, "vacancies")] = GapsRequest.vacancies,
    sentences: Annotated[int, parameter(GapsRequest, "sentences")] = GapsRequest.sentences,
    titles: Annotated[bool, parameter(GapsRequest, "titles")] = GapsRequest.titles,
    top: Annotated[int | None, parameter(GapsRequest, "top", examples=[10])] = GapsRequest.top,
    framework: FrameworkName = GapsRequest.framework,
    profile: ProfileName = GapsRequest.profile,
) -> list[Gap]:
    """Postings are counted once each however often they repeat a skill; shares carry their 95 % interval.

    The postings must have been searched for skills before, as `skillgraph gaps` does on the command line.
    """
    request = GapsRequest(
        where=where,
        min_confidence=min_confidence,
        min_supply=min_supply,
        precision=precision,
        evidence=evidence,
        new_terms=new_terms,
        min_cell=min_cell,
        vacancies=vacancies,
        sentences=sentences,
        titles=titles,
        top=top,
        framework=framework,
        profile=profile,
    )
    found = first_gaps(workspace, request, READING)
    response.headers["Rests-On"] = json.dumps(asdict(found.rests_on))
    response.headers["Titles-Left-Out"] = str(found.counted.in_titles_alone)
    return list(found.gaps)
