"""What people left and reviewers decide on: feedback, offers and needs, on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from skillgraph.errors import DecisionError, InputError, NotFoundError, SkillgraphError
from skillgraph.workspace import Workspace
from skillgraph.workspace.connections import connections
from skillgraph.workspace.connections.requests import ConnectionKind, ConnectionListRequest
from skillgraph.workspace.feedback import feedback
from skillgraph.workspace.feedback.requests import FeedbackListRequest
from skillgraph.workspace.moderation.entries import EntryJournal, EntryState
from skillgraph.workspace.moderation.moderating import LONGEST_REASON, ModerationRequest, moderate
from skillgraph_api.dependencies import InTurn, InTurnToWrite, WorkspaceHere
from skillgraph_api.sessions import Draft
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import HEADERS, address, language_of, page
from skillgraph_api.web.signed_in import Sent, SentForm, draft_for, place_of, signed_in

router = APIRouter(route_class=PageRoute)

SHOWN: Final = 50
"""So many entries of a kind stand on the page; the others follow when these are decided."""

_STATES: Final = {"accept": EntryState.ACCEPTED, "refuse": EntryState.REFUSED}


@dataclass(frozen=True, slots=True)
class Waiting:
    """The entries of a kind for the page.

    Attributes:
        counts: How many there are in each state.
        waiting: Those that wait, the newest first; none for who may not decide.
        decided: Those that were decided on lately.
    """

    counts: Mapping[str, int]
    waiting: list[Any]
    decided: list[Any]


@router.get("/moderation", dependencies=[InTurn])
def moderation(
    request: Request, workspace: WorkspaceHere, done: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """Show what waits, to reviewers, and to all how much it is."""
    return _page(request, workspace, done=done, filled=draft_for(request))


@router.post("/moderation", dependencies=[InTurnToWrite])
def decide(request: Request, workspace: WorkspaceHere, sent: SentForm) -> Response:
    """Accept or refuse an entry."""
    try:
        entry = _decided(workspace, sent)
    except (DecisionError, InputError, NotFoundError) as error:
        status = {DecisionError: 409, NotFoundError: 404}.get(type(error), 422)
        filled = Draft(place_of(request), sent.fields)
        return _page(request, workspace, refused=error, filled=filled, status=status)
    where = address(request, language_of(request), "moderation", done=entry[:8])
    return RedirectResponse(where, 303, headers={**HEADERS, "Cache-Control": "no-store"})


def journals(workspace: Workspace) -> Mapping[str, EntryJournal]:
    """Where the entries of each kind are."""
    kinds = {kind.value: connections.connection_journal(workspace, kind) for kind in ConnectionKind}
    return {feedback.KIND: feedback.feedback_journal(workspace), **kinds}


def _decided(workspace: Workspace, sent: Sent) -> str:
    action, _, rest = sent.text("do").partition(":")
    kind, _, entry = rest.partition(":")
    journal = journals(workspace).get(kind)
    if action not in _STATES or journal is None:
        raise InputError("There is no such button.")
    asked = ModerationRequest(
        entry=entry,
        state=_STATES[action],
        reason=sent.text(f"reason:{entry}"),
        seen=EntryState(seen) if (seen := sent.text(f"seen:{entry}")) in list(EntryState) else None,
    )
    return moderate(workspace, journal, kind, asked, sent.writer).id


def _page(
    request: Request,
    workspace: Workspace,
    *,
    done: str = "",
    filled: Draft | None = None,
    refused: SkillgraphError | None = None,
    status: int = 200,
) -> Response:
    who = signed_in(request)
    may = who is not None and who.may_review
    every = connections.listed(workspace, ConnectionListRequest(expired=True))
    return page(
        request,
        "moderation",
        status=status,
        feedback=_waiting(feedback.listed(workspace, FeedbackListRequest()), may=may),
        left=_waiting(every, may=may),
        contacts=connections.contacts(workspace, every) if may else {},
        may=may,
        done=done,
        filled=filled or Draft("", {}),
        refused=refused,
        longest=LONGEST_REASON,
    )


def _waiting(every: list[Any], *, may: bool) -> Waiting:
    counts = Counter(one.state.value for one in every)
    decided = [one for one in every if one.moderations]
    decided.sort(key=lambda one: one.moderations[-1].at, reverse=True)
    waiting = [one for one in every if one.state is EntryState.WAITING]
    return Waiting(
        {state.value: counts[state.value] for state in EntryState},
        waiting[:SHOWN] if may else [],
        decided[:SHOWN] if may else [],
    )
