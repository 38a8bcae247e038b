"""Who is signed in on a page, and forms that only they may send."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request

from skillgraph.clock import now
from skillgraph.errors import DiskFullError, InputError
from skillgraph.workspace.access.audit import Writer
from skillgraph.workspace.access.keys import KeyState, Scope, keys
from skillgraph_api.access import caller_of
from skillgraph_api.forms import FORM, Values, content_type, form_values
from skillgraph_api.problems import REQUEST_ID
from skillgraph_api.refusals import Refusal
from skillgraph_api.sessions import Account, Draft, Session, SessionStore

COOKIE: Final = "skillgraph_session"
CSRF: Final = "csrf"
"""The field of every form that holds the token of the session."""

_FOUND: Final = "skillgraph.signed-in"
_KEPT_SIGNS: Final = 64_000


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A reader who has signed in.

    Attributes:
        token: Of the session, as the cookie has it.
    """

    token: str
    session: Session
    account: Account

    @property
    def name(self) -> str:
        """What the reader is called."""
        agent = self.account.agent
        return agent.label or agent.id

    @property
    def csrf(self) -> str:
        """What the forms of the session hold."""
        return self.session.csrf

    @property
    def may_review(self) -> bool:
        """Whether the key allows to decide."""
        return self.account.scope.allows(Scope.REVIEWER)

    @property
    def may_administer(self) -> bool:
        """Whether the key allows to load data."""
        return self.account.scope.allows(Scope.ADMIN)

    def refuse_less_than(self, scope: Scope) -> None:
        """Refuse who may not do what needs a scope.

        Raises:
            HTTPException: 403.
        """
        if not self.account.scope.allows(scope):
            raise Refusal(403, "page-scope", key=self.account.id, scope=self.account.scope.value)

    def holds(self, csrf: str) -> bool:
        """Whether this is the token of the forms of the session."""
        return hmac.compare_digest(csrf.encode(), self.csrf.encode())

    def writer(self, request: Request) -> Writer:
        """Who writes, as the history and the audit log name them."""
        return Writer(self.account.agent, self.account.id, request.scope.get(REQUEST_ID, ""))


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that somebody sent who may decide.

    Attributes:
        writer: Who, as the history and the audit log name them.
    """

    who: SignedIn
    writer: Writer
    fields: Values

    def text(self, name: str) -> str:
        """The first value of a field, with plain line ends; empty where there is none."""
        return next(iter(self.fields.get(name, ())), "").replace("\r\n", "\n")


class SignInFirst(Exception):  # noqa: N818 - no error: the reader is asked to sign in
    """The page is for readers who have signed in.

    Attributes:
        draft: What was sent; ``None`` where nothing was.
    """

    def __init__(self, draft: Draft | None = None) -> None:
        super().__init__()
        self.draft = draft


def store_of(request: Request) -> SessionStore:
    """The sessions of the service that the request reached."""
    store: SessionStore = request.app.state.services.sessions
    return store


def signed_in(request: Request) -> SignedIn | None:
    """Who sent a request, if they have signed in and their key is still good; found out once."""
    if _FOUND not in request.scope:
        request.scope[_FOUND] = _signed_in(request)
    found: SignedIn | None = request.scope[_FOUND]
    return found


async def may_read(request: Request) -> None:
    """Let those read who may: everybody, or where keys are needed, who sent one or has signed in.

    Raises:
        SignInFirst: If it is somebody else.
    """
    caller = caller_of(request.scope)
    known = caller is not None and caller.key is not None
    if not (request.app.state.services.open or known or signed_in(request)):
        raise SignInFirst


async def sent_form(request: Request) -> Sent:
    """The form that was sent, if by somebody who may decide, and from a page of this session.

    Raises:
        SignInFirst: If nobody is signed in (any more); it has what was sent.
        HTTPException: 403 if it comes from elsewhere, or the key allows too little.
    """
    refuse_foreign(request)
    if content_type(request.headers)[0] != FORM:
        raise Refusal(415, "page-form")
    fields = await form_values(request)
    draft = Draft(place_of(request), {name: said for name, said in fields.items() if name != CSRF})
    who = signed_in(request)
    if who is None:
        raise SignInFirst(draft)
    if not who.holds(next(iter(fields.get(CSRF, ())), "")):
        store_of(request).keep(who.token, draft)
        raise Refusal(403, "page-session")
    who.refuse_less_than(Scope.REVIEWER)
    store_of(request).keep(who.token, None)
    return Sent(who, who.writer(request), fields)


async def administering(request: Request) -> SignedIn:
    """Who is signed in, if the key allows to load data.

    Raises:
        SignInFirst: If nobody is signed in (any more).
        HTTPException: 403 if the key allows too little.
    """
    who = signed_in(request)
    if who is None:
        raise SignInFirst
    who.refuse_less_than(Scope.ADMIN)
    return who


Administrator = Annotated[SignedIn, Depends(administering)]
SentForm = Annotated[Sent, Depends(sent_form)]


def refuse_foreign(request: Request) -> None:
    """Refuse what a page of another site sent, where the browser says so.

    Raises:
        HTTPException: 403.
    """
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Refusal(403, "page-foreign")


def draft_for(request: Request) -> Draft | None:
    """What waits to be sent again on the page that is asked for."""
    who = signed_in(request)
    draft = who.session.draft if who else None
    return draft if draft is not None and draft.place == place_of(request) else None


def root_of(request: Request) -> str:
    """Where a proxy has put the service, without a slash at the end."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def place_of(request: Request) -> str:
    """The address of a page from the language on, with its query."""
    path = request.url.path.removeprefix(root_of(request))
    return f"{path}?{request.url.query}" if request.url.query else path


def packed(draft: Draft | None) -> str:
    """A draft as the sign-in form carries it; empty where there is none, or it is too long to carry."""
    if draft is None:
        return ""
    text = json.dumps({"place": draft.place, "fields": draft.fields})
    return text if len(text) <= _KEPT_SIGNS else ""


def unpacked(text: str) -> Draft | None:
    """A draft from a form; ``None`` where it is none, whoever wrote it."""
    if len(text) > _KEPT_SIGNS:
        return None
    try:
        read = json.loads(text)
        fields = {str(name): tuple(map(str, said)) for name, said in read["fields"].items()}
        return Draft(str(read["place"]), fields)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _signed_in(request: Request) -> SignedIn | None:
    token = request.cookies.get(COOKIE, "")
    session = store_of(request).find(token) if token else None
    if session is None:
        return None
    account = session.account or _usable(request).get(session.key)
    if account is None:
        with suppress(DiskFullError):  # it is of no use any more, wherever it stays
            store_of(request).end(token)
        return None
    return SignedIn(token, session, account)


def _usable(request: Request) -> Mapping[str, Account]:
    """The keys that can be used now, by their ids; none where the file of keys is damaged."""
    try:
        found = keys(request.app.state.services.workspace)
    except InputError:
        return {}
    at = now()
    valid = (one for one in found if one.state(at) is KeyState.VALID)
    return {one.id: Account(one.id, one.name, one.scope) for one in valid}
