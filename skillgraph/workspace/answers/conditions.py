"""What the conditions of a question mean in a workspace: labels as concepts, towns as the places loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from skillgraph.analytics.demand.answering import rows
from skillgraph.analytics.demand.counting import values_of
from skillgraph.analytics.demand.question import Condition, ConditionField, Question
from skillgraph.errors import NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.sources.regions import is_place
from skillgraph.workspace.answers.resolving import occupations_named, readings

if TYPE_CHECKING:
    from skillgraph.workspace.postings.counting import OpenedTables
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.state.workspace import Workspace


def meant(workspace: Workspace, opened: OpenedTables, question: Question, query: Query) -> Question:
    """The question with what its conditions mean: concepts, occupations by URI, places as they are loaded.

    A town without a region is that town in every region, and a place that no posting states stays as it is.

    Raises:
        NotFoundError: If a condition names a concept or an occupation that no framework has.
    """
    where: list[Condition] = []
    for one in question.where:
        where += [replace(one, value=value) for value in _values(workspace, opened, one, query)]
    return replace(question, where=tuple(where))


def _values(workspace: Workspace, opened: OpenedTables, one: Condition, query: Query) -> Sequence[str]:
    if one.field is ConditionField.CONCEPT:
        return _concepts(workspace, opened, one.value, query)
    if one.field is ConditionField.OCCUPATION:
        return _occupations(workspace, opened, one.value, query)
    if one.field is ConditionField.PLACE:
        return list(_places(opened, one.value)) or [one.value]
    return [one.value]


def _concepts(workspace: Workspace, opened: OpenedTables, words: str, query: Query) -> Sequence[str]:
    """The concepts that a URI or a label names; those of the framework that is counted in come first."""
    snapshot = opened.snapshot
    if words in snapshot.names([words]):
        return [words]
    counted = replace(query, framework=str(snapshot.manifest.framework(query.framework).id))
    found = readings(workspace, snapshot, words, counted)
    if not found or found[0].spelt:
        hint = "Give a label or a URI; `skillgraph suggest` and `demand --format csv` print them."
        raise NotFoundError(
            f"No loaded framework has the concept {words}.",
            hint=f"Did you mean “{found[0].labels[0]}”?" if found else hint,
        )
    return found[0].uris


def _occupations(workspace: Workspace, opened: OpenedTables, words: str, query: Query) -> Sequence[str]:
    """The words where postings have them, as label or URI; else the occupations that they name."""
    table = opened.tables.postings
    same = (table.occupation.lower() == words.lower()) | (table.occupation_label.lower() == words.lower())
    if "://" in words or rows(table.filter(same).select("id").limit(1)):
        return [words]
    if named := occupations_named(workspace, opened.snapshot, words, query):
        return named
    raise error_of(NotFoundError, "occupation-unknown", words=words)


def _places(opened: OpenedTables, asked: str) -> Iterator[str]:
    """The places of postings that a person means by one."""
    table = opened.tables.postings
    stated = table.select(place=values_of(table, "place")).distinct()
    return (
        place for row in rows(stated.order_by("place")) if (place := row["place"]) and is_place(asked, place)
    )
