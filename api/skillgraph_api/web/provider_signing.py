"""Signing in with an account of the provider: to it, and back."""

from __future__ import annotations

import logging
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from skillgraph_api.access import caller_of
from skillgraph_api.forms import address_values, form_values
from skillgraph_api.provider import Fault, Provider, ProviderError
from skillgraph_api.sign_in_attempts import LONGEST, Attempt
from skillgraph_api.web.cookies import set_cookie
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import address, language_of, page, provider_of, sign_in_page
from skillgraph_api.web.signed_in import packed, refuse_foreign, root_of, unpacked
from skillgraph_api.web.signing import admitted, own_place

router = APIRouter(route_class=PageRoute)

COOKIE: Final = "skillgraph_sign_in"
_ANSWER: Final = ("state", "code", "iss", "error")

_LOG = logging.getLogger(__name__)


@router.post("/sign-in/provider")
async def depart(request: Request) -> Response:
    """Lead a person to the provider, and remember what for.

    By a page of its own: a browser does not let a form lead to another host, and should not.
    """
    refuse_foreign(request)
    provider = _provider(request)
    fields = {name: said[0] for name, said in (await form_values(request)).items()}
    caller, draft = caller_of(request.scope), unpacked(fields.get("kept", ""))
    token, attempt = request.app.state.services.attempts.begin(
        caller.address if caller else "", own_place(request, fields.get("place", "")), packed(draft)
    )
    try:
        onward = await provider.departure(attempt, _back(request))
    except ProviderError as error:
        return _failed(request, attempt, error)
    headers = {"Refresh": f"0; url={onward}", "Cache-Control": "no-store"}
    answer = page(request, "sign_in_onward", headers=headers, onward=onward, provider=provider.name)
    set_cookie(request, answer, COOKIE, token, seconds=int(LONGEST))
    return answer


@router.get("/sign-in/return")
async def arrive(request: Request) -> Response:
    """Begin a session for who comes back from the provider, if it says who that is."""
    provider = _provider(request)
    said = {name: value[0] for name, value in address_values(request).items() if name in _ANSWER}
    attempt = request.app.state.services.attempts.take(request.cookies.get(COOKIE, ""))
    try:
        if attempt is None:
            raise ProviderError(Fault.STATE, "No sign-in was begun in this browser.")
        account = await provider.arrival(attempt, _back(request), said)
    except ProviderError as error:
        return _failed(request, attempt, error)
    answer = admitted(request, account.id, place=attempt.place, draft=unpacked(attempt.kept), account=account)
    answer.delete_cookie(COOKIE, path=f"{root_of(request)}/", httponly=True, samesite="lax")
    return answer


def _provider(request: Request) -> Provider:
    """The provider, or that there is no such page."""
    provider = provider_of(request)
    if provider is None:
        raise HTTPException(404)
    return provider


def _back(request: Request) -> str:
    """The address to which the provider sends people back; it has to know it."""
    path = address(request, language_of(request), "sign-in/return")
    return f"{request.url.scheme}://{request.url.netloc}{path}"


def _failed(request: Request, attempt: Attempt | None, error: ProviderError) -> Response:
    _LOG.warning("Nobody was signed in (%s): %s", error.fault, error)
    answer = sign_in_page(
        request,
        place=attempt.place if attempt else "",
        draft=unpacked(attempt.kept) if attempt else None,
        provider_fault=error.fault,
        status=error.fault.status,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
