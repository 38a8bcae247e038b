"""A page for each credential: what its issuer says of it, and what its outcomes are mapped to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from skillgraph.alignment.listing import ReviewFilter, ReviewItem
from skillgraph.clock import today
from skillgraph.errors import SkillgraphError
from skillgraph.model import Credential, LearningOutcome, MappingStatus
from skillgraph.model.feedback import RATINGS, Ratings
from skillgraph.workspace import Workspace
from skillgraph.workspace.feedback.feedback import LONGEST, listed, ratings
from skillgraph.workspace.feedback.requests import FeedbackListRequest, Role
from skillgraph.workspace.moderation.entries import EntryState
from skillgraph.workspace.review.listing import listed as listed_mappings
from skillgraph.workspace.review.standing import standings
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.sessions import Draft
from skillgraph_api.web.anonymous_forms import form_token, remember
from skillgraph_api.web.credential_files import CredentialFile
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.handles import credential_at, handle
from skillgraph_api.web.pages import language_of, page
from skillgraph_api.web.pathway import pathway

router = APIRouter(route_class=PageRoute)

_SAYING: Final = frozenset(one for one in MappingStatus if one is not MappingStatus.WITHDRAWN)
_FIRST: Final = 10
"""So much feedback stands on the page before more is asked for."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An outcome with its mappings, those that a person accepted first, rejected ones last."""

    outcome: LearningOutcome
    items: Sequence[ReviewItem]


@dataclass(frozen=True, slots=True)
class Unsent:
    """Why a form was not taken.

    Attributes:
        why: Which words of the page say it.
        error: What is wrong with what was written; ``None`` where nothing is.
    """

    why: str
    error: SkillgraphError | None = None


@router.get("/credential/{name}", dependencies=[InTurn])
def credential(
    request: Request, workspace: WorkspaceHere, name: str, given: bool = False, all_: bool = False
) -> Response:
    """Show a credential."""
    return credential_page(request, workspace, name, given=given, whole=all_)


def credential_page(
    request: Request,
    workspace: Workspace,
    name: str,
    *,
    given: bool = False,
    whole: bool = False,
    filled: Draft | None = None,
    unsent: Unsent | None = None,
    status: int = 200,
) -> Response:
    """The page of a credential.

    Args:
        request: What is answered.
        workspace: Where the credential is.
        name: How addresses name it.
        given: Whether feedback was given just now.
        whole: Whether all feedback stands on it.
        filled: What the form for feedback holds.
        unsent: Why that was not taken.
        status: The HTTP status.
    """
    found = credential_at(workspace.snapshot(), name)
    answer = page(
        request,
        "credential",
        status=status,
        **_about(request, workspace, found),
        **_feedback(workspace, found, whole=whole),
        given=given,
        filled=filled or Draft("", {}),
        unsent=unsent,
        form=form_token(request),
    )
    return remember(request, answer)


def _about(request: Request, workspace: Workspace, found: Credential) -> dict[str, Any]:
    """What is said of a credential, its outcomes and what they are mapped to."""
    snapshot = workspace.snapshot()
    items = listed_mappings(workspace, ReviewFilter(credential=found.id, statuses=_SAYING)).items()
    (standing,) = standings(snapshot, [found])
    return {
        "c": found,
        "own": handle(found.id),
        "outcomes": _shown(found, items),
        "standing": standing,
        "names": snapshot.names([one.concept for one in items if one.concept], language_of(request)),
        "way": pathway(workspace, snapshot, found),
        "today": today(),
        "files": [one.value for one in CredentialFile],
    }


def _feedback(workspace: Workspace, found: Credential, *, whole: bool) -> dict[str, Any]:
    """What was said of a credential by those who learned or employed, and what the form for more offers."""
    accepted = FeedbackListRequest(credential=found.id, state=(EntryState.ACCEPTED,))
    said = [one for one in listed(workspace, accepted) if one.words]
    return {
        "ratings": ratings(workspace).get(found.id, Ratings()),
        "said": said if whole else said[:_FIRST],
        "unsaid": 0 if whole else max(0, len(said) - _FIRST),
        "scale": RATINGS,
        "roles": [one.value for one in Role],
        "longest": LONGEST,
    }


def _shown(found: Credential, items: Sequence[ReviewItem]) -> list[Shown]:
    order = (MappingStatus.ACCEPTED, MappingStatus.NO_TERM, MappingStatus.PROPOSED, MappingStatus.REOPENED)
    by_outcome: dict[str, list[ReviewItem]] = defaultdict(list)
    for one in sorted(items, key=lambda one: order.index(one.status) if one.status in order else len(order)):
        by_outcome[one.outcome].append(one)
    return [Shown(outcome, by_outcome.get(outcome.id, ())) for outcome in found.outcomes]
