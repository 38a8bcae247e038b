"""Suggestions: which concepts texts mean."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from skillgraph.matching.types import MatchResult
from skillgraph.workspace.answers import suggest as job
from skillgraph.workspace.requests import SuggestRequest
from skillgraph.workspace.results import Json, passage_json
from skillgraph_api import examples
from skillgraph_api.asking import READING
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.openapi import returning, taking_json
from skillgraph_api.schemas import PassagesBody, SuggestBody

router = APIRouter(tags=["answers"])


@router.post(
    "/suggest",
    summary="Which concepts do these texts mean, why, and which texts fit none?",
    dependencies=[InTurn],
    responses=returning(
        examples.SUGGESTIONS,
        404,
        503,
        description="One result for each text, in their order.",
        path="/suggest",
    )
    | taking_json("/suggest"),
)
def suggest(
    asked: Annotated[SuggestBody, Body(openapi_examples=examples.SUGGEST_REQUESTS)],
    workspace: WorkspaceHere,
) -> list[MatchResult]:
    """Ranked concepts with calibrated confidence and evidence; or abstention, with its reason.

    What there is to suggest is listed even where the matcher abstains.
    """
    request = SuggestRequest(
        texts=tuple(asked.texts),
        k=asked.k,
        lang=asked.lang,
        kind=asked.kind,
        context=asked.context,
        precision=asked.precision,
        framework=asked.framework,
        profile=asked.profile,
    )
    return list(job.suggest(workspace, request, READING))


@router.post(
    "/suggest/passages",
    summary="Which concepts does each sentence of this long text mean?",
    dependencies=[InTurn],
    responses=returning(
        examples.PASSAGES,
        404,
        503,
        description="One result for each passage, in their order; headings and boilerplate mean nothing.",
        path="/suggest/passages",
    )
    | taking_json("/suggest/passages"),
)
def suggest_passages(
    asked: Annotated[PassagesBody, Body(openapi_examples=examples.PASSAGES_REQUESTS)],
    workspace: WorkspaceHere,
) -> list[Json]:
    """Each sentence is read as a whole and by its clauses, as those of postings are, with its section."""
    request = SuggestRequest(
        texts=(asked.text,),
        k=asked.k,
        lang=asked.lang,
        precision=asked.precision,
        framework=asked.framework,
        profile=asked.profile,
    )
    query = request.query(READING)
    return [
        passage_json(one)
        for one in job.suggest_passages(workspace, asked.text, query, k=request.k, lang=request.lang)
    ]
