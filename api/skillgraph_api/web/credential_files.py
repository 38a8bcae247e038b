"""A credential as files to keep: the same exports as the commands write."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Response

from skillgraph.workspace import Workspace
from skillgraph.workspace.credentials import exporting
from skillgraph.workspace.credentials.exporting import Exported, MappingChoice
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.routers.exports import exported_file
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.handles import credential_at
from skillgraph_api.web.pages import HEADERS

router = APIRouter(route_class=PageRoute)


class CredentialFile(StrEnum):
    """The files that there are of a credential, in the order in which pages offer them."""

    SHEET = "outcomes.xlsx"
    SHEET_TEXT = "outcomes.csv"
    BADGE = "badge.json"
    MAPPINGS = "mappings.sssom.tsv"
    GRAPH = "mappings.ttl"


@router.get("/credential/{name}/{file}", dependencies=[InTurn])
def credential_file(workspace: WorkspaceHere, name: str, file: CredentialFile) -> Response:
    """Send a file of a credential."""
    found = credential_at(workspace.snapshot(), name)
    answer = exported_file(file.value, _writer(workspace, file, found.id), file.value.rpartition(".")[2])
    answer.headers.update({**HEADERS, "Vary": "Cookie"})
    return answer


def _writer(workspace: Workspace, file: CredentialFile, credential: str) -> Callable[[Path], Exported]:
    """What writes a file."""
    match file:
        case CredentialFile.SHEET | CredentialFile.SHEET_TEXT:
            return partial(exporting.export_outcome_sheet, workspace, credential=credential)
        case CredentialFile.BADGE:
            return partial(exporting.export_openbadges, workspace, credential=credential)
        case _:
            choice = MappingChoice(credential=credential)
            return partial(exporting.export_sssom, workspace, choice=choice)
