"""Demand and its trends, put together: what the command line, the report and the service call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.analytics.demand import answering, trending
from skillgraph.analytics.demand.question import Axis, Cell, Demand, Field, Question
from skillgraph.analytics.demand.sentences import Sentence
from skillgraph.analytics.demand.sentences import sentences as all_sentences
from skillgraph.errors import NotFoundError
from skillgraph.workspace.postings.counting import open_tables

if TYPE_CHECKING:
    from skillgraph.analytics.demand.trending import Trends, TrendWish
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Counting:
    """From which confidence on mentions count, unless the query asks for a precision, and what weighs."""

    min_confidence: float = 0.5
    weights: Path | None = None


def demand(workspace: Workspace, query: Query, question: Question, counting: Counting) -> Demand:
    """How many of the loaded postings ask for what.

    Args:
        workspace: Where to read.
        query: Framework and profile.
        question: What to count; its threshold is set from ``query`` and ``counting``.
        counting: Which mentions count, and what postings weigh.

    Raises:
        NotFoundError: If no postings are loaded, or a condition names an unknown concept.
        InputError: If the weights cannot be used, or no confidence is known to give the precision.
    """
    found = open_tables(workspace, query, min_confidence=counting.min_confidence, weights=counting.weights)
    _check(found.snapshot, question)
    asked = replace(question, threshold=found.threshold)
    return answering.demand(found.tables, asked, found.snapshot.names)


def trend(
    workspace: Workspace, query: Query, question: Question, counting: Counting, wish: TrendWish
) -> Trends:
    """How the demand for each skill changes, with the sentences that say so.

    Raises:
        NotFoundError: As `demand` does.
        InputError: If the question does not fit, or no posting has a date.
    """
    found = open_tables(workspace, query, min_confidence=counting.min_confidence)
    _check(found.snapshot, question)
    asked = replace(question, threshold=found.threshold)
    return trending.demand_trends(found.tables, asked, found.snapshot.names, wish)


def sentences(
    workspace: Workspace, query: Query, question: Question, counting: Counting, *, limit: int | None = None
) -> list[Sentence]:
    """The sentences behind a number: those of all mentions that the same question counts.

    Raises:
        NotFoundError: As `demand` does.
    """
    found = open_tables(workspace, query, min_confidence=counting.min_confidence)
    _check(found.snapshot, question)
    asked = replace(question, threshold=found.threshold)
    return all_sentences(found.tables, asked, found.snapshot.names, limit=limit)


def of_skills(demanded: Demand, uris: Sequence[str]) -> list[Cell]:
    """The cells of chosen skills, in the order in which they were chosen."""
    places = {uri: place for place, uri in enumerate(uris)}
    chosen = [cell for cell in demanded.cells if cell.uri in places]
    return sorted(chosen, key=lambda cell: (places[cell.uri], cell.strata.get(Axis.PERIOD, "")))


def _check(snapshot: Snapshot, question: Question) -> None:
    wanted = [condition.value for condition in question.where if condition.field is Field.CONCEPT]
    known = snapshot.names(wanted)
    for uri in wanted:
        if uri not in known:
            raise NotFoundError(
                f"No loaded framework has the concept {uri}.",
                hint="Give a URI; `skillgraph suggest` and `skillgraph demand --format csv` print them.",
            )
