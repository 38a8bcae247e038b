"""Decisions as they are asked for, on the command line and through the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from skillgraph.alignment.review_words import predicate_named
from skillgraph.alignment.verdicts import Verdict
from skillgraph.clock import now
from skillgraph.errors import InputError
from skillgraph.languages.sentences import error_of
from skillgraph.model import Action, Agent, Mapping, Review
from skillgraph.settings import WAIT
from skillgraph.workspace.review.deciding import decide_or_raise, outcome_named, record_named
from skillgraph.workspace.review.searching import term_called

if TYPE_CHECKING:
    from skillgraph.workspace.review.requests import DecisionRequest
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


def decide_asked(
    workspace: Workspace, requests: Sequence[DecisionRequest], by: Agent, *, wait: float = WAIT
) -> list[Mapping]:
    """Carry out decisions in one commit, all or none.

    Args:
        workspace: Where to write.
        requests: The decisions.
        by: Who decides.
        wait: For so many seconds, let another writer end first.

    Returns:
        The records that are different now; that of the first decision comes first.

    Raises:
        SkillgraphError: If one cannot be carried out.
    """
    snapshot = workspace.snapshot()
    return decide_or_raise(workspace, [verdict_of(snapshot, one, by) for one in requests], wait=wait)


def verdict_of(snapshot: Snapshot, request: DecisionRequest, by: Agent) -> Verdict:
    """The verdict that is asked for, its names found.

    Raises:
        NotFoundError: If a name is that of nothing.
        InputError: If a name is that of several, or nothing is said to change to.
    """
    if request.action is Action.CHANGE and not request.concept and not request.relation:
        raise error_of(InputError, "nothing-to-change")
    target, beside = _targets(snapshot, request)
    return Verdict(
        request.action,
        target,
        Review(by, now(), reason=request.reason, confidence=request.confidence),
        seen=request.seen,
        override=request.override,
        second_opinion=request.second_opinion,
        term=term_called(snapshot, request.concept) if request.concept else None,
        predicate=predicate_named(request.relation) if request.relation else None,
        beside=beside,
    )


def _targets(snapshot: Snapshot, request: DecisionRequest) -> tuple[str, str]:
    """What is decided on, and for no-term the mapping whose revision was seen."""
    if request.action is not Action.NO_TERM:
        return record_named(snapshot, request.target), ""
    outcome = outcome_named(snapshot, request.target)
    return outcome, "" if request.seen is None else record_named(snapshot, request.target)
