"""Plans: which few credentials cover what is demanded."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from skillgraph.analytics.objective import DemandedBy, Objective
from skillgraph.workspace.answers.plan import plan_for
from skillgraph.workspace.requests import PlanRequest
from skillgraph.workspace.results import Json, plan_json
from skillgraph_api import examples
from skillgraph_api.asking import READING, Texts, parameter
from skillgraph_api.dependencies import FrameworkName, InTurn, ProfileName, WorkspaceHere
from skillgraph_api.openapi import returning

router = APIRouter(tags=["answers"])


@router.get(
    "/plan",
    summary="Which few credentials cover what is demanded, in which order, and what stays uncovered?",
    dependencies=[InTurn],
    responses=returning(
        examples.PLAN, 404, 422, 503, description="The plan, and what it was made for.", path="/plan"
    ),
)
def plan(
    workspace: WorkspaceHere,
    words: Annotated[Texts, parameter(PlanRequest, "words", examples=[[examples.SKILL_LABEL]])] = (),
    kind: Annotated[DemandedBy | None, parameter(PlanRequest, "kind")] = PlanRequest.kind,
    text: Annotated[str, parameter(PlanRequest, "text", max_length=100_000)] = PlanRequest.text,
    objective: Annotated[Objective, parameter(PlanRequest, "objective")] = PlanRequest.objective,
    at_most: Annotated[int | None, parameter(PlanRequest, "at_most")] = PlanRequest.at_most,
    broader: Annotated[bool, parameter(PlanRequest, "broader")] = PlanRequest.broader,
    accepted: Annotated[bool, parameter(PlanRequest, "accepted")] = PlanRequest.accepted,
    required: Annotated[bool, parameter(PlanRequest, "required")] = PlanRequest.required,
    min_confidence: Annotated[float, parameter(PlanRequest, "min_confidence")] = PlanRequest.min_confidence,
    min_supply: Annotated[float, parameter(PlanRequest, "min_supply")] = PlanRequest.min_supply,
    framework: FrameworkName = PlanRequest.framework,
    profile: ProfileName = PlanRequest.profile,
) -> Json:
    """All that is named is planned for together."""
    request = PlanRequest(
        words=words,
        kind=kind,
        text=text,
        objective=objective,
        at_most=at_most,
        broader=broader,
        accepted=accepted,
        required=required,
        min_confidence=min_confidence,
        min_supply=min_supply,
        framework=framework,
        profile=profile,
    )
    return plan_json(plan_for(workspace, request, READING))
