"""Demand and its trends, put together: what the command line, the report and the service call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.analytics.demand import answering, trending
from skillgraph.analytics.demand.answering import line_of
from skillgraph.analytics.demand.implied import with_implied
from skillgraph.analytics.demand.question import Condition, ConditionField, Demand, Question
from skillgraph.analytics.demand.sentences import Sentence
from skillgraph.analytics.demand.sentences import sentences as all_sentences
from skillgraph.analytics.demand.trend import TrendRule
from skillgraph.analytics.demand.trending import TrendOptions
from skillgraph.errors import NotFoundError
from skillgraph.workspace.answers.occupations import skills_of_occupation
from skillgraph.workspace.answers.resolving import readings
from skillgraph.workspace.postings import counting
from skillgraph.workspace.query import RUN, Query, Run

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
    asked = _named(workspace, found.snapshot, question, request.query(run))
    return found, replace(asked, threshold=found.threshold)


def _first(found: Demand, top: int | None) -> Demand:
    """The demand with the cells of the first so many skills and strata, whatever the period."""
    lines = dict.fromkeys(map(line_of, found.cells))
    kept = set(list(lines)[:top])
    return replace(found, cells=tuple(cell for cell in found.cells if line_of(cell) in kept))


def _named(workspace: Workspace, snapshot: Snapshot, question: Question, query: Query) -> Question:
    """The question with each concept that a condition names by a label named by its URI.

    Raises:
        NotFoundError: If no framework has such a concept.
    """
    known = snapshot.names(one.value for one in question.where if one.field is ConditionField.CONCEPT)
    where: list[Condition] = []
    for one in question.where:
        if one.field is not ConditionField.CONCEPT or one.value in known:
            where.append(one)
        else:
            where += [replace(one, value=uri) for uri in _labelled(workspace, snapshot, one.value, query)]
    return replace(question, where=tuple(where))


def _labelled(workspace: Workspace, snapshot: Snapshot, words: str, query: Query) -> tuple[str, ...]:
    """The concepts that bear a label; those of the framework that is counted in come first."""
    counted = replace(query, framework=str(snapshot.manifest.framework(query.framework).id))
    found = readings(workspace, snapshot, words, counted)
    if not found or found[0].spelt:
        hint = "Give a label or a URI; `skillgraph suggest` and `demand --format csv` print them."
        raise NotFoundError(
            f"No loaded framework has the concept {words}.",
            hint=f"Did you mean “{found[0].labels[0]}”?" if found else hint,
        )
    return found[0].uris
