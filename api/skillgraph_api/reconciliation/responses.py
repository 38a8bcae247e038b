"""Answers of a reconciliation service: JSON, JSON in a call of a function (JSONP), and HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response

from skillgraph_api.reconciliation.manifest import DRAFT
from skillgraph_api.reconciliation.pages import POLICY
from skillgraph_api.reconciliation.service import ReconciliationService
from skillgraph_api.refusals import Refusal

_CALLBACK = 200
"""Signs of the name of a function."""


def wants_draft(request: Request) -> bool:
    """Whether the client asks for version 1.0 of the protocol: ``application/json;version=1.0-draft``."""
    for element in request.headers.get("accept", "").split(","):
        _, *parameters = (part.strip() for part in element.split(";"))
        if any(one.lower().replace('"', "") == f"version={DRAFT}" for one in parameters):
            return True
    return False


def json_answer(
    request: Request,
    service: ReconciliationService,
    content: Mapping[str, object],
    *,
    callback: str | None = None,
    draft: bool = False,
) -> Response:
    """An answer in JSON, as a call of ``callback`` where one is named.

    Raises:
        HTTPException: 400, if that is no name of a function.
    """
    body = json.dumps(content, ensure_ascii=callback is not None, separators=(",", ":"), allow_nan=False)
    media = f"application/json;version={DRAFT}" if draft else "application/json"
    if callback is not None:
        _check_name(callback)
        # The comment keeps the answer from being taken for something else than a script.
        body, media = f"/**/{callback}({body});", "text/javascript; charset=utf-8"
    return _answer(request, service, body.encode("utf-8"), media)


def html_answer(request: Request, service: ReconciliationService, page: str) -> Response:
    """A page that loads nothing, and that other sites may show in a frame."""
    answer = _answer(request, service, page.encode("utf-8"), "text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def _answer(request: Request, service: ReconciliationService, body: bytes, media: str) -> Response:
    headers = {
        "Content-Length": str(len(body)),
        "Content-Language": service.lang or "en",
        "Vary": "Accept, Accept-Language",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(b"" if request.method == "HEAD" else body, media_type=media, headers=headers)


def _check_name(callback: str) -> None:
    """Take names such as ``jQuery_1.call$back`` and nothing that a script could hide in."""
    parts = callback.replace("$", "_").split(".")
    if len(callback) > _CALLBACK or not (callback.isascii() and all(part.isidentifier() for part in parts)):
        raise Refusal(400, "no-callback")
