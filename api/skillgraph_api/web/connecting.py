"""The connection point: what is sought and taught by nobody, who teaches what, offers and needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from skillgraph.analytics.demand.question import Axis
from skillgraph.clock import today
from skillgraph.errors import IndexMissingError, InputError, MentionsMissingError, NotFoundError
from skillgraph.export.publication.report_content import GapFigures
from skillgraph.model.gap import Cause
from skillgraph.sources.regions import region_of
from skillgraph.workspace import Workspace
from skillgraph.workspace.connections import connections as job
from skillgraph.workspace.connections.requests import ConnectionKind, ConnectionRequest, Sender
from skillgraph.workspace.connections.teaching import Taught, taught
from skillgraph.workspace.requests import CountingRequest, DemandRequest
from skillgraph_api.asking import SIGNS
from skillgraph_api.dependencies import InTurn, InTurnToWrite, ServicesHere, WorkspaceHere
from skillgraph_api.sessions import Draft
from skillgraph_api.web.anonymous_forms import (
    AnonymousForm,
    FormOfAnybody,
    count_form,
    form_token,
    remember,
)
from skillgraph_api.web.credential import Unsent
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.map_question import MapQuestion, gaps_of
from skillgraph_api.web.pages import HEADERS, address, language_of, page
from skillgraph_api.web.signed_in import place_of, signed_in
from skillgraph_api.web.term_search import Found, search_terms

router = APIRouter(route_class=PageRoute)

SHOWN: Final = 20
"""So many of each stand on the page before more are asked for."""

Words = Annotated[str, Query(max_length=SIGNS)]


@router.get("/connections", dependencies=[InTurn])
def connections(
    request: Request,
    workspace: WorkspaceHere,
    region: Words = "",
    left: bool = False,
    top: Annotated[int, Query(ge=1, le=1_000)] = SHOWN,
) -> Response:
    """Show what is sought and taught, of a region or of all."""
    region = region_of(region.strip(), "")
    board = job.board(workspace, region)
    found = taught(workspace, board.needs, board.offers)
    lang = language_of(request)
    gaps = _untaught(workspace, region, lang)
    answer = page(
        request,
        "connections",
        region=region,
        left=left,
        board=board,
        gaps=None if gaps is None else gaps[:top],
        gaps_left=max(0, len(gaps or ()) - top),
        by_nobody=[one for one in found if one.by_nobody][:top],
        taught=[one for one in found if not one.by_nobody][:top],
        offers=board.offers[:top],
        more=_more(found, board.offers, top),
        again=address(request, lang, "connections", region=region, top=top + SHOWN),
        names={one.id: one for one in workspace.snapshot().credentials},
        labels=workspace.snapshot().names(_concepts(board), lang),
        contacts=_contacts(request, workspace, board),
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@router.get("/connections/leave", dependencies=[InTurn])
def form(
    request: Request,
    services: ServicesHere,
    find: Words = "",
    concept: Words = "",
    words: Words = "",
    kind: ConnectionKind = ConnectionKind.NEED,
) -> Response:
    """Ask for the skill first, by live search or in own words; then for the rest."""
    chosen = {"concept": (concept,), "words": (words,), "kind": (kind.value,)}
    return _form(request, services.workspace, _found(services, request, find), find, Draft("", chosen))


@router.post("/connections/leave", dependencies=[InTurnToWrite])
def leave(request: Request, workspace: WorkspaceHere, sent: FormOfAnybody) -> Response:
    """Take an offer or a need; what cannot be taken comes back as it was filled in."""
    filled = Draft(place_of(request), sent.fields)
    if not sent.genuine or sent.filled_by_program:
        unsent = Unsent("again" if not sent.genuine else "trap")
        return _form(request, workspace, Found(), "", filled, unsent=unsent, status=403)
    try:
        asked = _asked(sent, language_of(request))
        count_form(request)
        job.leave(workspace, asked)
    except (InputError, NotFoundError) as error:
        unsent = Unsent("fault", error)
        return _form(request, workspace, Found(), "", filled, unsent=unsent, status=422)
    where = address(request, language_of(request), "connections", left="1")
    return RedirectResponse(where, 303, headers={**HEADERS, "Cache-Control": "no-store"})


def _asked(sent: AnonymousForm, lang: str) -> ConnectionRequest:
    """What the form says.

    Raises:
        InputError: If it names no kind and no role that there is.
    """
    if sent.text("kind") not in list(ConnectionKind):
        raise InputError("It is neither a need nor an offer.", hint="Choose one of them.")
    return ConnectionRequest(
        kind=ConnectionKind(sent.text("kind")),
        skill=sent.text("concept") or sent.text("words"),
        organisation=sent.text("organisation"),
        role=job.sender_of(sent.text("role")),
        contact=sent.text("contact"),
        until=sent.text("until"),
        place=sent.text("place"),
        region=sent.text("region"),
        lang=lang,
    )


def _form(
    request: Request,
    workspace: Workspace,
    found: Found,
    find: str,
    filled: Draft,
    *,
    unsent: Unsent | None = None,
    status: int = 200,
) -> Response:
    concept = filled.first("concept")
    label = workspace.snapshot().names([concept], language_of(request)).get(concept, "") if concept else ""
    answer = page(
        request,
        "connections_leave",
        status=status,
        find=find,
        found=found,
        concept=concept if label else "",
        label=label,
        filled=filled,
        unsent=unsent,
        kinds=[one.value for one in ConnectionKind],
        roles=[one.value for one in Sender],
        longest=job.LONGEST,
        today=today(),
        form=form_token(request),
    )
    return remember(request, answer)


def _found(services: ServicesHere, request: Request, find: str) -> Found:
    loaded = bool(services.workspace.manifest.frameworks)
    if not find.strip() or not loaded:
        return Found()
    return search_terms(services, find, language_of(request), framework=None)


def _contacts(request: Request, workspace: Workspace, board: job.Board) -> Mapping[str, str] | None:
    """How to reach who left what is shown, for who has signed in; ``None`` for anybody else."""
    if signed_in(request) is None:
        return None
    return job.contacts(workspace, (*board.needs, *board.offers))


def _untaught(workspace: Workspace, region: str, lang: str) -> list[GapFigures] | None:
    """What postings ask for and no credential supplies; ``None`` where nothing can be counted."""
    if not workspace.manifest.postings:
        return None
    question = MapQuestion(
        {"region": region} if region else {},
        Axis.CONCEPT.value,
        DemandRequest.period,
        CountingRequest.min_confidence,
        CountingRequest.titles,
        False,
        1_000,
    )
    try:
        rows = gaps_of(workspace, question, lang).rows
    except (IndexMissingError, MentionsMissingError, NotFoundError):
        return None
    untaught = [row for row in rows if row.cause is Cause.NO_CREDENTIAL and not row.measure.suppressed]
    return sorted(untaught, key=lambda row: -(row.measure.postings or 0))


def _more(found: Sequence[Taught], offers: Sequence[object], top: int) -> bool:
    nobody = sum(one.by_nobody for one in found)
    return max(nobody, len(found) - nobody, len(offers)) > top


def _concepts(board: job.Board) -> list[str]:
    return [one.concept for one in (*board.needs, *board.offers) if one.concept]
