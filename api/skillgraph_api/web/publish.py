"""What an analyst filtered as a page of its own: composed and looked at by everybody, published by reviewers.

Nothing is stored before a reviewer publishes; until then the page is what its address says.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import audited
from skillgraph.workspace.reports.making import PAGE, compose_report, packed
from skillgraph.workspace.reports.published import publish_page
from skillgraph.workspace.reports.request import AnyReportRequest
from skillgraph_api.asking import READING, SHORT, SIGNS
from skillgraph_api.dependencies import InTurn, InTurnToWrite, WorkspaceHere
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.map_question import BY, Asked, Kind, MapQuestion, report_of
from skillgraph_api.web.pages import HEADERS, address, file_answer, language_of, page
from skillgraph_api.web.signed_in import SentForm

router = APIRouter(route_class=PageRoute)

_STYLE: Final = re.compile("<style>(.*?)</style>", re.DOTALL)
_NOTHING_ELSE: Final = "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

Short = Annotated[str, Query(max_length=SHORT)]
Long = Annotated[str, Query(max_length=SIGNS)]


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that is being composed: what it counts, and what its author gives it."""

    kind: Kind
    question: MapQuestion
    title: str
    summary: str
    author: str

    @property
    def said(self) -> dict[str, object]:
        """The parts of an address that compose the same."""
        own = {"title": self.title, "summary": self.summary, "author": self.author}
        return {**self.question.said, "kind": self.kind.value, **own}

    def request(self, workspace: Workspace, lang: str) -> AnyReportRequest:
        """The report that the page is.

        Raises:
            SkillgraphError: If the question makes no sense.
        """
        asked = report_of(workspace, self.question, self.kind, lang)
        return replace(asked, title=self.title, summary=self.summary, author=self.author)


def drafted(
    question: Asked, kind: Kind = Kind.DEMAND, title: Short = "", summary: Long = "", author: Short = ""
) -> Draft:
    """The page that the address composes."""
    return Draft(kind, question, title.strip(), summary.strip(), author.strip())


Drafted = Annotated[Draft, Depends(drafted)]


@router.get("/map/publish")
def compose(request: Request, workspace: WorkspaceHere, draft: Drafted) -> Response:
    """Ask for a title and a summary; once there is a title, lead to the page and to its files."""
    lang = language_of(request)

    def to(path: str) -> str:
        return address(request, lang, path, **draft.said)

    return page(
        request,
        "publish",
        draft=draft,
        to=to,
        by=draft.question.by if draft.question.by in BY else "",
        back=address(request, lang, draft.kind.path, **draft.question.said),
        shown_any=bool(workspace.manifest.postings),
        short=SHORT,
        long=SIGNS,
    )


@router.get("/map/publish/report.html", dependencies=[InTurn])
def preview(request: Request, workspace: WorkspaceHere, draft: Drafted) -> Response:
    """The page as it would be published, byte by byte but for what names its moment."""
    made = compose_report(workspace, draft.request(workspace, language_of(request)), run=READING)
    return report_answer(made.files[PAGE])


@router.get("/map/publish/report.zip", dependencies=[InTurn])
def download(request: Request, workspace: WorkspaceHere, draft: Drafted) -> Response:
    """The page with its tables and its manifest, as ``skillgraph report`` writes them."""
    made = compose_report(workspace, draft.request(workspace, language_of(request)), run=READING)
    return file_answer(packed(made.whole), "application/zip", "report.zip")


@router.post("/map/publish", dependencies=[InTurnToWrite])
def publish(request: Request, workspace: WorkspaceHere, sent: SentForm, draft: Drafted) -> Response:
    """Publish the page, and lead to it.

    Raises:
        SkillgraphError: If it has no title, or cannot be made.
    """
    asked, lang = draft.request(workspace, language_of(request)), language_of(request)
    with audited(workspace, sent.writer, "publish page", [draft.title]):
        made = publish_page(workspace, asked, sent.writer.by, run=READING)
    return RedirectResponse(address(request, lang, f"published/{made.name}"), 303, headers=HEADERS)


def report_answer(content: bytes) -> Response:
    """A report as a page by itself: nothing is allowed to it but its own style sheet."""
    styles = _STYLE.findall(content.decode("utf-8"))
    hashes = " ".join(f"'sha256-{_hashed(one)}'" for one in styles) or "'none'"
    policy = f"default-src 'none'; style-src {hashes}; {_NOTHING_ELSE}"
    headers = {**HEADERS, "Vary": "Cookie", "Content-Security-Policy": policy}
    return Response(content, media_type="text/html; charset=utf-8", headers=headers)


def _hashed(text: str) -> str:
    return base64.b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
