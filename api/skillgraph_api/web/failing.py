"""Errors as pages: what went wrong in plain words, and what to do next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from skillgraph.errors import IndexMissingError, MentionsMissingError
from skillgraph_api.problems import REQUEST_ID, describe
from skillgraph_api.web.pages import language_of, page, sign_in_page
from skillgraph_api.web.signed_in import SignInFirst, place_of

_LOG = logging.getLogger(__name__)


class PageRoute(APIRoute):
    """A route whose errors are pages too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with every error answered."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except SignInFirst as first:
                return sign_in_page(request, place=place_of(request), draft=first.draft)
            except Exception as error:  # the last resort of a page: nobody is shown a trace
                return error_page(request, error)

        return handled


def error_page(request: Request, error: Exception) -> Response:
    """The page that says what went wrong; the log has what nobody foresaw."""
    told = describe(error, request.method, request.url.path, language_of(request))
    problem = told.problem
    if problem.status >= 500 and problem.type == "about:blank" and problem.status != 503:
        _LOG.error("A page failed: %s", request.url.path, exc_info=error)
    return page(
        request,
        "error",
        status=problem.status,
        headers=getattr(error, "headers", None),
        problem=problem,
        told_in=told.lang,
        request_id=request.scope.get(REQUEST_ID, ""),
        lacking=_lacking(error),
    )


def _lacking(error: Exception) -> str:
    """Which words of the page say what is missing, where it is something that can be made; else empty."""
    if isinstance(error, MentionsMissingError):
        return "mentions"
    return "index" if isinstance(error, IndexMissingError) else ""
