"""What a concept is related to besides its hierarchy: other skills, other frameworks, Skills for Success."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from skillgraph.analytics.demand.question import Axis, Cell
from skillgraph.errors import SkillgraphError
from skillgraph.model import ConceptKind, Mapping, RelationKind
from skillgraph.workspace.answers.demand import demand
from skillgraph.workspace.answers.occupations import occupations_of_skill
from skillgraph.workspace.postings.counting import axis_of
from skillgraph.workspace.query import Run
from skillgraph.workspace.requests import DemandRequest

if TYPE_CHECKING:
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

_OCCUPATIONS = (ConceptKind.OCCUPATION, ConceptKind.OCCUPATION_GROUP)


class Relation(StrEnum):
    """How a concept is related to another that lies neither above nor below it in its framework."""

    RELATED = "related"
    NEEDED_BY = "needed-by"
    """The other skill needs it."""
    NEEDS = "needs"
    """It needs the other skill."""
    CROSSWALK = "crosswalk"
    """A loaded crosswalk maps one of them to the other."""


@dataclass(frozen=True, slots=True, order=True)
class Related:
    """A related concept."""

    uri: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class ConceptDemand:
    """How many postings ask for a concept.

    Attributes:
        cell: ``None`` where nobody asks, or it cannot be told.
        fault: Why it cannot be told: nothing is loaded, or it was not searched for skills yet.
    """

    cell: Cell | None
    fault: str = ""


def related_concepts(workspace: Workspace, snapshot: Snapshot, uri: str, framework: str) -> list[Related]:
    """What is related to a concept in one version, and through loaded crosswalks; each once."""
    found: dict[str, Related] = {}
    for one in (
        *_needing(snapshot, uri, framework),
        *_related(workspace, snapshot, uri, framework),
        *_across(workspace, snapshot, uri),
    ):
        found.setdefault(one.uri, one)
    found.pop(uri, None)
    return list(found.values())


def success_skills(snapshot: Snapshot, uri: str) -> list[str]:
    """The Skills for Success, and their components, that a concept belongs to through crosswalks."""
    axis = axis_of(snapshot)
    return sorted(one for one in snapshot.hierarchy().ancestors(uri) if axis(one, uri) is Axis.SUCCESS)


def demand_of_concept(workspace: Workspace, uri: str, run: Run) -> ConceptDemand:
    """How many of the loaded postings ask for a concept; of a group, for anything below it.

    Counted once for all concepts, and kept in memory until postings or frameworks change.
    """
    snapshot = workspace.snapshot()
    by = axis_of(snapshot)(uri, uri)
    state = snapshot.manifest
    made_from = (state.frameworks, state.crosswalks, state.postings, state.mentions)
    try:
        cells = workspace.cached(("demand of concepts", by), made_from, lambda: _cells(workspace, by, run))
    except SkillgraphError as error:
        return ConceptDemand(None, error.message)
    return ConceptDemand(cells.get(uri))


def _cells(workspace: Workspace, by: Axis, run: Run) -> dict[str, Cell]:
    return {cell.uri: cell for cell in demand(workspace, DemandRequest(by=(by,)), run).cells}


def _needing(snapshot: Snapshot, uri: str, framework: str) -> Iterator[Related]:
    """Skills that need a skill, and those that it needs."""
    from skillgraph.graph.queries import SkillOfOccupation, run

    if snapshot.kinds.get(uri) in _OCCUPATIONS:
        return
    for other in occupations_of_skill(snapshot, uri, framework):
        if snapshot.kinds.get(other) not in _OCCUPATIONS:
            yield Related(other, Relation.NEEDED_BY)
    graph = snapshot.manifest.framework(framework).graph
    for row in run(snapshot.store, SkillOfOccupation, graphs=[graph], occupation=uri):
        yield Related(row.skill, Relation.NEEDS)


def _related(workspace: Workspace, snapshot: Snapshot, uri: str, framework: str) -> list[Related]:
    record = snapshot.manifest.framework(framework)
    pairs = workspace.cached(("related", record.id), record, lambda: _pairs(snapshot, record.graph))
    return [Related(other, Relation.RELATED) for other in pairs.get(uri, ())]


def _pairs(snapshot: Snapshot, graph: str) -> dict[str, list[str]]:
    """Concepts that are said to be related, both ways."""
    from skillgraph.graph import codec

    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in codec.read_relations(snapshot.store, [graph]):
        if one.kind is RelationKind.RELATED:
            found[one.subject].append(one.object)
            found[one.object].append(one.subject)
    return dict(found)


def _across(workspace: Workspace, snapshot: Snapshot, uri: str) -> list[Related]:
    state = snapshot.manifest.crosswalks
    pairs = workspace.cached(("crosswalk pairs",), state, lambda: _crosswalk_pairs(snapshot))
    return [Related(other, Relation.CROSSWALK) for other in pairs.get(uri, ())]


def _crosswalk_pairs(snapshot: Snapshot) -> dict[str, list[str]]:
    from skillgraph.graph import codec

    found: defaultdict[str, list[str]] = defaultdict(list)
    graphs = [record.graph for record in snapshot.manifest.crosswalks]
    for one in filter(_positive, codec.read_mappings(snapshot.store, graphs) if graphs else ()):
        found[one.subject_id].append(one.object_id)
        found[one.object_id].append(one.subject_id)
    return dict(found)


def _positive(one: Mapping) -> bool:
    return one.predicate_modifier is None and not one.no_term
