"""Forms that anybody may send: bound to the browser that asked for them, few an hour, not filled by programs.

A cookie holds a random number, the form a signature over it and over the session, if there is one (a signed
double-submit token): a page of another site can neither read the one nor make the other.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Final

from fastapi import Depends, Request, Response
from starlette.exceptions import HTTPException

from skillgraph_api.access import caller_of
from skillgraph_api.forms import FORM, Values, content_type, form_values
from skillgraph_api.web.cookies import set_cookie
from skillgraph_api.web.signed_in import refuse_foreign, signed_in, store_of

COOKIE: Final = "skillgraph_form"
TOKEN: Final = "form"
"""The field that holds the signature."""

TRAP: Final = "website"
"""A field that people do not see and leave empty; programs that fill in everything do not."""

_NUMBER: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_SET: Final = "skillgraph.form-number"


@dataclass(frozen=True, slots=True)
class AnonymousForm:
    """What anybody sent.

    Attributes:
        genuine: Whether it comes from a page that this browser asked for; else nothing may be done with it.
        filled_by_program: Whether it has what people leave empty.
    """

    fields: Values
    genuine: bool
    filled_by_program: bool

    def text(self, name: str) -> str:
        """The first value of a field, with plain line ends; empty where there is none."""
        return next(iter(self.fields.get(name, ())), "").replace("\r\n", "\n").strip()


async def anonymous_form(request: Request) -> AnonymousForm:
    """The form that was sent.

    Raises:
        HTTPException: 403 if another site sent it, 415 if it is none, 429 if too many were sent.
    """
    refuse_foreign(request)
    if content_type(request.headers)[0] != FORM:
        raise HTTPException(415, "A form of the pages is sent as such")
    fields = await form_values(request)
    sent, trap = (next(iter(fields.get(name, ())), "") for name in (TOKEN, TRAP))
    number = request.cookies.get(COOKIE, "")
    genuine = bool(_NUMBER.fullmatch(number)) and hmac.compare_digest(
        sent.encode("utf-8", "replace"), _signature(request, number).encode()
    )
    return AnonymousForm(fields, genuine, bool(trap))


FormOfAnybody = Annotated[AnonymousForm, Depends(anonymous_form)]


def count_form(request: Request) -> None:
    """Count a form that is about to be taken.

    Raises:
        HTTPException: 429 if too many were taken of its sender.
    """
    who, caller = signed_in(request), caller_of(request.scope)
    name = f"key {who.account.id}" if who else f"address {caller.address if caller else ''}"
    request.app.state.services.forms.take(name)


def form_token(request: Request) -> str:
    """What a form on the page that is made holds; `remember` gives the browser the other half."""
    number = request.cookies.get(COOKIE, "")
    if not _NUMBER.fullmatch(number):
        number = request.scope.setdefault(_SET, secrets.token_urlsafe(32))
    return _signature(request, number)


def remember(request: Request, response: Response) -> Response:
    """Give the browser the half of the token that its cookie holds, if it has none."""
    response.headers["Cache-Control"] = "private, no-cache"
    if number := request.scope.get(_SET):
        set_cookie(request, response, COOKIE, number)
    return response


def _signature(request: Request, number: str) -> str:
    who = signed_in(request)
    said = f"{number} {who.token if who else ''}".encode()
    return hmac.new(store_of(request).secret, said, sha256).hexdigest()
