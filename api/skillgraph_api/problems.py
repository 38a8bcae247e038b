"""Problem details for HTTP (RFC 9457): the one place where errors become statuses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from skillgraph.errors import (
    DecisionError,
    IndexDamagedError,
    IndexMissingError,
    InputError,
    JobError,
    JobQueueFullError,
    MissingDependencyError,
    NotAcceptableError,
    NotFoundError,
    QueryError,
    QueryTimeoutError,
    QueryTooLargeError,
    SkillgraphError,
    StaleDecisionError,
    WorkspaceLockedError,
)

MEDIA_TYPE = "application/problem+json"
TYPES = "https://w3id.org/skillgraph/problem/"
REQUEST_ID, ID_HEADER = "skillgraph.request", "X-Request-ID"
"""Where the scope of a request holds its id, and the header that tells it."""

BLANK = "about:blank"
RETRY = 5
"""Seconds after which a client that was sent away may ask again."""

SHOWN_FIELDS = 20
SHOWN_SIGNS = 200
"""A field's name comes from the request, which may make it as long as it likes."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One part of a request that cannot be used.

    Attributes:
        field: Where it is: the parameter's name, or the path into the body (``texts.3``).
        reason: What is wrong with it.
    """

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as RFC 9457 writes it.

    Attributes:
        type: Names the kind of problem; ``about:blank`` where the status says it all.
        title: The kind of problem in words; the same for every problem of a type.
        status: The HTTP status.
        detail: What is wrong, and where.
        hint: What to do next; empty where there is nothing to say.
        instance: The path that was asked for.
        errors: The fields that cannot be used; empty but for ``invalid-request``.
    """

    type: str
    title: str
    status: int
    detail: str
    hint: str
    instance: str
    errors: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A type of problem: the last part of its URI, its status and its title."""

    name: str
    status: HTTPStatus
    title: str


KINDS: Mapping[type[SkillgraphError], ProblemKind] = {
    NotFoundError: ProblemKind("not-found", HTTPStatus.NOT_FOUND, "Not found"),
    InputError: ProblemKind("unusable-input", HTTPStatus.UNPROCESSABLE_ENTITY, "The input cannot be used"),
    QueryError: ProblemKind("query-refused", HTTPStatus.BAD_REQUEST, "The query cannot be run"),
    QueryTimeoutError: ProblemKind(
        "query-timeout", HTTPStatus.GATEWAY_TIMEOUT, "The query takes longer than it may"
    ),
    QueryTooLargeError: ProblemKind(
        "query-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The query takes more than it may"
    ),
    NotAcceptableError: ProblemKind(
        "not-acceptable", HTTPStatus.NOT_ACCEPTABLE, "The answer has none of the formats asked for"
    ),
    DecisionError: ProblemKind("decision-refused", HTTPStatus.CONFLICT, "The decision is refused"),
    StaleDecisionError: ProblemKind(
        "changed-meanwhile", HTTPStatus.PRECONDITION_FAILED, "The mapping was changed meanwhile"
    ),
    WorkspaceLockedError: ProblemKind(
        "workspace-locked", HTTPStatus.CONFLICT, "The workspace is being written to"
    ),
    JobError: ProblemKind("job-state", HTTPStatus.CONFLICT, "The state of the job does not allow this"),
    JobQueueFullError: ProblemKind(
        "too-many-jobs", HTTPStatus.SERVICE_UNAVAILABLE, "As many jobs wait as may"
    ),
    IndexMissingError: ProblemKind(
        "index-missing", HTTPStatus.SERVICE_UNAVAILABLE, "The search index is missing"
    ),
    IndexDamagedError: ProblemKind(
        "index-damaged", HTTPStatus.SERVICE_UNAVAILABLE, "The search index is damaged"
    ),
    MissingDependencyError: ProblemKind(
        "missing-dependency", HTTPStatus.SERVICE_UNAVAILABLE, "The service lacks a library"
    ),
    SkillgraphError: ProblemKind("error", HTTPStatus.BAD_REQUEST, "The question cannot be answered"),
}
INVALID = ProblemKind("invalid-request", HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not valid")
MALFORMED = ProblemKind("malformed-json", HTTPStatus.BAD_REQUEST, "The body is not JSON")

_ENUM = re.compile(r"<\w+\.\w+: ('[^']*')>")
"""How Pydantic names what a field may be; only the value is for people."""

_ROUTES = "The routes are listed in /openapi.json."
_PROTOCOLS = "docs/api.md says what the routes of /sparql and /reconcile take."
_HINTS = {
    HTTPStatus.UNAUTHORIZED: "Send a key as `Authorization: Bearer ...`; `skillgraph key make` makes one.",
    HTTPStatus.FORBIDDEN: "Use a key of that scope; `skillgraph key make --scope` makes one.",
    HTTPStatus.NOT_FOUND: _ROUTES,
    HTTPStatus.METHOD_NOT_ALLOWED: _ROUTES,
    HTTPStatus.PRECONDITION_FAILED: "Read the mapping again; its ETag names its revision.",
    HTTPStatus.PRECONDITION_REQUIRED: "Send the ETag of the mapping that you looked at as If-Match.",
    HTTPStatus.REQUEST_TIMEOUT: "Send it at once; SKILLGRAPH_SERVE_HEAD and _BODY say how long it may take.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Send the texts in several requests.",
    HTTPStatus.TOO_MANY_REQUESTS: "Ask again after the seconds that Retry-After says, and less often.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Ask again after the seconds that Retry-After says.",
    HTTPStatus.BAD_REQUEST: _PROTOCOLS,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _PROTOCOLS,
}


class ProblemResponse(JSONResponse):
    """A problem as JSON, in ASCII so that half a surrogate pair in a request cannot break the answer."""

    media_type = MEDIA_TYPE

    def render(self, content: object) -> bytes:
        """Write the JSON."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")


def register(app: FastAPI) -> None:
    """Have every error of ``app`` answered as a problem."""
    for kind in (SkillgraphError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, respond)


async def respond(request: Request, error: Exception) -> Response:
    """The response to a request that failed."""
    problem = describe(error, request.method, request.url.path)
    headers = {**(_headers(error) or {}), **_traced(request)}
    return ProblemResponse(as_json(problem), problem.status, headers=headers)


def _traced(request: Request) -> dict[str, str]:
    """The id of the request: nothing else tells it where the service failed."""
    identifier = request.scope.get(REQUEST_ID)
    return {ID_HEADER: identifier} if identifier else {}


def _headers(error: Exception) -> Mapping[str, str] | None:
    if isinstance(error, WorkspaceLockedError | JobQueueFullError):
        return {"Retry-After": str(RETRY)}
    said: Mapping[str, str] | None = getattr(error, "headers", None)
    return said


def describe(error: Exception, method: str, path: str) -> Problem:
    """The problem that an error is, asked for by ``method`` at ``path``.

    Errors nobody foresaw tell nothing of themselves; the server's log has them.
    """
    if isinstance(error, SkillgraphError):
        return _problem(kind_of(error), error.message, error.hint, path)
    if isinstance(error, RequestValidationError):
        return _invalid(error, path)
    if isinstance(error, HTTPException):
        return _http(HTTPStatus(error.status_code), error.detail, method, path)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return Problem(
        BLANK, status.phrase, status, "The service failed.", "The log of the service says why.", path
    )


def as_json(problem: Problem) -> dict[str, Any]:
    """A problem as JSON values; the fields are left out where none is at fault."""
    content = asdict(problem) | {"status": int(problem.status)}
    if not problem.errors:
        del content["errors"]
    return content


def kind_of(error: SkillgraphError) -> ProblemKind:
    """The kind of an error, or of the nearest class above it."""
    return next(KINDS[cls] for cls in type(error).__mro__ if cls in KINDS)


def _problem(kind: ProblemKind, detail: str, hint: str, path: str, *errors: FieldProblem) -> Problem:
    return Problem(f"{TYPES}{kind.name}", kind.title, kind.status, detail, hint, path, errors)


def _http(status: HTTPStatus, detail: str, method: str, path: str) -> Problem:
    if status is HTTPStatus.NOT_FOUND:
        detail = f"There is nothing at {path}."
    elif status is HTTPStatus.METHOD_NOT_ALLOWED:
        detail = f"{method} is not possible at {path}."
    return Problem(BLANK, status.phrase, status, f"{detail.rstrip('.')}.", _HINTS.get(status, ""), path)


def _invalid(error: RequestValidationError, path: str) -> Problem:
    found = error.errors()
    malformed = next((one for one in found if one["type"] == "json_invalid"), None)
    if malformed:
        detail = f"The body is not JSON ({malformed['ctx']['error']} at character {malformed['loc'][-1]})."
        return _problem(MALFORMED, detail, "Send JSON in UTF-8, as application/json.", path)
    fields = tuple(
        FieldProblem(_place(one["loc"]), _ENUM.sub(r"\1", one["msg"])) for one in found[:SHOWN_FIELDS]
    )
    first = f"{fields[0].field}: {fields[0].reason}"
    detail = f"{first}." if len(found) == 1 else f"{first} (and {len(found) - 1} more)."
    return _problem(INVALID, detail, "See /openapi.json for what the route takes.", path, *fields)


def _place(location: tuple[int | str, ...]) -> str:
    """``("body", "texts", 3)`` as ``texts.3``."""
    return ".".join(str(part) for part in location[1:] or location)[:SHOWN_SIGNS]
