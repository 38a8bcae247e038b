"""What is known of each request: an id, a line of the log, and numbers for those who watch over a service.

Neither keys nor texts are in the log: of what was asked it has the route, and not the path or the query.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from uuid import UUID, uuid4

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skillgraph.clock import now
from skillgraph_api.access import caller_of
from skillgraph_api.limits import PREFIX
from skillgraph_api.problems import ID_HEADER, REQUEST_ID

LOGGER = logging.getLogger("skillgraph.service")
"""One JSON object a line and request, where its level lets it."""

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}
"""Of every answer that does not say otherwise; none holds for longer than it is true."""

_POLICY = "Content-Security-Policy"

_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class Meters:
    """The numbers of one service; `registry` gives them to Prometheus."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "skillgraph_requests",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "skillgraph_request_seconds",
            "Seconds from the head of a request to the end of its answer.",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.running = Gauge("skillgraph_requests_running", "Requests under way.", registry=self.registry)
        self.waiting = Gauge(
            "skillgraph_requests_waiting",
            "Requests that wait for their turn.",
            ("turn",),
            registry=self.registry,
        )
        self.index = Gauge(
            "skillgraph_index_ready",
            "1 where the search index of a profile is there, of the framework that is asked by default.",
            ("profile",),
            registry=self.registry,
        )
        self.changes = Gauge(
            "skillgraph_workspace_changed_seconds",
            "When the workspace was changed last, in seconds since 1970.",
            registry=self.registry,
        )


@dataclass(slots=True)
class _Observed:
    """What is seen of one request while it is answered."""

    id: str
    start: float
    status: int = 500


class Observe:
    """Gives each request an id, counts and times it, and writes a line of the log.

    Args:
        app: The application.
        meters: Where to count.
    """

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application, and see what becomes of the request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = _Observed(_id(Headers(scope=scope).get(ID_HEADER, "")), time.perf_counter())
        scope[REQUEST_ID] = seen.id

        async def observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                _complete(MutableHeaders(raw=message["headers"]), seen.id)
            await send(message)

        with self._meters.running.track_inprogress():
            try:
                await self._app(scope, receive, observed)
            finally:
                self._tell(scope, seen)

    def _tell(self, scope: Scope, seen: _Observed) -> None:
        route, taken = route_of(scope), time.perf_counter() - seen.start
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._meters.requests.labels(method, route, seen.status).inc()
        self._meters.seconds.labels(route).observe(taken)
        if LOGGER.isEnabledFor(logging.INFO):
            LOGGER.info(_line(scope, seen, method, route, taken))


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def _line(scope: Scope, seen: _Observed, method: str, route: str, taken: float) -> str:
    caller = caller_of(scope)
    return json.dumps(
        {
            "at": now(),
            "request": seen.id,
            "method": method,
            "route": route,
            "status": seen.status,
            "ms": round(taken * 1000, 1),
            "client": caller.address if caller else "",
            "key": caller.key.id if caller and caller.key else "",
        }
    )


def route_of(scope: Scope) -> str:
    """The route that a request reached, as the OpenAPI document names it; empty where it reached none."""
    path: str = getattr(scope.get("route"), "path", "")
    return f"{PREFIX}{path}" if path and scope["path"].startswith(f"{PREFIX}/") else path


def _id(sent: str) -> str:
    """The id that a client, or a proxy, gave the request if that is a UUID; else a new one."""
    try:
        return str(UUID(sent))
    except ValueError:
        return str(uuid4())


def _complete(headers: MutableHeaders, identifier: str) -> None:
    headers[ID_HEADER] = identifier
    page = headers.get("content-type", "").startswith("text/html")
    for name, value in SECURITY.items():
        if name != _POLICY or not page:  # a page says itself what it loads, and where it may be shown
            headers.setdefault(name, value)
