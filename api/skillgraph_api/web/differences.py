"""What changed between two versions of a framework, and which mappings of outcomes that touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator

from skillgraph.errors import NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.taxonomies.differences import ChangeKind, counts
from skillgraph.workspace import Workspace
from skillgraph.workspace.frameworks.differing import (
    GONE,
    DifferenceRow,
    VersionDifferences,
    difference_rows,
    difference_table,
    version_differences,
)
from skillgraph.workspace.state.manifest import Manifest
from skillgraph_api.asking import SIGNS
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import address, file_answer, language_of, page

router = APIRouter(route_class=PageRoute)

STEP: Final = 50
MOST: Final = 1_000
"""So many changes are shown at first, and at most; the table (CSV) holds all."""

_NAME: Final = 200

Version = Annotated[str, Query(max_length=_NAME)]


@dataclass(frozen=True, slots=True)
class DifferenceQuestion:
    """What the form was filled in with.

    Attributes:
        old, new: Versions, such as ``esco@1.1.1``; empty for the newest two of a framework.
        change: Only this kind of change; ``None`` for all.
        find: Only concepts in whose labels, old or new ones, these words are.
        touched: Only concepts that outcomes are mapped to.
    """

    old: str
    new: str
    change: ChangeKind | None
    find: str
    touched: bool
    top: int

    @property
    def said(self) -> dict[str, object]:
        """The parts of an address that ask the same."""
        change = self.change.value if self.change else ""
        own = {"change": change, "find": self.find, "touched": "1" if self.touched else ""}
        return {"old": self.old, "new": self.new, **own}

    def asks_for(self, row: DifferenceRow) -> bool:
        """Whether a change is one of those."""
        words = self.find.casefold()
        texts = (row.label, *row.before, *row.after)
        return (
            self.change in (None, row.change.kind)
            and (not self.touched or row.mappings > 0)
            and (not words or any(words in text.casefold() for text in texts))
        )


def _or_none(given: str) -> str | None:
    """What a form sends where nothing is chosen is nothing."""
    return given or None


def asked(
    old: Version = "",
    new: Version = "",
    change: Annotated[ChangeKind | None, BeforeValidator(_or_none)] = None,
    find: Annotated[str, Query(max_length=SIGNS)] = "",
    touched: bool = False,
    top: Annotated[int, Query(ge=1, le=MOST)] = STEP,
) -> DifferenceQuestion:
    """The question in the address of the page."""
    return DifferenceQuestion(old.strip(), new.strip(), change, find.strip(), touched, top)


Asked = Annotated[DifferenceQuestion, Depends(asked)]


@router.get("/concept/differences", dependencies=[InTurn])
def differences(request: Request, workspace: WorkspaceHere, question: Asked) -> Response:
    """Count the changes, and list them."""
    versions, lang = several_versions(workspace.manifest), language_of(request)
    if not versions:
        return page(request, "differences", versions={}, question=question, found=None)
    found = _found(workspace, question)
    every, rows = _rows(workspace, found, question, lang)

    def again(**other: object) -> str:
        said = {**question.said, "old": str(found.old), "new": str(found.new)}
        return address(request, lang, "concept/differences", **{**said, **other})

    def as_table() -> str:
        return again().replace("/concept/differences", "/concept/differences.csv", 1)

    return page(
        request,
        "differences",
        versions=versions,
        question=question,
        found=found,
        counts=counts(found.changes),
        shown=rows[: question.top],
        total=len(rows),
        mappings=_mappings(every),
        gone=[one.value for one in GONE],
        again=again,
        as_table=as_table,
        step=STEP,
        most=MOST,
    )


@router.get("/concept/differences.csv", dependencies=[InTurn])
def table(request: Request, workspace: WorkspaceHere, question: Asked) -> Response:
    """The same changes, all of them, as a table."""
    _, rows = _rows(workspace, _found(workspace, question), question, language_of(request))
    return file_answer(difference_table(rows).csv(), "text/csv; charset=utf-8", "differences.csv")


def several_versions(manifest: Manifest) -> dict[str, list[str]]:
    """The frameworks of which several versions are loaded, each with its versions, the oldest first."""
    found: dict[str, list[str]] = {}
    for record in manifest.frameworks:
        found.setdefault(record.id.name, []).append(str(record.id))
    return {name: some for name, some in found.items() if len(some) > 1}


def _found(workspace: Workspace, question: DifferenceQuestion) -> VersionDifferences:
    """The comparison that is asked for; of the newest two versions where none are named.

    Raises:
        NotFoundError: If there are no two versions.
    """
    versions = next(iter(several_versions(workspace.manifest).values()), [])
    if not (question.old and question.new) and not versions:
        raise error_of(NotFoundError, "versions-lacking")
    return version_differences(workspace, question.old or versions[-2], question.new or versions[-1])


def _rows(
    workspace: Workspace, found: VersionDifferences, question: DifferenceQuestion, lang: str
) -> tuple[list[DifferenceRow], list[DifferenceRow]]:
    """Every change with labels in a language, and those that are asked for."""
    every = difference_rows(workspace.snapshot(), found, lang)
    return every, [row for row in every if question.asks_for(row)]


def _mappings(rows: Sequence[DifferenceRow]) -> Mapping[str, int]:
    """How many mappings lead to concepts that changed, and to such as are gone, by whether one follows."""
    of = {row.change.uri: row.mappings for row in rows}
    lost = {row.change.uri: row for row in rows if row.change.kind in GONE}
    followed = sum(row.mappings for row in lost.values() if row.successor)
    left = sum(row.mappings for row in lost.values() if not row.successor)
    return {"changed": sum(of.values()), "followed": followed, "left": left}
