"""Puts the service together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from skillgraph import __version__
from skillgraph.provider_settings import ServiceProvider
from skillgraph.settings import ServiceAccess, ServiceBrand, ServiceLimits
from skillgraph.workspace import Workspace
from skillgraph_api import problems, web
from skillgraph_api.access import READING, Identify, Refuse
from skillgraph_api.asked_parameters import ONLY_KNOWN
from skillgraph_api.conditional import Conditional
from skillgraph_api.departures import Stopping
from skillgraph_api.dependencies import Services
from skillgraph_api.job_services import Jobs, working
from skillgraph_api.limits import PREFIX, BodyLimit, ClientLimit, RequestLimit
from skillgraph_api.observing import Observe
from skillgraph_api.open_access import OpenAccess
from skillgraph_api.openapi import TAGS, with_problems
from skillgraph_api.problems import ID_HEADER
from skillgraph_api.provider import Provider
from skillgraph_api.query_pool import QueryPool
from skillgraph_api.routers import (
    concepts,
    connections,
    coverage,
    credentials,
    decisions,
    demand,
    exports,
    frameworks,
    gaps,
    health,
    jobs,
    judgments,
    mapping_jobs,
    mappings,
    metrics,
    notes,
    plans,
    postings,
    reconcile,
    sparql,
    suggestions,
)
from skillgraph_api.shared_database import IN_MEMORY
from skillgraph_api.threads import few_threads
from skillgraph_api.warming import warm
from skillgraph_api.web.brand import branded

_TOLD = (
    *("Content-Language", "ETag", "Link", "Location", "Rests-On", "Retry-After", "Titles-Left-Out"),
    *("Total-Count", "WWW-Authenticate", ID_HEADER),
)
"""Headers that pages of other origins may read."""

_JSON_API = (
    *(suggestions, coverage, gaps, demand, plans, credentials),
    *(mappings, decisions, notes, concepts, frameworks, postings, exports, jobs, mapping_jobs, connections),
)
MAX_BODY = 10_000_000
"""Bytes of a request's body."""


class Application(FastAPI):
    """A FastAPI application that documents its problems too."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = with_problems(super().openapi(), open_to_read=self.state.services.open)
        return self.openapi_schema

    def build_middleware_stack(self) -> ASGIApp:
        """All that a request goes through; the answers to failures are readable from everywhere too."""
        return Stopping(OpenAccess(super().build_middleware_stack()))


def create_app(
    workspace: Workspace | Path,
    *,
    max_body: int = MAX_BODY,
    limits: ServiceLimits | None = None,
    access: ServiceAccess | None = None,
    warming: bool = False,
    sessions: Path = IN_MEMORY,
    brand: ServiceBrand | None = None,
    provider: ServiceProvider | None = None,
) -> FastAPI:
    """The service over a workspace.

    Args:
        workspace: An opened workspace, or its folder. What other processes load into it is seen by the next
            request.
        max_body: The most bytes a request's body may have.
        limits: What else clients may take (default: what the environment says).
        access: Who may use it (default: what the environment says).
        warming: Whether what the first questions need is read as the application starts; it is not ready
            before that.
        sessions: Where several processes share who is signed in to the pages; each for itself by default.
        brand: Name, logo and colours of the pages (default: what the environment says).
        provider: Whose accounts people may sign in with (default: what the environment says).

    Raises:
        NotFoundError: If there is no workspace in the folder.
        InputError: If a setting in the environment cannot be used.
    """
    limits = limits or ServiceLimits.from_environment()
    access = access or ServiceAccess.from_environment()
    opened = workspace if isinstance(workspace, Workspace) else Workspace.open(Path(workspace))
    opened.keep_working_copy()
    app = _described()
    provider = provider or ServiceProvider.from_environment()
    app.state.services = Services(
        opened,
        waiting=limits.waiting,
        open_to_read=access.open,
        sessions=sessions,
        provider=Provider(provider) if provider else None,
    )
    app.state.services.warming = warming
    app.state.brand = branded(brand or ServiceBrand.from_environment())
    app.state.query_pool = QueryPool(waiting=limits.waiting)
    app.state.jobs = Jobs(opened, waiting=limits.jobs)
    _surround(app, opened, limits, access, max_body)
    problems.register(app)
    _route(app)
    return app


def _route(app: FastAPI) -> None:
    """Let an application answer at all addresses of the service."""
    app.include_router(health.router)
    for router in (metrics.router, sparql.router, reconcile.router, judgments.router):
        app.include_router(router, dependencies=READING)
    for module in _JSON_API:
        app.include_router(module.router, prefix=PREFIX, dependencies=[*READING, ONLY_KNOWN])
    # Routes are tried one after the other: the many pages come after those that programs ask most often. Who
    # may not read is asked to sign in there.
    app.include_router(web.router)


def _described() -> Application:
    """An application that says what it is, and answers nothing yet."""
    return Application(
        title="skillgraph",
        summary="Texts in, reviewed links to competency frameworks out, and answers from those links.",
        version=__version__,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_tags=TAGS,
        # The pages that FastAPI would serve load scripts from another host.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    async with few_threads(), working(app.state.jobs), anyio.create_task_group() as background:
        if services.warming:
            background.start_soon(warm, services)
        yield
        background.cancel_scope.cancel()


def _surround(
    app: FastAPI, workspace: Workspace, limits: ServiceLimits, access: ServiceAccess, max_body: int
) -> None:
    """Put around an application what every request passes, the innermost first."""
    app.add_middleware(Conditional)
    app.add_middleware(BodyLimit, limit=max_body, seconds=limits.body, upload=limits.upload * 1_000_000)
    app.add_middleware(Refuse)
    app.add_middleware(ClientLimit, running=limits.client, rate=limits.rate)
    app.add_middleware(Identify, workspace=workspace)
    app.add_middleware(RequestLimit, limit=limits.requests)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=access.origins,
        allow_methods=("GET", "HEAD", "POST", "DELETE", "OPTIONS"),
        allow_headers=(
            "Authorization",
            "Content-Type",
            "If-Match",
            "If-None-Match",
            "Idempotency-Key",
            ID_HEADER,
        ),
        expose_headers=_TOLD,
    )
    app.add_middleware(Observe, meters=app.state.services.meters)
