"""Exports: credentials, mappings and the graph in the formats that others read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from skillgraph.model import MappingStatus
from skillgraph.workspace.credentials import exporting
from skillgraph.workspace.credentials.exporting import MappingChoice
from skillgraph.workspace.requests import NAMING, SOURCE
from skillgraph.workspace.review.sheet import export_sheet
from skillgraph_api.asked_mappings import AskedMappings
from skillgraph_api.asking import SIGNS
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.openapi import returning_files

router = APIRouter(prefix="/export", tags=["export"])


class GraphFormat(StrEnum):
    """Formats of RDF, by the ends of names of files."""

    TTL = "ttl"
    JSONLD = "jsonld"
    NQ = "nq"
    TRIG = "trig"
    NT = "nt"
    RDF = "rdf"


_MEDIA = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "tsv": "text/tab-separated-values",
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CredentialName = Annotated[
    str | None, Query(max_length=SIGNS, description=f"Only this credential: {NAMING}.")
]
SourceName = Annotated[str | None, Query(max_length=SIGNS, description=SOURCE.help)]


@router.get(
    "/sssom",
    summary="Which mappings are there, as SSSOM?",
    dependencies=[InTurn],
    response_class=FileResponse,
    responses=returning_files([_MEDIA[one] for one in ("tsv", "json", "ttl")], path="/export/sssom"),
)
def sssom(
    workspace: WorkspaceHere,
    form: Annotated[Literal["tsv", "json", "ttl"], Query(alias="format", description="The format.")] = "tsv",
    status: Annotated[
        tuple[MappingStatus, ...], Query(description="Only records in one of these states.")
    ] = (),
    credential: CredentialName = None,
    source: SourceName = None,
    min_confidence: Annotated[float, Query(ge=0, le=1, description="Leave out proposals below it.")] = 0.0,
    license: Annotated[  # noqa: A002 - SSSOM's word
        str, Query(max_length=SIGNS, description="URI of the licence you give the mappings under.")
    ] = "",
) -> FileResponse:
    """The file that `skillgraph export sssom` writes; `skillgraph mapping load` reads it back."""
    choice = MappingChoice(status, credential, source, min_confidence)
    name = "mappings.sssom.tsv" if form == "tsv" else f"mappings.{form}"
    return exported_file(
        name, lambda target: exporting.export_sssom(workspace, target, choice, license=license), form
    )


@router.get(
    "/openbadges",
    summary="Which credentials are there, as Open Badges?",
    dependencies=[InTurn],
    response_class=FileResponse,
    responses=returning_files([_MEDIA["json"]], path="/export/openbadges"),
)
def openbadges(
    workspace: WorkspaceHere,
    version: Annotated[Literal["3.0", "2.0"], Query(description="Of Open Badges.")] = "3.0",
    credential: CredentialName = None,
    source: SourceName = None,
    status: Annotated[
        Literal["accepted", "proposed"], Query(description="proposed: proposals too, marked as such.")
    ] = "accepted",
) -> FileResponse:
    """One JSON document, with accepted mappings as alignments."""
    return exported_file(
        "badges.json",
        lambda target: exporting.export_openbadges(
            workspace,
            target,
            version=version,
            credential=credential,
            source=source,
            proposed=status == "proposed",
        ),
        "json",
    )


@router.get(
    "/outcome-sheet",
    summary="Which credentials are there, as an outcome sheet?",
    dependencies=[InTurn],
    response_class=FileResponse,
    responses=returning_files([_MEDIA["csv"], _MEDIA["xlsx"]], path="/export/outcome-sheet"),
)
def outcome_sheet(
    workspace: WorkspaceHere,
    form: Annotated[Literal["csv", "xlsx"], Query(alias="format", description="The format.")] = "csv",
    credential: CredentialName = None,
    source: SourceName = None,
) -> FileResponse:
    """Loading the sheet gives the same credentials."""
    return exported_file(
        f"outcomes.{form}",
        lambda target: exporting.export_outcome_sheet(
            workspace, target, credential=credential, source=source
        ),
        form,
    )


@router.get(
    "/graph",
    summary="What is in the graph?",
    dependencies=[InTurn],
    response_class=FileResponse,
    responses=returning_files([_MEDIA[one] for one in GraphFormat], path="/export/graph"),
)
def graph(
    workspace: WorkspaceHere,
    form: Annotated[GraphFormat, Query(alias="format", description="The format.")] = GraphFormat.TTL,
    name: Annotated[
        str | None,
        Query(
            alias="graph",
            max_length=SIGNS,
            description="One named graph: its IRI, or its end, such as framework/esco/1.2.0.",
            examples=["mappings"],
        ),
    ] = None,
) -> FileResponse:
    """The whole graph, or one named graph of it."""
    return exported_file(
        f"graph.{form}", lambda target: exporting.export_graph(workspace, target, graph=name), form.value
    )


@router.get(
    "/review-sheet",
    summary="Which mappings are there to decide in a spreadsheet?",
    dependencies=[InTurn],
    response_class=FileResponse,
    responses=returning_files([_MEDIA["xlsx"], _MEDIA["csv"]], path="/export/review-sheet"),
)
def review_sheet(
    workspace: WorkspaceHere,
    wanted: AskedMappings,
    form: Annotated[Literal["xlsx", "csv"], Query(alias="format", description="The format.")] = "xlsx",
) -> FileResponse:
    """The sheet that `skillgraph review export` writes and `skillgraph review import` takes back."""
    return exported_file(
        f"review.{form}", lambda target: export_sheet(workspace, target, wanted.filter), form
    )


def exported_file(name: str, write: Callable[[Path], object], form: str) -> FileResponse:
    """What an export writes, from a folder of its own that is removed once it was sent."""
    folder = Path(mkdtemp(prefix="skillgraph-export-"))
    try:
        write(folder / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(folder / name, media_type=_MEDIA[form], filename=name, background=gone)
