"""What people decided in their tables comes back: decisions on mappings, by the person that the key is of."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field

from skillgraph.alignment.review_words import predicate_named
from skillgraph.workspace.access.audit import audited
from skillgraph.workspace.reconciling.judgments import Judged, Judgment, judge
from skillgraph_api.access import WriterHere
from skillgraph_api.deciding import PATIENCE
from skillgraph_api.dependencies import InTurnToWrite
from skillgraph_api.reconciliation.service import ServiceHere

router = APIRouter(prefix="/reconcile/{framework}", include_in_schema=False)

ROWS = 500
"""Judgments of one request."""


class JudgmentBody(BaseModel):
    """What was decided on one row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    concept: Annotated[str, Field(max_length=2_000)] | None
    """The URI of a concept; null where there is none for the row."""
    text: Annotated[str, Field(max_length=100_000)] = ""
    outcome: Annotated[str, Field(max_length=2_000)] = ""
    relation: Annotated[str, Field(max_length=100)] = ""
    reason: Annotated[str, Field(max_length=2_000)] = ""

    def judgment(self) -> Judgment:
        """The same, as the workspace takes it.

        Raises:
            InputError: If the relation is none.
        """
        relation = predicate_named(self.relation) if self.relation else None
        return Judgment(self.concept or "", self.text, self.outcome, relation, self.reason)


class JudgmentsBody(BaseModel):
    """What was decided on some rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    judgments: Annotated[list[JudgmentBody], Field(min_length=1, max_length=ROWS)]


@router.post("/judgments", dependencies=[InTurnToWrite])
def judgments(
    service: ServiceHere, writer: WriterHere, asked: Annotated[JudgmentsBody, Body()]
) -> dict[str, list[Judged]]:
    """Decide on the mappings of the outcomes that rows stand for; each row says what became of it."""
    read = [one.judgment() for one in asked.judgments]
    targets = [one.outcome or one.concept for one in read]
    with audited(service.workspace, writer, "judge", targets):
        found = judge(service.workspace, str(service.record.id), read, writer.by, wait=PATIENCE)
    return {"judged": found}
