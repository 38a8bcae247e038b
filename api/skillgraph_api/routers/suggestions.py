"""Suggestions: which concepts texts mean."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from skillgraph.matching.types import MatchResult
from skillgraph.workspace import Query
from skillgraph.workspace.answers import answers
from skillgraph_api import examples
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.openapi import returning, taking_json
from skillgraph_api.schemas import SuggestRequest

router = APIRouter(tags=["answers"])


@router.post(
    "/suggest",
    summary="Which concepts do these texts mean, why, and which texts fit none?",
    dependencies=[InTurn],
    responses=returning(
        examples.SUGGESTIONS,
        404,
        413,
        503,
        description="One result for each text, in their order.",
        path="/suggest",
    )
    | taking_json("/suggest"),
)
def suggest(
    asked: Annotated[SuggestRequest, Body(openapi_examples=examples.SUGGEST_REQUESTS)],
    workspace: WorkspaceHere,
) -> list[MatchResult]:
    """Ranked concepts with calibrated confidence and evidence; or abstention, with its reason.

    What there is to suggest is listed even where the matcher abstains.
    """
    question = Query(asked.framework, asked.profile, build=False)
    return list(answers.suggest(workspace, asked.texts, question, k=asked.k, lang=asked.lang))
