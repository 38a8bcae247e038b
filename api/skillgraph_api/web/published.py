"""The pages that reviewers published, at addresses that stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from starlette.exceptions import HTTPException

from skillgraph.export.publication.report_content import Heading
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import audited
from skillgraph.workspace.reports import record
from skillgraph.workspace.reports.making import PAGE, packed
from skillgraph.workspace.reports.published import (
    PublishedPage,
    body_of,
    file_of,
    files_of,
    find_page,
    manifest_of,
    published_pages,
    withdraw_page,
)
from skillgraph_api.dependencies import InTurnToWrite, WorkspaceHere
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import HEADERS, address, file_answer, language_of, page
from skillgraph_api.web.publish import report_answer
from skillgraph_api.web.signed_in import SentForm, draft_for

router = APIRouter(route_class=PageRoute)

ZIP: Final = "report.zip"

_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


@router.get("/published")
def listed(request: Request, workspace: WorkspaceHere) -> Response:
    """All published pages, the latest first."""
    return page(request, "published", pages_listed=published_pages(workspace))


@router.get("/published/{name}")
def read(request: Request, workspace: WorkspaceHere, name: str) -> Response:
    """A published page; of a withdrawn one, by whom and why it was (410)."""
    found = find_page(workspace, name)
    if found.withdrawn:
        return page(request, "published_page", status=410, one=found)
    manifest = manifest_of(workspace, found)
    asked = manifest.request
    draft = draft_for(request)
    return page(
        request,
        "published_page",
        one=found,
        heading=Heading.of(asked.title, asked.summary, asked.author),
        # The report was escaped when it was made, and its file is what was written then.
        body=Markup(body_of(workspace, found)),
        tables=[one for one in manifest.outputs if one.file.endswith(".csv")],
        manifest=manifest,
        filled=draft.fields.get("reason", ("",))[0] if draft else "",
    )


@router.get("/published/{name}/report.html")
def alone(workspace: WorkspaceHere, name: str) -> Response:
    """The page by itself, to keep or to send."""
    return report_answer(file_of(workspace, _standing(workspace, name), PAGE))


@router.get("/published/{name}/report.zip")
def whole(workspace: WorkspaceHere, name: str) -> Response:
    """The page with its tables and its manifest."""
    found = _standing(workspace, name)
    return file_answer(packed(files_of(workspace, found)), "application/zip", f"{name}.zip")


@router.get("/published/{name}/manifest.json")
def manifest(workspace: WorkspaceHere, name: str) -> Response:
    """From what, how and by which versions it was made."""
    content = file_of(workspace, _standing(workspace, name), record.NAME)
    return file_answer(content, _TYPES["json"], record.NAME)


@router.get("/published/{name}/tables/{file}")
def table(workspace: WorkspaceHere, name: str, file: str) -> Response:
    """A table of the page."""
    content = file_of(workspace, _standing(workspace, name), f"tables/{file}")
    return file_answer(content, _TYPES.get(file.rpartition(".")[2], "application/octet-stream"), file)


@router.post("/published/{name}", dependencies=[InTurnToWrite])
def withdraw(request: Request, workspace: WorkspaceHere, sent: SentForm, name: str) -> Response:
    """Withdraw a page, and lead to what stands in its place.

    Raises:
        SkillgraphError: If there is no such page, it was withdrawn, or no reason is given.
    """
    with audited(workspace, sent.writer, "withdraw page", [name]):
        withdraw_page(workspace, name, sent.writer.by, sent.text("reason"))
    return RedirectResponse(address(request, language_of(request), f"published/{name}"), 303, headers=HEADERS)


def _standing(workspace: Workspace, name: str) -> PublishedPage:
    """A page that was not withdrawn.

    Raises:
        NotFoundError: If there is no such page.
        HTTPException: 410, if it was withdrawn.
    """
    found = find_page(workspace, name)
    if found.withdrawn:
        raise HTTPException(410, f"The page {name} was withdrawn on {found.withdrawn.at[:10]}")
    return found
