"""The reviewer's pages: how far credentials are, and outcome by outcome what to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from skillgraph.alignment.verdicts import short
from skillgraph.errors import DecisionError, InputError, NotFoundError, SkillgraphError
from skillgraph.languages.sentences import error_of
from skillgraph.workspace import Workspace
from skillgraph.workspace.credentials.finding import search_credentials
from skillgraph.workspace.review.standing import OutcomeState, Standing, standings
from skillgraph_api.asking import SIGNS
from skillgraph_api.dependencies import InTurn, InTurnToWrite, Services, ServicesHere, WorkspaceHere
from skillgraph_api.sessions import Draft
from skillgraph_api.web.deciding import RELATIONS, Meanwhile, Pressed, carry_out, meanwhile
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.handles import credential_at, handle
from skillgraph_api.web.pages import HEADERS, address, language_of, page
from skillgraph_api.web.review_view import Review, outcome_view
from skillgraph_api.web.signed_in import SentForm, draft_for, place_of
from skillgraph_api.web.term_search import Found, search_terms

router = APIRouter(route_class=PageRoute)

SHOWN: Final = 50
"""So many credentials are listed before more are asked for."""

Number = Annotated[int | None, Query(ge=1, le=100_000)]
Words = Annotated[str, Query(max_length=SIGNS)]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was done.

    Attributes:
        changes: What others did meanwhile, if that is why.
        error: What else stands in the way; ``None`` where nothing else does.
    """

    changes: Sequence[Meanwhile] = ()
    error: SkillgraphError | None = None


@router.get("/review", dependencies=[InTurn])
def overview(
    request: Request,
    workspace: WorkspaceHere,
    words: Words = "",
    waiting: bool = False,
    top: Annotated[int, Query(ge=1, le=10_000)] = SHOWN,
) -> Response:
    """List the credentials with how far their review is, those with most to decide first."""
    snapshot = workspace.snapshot()
    found = standings(snapshot, search_credentials(snapshot.credentials, words))
    left = [one for one in found if one.count(OutcomeState.OPEN) or not waiting]
    left.sort(key=lambda one: -one.count(OutcomeState.OPEN))
    return page(
        request,
        "review",
        words=words,
        waiting=waiting,
        loaded=len(snapshot.credentials),
        shown=left[:top],
        total=len(left),
        more=address(request, language_of(request), "review", words=words, waiting=waiting, top=top + SHOWN),
        decided=sum(one.decided for one in found),
        outcomes=sum(len(one.states) for one in found),
    )


@router.get("/review/{name}", dependencies=[InTurn])
def reviewed(
    request: Request,
    services: ServicesHere,
    name: str,
    outcome: Number = None,
    find: Words = "",
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Show a credential to review: one outcome in full, the next to decide on unless another is named."""
    return _shown(request, services, name, outcome, find=find, done=done, draft=draft_for(request))


@router.post("/review/{name}", dependencies=[InTurnToWrite])
def decide(
    request: Request, services: ServicesHere, sent: SentForm, name: str, outcome: Number = None
) -> Response:
    """Carry out the decision of a button, and go on to the next outcome."""
    workspace = services.workspace
    review = Review.of(workspace, credential_at(workspace.snapshot(), name))
    number = _number(review, outcome, sent.text("outcome"))
    asked, pressed = review.credential.outcomes[number - 1], Pressed.of(sent)
    draft = Draft(place_of(request), sent.fields)
    if pressed.action != "note" and (changes := meanwhile(review, asked, sent)):
        return _shown(request, services, name, number, refused=Refused(changes), draft=draft, status=412)
    try:
        done = carry_out(workspace, review, asked, pressed, sent)
    except DecisionError as error:
        return _shown(request, services, name, number, refused=Refused((), error), draft=draft, status=409)
    except (InputError, NotFoundError) as error:
        return _shown(request, services, name, number, refused=Refused((), error), draft=draft, status=422)
    following = number if pressed.stays else _next(workspace, name, number)
    where = address(
        request,
        language_of(request),
        f"review/{handle(review.credential.id)}",
        outcome=following or None,
        done=short(done),
    )
    return RedirectResponse(where, 303, headers={**HEADERS, "Cache-Control": "no-store"})


def _shown(
    request: Request,
    services: Services,
    name: str,
    number: int | None,
    *,
    find: str = "",
    done: str = "",
    draft: Draft | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> Response:
    workspace, lang = services.workspace, language_of(request)
    snapshot = workspace.snapshot()
    review = Review.of(workspace, credential_at(snapshot, name))
    (standing,) = standings(snapshot, [review.credential])
    chosen = number or standing.next_open()
    view = outcome_view(workspace, review, _number(review, chosen), lang) if chosen else None
    framework = view.framework if view else None
    own = handle(review.credential.id)
    return page(
        request,
        "review_credential",
        status=status,
        credential=review.credential,
        standing=standing,
        view=view,
        following=standing.next_open(chosen) if chosen else 0,
        find=find,
        found=search_terms(services, find, lang, framework=framework) if find.strip() else Found(),
        done=review.item(done) if done else None,
        withdrawn=bool(done) and review.item(done) is None,
        places={one.id: place for place, one in enumerate(review.credential.outcomes, start=1)},
        filled=draft or Draft("", {}),
        returned=draft is not None and refused is None,
        refused=refused,
        relations=RELATIONS,
        seen=review.seen,
        here=_here(request, own),
        own=own,
        others=[] if chosen else _others(workspace),
    )


def _here(request: Request, own: str) -> Any:  # noqa: ANN401 - a function that the template calls
    """What gives the address of this page with another outcome."""
    lang = language_of(request)

    def here(**query: object) -> str:
        return address(request, lang, f"review/{own}", **query)

    return here


def _number(review: Review, number: int | None, outcome: str = "") -> int:
    """The place of an outcome, by its IRI where that is said.

    Raises:
        NotFoundError: If the credential has no such outcome.
    """
    outcomes = [one.id for one in review.credential.outcomes]
    if outcome:
        number = outcomes.index(outcome) + 1 if outcome in outcomes else None
    if number is None or not 0 < number <= len(outcomes):
        raise error_of(NotFoundError, "page-outcome")
    return number


def _next(workspace: Workspace, name: str, number: int) -> int:
    snapshot = workspace.snapshot()
    (standing,) = standings(snapshot, [credential_at(snapshot, name)])
    return standing.next_open(number)


def _others(workspace: Workspace) -> list[Standing]:
    """A few credentials with something to decide."""
    snapshot = workspace.snapshot()
    found = standings(snapshot, snapshot.credentials)
    return [one for one in found if one.count(OutcomeState.OPEN)][:3]
