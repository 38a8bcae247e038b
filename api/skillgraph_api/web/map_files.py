"""The analyst's map as files: the tables as CSV and as a workbook, the chart as a picture."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Request, Response

from skillgraph.errors import NotFoundError
from skillgraph.export.datatables import DataTable
from skillgraph.export.publication.page import demand_shown, gaps_shown
from skillgraph.export.publication.tables import demand_tables, gap_tables
from skillgraph.export.svg import standalone
from skillgraph.export.workbook import workbook
from skillgraph.languages.sentences import error_of
from skillgraph.workspace import Workspace
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.map_question import Asked, MapQuestion, demand_of, gaps_of
from skillgraph_api.web.pages import file_answer, language_of

router = APIRouter(route_class=PageRoute)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Kind(StrEnum):
    """What is counted; trends come with the tables of demand."""

    DEMAND = "demand"
    TRENDS = "trends"
    GAPS = "gaps"


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
def chart(request: Request, workspace: WorkspaceHere, question: Asked, kind: Kind) -> Response:
    """The chart of a page as a picture.

    Raises:
        NotFoundError: If the page has none.
    """
    drawn = _shown(workspace, question, kind, language_of(request)).get("chart")
    if drawn is None:
        raise error_of(NotFoundError, "page-chart")
    return file_answer(standalone(str(drawn.wide)).encode(), "image/svg+xml", f"{kind.value}.svg")


def _tables(workspace: Workspace, question: MapQuestion, kind: Kind, lang: str) -> list[DataTable]:
    if kind is Kind.GAPS:
        return gap_tables(gaps_of(workspace, question, lang))
    return demand_tables(demand_of(workspace, question, lang, trend=kind is Kind.TRENDS))


def _shown(workspace: Workspace, question: MapQuestion, kind: Kind, lang: str) -> dict[str, Any]:
    if kind is Kind.GAPS:
        return gaps_shown(gaps_of(workspace, question, lang), top=question.top)
    return demand_shown(demand_of(workspace, question, lang), top=question.top)
