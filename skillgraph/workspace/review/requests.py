"""What a decision on a mapping is asked: its fields, for the command line and the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from skillgraph.model import Action
from skillgraph.workspace.requests import AnyRequest, RequestField


@dataclass(frozen=True, kw_only=True)
class DecisionRequest(AnyRequest):
    """What is decided on a mapping, or on an outcome?"""

    action: Annotated[Action, RequestField("accept, change, reject, no-term or undo.")]
    target: Annotated[
        str, RequestField("A mapping, as `review list` names it, or the URI of an outcome.")
    ] = ""
    concept: Annotated[str, RequestField("The right concept: its URI, or its label.")] = ""
    relation: Annotated[str, RequestField("exact, close, broad, narrow or related.")] = ""
    reason: Annotated[str, RequestField("Why; it stays in the history.")] = ""
    confidence: Annotated[float | None, RequestField("How sure you are of your decision, 0 to 1.", 0, 1)] = (
        None
    )
    seen: Annotated[
        int | None, RequestField("The revision you looked at; refused if somebody decided since.", 0)
    ] = None
    override: Annotated[bool, RequestField("Decide although a decision stands; it stays in the history.")] = (
        False
    )
    second_opinion: Annotated[
        bool, RequestField("Stand beside the decision there is, and leave the state as is.")
    ] = False
