"""Long work from the browser: jobs load files and look at them, and are watched and cancelled here."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

import anyio.to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from skillgraph.errors import InputError, JobError, JobQueueFullError, SkillgraphError
from skillgraph.workspace.access.audit import audited
from skillgraph.workspace.access.keys import Scope
from skillgraph.workspace.jobs.kinds import request_json
from skillgraph.workspace.jobs.record import JobKind, JobOutcome, JobProgress, JobRecord, JobState
from skillgraph.workspace.jobs.store import JobOrder
from skillgraph.workspace.loading_requests import CredentialLoadRequest, ExtractRequest, PostingLoadRequest
from skillgraph.workspace.requests import ProposeRequest
from skillgraph_api.asking import SIGNS
from skillgraph_api.dependencies import WorkspaceHere
from skillgraph_api.forms import content_type
from skillgraph_api.job_services import Jobs, JobsHere
from skillgraph_api.uploads import FIELD, keep_files
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import HEADERS, address, language_of, page
from skillgraph_api.web.signed_in import CSRF, Administrator, SentForm, refuse_foreign

router = APIRouter(route_class=PageRoute)

SHOWN: Final = 20
"""So many jobs are listed, the last one first."""

LOADS: Final = (JobKind.CREDENTIAL_LOAD, JobKind.POSTING_LOAD)
"""What a file of the form may hold."""

WORK: Final[Mapping[str, object]] = {JobKind.PROPOSE: ProposeRequest(), JobKind.EXTRACT: ExtractRequest()}
"""What is begun by a button, as it is done by default."""

_PROBLEMS: Final = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """A job as the page shows it.

    Attributes:
        progress: How far it is, where that is known.
        left: Seconds that its stage may still take.
        counts: What came of it, by name.
        problems: How many rows were not taken as they stand; the first few are ``said``.
    """

    record: JobRecord
    progress: JobProgress | None
    left: int | None
    counts: Mapping[str, int]
    problems: int
    said: tuple[str, ...]
    failure: str


@router.get("/jobs")
def jobs_page(request: Request, jobs: JobsHere, who: Administrator) -> Response:
    """Show what is being done, and the forms that ask for more."""
    del who
    return _page(request, jobs)


@router.get("/jobs/list")
def jobs_list(request: Request, jobs: JobsHere, who: Administrator) -> Response:
    """The list alone: a piece of the page, for scripts that look how far the work is."""
    del who
    return page(request, "jobs_list", **_shown(jobs))


@router.post("/jobs/load")
async def load(request: Request, jobs: JobsHere, who: Administrator) -> Response:
    """Have a file loaded."""
    refuse_foreign(request)
    if content_type(request.headers)[0] != "multipart/form-data":
        raise HTTPException(415, "A form of the pages is sent as such")
    with ExitStack() as stack:
        async with request.form(max_files=1, max_fields=10) as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            if not who.holds(fields.get(CSRF, "")):
                raise HTTPException(403, "The form is not of this session")
            sent = form.get(FIELD)
            if not (isinstance(sent, UploadFile) and sent.filename):
                return _page(request, jobs, fault="no_file", status=422)
            folder = await anyio.to_thread.run_sync(stack.enter_context, jobs.store.receiving())
            try:
                await anyio.to_thread.run_sync(keep_files, [sent], folder / "files")
                order = _order(fields)
                made = JobOrder(order.kind, order.request, folder / "files")
                await anyio.to_thread.run_sync(jobs.order, made, who.writer(request))
            except (InputError, JobQueueFullError) as error:
                return _page(request, jobs, error=error, status=422)
    return _seen(request)


@router.post("/jobs")
def begin_or_cancel(request: Request, jobs: JobsHere, workspace: WorkspaceHere, sent: SentForm) -> Response:
    """Begin the work of a button, or cancel a job."""
    sent.who.refuse_less_than(Scope.ADMIN)
    what, _, which = sent.text("do").partition(" ")
    try:
        if what == "cancel":
            with audited(workspace, sent.writer, "cancel", [which]):
                jobs.store.cancel(which)
            jobs.runner.wake()
        elif what in WORK:
            kind = JobKind(what)
            jobs.order(JobOrder(kind, request_json(kind, WORK[kind])), sent.writer)
        else:
            raise HTTPException(422, "There is no such button")
    except (JobError, JobQueueFullError) as error:
        return _page(request, jobs, error=error, status=409)
    return _seen(request)


def _order(fields: Mapping[str, str]) -> JobOrder:
    """What the fields of the form for files ask for.

    Raises:
        InputError: If a file cannot hold that.
    """
    kind = fields.get("kind", "")
    if kind == JobKind.CREDENTIAL_LOAD:
        asked: object = CredentialLoadRequest(issuer=fields.get("issuer", "").strip()[:SIGNS])
    elif kind == JobKind.POSTING_LOAD:
        asked = PostingLoadRequest()
    else:
        raise InputError(f"{kind[:40]!r} is nothing that a file holds.", hint="Choose one of the form.")
    return JobOrder(JobKind(kind), request_json(JobKind(kind), asked))


def _seen(request: Request) -> Response:
    """Lead on to the page, so that nothing is asked for twice."""
    where = address(request, language_of(request), "jobs", asked="1")
    return RedirectResponse(f"{where}#list", 303, headers={**HEADERS, "Cache-Control": "no-store"})


def _page(
    request: Request,
    jobs: Jobs,
    *,
    fault: str = "",
    error: SkillgraphError | None = None,
    status: int = 200,
) -> Response:
    asked = bool(request.query_params.get("asked")) and not (fault or error)
    return page(
        request,
        "jobs",
        status=status,
        loads=LOADS,
        work=tuple(WORK),
        fault=fault,
        unmet=error,
        asked=asked,
        **_shown(jobs),
    )


def _shown(jobs: Jobs) -> dict[str, Any]:
    found = jobs.store.all()[::-1][:SHOWN]
    return {
        "jobs": [_told(jobs, one) for one in found],
        "moving": any(not one.state.ended for one in found),
    }


def _told(jobs: Jobs, record: JobRecord) -> Shown:
    progress = jobs.store.progress(record.id) if record.state is JobState.RUNNING else None
    seconds = progress.seconds_left(time.time()) if progress else None
    outcome = jobs.store.outcome(record.id) if record.state.ended else None
    result = outcome.result if outcome and isinstance(outcome.result, dict) else {}
    rows = result.get("problems", [])[:_PROBLEMS]
    return Shown(
        record,
        progress,
        None if seconds is None else round(seconds),
        _counts(result),
        int(result.get("problem_count", 0)),
        tuple(f"{one['line'] or ''} {one['reason']}".strip() for one in rows),
        _failure(record, outcome),
    )


def _counts(result: Mapping[str, Any]) -> dict[str, int]:
    """What came of a job, as numbers: those of a load, or those that stand beside each other."""
    said = result.get("counts", result)
    return {name: one for name, one in said.items() if type(one) is int and name != "problem_count"}


def _failure(record: JobRecord, outcome: JobOutcome | None) -> str:
    failure = record.failure or (outcome.failure if outcome else None)
    return f"{failure.message} {failure.hint}".strip() if failure else ""
