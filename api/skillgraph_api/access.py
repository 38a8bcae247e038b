"""Who asks, and whether they may: keys in requests, and the scope that each route needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from skillgraph.clock import now
from skillgraph.errors import InputError
from skillgraph.languages.sentences import Sentence, sentence
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import Writer
from skillgraph.workspace.access.keys import KeyRecord, KeyState, find_key, keys
from skillgraph.workspace.access.keys import Scope as KeyScope
from skillgraph_api.problems import REQUEST_ID, respond
from skillgraph_api.refusals import Refusal

SCHEME = "key"
_CALLER = "skillgraph.caller"

_BEARER = HTTPBearer(
    scheme_name=SCHEME,
    description="A key that `skillgraph key make` printed. Reading may be open without one.",
    auto_error=False,
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request.

    Attributes:
        address: The address of the client.
        key: The key that was sent; ``None`` where there was none, or none that can be used.
        refused: Why they are refused, whatever they ask; ``None`` where they are not.
    """

    address: str
    key: KeyRecord | None = None
    refused: HTTPException | None = None

    @property
    def name(self) -> Sentence:
        """What limits are counted by: the key, else the address."""
        key = self.key
        return sentence("word.key", name=key.id) if key else sentence("word.address", name=self.address)


class Identify:
    """Finds out who sends each request.

    Args:
        app: The application.
        workspace: Whose keys they are.
    """

    def __init__(self, app: ASGIApp, workspace: Workspace) -> None:
        self._app = app
        self._workspace = workspace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application for a caller who is known, or for anybody."""
        if scope["type"] == "http":
            address = (scope.get("client") or ("unknown",))[0]
            try:
                scope[_CALLER] = Caller(address, self._key(scope))
            except HTTPException as error:
                scope[_CALLER] = Caller(address, refused=error)
        await self._app(scope, receive, send)

    def _key(self, scope: Scope) -> KeyRecord | None:
        """The key that was sent, if one was.

        Raises:
            HTTPException: If it cannot be used.
        """
        sent = Headers(scope=scope).get("authorization", "")
        scheme, _, key = sent.partition(" ")
        if scheme.lower() != "bearer":
            return None
        record = find_key(self._keys(), key.strip())
        state = record and record.state(now())
        if record is None or state is not KeyState.VALID:
            raise _unauthorised(f"key-{state or 'unknown'}", more=('error="invalid_token"',))
        return record

    def _keys(self) -> tuple[KeyRecord, ...]:
        try:
            return keys(self._workspace)
        except InputError as error:
            raise HTTPException(503, error.message) from error


class Refuse:
    """Refuses who sends a key that cannot be used, before anything else of the request is read.

    Args:
        app: The application, to which callers are known.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application, or say why not."""
        caller = caller_of(scope)
        if caller is not None and caller.refused is not None:
            await (await respond(Request(scope), caller.refused))(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def _may(
    request: Request,
    scopes: SecurityScopes,
    sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Caller:
    """The caller, if their key allows what the route needs.

    Raises:
        HTTPException: 401 where there is no key and one is needed, 403 where it allows too little.
    """
    del sent  # it is read before; the parameter puts the scheme into the OpenAPI document
    caller: Caller = request.scope[_CALLER]
    needed = max(map(KeyScope, scopes.scopes), key=list(KeyScope).index)
    if caller.key is None:
        if needed is KeyScope.READER and request.app.state.services.open:
            return caller
        raise _unauthorised("key-needed", needed=needed.value)
    if not caller.key.scope.allows(needed):
        raise Refusal(
            403,
            "scope-too-small",
            headers=_challenge('error="insufficient_scope"', f'scope="{needed}"'),
            key=caller.key.id,
            scope=caller.key.scope.value,
            needed=needed.value,
        )
    return caller


def needs(scope: KeyScope) -> Any:  # noqa: ANN401 - what FastAPI makes of it
    """The dependency of routes that need a key of a scope; it gives the caller."""
    return Security(_may, scopes=[scope.value])


async def _writer(request: Request, caller: Annotated[Caller, needs(KeyScope.REVIEWER)]) -> Writer:
    """Who writes: the agent of the key, whatever a body says."""
    assert caller.key is not None
    return Writer(caller.key.agent, caller.key.id, request.scope.get(REQUEST_ID, ""))


WriterHere = Annotated[Writer, Depends(_writer)]
READING = [needs(KeyScope.READER)]
"""What every route needs."""


def caller_of(scope: Scope) -> Caller | None:
    """Who sent a request; ``None`` where it was refused before that was found out."""
    found: Caller | None = scope.get(_CALLER)
    return found


def _unauthorised(name: str, *, more: tuple[str, ...] = (), **values: object) -> Refusal:
    return Refusal(401, name, headers=_challenge(*more), **values)


def _challenge(*more: str) -> dict[str, str]:
    return {"WWW-Authenticate": ", ".join(('Bearer realm="skillgraph"', *more))}
