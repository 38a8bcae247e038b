"""Demand and its trends, put together: what the command line, the report and the service call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.analytics.demand import answering, trending
from skillgraph.analytics.demand.answering import line_of
from skillgraph.analytics.demand.implied import with_implied
from skillgraph.analytics.demand.question import Demand, Question
from skillgraph.analytics.demand.sentences import Sentence
from skillgraph.analytics.demand.sentences import sentences as all_sentences
from skillgraph.analytics.demand.trend import TrendRule
from skillgraph.analytics.demand.trending import TrendOptions
from skillgraph.workspace.answers.conditions import meant
from skillgraph.workspace.answers.occupations import skills_of_occupation
from skillgraph.workspace.postings import counting
from skillgraph.workspace.query import RUN, Run

if TYPE_CHECKING:
    from skillgraph.analytics.demand.trending import Trends
    from skillgraph.workspace.requests import (
        CountingRequest,
        DemandRequest,
        PublishedRequest,
        SentencesRequest,
        TrendRequest,
    )
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


def demand(workspace: Workspace, request: DemandRequest, run: Run = RUN) -> Demand:
    """How many of the loaded postings ask for what; ``top`` counts skills (and strata), not their periods.

    Raises:
        NotFoundError: If no postings are loaded, or a condition names an unknown concept.
        InputError: If the weights cannot be used, or no confidence is known to give the precision.
    """
    question = replace(_published(request), sensitivity=request.sensitivity, vacancies=request.vacancies)
    found, asked = _opened(workspace, request, question, run, request.weights)
    counted = answering.demand(found.tables, asked, found.snapshot.names)
    if request.implied:
        essential = _essential(found.snapshot, request.framework)
        counted = with_implied(counted, found.tables, essential, found.snapshot.names)
    return _first(counted, request.top)


def _essential(snapshot: Snapshot, framework: str | None) -> Callable[[str], list[str]]:
    """Gives the essential skills of an occupation."""
    return lambda uri: [
        skill for skill, need in skills_of_occupation(snapshot, uri, framework).needs.items() if need
    ]


def trend(workspace: Workspace, request: TrendRequest, run: Run = RUN) -> Trends:
    """How the demand for each skill changes, with the sentences that say so.

    Raises:
        NotFoundError: As `demand` does.
        InputError: If the question does not fit, or no posting has a date.
    """
    options = TrendOptions(TrendRule(request.fdr, request.min_postings), request.forecast, request.sentences)
    found, asked = _opened(workspace, request, _published(request), run)
    changes = trending.demand_trends(found.tables, asked, found.snapshot.names, options)
    return replace(changes, skills=changes.skills[: request.top])


def sentences(workspace: Workspace, request: SentencesRequest, run: Run = RUN) -> list[Sentence]:
    """The sentences behind a number: those of all mentions that the same question counts.

    Raises:
        NotFoundError: As `demand` does.
    """
    question = Question(where=request.conditions, period=request.period, titles=request.titles)
    found, asked = _opened(workspace, request, question, run)
    return all_sentences(found.tables, asked, found.snapshot.names, limit=request.top)


def _published(request: PublishedRequest) -> Question:
    """What to count, but for the confidence from which mentions count."""
    return Question(
        by=request.by,
        where=request.conditions,
        period=request.period,
        roll_up=request.roll_up,
        near_duplicates=request.near_duplicates,
        min_cell=request.min_cell,
        titles=request.titles,
    )


def _opened(
    workspace: Workspace, request: CountingRequest, question: Question, run: Run, weights: Path | None = None
) -> tuple[counting.OpenedTables, Question]:
    """The tables to count in, and the question with the confidence from which mentions count."""
    least = request.min_confidence
    found = counting.open_tables(workspace, request.query(run), min_confidence=least, weights=weights)
    asked = meant(workspace, found, question, request.query(run))
    return found, replace(asked, threshold=found.threshold)


def _first(found: Demand, top: int | None) -> Demand:
    """The demand with the cells of the first so many skills and strata, whatever the period."""
    lines = dict.fromkeys(map(line_of, found.cells))
    kept = set(list(lines)[:top])
    return replace(found, cells=tuple(cell for cell in found.cells if line_of(cell) in kept))
