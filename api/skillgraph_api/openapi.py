"""What the OpenAPI document says beyond the types: tags, examples, and the problems of each route."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter

from skillgraph.errors import (
    DecisionError,
    DiskFullError,
    IndexMissingError,
    InputError,
    NotAcceptableError,
    NotFoundError,
    StaleDecisionError,
)
from skillgraph.languages.sentences import error_of, sentence
from skillgraph.workspace.access.keys import Scope
from skillgraph_api import problems
from skillgraph_api.access import SCHEME
from skillgraph_api.limits import ALWAYS, PREFIX
from skillgraph_api.problems import Problem, describe
from skillgraph_api.refusals import Refusal, busy
from skillgraph_api.representing import CSV

Responses = dict[int | str, dict[str, Any]]

TAGS = [
    {
        "name": "answers",
        "description": "The three jobs: suggest terms, find covering credentials, find gaps.",
    },
    {"name": "review", "description": "Mappings, and what people decide on them."},
    {"name": "frameworks", "description": "The loaded competency frameworks and their concepts."},
    {"name": "export", "description": "What is loaded, in the formats that others read."},
    {"name": "jobs", "description": "Long work that is asked for, watched, and fetched when it is done."},
    {"name": "service", "description": "The service itself."},
]

_DECIDED = {"at": "2026-11-25T18:04:59Z", "by": "Ana Pérez", "done": sentence("word.accept")}
_INVALID = RequestValidationError(
    [{"type": "less_than_equal", "loc": ("query", "k"), "msg": "", "ctx": {"le": 100}}]
)
_ERRORS: Mapping[int, tuple[str, Exception]] = {
    404: (
        "Something that was named is not loaded.",
        error_of(NotFoundError, "framework-unknown", name="onet", loaded="esco@1.2.0"),
    ),
    406: (
        "The answer has none of the formats that `Accept` names.",
        error_of(NotAcceptableError, "not-acceptable", offered="application/json, text/csv"),
    ),
    409: (
        "The state of the mapping does not allow the decision, or another process writes for too long.",
        error_of(DecisionError, "decided-already", **_DECIDED),
    ),
    412: (
        "The mapping is at another revision than the one that was looked at.",
        error_of(StaleDecisionError, "decided-meanwhile", **_DECIDED),
    ),
    428: (
        "The request does not say which revision of the mapping was looked at.",
        Refusal(428, "revision-not-named"),
    ),
    422: ("The request, or a value in it, cannot be used.", _INVALID),
    503: (
        "The search index has not been built, or a library it needs is missing.",
        IndexMissingError(
            "There is no index of esco@1.2.0 for the fast profile.",
            hint="Ask once on the command line, which builds it.",
        ),
    ),
    500: ("The service failed.", Exception()),
}
_REFUSALS: Mapping[int, tuple[str, Exception]] = {
    401: (
        "The key is unknown, expired or revoked, or there is none and one is needed.",
        Refusal(401, "key-expired"),
    ),
    403: (
        "The key does not allow this.",
        Refusal(403, "scope-too-small", key="e6528bed", scope="reader", needed="reviewer"),
    ),
    429: (
        "The client, or the key, sends too many requests.",
        Refusal(429, "client-rate", who=sentence("word.key", name="e6528bed"), most=1200),
    ),
}
_ANYWHERE: Mapping[int, tuple[str, Exception]] = {
    400: (
        "The request is not written as HTTP is.",
        Refusal(400, "not-http"),
    ),
    422: _ERRORS[422],
}
_LATE = Refusal(408, "late-body", seconds=30)
_LARGE = Refusal(413, "large-body", megabytes=10)
_BUSY = busy("questions", count=32)
_IN_LANGUAGE = {"Content-Language": "The language of its words, as `Accept-Language` likes it: en or fr."}
_BUSY_HEADER = {"Retry-After": "Seconds after which to ask again, where the service is busy."}
_MALFORMED = RequestValidationError(
    [{"type": "json_invalid", "loc": ("body", 12), "msg": "", "ctx": {"error": "Expecting value"}}]
)
_UNUSABLE = error_of(InputError, "labels-lacking", framework="esco@1.2.0", lang="de", known="en, fr")
_FULL = error_of(DiskFullError, "disk-full-here")


def returning(
    example: object,
    *statuses: int,
    description: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    status: int = 200,
    also: Iterable[str] = (),
) -> Responses:
    """The responses of a route: one example of success, and the problems with these statuses.

    Args:
        example: What the route returns, as JSON values.
        statuses: Of the problems; 500 is always among them, and 503 of a busy service wherever one can be.
        description: What the route returns, in words.
        path: The route.
        headers: What each header of the answer says, by its name.
        status: Of success.
        also: Other media types in which the route gives the same.
    """
    responses: Responses = {
        status: {"description": description, "content": {"application/json": {"example": example}}}
    }
    for media in also:
        schema = {} if "json" in media else {"type": "string"}
        responses[status]["content"][media] = {"schema": schema, "example": "…"}
    if headers:
        responses[status]["headers"] = _headers(headers)
    for one in sorted({*statuses, 500}):
        words, error = _ERRORS[one]
        responses[one] = _documented(words, path, {"problem": error})
    return responses if path in ALWAYS else responses | {503: _busy_too(responses.get(503), path)}


def returning_text(media: str, example: str, *, description: str, path: str) -> Responses:
    """The responses of a route that gives a text of another media type than JSON."""
    found = returning(example, description=description, path=path)
    content = {media.partition(";")[0]: {"schema": {"type": "string"}, "example": example}}
    return found | {200: {"description": description, "content": content}}


def returning_files(media: Sequence[str], *, path: str) -> Responses:
    """The responses of a route that gives a file in one of several media types."""
    found = returning("", 404, 422, description="", path=path)
    found |= documented(507, "There is no room left on the disk.", path, full=_FULL)
    content = {one: {"schema": {} if "json" in one else {"type": "string"}, "example": "…"} for one in media}
    headers = _headers({"Content-Disposition": "The name of the file."})
    return found | {200: {"description": "The file.", "content": content, "headers": headers}}


def _busy_too(missing: dict[str, Any] | None, path: str) -> dict[str, Any]:
    """What 503 says of a route: that the service is busy, besides what it may lack for that route."""
    found = _documented("The service is busy.", path, {"busy": _BUSY})
    if missing is not None:
        found["description"] = f"{missing['description'].rstrip('.')}; or the service is busy."
        examples = missing["content"][problems.MEDIA_TYPE]["examples"]
        found["content"][problems.MEDIA_TYPE]["examples"] |= examples
    return found | {"headers": _headers(_BUSY_HEADER | _IN_LANGUAGE)}


def _headers(said: Mapping[str, str]) -> dict[str, Any]:
    return {name: {"description": words, "schema": {"type": "string"}} for name, words in said.items()}


def taking_json(path: str) -> Responses:
    """The problems of a route that takes a JSON body."""
    return {
        400: _documented("The body is not JSON.", path, {"malformed": _MALFORMED}),
        408: _documented("The body does not arrive in time.", path, {"late": _LATE}),
        413: _documented("The body is too large.", path, {"large": _LARGE}),
        422: _documented(
            "The request, or a value in it, cannot be used.",
            path,
            {"invalid": _INVALID, "unusable": _UNUSABLE},
        ),
    }


def documented(status: int, words: str, path: str, **errors: Exception) -> Responses:
    """The problems of a status of a route, each with a name, in place of what `returning` says of it."""
    return {status: _documented(words, path, errors)}


def documented_or_busy(words: str, path: str, **errors: Exception) -> Responses:
    """What 503 says of a route that may be unavailable for a reason of its own too."""
    return {503: _busy_too(_documented(words, path, errors), path)}


def with_problems(document: dict[str, Any], *, open_to_read: bool) -> dict[str, Any]:
    """An OpenAPI document with the schema that :func:`returning` refers to, and every field described.

    Args:
        document: As FastAPI makes it; it is changed.
        open_to_read: Whether routes that only read need no key.
    """
    for path, operations in document["paths"].items():
        if path.startswith(PREFIX) and "get" in operations:
            _read_again(operations["get"], path)
        for operation in operations.values():
            _complete(operation, path, open_to_read=open_to_read)
    schema = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= schema.pop("$defs", {})
    schemas["Problem"] = schema
    for one in schemas.values():
        _describe_fields(one)
    return document


_KNOWN = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETags of answers that the client has; it is not sent them again.",
    "schema": {"type": "string"},
}
_TAG = {"ETag": "Of the answer, to be sent as If-None-Match when it is asked for again."}


def _read_again(operation: dict[str, Any], path: str) -> None:
    """Say of what reads that it is not sent twice, and of lists that they are tables too."""
    responses = operation["responses"]
    found = responses["200"]
    if "Content-Disposition" in found.get("headers", ()):
        return
    operation.setdefault("parameters", []).append(_KNOWN)
    found["headers"] = _headers(_TAG) | found.get("headers", {})
    responses["304"] = {"description": "The client has the answer.", "headers": _headers(_TAG)}
    if found["content"].get("application/json", {}).get("schema", {}).get("type") == "array":
        found["content"][CSV] = {"schema": {"type": "string"}, "example": "a column for each key\r\n"}
        responses |= documented(406, _ERRORS[406][0], path, problem=_ERRORS[406][1])


def _complete(operation: dict[str, Any], path: str, *, open_to_read: bool) -> None:
    """Say which key an operation needs and how it refuses others, and of each problem where it was."""
    responses = operation["responses"]
    if security := operation.get("security"):
        (scopes,) = (one[SCHEME] for one in security)
        needed = max(map(Scope, scopes), key=list(Scope).index)
        security[0][SCHEME] = [needed.value]
        if needed is Scope.READER and open_to_read:
            security.insert(0, {})
        for status, (words, error) in _REFUSALS.items():
            responses[str(status)] = _documented(words, path, {"problem": error})
        if needed is not Scope.READER:
            responses |= documented(507, "There is no room left on the disk.", path, full=_FULL)
        responses["429"]["headers"] = _headers(_BUSY_HEADER | _IN_LANGUAGE)
        for status, (words, error) in _ANYWHERE.items():
            responses.setdefault(str(status), _documented(words, path, {"problem": error}))
    for answer in responses.values():
        for example in answer.get("content", {}).get(problems.MEDIA_TYPE, {}).get("examples", {}).values():
            example["value"]["instance"] = path


_ATTRIBUTE = re.compile(r"^    (?P<names>\w+(?:, \w+)*): (?P<words>.+(?:\n        .+)*)", re.MULTILINE)


def _describe_fields(schema: dict[str, Any]) -> None:
    """Move what a docstring says of its attributes to the properties, and write code as Markdown does."""
    summary, _, attributes = schema.get("description", "").replace("``", "`").partition("\n\nAttributes:\n")
    if summary:
        schema["description"] = summary
    for said in _ATTRIBUTE.finditer(attributes):
        for name in said["names"].split(", "):
            schema["properties"][name].setdefault("description", " ".join(said["words"].split()))


def _documented(words: str, path: str, errors: Mapping[str, Exception]) -> dict[str, Any]:
    described = {name: {"value": _as_json(error, path)} for name, error in errors.items()}
    return {
        "description": words,
        "headers": _headers(_IN_LANGUAGE),
        "content": {
            problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": described}
        },
    }


def _as_json(error: Exception, path: str) -> dict[str, Any]:
    return problems.as_json(describe(error, "GET", path).problem)
