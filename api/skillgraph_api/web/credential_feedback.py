"""The form for feedback on the page of a credential: anybody may send it, and a reviewer decides on it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from skillgraph.errors import InputError, NotFoundError
from skillgraph.workspace.feedback.feedback import give
from skillgraph.workspace.feedback.requests import FeedbackRequest, Role
from skillgraph_api.dependencies import InTurnToWrite, WorkspaceHere
from skillgraph_api.sessions import Draft
from skillgraph_api.web.anonymous_forms import AnonymousForm, FormOfAnybody, count_form
from skillgraph_api.web.credential import Unsent, credential_page
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.handles import credential_at, handle
from skillgraph_api.web.pages import HEADERS, address, language_of
from skillgraph_api.web.signed_in import place_of

router = APIRouter(route_class=PageRoute)


@router.post("/credential/{name}", dependencies=[InTurnToWrite])
def leave(request: Request, workspace: WorkspaceHere, sent: FormOfAnybody, name: str) -> Response:
    """Take feedback; what cannot be taken comes back as it was filled in."""
    found = credential_at(workspace.snapshot(), name)
    filled = Draft(place_of(request), sent.fields)
    if not sent.genuine or sent.filled_by_program:
        unsent = Unsent("again" if not sent.genuine else "trap")
        return credential_page(request, workspace, name, filled=filled, unsent=unsent, status=403)
    try:
        asked = _asked(sent, found.id, language_of(request))
        count_form(request)
        give(workspace, asked)
    except (InputError, NotFoundError) as error:
        unsent = Unsent("fault", error)
        return credential_page(request, workspace, name, filled=filled, unsent=unsent, status=422)
    where = address(request, language_of(request), f"credential/{handle(found.id)}", given="1")
    return RedirectResponse(f"{where}#feedback", 303, headers={**HEADERS, "Cache-Control": "no-store"})


def _asked(sent: AnonymousForm, credential: str, lang: str) -> FeedbackRequest:
    """What the form says.

    Raises:
        InputError: If the rating or the role is missing, or none of those that there are.
    """
    rating, role = sent.text("rating"), sent.text("role")
    if not (rating.isascii() and rating.isdecimal() and len(rating) == 1):
        raise InputError("No rating was chosen.", hint="Choose one from 1 to 5.")
    if role not in list(Role):
        raise InputError("It does not say as who you speak.", hint="Choose learner or employer.")
    return FeedbackRequest(
        credential=credential,
        rating=int(rating),
        role=Role(role),
        words=sent.text("words"),
        outcome=sent.text("outcome"),
        lang=lang,
    )
