"""Signing in with a key, and out."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from skillgraph.clock import now
from skillgraph.workspace.access.keys import KeyRecord, KeyState, find_key, keys
from skillgraph_api.dependencies import WorkspaceHere
from skillgraph_api.forms import form_values
from skillgraph_api.sessions import Account, Draft
from skillgraph_api.web.cookies import set_cookie
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import HEADERS, address, language_of, sign_in_page, site_languages
from skillgraph_api.web.signed_in import COOKIE, CSRF, refuse_foreign, root_of, signed_in, store_of, unpacked

router = APIRouter(route_class=PageRoute)

_LONGEST_PLACE: Final = 16_000


@router.get("/sign-in")
def sign_in(request: Request, place: str = "") -> Response:
    """Ask for a key."""
    return sign_in_page(request, place=place, status=200)


@router.post("/sign-in")
async def begin(request: Request, workspace: WorkspaceHere) -> Response:
    """Begin a session if the key is good, and go where the reader wanted to be."""
    refuse_foreign(request)
    fields = {name: said[0] for name, said in (await form_values(request)).items()}
    draft, place = unpacked(fields.get("kept", "")), fields.get("place", "")
    key = fields.get("key", "").strip()
    record = find_key(keys(workspace), key) if key else None
    if record is None or record.state(now()) is not KeyState.VALID:
        return sign_in_page(request, place=place, draft=draft, fault=_fault(key, record))
    return admitted(request, record.id, place=place, draft=draft)


def admitted(
    request: Request, key: str, *, place: str, draft: Draft | None, account: Account | None = None
) -> Response:
    """Begin a session, and lead the reader to where they wanted to be.

    A session that there was before ends: nobody can be given a session that another knows.

    Args:
        request: What is answered.
        key: The id of the key, or of the account.
        place: Where the reader wants to be, from the language on.
        draft: What waits to be sent again.
        account: What the provider said; ``None`` for a key.
    """
    store = store_of(request)
    store.end(request.cookies.get(COOKIE, ""))
    token = store.begin(key, _in_language(draft, request), account)
    answer = _onward(request, place)
    set_cookie(request, answer, COOKIE, token)
    return answer


@router.post("/sign-out")
async def end(request: Request) -> Response:
    """End the session."""
    refuse_foreign(request)
    said = (await form_values(request)).get(CSRF, ("",))[0]
    who = signed_in(request)
    if who is not None and said == who.csrf:
        store_of(request).end(who.token)
    answer = _onward(request, "")
    if who is None or said == who.csrf:
        answer.delete_cookie(COOKIE, path=f"{root_of(request)}/", httponly=True, samesite="lax")
        answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _onward(request: Request, place: str) -> RedirectResponse:
    """To a page of this service, in the language that the reader has now; to the start for any other."""
    return RedirectResponse(
        f"{root_of(request)}{own_place(request, place) or address_of_start(request)}",
        status_code=303,
        headers={**HEADERS, "Cache-Control": "no-store"},
    )


def address_of_start(request: Request) -> str:
    """The start page, from the language on."""
    return address(request, language_of(request)).removeprefix(root_of(request))


def own_place(request: Request, place: str) -> str:
    """A place in the language that the reader has now; empty where it is none of this service."""
    return _own(place, language_of(request))


def _own(place: str, lang: str) -> str:
    """The address of a page in a language; empty where it is none of this service."""
    empty, _, rest = place.partition("/")
    tag, slash, path = rest.partition("/")
    plain = place.isascii() and place.isprintable() and "\\" not in place and " " not in place
    if empty or tag not in site_languages() or not plain or len(place) > _LONGEST_PLACE:
        return ""
    return f"/{lang}{slash}{path}"


def _in_language(draft: Draft | None, request: Request) -> Draft | None:
    """The draft for the page in the language that the reader has now."""
    place = own_place(request, draft.place) if draft else ""
    return Draft(place, draft.fields) if draft and place else None


def _fault(key: str, record: KeyRecord | None) -> str:
    """Which words say what is wrong with a key; none where nothing was written."""
    if not key:
        return ""
    return "unknown" if record is None else record.state(now()).value
