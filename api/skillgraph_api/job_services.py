"""The jobs of the service: where they are, and what does them while the application runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import anyio
import anyio.to_thread
from fastapi import Depends, Request

from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import Writer
from skillgraph.workspace.jobs.record import JobRecord
from skillgraph.workspace.jobs.runner import JobRunner
from skillgraph.workspace.jobs.store import JobOrder, JobStore


class Jobs:
    """The jobs of a workspace.

    Args:
        workspace: Whose.
        waiting: How many may wait.
    """

    def __init__(self, workspace: Workspace, *, waiting: int) -> None:
        self.store = JobStore(workspace.path, waiting=waiting)
        self.runner = JobRunner(workspace, self.store)

    def order(self, order: JobOrder, writer: Writer) -> JobRecord:
        """Take a job in.

        Raises:
            JobQueueFullError: If as many wait as may.
            InputError: If the name was given to another job.
        """
        made = self.store.order(order, writer)
        self.runner.wake()
        return made


@asynccontextmanager
async def working(jobs: Jobs) -> AsyncIterator[None]:
    """While an application runs, do jobs."""
    jobs.runner.start()
    try:
        yield
    finally:
        # The threads that answer may be busy for longer than the service may take to end.
        await anyio.to_thread.run_sync(jobs.runner.stop, limiter=anyio.CapacityLimiter(1))


async def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


JobsHere = Annotated[Jobs, Depends(_jobs)]
