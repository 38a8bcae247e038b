"""The hierarchy of concepts: what lies above and below, and the way to the top.

Concepts may have several parents, and a careless source may even hold cycles; nothing here minds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Self

from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import value
from skillgraph.model import Concept
from skillgraph.namespaces import SKOS

if TYPE_CHECKING:
    from networkx import DiGraph


def edges(store: TripleStore, graphs: Sequence[str] | None = None) -> Iterator[tuple[str, str]]:
    """Pairs of a concept and one directly above it, however the graphs say so; ``None`` for all graphs.

    Two properties are scanned, without a query in between: the hierarchy of ESCO is there in a moment.
    """
    for narrower, broader in store.pairs(SKOS.broader, graphs=graphs):
        yield value(narrower), value(broader)
    for broader, narrower in store.pairs(SKOS.narrower, graphs=graphs):
        yield value(narrower), value(broader)


class Hierarchy:
    """Broader and narrower concepts, by URI. A URI that is not in it has nothing above or below.

    Args:
        edges: Pairs of a concept and one directly above it.
    """

    def __init__(self, edges: Iterable[tuple[str, str]]) -> None:
        self._edges = sorted({(narrower, broader) for narrower, broader in edges if narrower != broader})

    @classmethod
    def from_store(cls, store: TripleStore, graphs: Sequence[str] | None = None) -> Self:
        """Read the broader links of graphs; ``None`` for all."""
        return cls(edges(store, graphs))

    @classmethod
    def from_concepts(cls, concepts: Iterable[Concept]) -> Self:
        """Read the broader links of concepts."""
        return cls((concept.uri, broader) for concept in concepts for broader in concept.broader)

    @cached_property
    def graph(self) -> DiGraph[str]:
        """The networkx graph, with an edge from each concept to those directly above it."""
        import networkx

        graph: DiGraph[str] = networkx.DiGraph()
        graph.add_edges_from(self._edges)
        return graph

    def broader(self, uri: str) -> tuple[str, ...]:
        """The concepts directly above, sorted."""
        return tuple(sorted(self.graph.successors(uri))) if uri in self.graph else ()

    def narrower(self, uri: str) -> tuple[str, ...]:
        """The concepts directly below, sorted."""
        return tuple(sorted(self.graph.predecessors(uri))) if uri in self.graph else ()

    def ancestors(self, uri: str) -> frozenset[str]:
        """Everything above, however far; never the concept itself."""
        return frozenset(self._distances_up(uri)) - {uri}

    def descendants(self, uri: str) -> frozenset[str]:
        """Everything below, however far; never the concept itself."""
        import networkx

        return frozenset(networkx.ancestors(self.graph, uri)) - {uri} if uri in self.graph else frozenset()

    def path_to_top(self, uri: str) -> tuple[str, ...]:
        """The concepts above, nearest first, by the shortest way to one that has nothing above it.

        Of several ways of the same length, the first by the alphabet of its URIs, from below. Where a cycle
        leaves no top, the path is empty.
        """
        heights = self._heights
        path: list[str] = []
        while heights.get(uri, 0) > 0:
            uri = min(
                (one for one in self.broader(uri) if heights.get(one) == heights[uri] - 1),
            )
            path.append(uri)
        return tuple(path)

    def common_broader(self, one: str, other: str) -> str | None:
        """The concept nearest to both: above them, or one of the two where it lies above the other.

        Nearest by the sum of both distances; then by the alphabet. ``None`` where there is none.
        """
        left, right = self._distances_up(one), self._distances_up(other)
        shared = left.keys() & right.keys()
        return min(shared, key=lambda uri: (left[uri] + right[uri], uri), default=None)

    @cached_property
    def _heights(self) -> dict[str, int]:
        """For each concept under a top, the number of steps to the nearest one."""
        import networkx

        tops = {uri for uri, above in self.graph.out_degree() if above == 0}
        found = (
            networkx.multi_source_dijkstra_path_length(self.graph.reverse(copy=False), tops) if tops else {}
        )
        return {uri: int(steps) for uri, steps in found.items()}

    def _distances_up(self, uri: str) -> dict[str, int]:
        import networkx

        if uri not in self.graph:
            return {uri: 0}
        return dict(networkx.single_source_shortest_path_length(self.graph, uri))
