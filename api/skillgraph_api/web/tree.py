"""The framework as a tree: what lies below what, opened a level at a time, for it may be large."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from skillgraph.graph.hierarchy import Hierarchy, edges
from skillgraph.workspace import Workspace
from skillgraph.workspace.state.manifest import FrameworkRecord
from skillgraph_api import lookup
from skillgraph_api.asking import SIGNS
from skillgraph_api.dependencies import FrameworkName, InTurn, WorkspaceHere
from skillgraph_api.web.differences import several_versions
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import language_of, page

router = APIRouter(route_class=PageRoute)

MOST: Final = 1_000
"""So many terms of a level are shown; the others are counted."""

Uri = Annotated[str, Query(max_length=SIGNS)]


@dataclass(frozen=True, slots=True)
class Node:
    """A term of the tree.

    Attributes:
        below: How many terms lie directly below.
        level: Those, where they are shown.
        chosen: Whether the tree was opened for it.
    """

    uri: str
    label: str
    below: int
    level: Level | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """The terms below one, or at the top, by their labels.

    Attributes:
        more: How many are not shown.
    """

    nodes: Sequence[Node]
    more: int = 0


@router.get("/concept/tree", dependencies=[InTurn])
def tree(
    request: Request, workspace: WorkspaceHere, at: Uri = "", framework: FrameworkName = None
) -> Response:
    """The top of a framework, or the way from there to a term and what lies below it."""
    snapshot = workspace.snapshot()
    if not snapshot.manifest.frameworks:
        return page(request, "concept_tree", level=None)
    record = _record(workspace, at, framework)
    hierarchy = _hierarchy(workspace, record)
    way = _way(hierarchy, at) if at else []
    return page(
        request,
        "concept_tree",
        level=_level(workspace, hierarchy, hierarchy.tops(), language_of(request), way),
        at=at,
        framework=str(record.id),
        frameworks=[str(one.id) for one in snapshot.manifest.frameworks],
        several=bool(several_versions(snapshot.manifest)),
        placed=len(way) != 1 or bool(hierarchy.narrower(at)),
    )


@router.get("/concept/tree/below", dependencies=[InTurn])
def below(request: Request, workspace: WorkspaceHere, uri: Uri, framework: FrameworkName = None) -> Response:
    """What lies directly below a term, as a piece of the tree."""
    record = _record(workspace, uri, framework)
    hierarchy = _hierarchy(workspace, record)
    level = _level(workspace, hierarchy, hierarchy.narrower(uri), language_of(request), ())
    return page(request, "concept_below", level=level, framework=str(record.id))


def _record(workspace: Workspace, uri: str, framework: str | None) -> FrameworkRecord:
    snapshot = workspace.snapshot()
    if uri:
        return lookup.concept_in(snapshot, uri, framework)[0]
    return snapshot.manifest.framework(framework)


def _hierarchy(workspace: Workspace, record: FrameworkRecord) -> Hierarchy:
    """The hierarchy of one framework by itself; read once."""
    store = workspace.snapshot().store
    return workspace.cached(("tree", record.id), record, lambda: Hierarchy(edges(store, [record.graph])))


def _way(hierarchy: Hierarchy, uri: str) -> list[str]:
    """A term and those above it along the first one above each, the term itself first; none twice."""
    way = [uri]
    while (above := hierarchy.broader(way[-1])) and above[0] not in way:
        way.append(above[0])
    return way


def _level(
    workspace: Workspace, hierarchy: Hierarchy, uris: Collection[str], lang: str, way: Sequence[str]
) -> Level:
    """Terms with what lies below those of them that are on the way."""
    names = workspace.snapshot().names(uris, lang)
    ordered = sorted(uris, key=lambda uri: ((names.get(uri) or uri).casefold(), uri))
    shown = [*ordered[:MOST], *(uri for uri in ordered[MOST:] if uri in way)]
    nodes = [_node(workspace, hierarchy, uri, names.get(uri) or uri, lang, way) for uri in shown]
    return Level(nodes, len(ordered) - len(shown))


def _node(
    workspace: Workspace, hierarchy: Hierarchy, uri: str, label: str, lang: str, way: Sequence[str]
) -> Node:
    under = hierarchy.narrower(uri)
    opened = uri in way and bool(under)
    left = way[: way.index(uri)] if uri in way else ()
    level = _level(workspace, hierarchy, under, lang, left) if opened else None
    return Node(uri, label, len(under), level, chosen=bool(way) and uri == way[0])
