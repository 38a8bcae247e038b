"""Pages that reviewers published: reports kept in the workspace under a name that stays, until withdrawn.

Each page is the folder of a report, ``pages/NAME``; who published and withdrew what, when, is in
``pages.jsonl``, which only grows. A withdrawn page keeps its entry, and its files are removed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from skillgraph import files
from skillgraph.clock import now
from skillgraph.errors import InputError, NotFoundError
from skillgraph.model import Agent
from skillgraph.workspace.query import RUN, Run
from skillgraph.workspace.reports import record
from skillgraph.workspace.reports.making import PAGE, make_report
from skillgraph.workspace.state.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from skillgraph.workspace.reports.record import ReportManifest
    from skillgraph.workspace.reports.request import AnyReportRequest
    from skillgraph.workspace.state.workspace import Workspace

FOLDER: Final = "pages"
NAME: Final = "pages.jsonl"

_LONGEST: Final = 60
_MAIN: Final = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who withdrew a page, when (ISO 8601 in UTC) and why."""

    at: str
    by: Agent
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """A page that was published.

    Attributes:
        name: In addresses; no other page ever has it.
        kind: ``demand`` or ``gaps``.
        lang: The language it is written in.
        at: When, ISO 8601 in UTC.
        by: Who published it; ``author`` is who is said to have written it.
    """

    name: str
    title: str
    author: str
    kind: str
    lang: str
    at: str
    by: Agent
    withdrawn: Withdrawal | None = None


def publish_page(
    workspace: Workspace, request: AnyReportRequest, by: Agent, *, run: Run = RUN
) -> PublishedPage:
    """Make a report and keep it as a page.

    Args:
        workspace: Where to read, and where it is kept.
        request: What is asked; it has a title.
        by: Who publishes it.
        run: How it is carried out.

    Raises:
        InputError: If it has no title, or the question has no answer.
        NotFoundError: If no postings are loaded.
        WorkspaceLockedError: If another process goes on writing to the workspace.
    """
    title = " ".join(request.title.split())
    if not title:
        raise InputError("A page to publish needs a title.", hint="Give it one that says what it shows.")
    name, at = _name(title), now()
    make_report(workspace, request, workspace.path / FOLDER / name, run=run)
    page = PublishedPage(name, title, request.author.strip(), request.kind, request.lang, at, by)
    said = {"title": title, "author": page.author, "kind": page.kind, "lang": page.lang}
    _append(workspace, "publish", page, by, at, **said)
    return page


def withdraw_page(workspace: Workspace, name: str, by: Agent, reason: str) -> PublishedPage:
    """Take a page back: its address says by whom, when and why, and its files are removed.

    Raises:
        NotFoundError: If there is no such page.
        InputError: If it was withdrawn before, or no reason is given.
    """
    page, reason = find_page(workspace, name), reason.strip()
    if page.withdrawn:
        raise InputError(f"The page {name} was withdrawn already, on {page.withdrawn.at[:10]}.")
    if not reason:
        raise InputError("Nothing says why the page is withdrawn.", hint="Give the reason; readers see it.")
    at = now()
    _append(workspace, "withdraw", page, by, at, reason=reason)
    shutil.rmtree(folder_of(workspace, page), ignore_errors=True)
    return replace(page, withdrawn=Withdrawal(at, by, reason))


def published_pages(workspace: Workspace) -> tuple[PublishedPage, ...]:
    """All pages, the latest first, withdrawn ones too.

    Raises:
        InputError: If the list of them is damaged.
    """
    journal = Journal(workspace.path / NAME)
    return workspace.cached(("pages",), journal.stamp(), lambda: tuple(_read(journal)))


def find_page(workspace: Workspace, name: str) -> PublishedPage:
    """The page of a name, withdrawn or not.

    Raises:
        NotFoundError: If there is none.
    """
    found = next((page for page in published_pages(workspace) if page.name == name), None)
    if found is None:
        raise NotFoundError(f"No page was published as {name!r}.", hint="See the list of published pages.")
    return found


def folder_of(workspace: Workspace, page: PublishedPage) -> Path:
    """The folder of the report that a page is."""
    return workspace.path / FOLDER / page.name


def manifest_of(workspace: Workspace, page: PublishedPage) -> ReportManifest:
    """From what, how and by which versions a page was made.

    Raises:
        NotFoundError: If it is gone.
        InputError: If it is damaged.
    """
    return record.read(folder_of(workspace, page))


def file_of(workspace: Workspace, page: PublishedPage, file: str) -> bytes:
    """A file of a page, by its path in the folder, as it was written.

    Raises:
        NotFoundError: If the page has no such file.
        InputError: If it holds other bytes than were written.
    """
    folder = folder_of(workspace, page)
    if file == record.NAME:
        return manifest_of(workspace, page).encoded()
    wanted = {one.file: one.sha256 for one in manifest_of(workspace, page).outputs}
    path = folder / file
    if file not in wanted or not path.is_file():
        raise NotFoundError(f"The page {page.name} has no file {file}.")
    if files.sha256(path) != wanted[file]:
        raise InputError(
            f"{path} is damaged: it is not what was published.", hint="Restore it from a backup."
        )
    return path.read_bytes()


def files_of(workspace: Workspace, page: PublishedPage) -> dict[str, bytes]:
    """All files of a page by their path; errors are those of `file_of`."""
    names = [record.NAME, *(one.file for one in manifest_of(workspace, page).outputs)]
    return {name: file_of(workspace, page, name) for name in names}


def body_of(workspace: Workspace, page: PublishedPage) -> str:
    """The sections of a page as HTML, to stand below a heading; errors are those of `file_of`."""
    text = file_of(workspace, page, PAGE).decode("utf-8")
    found = _MAIN.search(text)
    return found[1] if found else ""


def _name(title: str) -> str:
    """What the title says, in plain letters, and signs that no other page has."""
    from skillgraph.sources.identifiers import slug

    return f"{slug(title)[:_LONGEST].strip('-') or 'page'}-{uuid4().hex[:8]}"


def _append(workspace: Workspace, action: str, page: PublishedPage, by: Agent, at: str, **said: str) -> None:
    entry = {"action": action, "name": page.name, "at": at, "by": by.id, "by_name": by.label, **said}
    Journal(workspace.path / NAME).append(entry)


def _read(journal: Journal) -> Iterator[PublishedPage]:
    found: dict[str, PublishedPage] = {}
    for entry in journal.entries():
        by = Agent(entry["by"], entry["by_name"])
        if entry["action"] == "publish":
            found[entry["name"]] = _page(entry, by)
        elif entry["name"] in found:
            withdrawn = Withdrawal(entry["at"], by, entry["reason"])
            found[entry["name"]] = replace(found[entry["name"]], withdrawn=withdrawn)
    yield from reversed(found.values())


def _page(entry: Mapping[str, Any], by: Agent) -> PublishedPage:
    said = {name: entry[name] for name in ("name", "title", "author", "kind", "lang", "at")}
    return PublishedPage(**said, by=by)
