"""Puts the service together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI

from skillgraph import __version__
from skillgraph.settings import ServiceLimits
from skillgraph.workspace import Workspace
from skillgraph_api import problems, web
from skillgraph_api.dependencies import Services
from skillgraph_api.limits import BodyLimit, RequestLimit
from skillgraph_api.openapi import TAGS, with_problems
from skillgraph_api.routers import (
    concepts,
    coverage,
    credentials,
    demand,
    frameworks,
    gaps,
    health,
    mappings,
    plans,
    suggestions,
)
from skillgraph_api.threads import few_threads

MAX_BODY = 10_000_000
"""Bytes of a request's body."""


class Application(FastAPI):
    """A FastAPI application that documents its problems too."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = with_problems(super().openapi())
        return self.openapi_schema


def create_app(
    workspace: Workspace | Path, *, max_body: int = MAX_BODY, limits: ServiceLimits | None = None
) -> FastAPI:
    """The service over a workspace; it only ever reads.

    Args:
        workspace: An opened workspace, or its folder. What other processes load into it is seen by the next
            request.
        max_body: The most bytes a request's body may have.
        limits: What else clients may take (default: what the environment says).

    Raises:
        NotFoundError: If there is no workspace in the folder.
        InputError: If a limit in the environment is not a positive whole number.
    """
    limits = limits or ServiceLimits.from_environment()
    opened = workspace if isinstance(workspace, Workspace) else Workspace.open(Path(workspace))
    app = Application(
        title="skillgraph",
        summary="Texts in, reviewed links to competency frameworks out, and answers from those links.",
        version=__version__,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_tags=TAGS,
        # The pages that FastAPI would serve load scripts from another host.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=few_threads,
    )
    app.state.services = Services(opened, waiting=limits.waiting)
    app.add_middleware(BodyLimit, limit=max_body, seconds=limits.body)
    app.add_middleware(RequestLimit, limit=limits.requests)
    problems.register(app)
    for module in (
        *(health, suggestions, coverage, gaps, demand, plans, credentials),
        *(mappings, concepts, frameworks),
    ):
        app.include_router(module.router)
    app.include_router(web.router)
    return app
