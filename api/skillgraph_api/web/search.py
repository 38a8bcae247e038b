"""The employer's search: which credentials cover a skill, how, and on what evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from skillgraph.analytics.coverage import Coverage, CoverageKind, rests_on
from skillgraph.analytics.reading import ReadingKind
from skillgraph.clock import today
from skillgraph.errors import NotFoundError
from skillgraph.model import Credential, RestsOn
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers import cover as job
from skillgraph.workspace.answers.coverage_table import coverage_table
from skillgraph.workspace.answers.resolving import ResolvedSkill, asked_concepts
from skillgraph.workspace.requests import CoverRequest
from skillgraph.workspace.state.snapshot import Snapshot
from skillgraph_api.asking import READING, SIGNS, Texts, parameter
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import address, file_answer, language_of, page
from skillgraph_api.web.search_facets import FacetShown, parameters, shown_facets
from skillgraph_api.web.sureness import is_likely

router = APIRouter(route_class=PageRoute)

SHOWN: Final = 20
"""So many credentials stand on the page before more are asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page shows of an answer.

    Attributes:
        groups: The credentials shown, by how they cover.
        total: How many there are, shown or not.
        shown: How many of them are.
        rests_on: The mappings that all of them rest on.
        unlikely: How many of them no mapping supports that a person accepted or that is likely.
        essential: How many skills are asked, where the question names an occupation; else 0.
        accepted: How many of them rest on something that a person accepted.
        facets: What they can be narrowed by.
    """

    resolved: ResolvedSkill
    groups: Sequence[tuple[CoverageKind, Sequence[Coverage]]]
    total: int
    shown: int
    rests_on: RestsOn
    unlikely: int = 0
    essential: int = 0
    accepted: int = 0
    facets: Sequence[FacetShown] = ()


def asked(
    skill: Annotated[str, parameter(CoverRequest, "skill", max_length=SIGNS)] = "",
    reading: Annotated[ReadingKind | None, parameter(CoverRequest, "reading")] = CoverRequest.reading,
    as_written: Annotated[bool, parameter(CoverRequest, "as_written")] = CoverRequest.as_written,
    issuer: Annotated[str, parameter(CoverRequest, "issuer", max_length=SIGNS)] = CoverRequest.issuer,
    lang: Annotated[str, parameter(CoverRequest, "lang", max_length=35)] = CoverRequest.lang,
    where: Annotated[Texts, parameter(CoverRequest, "where")] = CoverRequest.where,
    accepted: Annotated[bool, parameter(CoverRequest, "accepted")] = CoverRequest.accepted,
    min_confidence: Annotated[float, parameter(CoverRequest, "min_confidence")] = CoverRequest.min_confidence,
    top: Annotated[int | None, parameter(CoverRequest, "top")] = SHOWN,
) -> CoverRequest:
    """The question in the address of the page."""
    return CoverRequest(
        skill=skill.strip(),
        min_confidence=min_confidence,
        reading=reading,
        as_written=as_written,
        issuer=issuer.strip(),
        lang=lang,
        where=where,
        accepted=accepted,
        top=top,
    )


@router.get("/search", dependencies=[InTurn])
def search(
    request: Request, workspace: WorkspaceHere, question: Annotated[CoverRequest, Depends(asked)]
) -> Response:
    """Ask for a skill, and show the credentials that cover it with their evidence."""
    snapshot = workspace.snapshot()
    answer = unmet = None
    if question.skill and snapshot.credentials:
        try:
            answer = answered(workspace, snapshot, question)
        except NotFoundError as error:
            unmet = error
    return page(
        request,
        "search",
        status=404 if unmet else 200,
        q=question,
        answer=answer,
        unmet=unmet,
        credentials={one.id: one for one in snapshot.credentials},
        names=snapshot.names(_concepts(answer), language_of(request)) if answer else {},
        unmapped=not snapshot.mappings,
        languages=languages_of(snapshot.credentials),
        again=partial(_again, request, question),
        step=SHOWN,
        usual=CoverRequest.min_confidence,
        today=today(),
    )


def _concepts(answer: Answer) -> list[str]:
    """The concepts that are named on the page of an answer."""
    pieces = (piece for _, found in answer.groups for one in found for piece in one.evidence)
    return [*answer.resolved.uris, *(piece.concept for piece in pieces if piece.concept)]


@router.get("/search/answer.csv", dependencies=[InTurn])
def download(workspace: WorkspaceHere, question: Annotated[CoverRequest, Depends(asked)]) -> Response:
    """The whole answer as a table, whatever part of it the page shows.

    Raises:
        NotFoundError: If the words mean no concept and no credential says them.
    """
    snapshot = workspace.snapshot()
    _, found = job.cover(workspace, replace(question, top=None), READING)
    table = coverage_table(found, {one.id: one for one in snapshot.credentials})
    return file_answer(table.csv(), "text/csv; charset=utf-8", "credentials.csv")


def answered(workspace: Workspace, snapshot: Snapshot, question: CoverRequest) -> Answer:
    """The answer to a question, with what it rests on.

    Raises:
        NotFoundError: If the words mean no concept and no credential says them.
    """
    whole = job.faceted(workspace, replace(question, top=None), READING)
    resolved, found = whole.reading, whole.found
    first = found[: question.top]
    occupation = resolved.kind is ReadingKind.OCCUPATION
    groups = [(kind, [one for one in first if one.coverage is kind]) for kind in CoverageKind]
    return Answer(
        resolved=resolved,
        groups=[(kind, some) for kind, some in groups if some],
        total=len(found),
        shown=len(first),
        rests_on=_rests_on(snapshot, found, question),
        unlikely=sum(map(is_unlikely, found)),
        essential=len(asked_concepts(snapshot, resolved, question.query(READING))) if occupation else 0,
        accepted=sum(one.is_accepted for one in found),
        facets=shown_facets(question, whole.facets, len(found)),
    )


def languages_of(credentials: Iterable[Credential]) -> list[str]:
    """The languages that credentials are in, as the first part of their tags."""
    return sorted({one.lang.casefold().split("-")[0] for one in credentials if one.lang})


def is_unlikely(one: Coverage) -> bool:
    """Whether all that is mapped of a credential is unreviewed, and none of it likely."""
    likely = any(is_likely(piece.confidence) for piece in one.evidence)
    return one.status is not None and not one.is_accepted and not likely


def _again(
    request: Request,
    asked: CoverRequest,
    path: str = "search",
    *,
    question: CoverRequest | None = None,
    **other: object,
) -> str:
    """The address of the question that was asked, or of another, but for what else is said."""
    return address(request, language_of(request), path, **{**parameters(question or asked), **other})


def _rests_on(snapshot: Snapshot, found: Sequence[Coverage], question: CoverRequest) -> RestsOn:
    pieces = [piece for one in found for piece in one.evidence if piece.concept]
    mappings = snapshot.mappings_to({piece.concept for piece in pieces})
    return rests_on((piece.pair for piece in pieces), mappings, min_confidence=question.min_confidence)
