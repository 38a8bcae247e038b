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
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import Writer
from skillgraph.workspace.access.keys import KeyRecord, KeyState, find_key, keys
from skillgraph.workspace.access.keys import Scope as KeyScope
from skillgraph_api.problems import respond

SCHEME = "key"
_CALLER = "skillgraph.caller"
REQUEST_ID = "skillgraph.request"
"""Where the scope of a request holds its id."""

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
        key: The key that was sent; ``None`` where there was none.
    """

    address: str
    key: KeyRecord | None = None

    @property
    def name(self) -> str:
        """What limits are counted by: the key, else the address."""
        return f"key {self.key.id}" if self.key else f"address {self.address}"


class Identify:
    """Finds out who sends each request; one with a key that cannot be used is refused, whatever it asks.

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
            try:
                scope[_CALLER] = self._caller(scope)
            except HTTPException as error:
                await (await respond(Request(scope), error))(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _caller(self, scope: Scope) -> Caller:
        address = (scope.get("client") or ("unknown",))[0]
        sent = Headers(scope=scope).get("authorization", "")
        scheme, _, key = sent.partition(" ")
        if scheme.lower() != "bearer":
            return Caller(address)
        record = find_key(self._keys(), key.strip())
        state = record and record.state(now())
        if record is None or state is not KeyState.VALID:
            raise _unauthorised(f"The key is {state or 'unknown'}.", 'error="invalid_token"')
        return Caller(address, record)

    def _keys(self) -> tuple[KeyRecord, ...]:
        try:
            return keys(self._workspace)
        except InputError as error:
            raise HTTPException(503, error.message) from error


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
        raise _unauthorised(f"This needs a key of the scope {needed}.")
    if not caller.key.scope.allows(needed):
        raise HTTPException(
            403,
            f"The key {caller.key.id} has the scope {caller.key.scope}; this needs {needed}.",
            _challenge('error="insufficient_scope"', f'scope="{needed}"'),
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


def caller_of(scope: Scope) -> Caller:
    """Who sent a request that was identified."""
    found: Caller = scope[_CALLER]
    return found


def _unauthorised(detail: str, *more: str) -> HTTPException:
    return HTTPException(401, detail, _challenge(*more))


def _challenge(*more: str) -> dict[str, str]:
    return {"WWW-Authenticate": ", ".join(('Bearer realm="skillgraph"', *more))}
