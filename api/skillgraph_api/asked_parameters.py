"""Parameters that a route does not have are refused: a filter whose name is misspelt would filter nothing."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from fastapi import Depends
from fastapi import Request as HttpRequest

from skillgraph.errors import InputError
from skillgraph.languages.sentences import error_of
from skillgraph_api.observing import route_of

_SHOWN = 200
"""Signs of a name that is told of."""


async def _only_known(request: HttpRequest) -> None:
    """Let a request through whose parameters the route has.

    Raises:
        InputError: If it has others.
    """
    if not request.query_params:
        return
    known = _names(request)
    unknown = next((name for name in request.query_params if name not in known), None)
    if unknown is not None:
        raise _unknown(unknown[:_SHOWN], sorted(known))


def _names(request: HttpRequest) -> list[str]:
    paths: dict[str, Any] = request.app.openapi()["paths"]
    operation = paths.get(route_of(request.scope), {}).get(request.method.lower(), {})
    return [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]


def _unknown(name: str, known: list[str]) -> InputError:
    if not known:
        return error_of(InputError, "no-parameters", name=name)
    listed = ", ".join(known)
    if close := get_close_matches(name, known, 1):
        return error_of(InputError, "parameter-meant", name=name, close=close[0], known=listed)
    return error_of(InputError, "parameter-unknown", name=name, known=listed)


ONLY_KNOWN = Depends(_only_known)
