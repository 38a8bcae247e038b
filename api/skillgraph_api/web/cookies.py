"""Cookies of the pages: for the server alone, not sent by forms of other sites, by TLS where there is TLS."""

from __future__ import annotations

from fastapi import Request, Response

from skillgraph_api.web.signed_in import root_of


def set_cookie(
    request: Request, answer: Response, name: str, value: str, *, seconds: int | None = None
) -> None:
    """Give the browser a cookie; it keeps it until it is closed, or for some seconds."""
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=f"{root_of(request)}/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
