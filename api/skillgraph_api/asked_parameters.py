"""Parameters that a route does not have are refused: a filter whose name is misspelt would filter nothing."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from fastapi import Depends
from fastapi import Request as HttpRequest

from skillgraph.errors import InputError
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
        raise InputError(f"There is no parameter {unknown[:_SHOWN]!r} here.", hint=_hint(unknown, known))


def _names(request: HttpRequest) -> list[str]:
    paths: dict[str, Any] = request.app.openapi()["paths"]
    operation = paths.get(route_of(request.scope), {}).get(request.method.lower(), {})
    return [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]


def _hint(unknown: str, known: list[str]) -> str:
    if not known:
        return "This route has no parameters in its address."
    close = get_close_matches(unknown[:_SHOWN], known, 1)
    meant = f"Do you mean {close[0]}? " if close else ""
    return f"{meant}There are {', '.join(sorted(known))}."


ONLY_KNOWN = Depends(_only_known)
