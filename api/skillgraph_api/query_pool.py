"""Threads in which SPARQL queries are waited for; the queries themselves run in processes of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from skillgraph.graph.answers import QueryStop
from skillgraph_api.refusals import busy

AT_ONCE = 2
"""Queries that run at the same time."""

Result = TypeVar("Result")


class QueryPool:
    """Runs a few queries at once, while others wait, and sends the rest away.

    Args:
        waiting: How many may wait.
        at_once: How many run.
    """

    def __init__(self, *, waiting: int, at_once: int = AT_ONCE) -> None:
        self._waiting = waiting
        self._limiter = anyio.CapacityLimiter(at_once)

    async def run(self, work: Callable[[QueryStop], Result]) -> Result:
        """Do ``work`` in a thread, when its turn comes; who no longer waits for it ends it.

        Raises:
            HTTPException: 503, if as many wait already as may.
        """
        waiting = self._limiter.statistics().tasks_waiting
        if waiting >= self._waiting:
            raise busy("queries", count=waiting)
        stop = QueryStop()
        try:
            return await anyio.to_thread.run_sync(work, stop, limiter=self._limiter, abandon_on_cancel=True)
        except anyio.get_cancelled_exc_class():
            stop.stop()
            raise
