"""How the routes of jobs take one in, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Header, Response

from skillgraph.errors import JobQueueFullError
from skillgraph.languages.sentences import error_of
from skillgraph.workspace.access.audit import Writer
from skillgraph.workspace.jobs.kinds import request_json
from skillgraph.workspace.jobs.record import JobKind, JobRecord, JobState
from skillgraph.workspace.jobs.store import JobOrder
from skillgraph_api import job_examples as examples
from skillgraph_api.access import WriterHere
from skillgraph_api.job_bodies import JobTold
from skillgraph_api.job_services import Jobs, JobsHere
from skillgraph_api.limits import PREFIX
from skillgraph_api.openapi import Responses, documented, documented_or_busy, returning, taking_json
from skillgraph_api.refusals import Refusal

_PLACE = {"Location": "Where the job can be watched."}
_FULL = error_of(JobQueueFullError, "jobs-full", count=20)

Again = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="A name of your choice: the same job under the same name is done once.",
        examples=["2026-11-29 outcomes"],
    ),
]


@dataclass(frozen=True, slots=True)
class Orders:
    """Takes the job of one request in."""

    jobs: Jobs
    writer: Writer
    response: Response
    again: str

    def take(self, kind: JobKind, request: object, sent: Path | None = None) -> JobTold:
        """Take a job in, and say where it can be watched.

        Args:
            kind: Of the job.
            request: What is asked.
            sent: The folder with the files that were sent; it is moved.
        """
        order = JobOrder(kind, request_json(kind, request), sent, self.again)
        made = self.jobs.order(order, self.writer)
        self.response.headers["Location"] = f"{PREFIX}/jobs/{made.id}"
        return told(self.jobs, made)


async def _orders(jobs: JobsHere, writer: WriterHere, response: Response, again: Again = "") -> Orders:
    return Orders(jobs, writer, response, again)


OrdersHere = Annotated[Orders, Depends(_orders)]


def taking(what: str, *, files: bool = False) -> Responses:
    """The responses of a route that takes a job in."""
    path = f"/jobs/{what}"
    full = documented_or_busy("As many jobs wait as may.", path, full=_FULL)
    taken = returning(
        examples.QUEUED,
        description="The job, which waits for its turn.",
        path=path,
        headers=_PLACE,
        status=202,
    )
    problems = taking_json(path)
    if files:
        broken = Refusal(400, "body-unreadable")
        problems |= documented(400, "The body is no form.", path, broken=broken)
        problems |= documented(413, "The files are too large.", path, large=examples.LARGE)
    return taken | full | problems


def told(jobs: Jobs, record: JobRecord) -> JobTold:
    """What is told of a job now."""
    running = record.state is JobState.RUNNING
    return JobTold.of(record, jobs.store.progress(record.id) if running else None)
