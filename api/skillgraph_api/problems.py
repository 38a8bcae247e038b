"""Problem details for HTTP (RFC 9457): the one place where errors become statuses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from skillgraph import disk, languages
from skillgraph.errors import (
    DecisionError,
    DiskFullError,
    IndexDamagedError,
    IndexMissingError,
    InputError,
    JobError,
    JobQueueFullError,
    MentionsMissingError,
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
from skillgraph.languages.sentences import FILE, Sentence, error_of, said_in, sentence
from skillgraph_api.field_problems import FieldProblem, field_problems, summary
from skillgraph_api.negotiation import choose_language
from skillgraph_api.refusals import RETRY

MEDIA_TYPE = "application/problem+json"
TYPES = "https://w3id.org/skillgraph/problem/"
REQUEST_ID, ID_HEADER = "skillgraph.request", "X-Request-ID"
"""Where the scope of a request holds its id, and the header that tells it."""

BLANK = "about:blank"
ENGLISH = "en"


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
    """A type of problem: the last part of its URI, and its status."""

    name: str
    status: HTTPStatus

    @property
    def title(self) -> Sentence:
        """What it is called."""
        return sentence(f"title.{self.name}")


@dataclass(frozen=True, slots=True)
class Described:
    """A problem, and the language that all of its words are in."""

    problem: Problem
    lang: str


KINDS: Mapping[type[SkillgraphError], ProblemKind] = {
    NotFoundError: ProblemKind("not-found", HTTPStatus.NOT_FOUND),
    InputError: ProblemKind("unusable-input", HTTPStatus.UNPROCESSABLE_ENTITY),
    QueryError: ProblemKind("query-refused", HTTPStatus.BAD_REQUEST),
    QueryTimeoutError: ProblemKind("query-timeout", HTTPStatus.GATEWAY_TIMEOUT),
    QueryTooLargeError: ProblemKind("query-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    NotAcceptableError: ProblemKind("not-acceptable", HTTPStatus.NOT_ACCEPTABLE),
    DecisionError: ProblemKind("decision-refused", HTTPStatus.CONFLICT),
    StaleDecisionError: ProblemKind("changed-meanwhile", HTTPStatus.PRECONDITION_FAILED),
    DiskFullError: ProblemKind("disk-full", HTTPStatus.INSUFFICIENT_STORAGE),
    WorkspaceLockedError: ProblemKind("workspace-locked", HTTPStatus.CONFLICT),
    JobError: ProblemKind("job-state", HTTPStatus.CONFLICT),
    JobQueueFullError: ProblemKind("too-many-jobs", HTTPStatus.SERVICE_UNAVAILABLE),
    IndexMissingError: ProblemKind("index-missing", HTTPStatus.SERVICE_UNAVAILABLE),
    IndexDamagedError: ProblemKind("index-damaged", HTTPStatus.SERVICE_UNAVAILABLE),
    MentionsMissingError: ProblemKind("not-searched", HTTPStatus.SERVICE_UNAVAILABLE),
    MissingDependencyError: ProblemKind("missing-dependency", HTTPStatus.SERVICE_UNAVAILABLE),
    SkillgraphError: ProblemKind("error", HTTPStatus.BAD_REQUEST),
}
INVALID = ProblemKind("invalid-request", HTTPStatus.UNPROCESSABLE_ENTITY)
MALFORMED = ProblemKind("malformed-json", HTTPStatus.BAD_REQUEST)

_NO_FORM = "There was an error parsing the body"
"""How FastAPI says that a body is no form."""


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
    app.add_exception_handler(OSError, _respond_where_full)


async def _respond_where_full(request: Request, error: Exception) -> Response:
    """The response where there is no room on the disk; of any other error of the system the log tells."""
    if not disk.is_full(error):
        raise error
    return await respond(request, error)


async def respond(request: Request, error: Exception) -> Response:
    """The response to a request that failed, in the language that its client likes best."""
    lang = choose_language(request.headers.get("accept-language"), languages.known(FILE)) or ENGLISH
    told = describe(error, request.method, request.url.path, lang)
    headers = {
        **(_headers(error) or {}),
        **_traced(request),
        "Content-Language": told.lang,
        "Vary": "Accept-Language",
    }
    return ProblemResponse(as_json(told.problem), told.problem.status, headers=headers)


def _traced(request: Request) -> dict[str, str]:
    """The id of the request: nothing else tells it where the service failed."""
    identifier = request.scope.get(REQUEST_ID)
    return {ID_HEADER: identifier} if identifier else {}


def _headers(error: Exception) -> Mapping[str, str] | None:
    if isinstance(error, WorkspaceLockedError | JobQueueFullError):
        return {"Retry-After": str(RETRY)}
    said: Mapping[str, str] | None = getattr(error, "headers", None)
    return said


def describe(error: Exception, method: str, path: str, lang: str = ENGLISH) -> Described:
    """The problem that an error is, asked for by ``method`` at ``path``.

    It is in ``lang`` if all of its words are there in it, and else in English: none is half translated.
    """
    found = _described(error, method, path)
    said = _said_in(found, lang)
    return Described(found, ENGLISH) if said is None else Described(said, lang)


def _described(error: Exception, method: str, path: str) -> Problem:
    """The problem in English. Errors nobody foresaw tell nothing of themselves; the server's log has them."""
    if disk.is_full(error):
        error = error if isinstance(error, DiskFullError) else error_of(DiskFullError, "disk-full-here")
    if isinstance(error, SkillgraphError):
        return _problem(kind_of(error), error.message, error.hint, path)
    if isinstance(error, RequestValidationError):
        return _invalid(error, path)
    if isinstance(error, HTTPException):
        return _http(HTTPStatus(error.status_code), error.detail, method, path)
    return _of_status(HTTPStatus.INTERNAL_SERVER_ERROR, sentence("refused.failed"), path)


def _said_in(problem: Problem, lang: str) -> Problem | None:
    words = [said_in(text, lang) for text in (problem.title, problem.detail, problem.hint)]
    reasons = [said_in(one.reason, lang) for one in problem.errors]
    if None in words or None in reasons:
        return None
    title, detail, hint = (word or "" for word in words)
    errors = tuple(
        FieldProblem(one.field, reason or "") for one, reason in zip(problem.errors, reasons, strict=True)
    )
    return replace(problem, title=title, detail=detail, hint=hint, errors=errors)


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
    if isinstance(detail, Sentence):
        return _of_status(status, detail, path)
    if status is HTTPStatus.NOT_FOUND:
        detail = sentence("refused.nothing-here", path=path)
    elif status is HTTPStatus.METHOD_NOT_ALLOWED:
        detail = sentence("refused.method-not-possible", method=method, path=path)
    elif detail == _NO_FORM:
        detail = sentence("refused.body-unreadable")
    else:
        detail = f"{detail.rstrip('.')}."
    return _of_status(status, detail, path)


def _of_status(status: HTTPStatus, detail: str, path: str) -> Problem:
    """A problem of which the status says the kind."""
    known = str(int(status)) in languages.read(ENGLISH, FILE)["status"]
    title = sentence(f"status.{int(status)}.title") if known else status.phrase
    hint = sentence(f"status.{int(status)}.hint") if known else ""
    return Problem(BLANK, title, status, detail, hint, path)


def _invalid(error: RequestValidationError, path: str) -> Problem:
    found = error.errors()
    malformed = next((one for one in found if one["type"] == "json_invalid"), None)
    if malformed:
        detail = sentence("malformed.detail", reason=malformed["ctx"]["error"], place=malformed["loc"][-1])
        return _problem(MALFORMED, detail, sentence("malformed.hint"), path)
    fields = field_problems(found)
    return _problem(INVALID, summary(fields, len(found)), sentence("invalid.hint"), path, *fields)
