"""Jobs: long work that is asked for, watched, cancelled, and fetched when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from skillgraph.errors import JobError
from skillgraph.languages.sentences import error_of
from skillgraph.workspace.access.audit import audited
from skillgraph.workspace.access.keys import Scope
from skillgraph.workspace.jobs.record import JobKind, JobRecord, JobState
from skillgraph.workspace.jobs.store import MADE
from skillgraph.workspace.loading_requests import (
    CredentialLoadRequest,
    FrameworkLoadRequest,
    PostingLoadRequest,
)
from skillgraph_api import job_examples as examples
from skillgraph_api.access import Caller, WriterHere, needs
from skillgraph_api.asking import SIGNS, Texts, parameter
from skillgraph_api.dependencies import WorkspaceHere
from skillgraph_api.job_bodies import DemandReportBody, ExtractBody, GapsReportBody, JobTold, ProposeBody
from skillgraph_api.job_orders import OrdersHere, taking, told
from skillgraph_api.job_services import JobsHere
from skillgraph_api.limits import PREFIX
from skillgraph_api.openapi import documented, returning
from skillgraph_api.paging import HEADERS, Cursor, Limit, page_of
from skillgraph_api.refusals import Refusal
from skillgraph_api.representing import TableRoute
from skillgraph_api.uploads import FORM, SentHere

router = APIRouter(prefix="/jobs", tags=["jobs"], route_class=TableRoute)

_ADMIN, _REVIEWER = [needs(Scope.ADMIN)], [needs(Scope.REVIEWER)]

JobName = Annotated[str, Path(max_length=200, description="The id of a job.", examples=[examples.ID])]
ReviewerHere = Annotated[Caller, needs(Scope.REVIEWER)]


@router.post(
    "/credential-load",
    summary="Which credentials are loaded?",
    status_code=202,
    dependencies=_ADMIN,
    responses=taking("credential-load", files=True),
    openapi_extra=FORM,
)
def load_credentials(
    orders: OrdersHere,
    sent: SentHere,
    name: Annotated[
        str | None, parameter(CredentialLoadRequest, "name", max_length=SIGNS)
    ] = CredentialLoadRequest.name,
    column: Annotated[Texts, parameter(CredentialLoadRequest, "column")] = CredentialLoadRequest.column,
    issuer: Annotated[
        str, parameter(CredentialLoadRequest, "issuer", max_length=SIGNS)
    ] = CredentialLoadRequest.issuer,
    keep_lists: Annotated[
        bool, parameter(CredentialLoadRequest, "keep_lists")
    ] = CredentialLoadRequest.keep_lists,
    strict: Annotated[bool, parameter(CredentialLoadRequest, "strict")] = CredentialLoadRequest.strict,
) -> JobTold:
    """Loads an outcome sheet (CSV, XLSX), JSON or badges, as `skillgraph credential load` does.

    A source of the same name is replaced.
    """
    request = CredentialLoadRequest(
        name=name, column=column, issuer=issuer, keep_lists=keep_lists, strict=strict
    )
    return orders.take(JobKind.CREDENTIAL_LOAD, request, sent)


@router.post(
    "/posting-load",
    summary="Which postings are added to a source?",
    status_code=202,
    dependencies=_ADMIN,
    responses=taking("posting-load", files=True),
    openapi_extra=FORM,
)
def load_postings(
    orders: OrdersHere,
    sent: SentHere,
    name: Annotated[
        str | None, parameter(PostingLoadRequest, "name", max_length=SIGNS)
    ] = PostingLoadRequest.name,
    column: Annotated[Texts, parameter(PostingLoadRequest, "column")] = PostingLoadRequest.column,
    replace: Annotated[bool, parameter(PostingLoadRequest, "replace")] = PostingLoadRequest.replace,
    occupations: Annotated[
        bool, parameter(PostingLoadRequest, "occupations")
    ] = PostingLoadRequest.occupations,
    strict: Annotated[bool, parameter(PostingLoadRequest, "strict")] = PostingLoadRequest.strict,
) -> JobTold:
    """Loads CSV, XLSX, Parquet, JSON, JSONL or JSON-LD, as `skillgraph posting load` does.

    Postings of the same id are replaced.
    """
    request = PostingLoadRequest(
        name=name, column=column, replace=replace, occupations=occupations, strict=strict
    )
    return orders.take(JobKind.POSTING_LOAD, request, sent)


@router.post(
    "/framework-load",
    summary="Which version of a framework is loaded?",
    status_code=202,
    dependencies=_ADMIN,
    responses=taking("framework-load", files=True),
    openapi_extra=FORM,
)
def load_framework(
    orders: OrdersHere,
    sent: SentHere,
    name: Annotated[
        str | None, parameter(FrameworkLoadRequest, "name", max_length=SIGNS)
    ] = FrameworkLoadRequest.name,
    version: Annotated[
        str | None, parameter(FrameworkLoadRequest, "version", max_length=SIGNS)
    ] = FrameworkLoadRequest.version,
    lang: Annotated[Texts, parameter(FrameworkLoadRequest, "lang")] = FrameworkLoadRequest.lang,
    scheme: Annotated[Texts, parameter(FrameworkLoadRequest, "scheme")] = FrameworkLoadRequest.scheme,
    replace: Annotated[bool, parameter(FrameworkLoadRequest, "replace")] = FrameworkLoadRequest.replace,
    strict: Annotated[bool, parameter(FrameworkLoadRequest, "strict")] = FrameworkLoadRequest.strict,
) -> JobTold:
    """Loads the files of one version together (ESCO zips, or SKOS), as `skillgraph taxonomy load` does."""
    request = FrameworkLoadRequest(
        name=name, version=version, lang=lang, scheme=scheme, replace=replace, strict=strict
    )
    return orders.take(JobKind.FRAMEWORK_LOAD, request, sent)


@router.post(
    "/propose",
    summary="Which mappings are proposed for the loaded outcomes?",
    status_code=202,
    responses=taking("propose"),
)
def propose(
    orders: OrdersHere, asked: Annotated[ProposeBody, Body(openapi_examples=examples.PROPOSING)]
) -> JobTold:
    """Does what `skillgraph propose` does: decided mappings stay, and a missing index is built."""
    return orders.take(JobKind.PROPOSE, asked.request())


@router.post(
    "/extract",
    summary="Which skills do the loaded postings name?",
    status_code=202,
    responses=taking("extract"),
)
def extract(
    orders: OrdersHere, asked: Annotated[ExtractBody, Body(openapi_examples=examples.EXTRACTING)]
) -> JobTold:
    """Searches what was not searched yet, as `skillgraph posting extract` does.

    After a restart of the service it goes on where it was.
    """
    return orders.take(JobKind.EXTRACT, asked.request())


@router.post(
    "/report-demand",
    summary="What do postings ask for, for publication?",
    status_code=202,
    responses=taking("report-demand"),
)
def report_demand(
    orders: OrdersHere, asked: Annotated[DemandReportBody, Body(openapi_examples=examples.REPORTING_DEMAND)]
) -> JobTold:
    """Does what `skillgraph report demand` does; the result is a zip of its folder."""
    return orders.take(JobKind.REPORT_DEMAND, asked.request())


@router.post(
    "/report-gaps",
    summary="What do postings ask for that credentials lack, for publication?",
    status_code=202,
    responses=taking("report-gaps"),
)
def report_gaps(
    orders: OrdersHere, asked: Annotated[GapsReportBody, Body(openapi_examples=examples.REPORTING_GAPS)]
) -> JobTold:
    """Does what `skillgraph report gaps` does; the result is a zip of its folder."""
    return orders.take(JobKind.REPORT_GAPS, asked.request())


@router.get(
    "",
    summary="Which jobs are there?",
    dependencies=_REVIEWER,
    responses=returning(
        [examples.DONE], 422, description="A page of jobs, the last one first.", path="/jobs", headers=HEADERS
    ),
)
def jobs_(
    jobs: JobsHere,
    request: Request,
    response: Response,
    state: Annotated[tuple[JobState, ...], Query(description="Only jobs in one of these states.")] = (),
    kind: Annotated[tuple[JobKind, ...], Query(description="Only jobs of one of these kinds.")] = (),
    limit: Limit = 100,
    cursor: Cursor = None,
) -> list[JobTold]:
    """Those that wait, run, and have ended; the last 200 of these are kept, over restarts too."""
    found = _chosen(jobs.store.all(), state, kind)
    page = page_of(found, lambda one: one.id, limit, cursor, request, response)
    return [told(jobs, one) for one in page]


@router.get(
    "/{job}",
    summary="How far is this job?",
    dependencies=_REVIEWER,
    responses=returning(examples.RUNNING, 422, description="The job.", path="/jobs/{job}")
    | documented(404, "There is no such job.", "/jobs/{job}", unknown=examples.UNKNOWN),
)
def job(jobs: JobsHere, job: JobName) -> JobTold:
    """Its state, how far it is and how long its present stage may take; why it failed, if it did."""
    return told(jobs, jobs.store.get(job))


@router.delete(
    "/{job}",
    summary="Is this job not wanted any more?",
    status_code=202,
    responses=returning(examples.CANCELLING, 422, description="The job.", path="/jobs/{job}", status=202)
    | documented(404, "There is no such job.", "/jobs/{job}", unknown=examples.UNKNOWN)
    | documented(409, "The job has ended.", "/jobs/{job}", ended=examples.ENDED),
)
def cancel(
    jobs: JobsHere, workspace: WorkspaceHere, writer: WriterHere, caller: ReviewerHere, job: JobName
) -> JobTold:
    """One that waits is not begun, one that runs is stopped; what it had committed stays.

    Who may only review cancels the jobs of the own key.
    """
    found = jobs.store.get(job)
    assert caller.key is not None
    if found.key != caller.key.id and not caller.key.scope.allows(Scope.ADMIN):
        raise Refusal(403, "job-of-another-key", job=job, key=found.key, needed=Scope.ADMIN.value)
    with audited(workspace, writer, "cancel", [job]):
        cancelled = jobs.store.cancel(job)
    jobs.runner.wake()
    return told(jobs, cancelled)


@router.get(
    "/{job}/result",
    summary="What came of this job?",
    dependencies=_REVIEWER,
    response_class=JSONResponse,
    responses=examples.with_zip(
        returning(
            examples.RESULT,
            422,
            description="What the command prints as JSON; of a report, a zip of its folder.",
            path="/jobs/{job}/result",
        )
    )
    | documented(404, "There is no such job.", "/jobs/{job}/result", unknown=examples.UNKNOWN)
    | documented(
        409,
        "The job has not ended, or failed.",
        "/jobs/{job}/result",
        running=examples.NO_RESULT,
        failed=examples.FAILED,
    ),
)
def result(jobs: JobsHere, job: JobName) -> Response:
    """Of a job that failed, the problem is what the command line says."""
    found = jobs.store.get(job)
    if found.failure is not None:
        raise JobError(found.failure.message, hint=found.failure.hint)
    outcome = jobs.store.outcome(job)
    if found.state is not JobState.DONE or outcome is None:
        state, place = found.state.value, f"{PREFIX}/jobs/{job}"
        raise error_of(JobError, "job-without-result", job=job, state=state, place=place)
    made = jobs.store.path(job) / MADE
    if made.exists():
        return FileResponse(made, media_type="application/zip", filename=f"{found.kind}.zip")
    return JSONResponse({"result": outcome.result, "notes": list(outcome.notes)})


def _chosen(
    found: Sequence[JobRecord], states: Sequence[JobState], kinds: Sequence[JobKind]
) -> list[JobRecord]:
    return [
        one
        for one in reversed(found)
        if (not states or one.state in states) and (not kinds or one.kind in kinds)
    ]
