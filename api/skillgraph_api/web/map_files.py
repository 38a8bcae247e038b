"""The analyst's map as files: the tables as CSV and as a workbook, the charts as a picture, the manifest."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from skillgraph.errors import NotFoundError
from skillgraph.export.datatables import DataTable
from skillgraph.export.publication.page import demand_shown, gaps_shown
from skillgraph.export.publication.tables import demand_tables, gap_tables
from skillgraph.export.svg import png, sheet, standalone
from skillgraph.export.workbook import workbook
from skillgraph.languages.sentences import error_of
from skillgraph.workspace import Workspace
from skillgraph.workspace.reports.making import compose_report
from skillgraph_api.asking import READING
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.map_question import Asked, Kind, MapQuestion, charts_of, demand_of, gaps_of, report_of
from skillgraph_api.web.pages import file_answer, language_of

router = APIRouter(route_class=PageRoute)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_COLUMNS: Final = 3
"""So many small charts stand side by side on a sheet."""


@router.get("/map/{kind}.csv", dependencies=[InTurn])
def table(request: Request, workspace: WorkspaceHere, question: Asked, kind: Kind) -> Response:
    """The table of a page, with all its lines, as CSV."""
    found = {one.name: one for one in _tables(workspace, question, kind, language_of(request))}
    if kind.value not in found:
        raise error_of(NotFoundError, "page-table")
    return file_answer(found[kind.value].csv(), "text/csv; charset=utf-8", f"{kind.value}.csv")


@router.get("/map/{kind}.xlsx", dependencies=[InTurn])
def tables(request: Request, workspace: WorkspaceHere, question: Asked, kind: Kind) -> Response:
    """All tables behind a page, each a sheet of a workbook."""
    found = _tables(workspace, question, kind, language_of(request))
    return file_answer(workbook(found), XLSX, f"{kind.value}.xlsx")


@router.get("/map/{kind}.svg", dependencies=[InTurn])
def drawing(request: Request, workspace: WorkspaceHere, question: Asked, kind: Kind) -> Response:
    """The charts of a page as one drawing.

    Raises:
        NotFoundError: If the page has none.
    """
    drawn = _drawn(workspace, question, kind, language_of(request))
    return file_answer(standalone(drawn).encode(), "image/svg+xml", f"{kind.value}.svg")


@router.get("/map/{kind}.png", dependencies=[InTurn])
def picture(request: Request, workspace: WorkspaceHere, question: Asked, kind: Kind) -> Response:
    """The same as pixels, for slides and word processors.

    Raises:
        NotFoundError: If the page has none.
    """
    return file_answer(
        png(_drawn(workspace, question, kind, language_of(request))), "image/png", f"{kind.value}.png"
    )


def _drawn(workspace: Workspace, question: MapQuestion, kind: Kind, lang: str) -> str:
    """The chart of a page, or its small charts on one sheet.

    Raises:
        NotFoundError: If the page has none.
    """
    charts = charts_of(kind, _shown(workspace, question, kind, lang))
    if any(one.label for one in charts):
        return sheet([(one.label, str(one.wide)) for one in charts], columns=_COLUMNS)
    if charts:
        return str(charts[0].wide)
    raise error_of(NotFoundError, "page-chart")


@router.get("/map/{kind}/manifest.json", dependencies=[InTurn])
def manifest(request: Request, workspace: WorkspaceHere, question: Asked, kind: Kind) -> Response:
    """From what, how and by which versions the tables are made, so that others can make them again."""
    asked = report_of(workspace, question, kind, language_of(request))
    made = compose_report(workspace, asked, run=READING).manifest
    return file_answer(made.encoded(), "application/json", "manifest.json")


def _tables(workspace: Workspace, question: MapQuestion, kind: Kind, lang: str) -> list[DataTable]:
    if kind is Kind.GAPS:
        return gap_tables(gaps_of(workspace, question, lang))
    return demand_tables(demand_of(workspace, question, lang, trend=kind is Kind.TRENDS))


def _shown(workspace: Workspace, question: MapQuestion, kind: Kind, lang: str) -> dict[str, Any]:
    if kind is Kind.GAPS:
        return gaps_shown(gaps_of(workspace, question, lang), top=question.top)
    return demand_shown(demand_of(workspace, question, lang, trend=kind is Kind.TRENDS), top=question.top)
