"""The hierarchy of concepts: what lies above and below.

Concepts may have several parents, and a careless source may even hold cycles; nothing here minds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import value
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

    @cached_property
    def graph(self) -> DiGraph[str]:
        """The networkx graph, with an edge from each concept to those directly above it."""
        import networkx

        graph: DiGraph[str] = networkx.DiGraph()
        graph.add_edges_from(self._edges)
        return graph

    def narrower(self, uri: str) -> tuple[str, ...]:
        """The concepts directly below, sorted."""
        return tuple(sorted(self.graph.predecessors(uri))) if uri in self.graph else ()

    def broader(self, uri: str) -> tuple[str, ...]:
        """The concepts directly above, sorted."""
        return tuple(sorted(self.graph.successors(uri))) if uri in self.graph else ()

    def tops(self) -> tuple[str, ...]:
        """The concepts with something below and nothing above, sorted."""
        return tuple(sorted(uri for uri, n in self.graph.out_degree() if n == 0))

    def ancestors(self, uri: str) -> frozenset[str]:
        """Everything above, however far; never the concept itself."""
        return frozenset(self._distances_up(uri)) - {uri}

    def descendants(self, uri: str) -> frozenset[str]:
        """Everything below, however far; never the concept itself."""
        import networkx

        return frozenset(networkx.ancestors(self.graph, uri)) - {uri} if uri in self.graph else frozenset()

    def _distances_up(self, uri: str) -> dict[str, int]:
        import networkx

        if uri not in self.graph:
            return {uri: 0}
        return dict(networkx.single_source_shortest_path_length(self.graph, uri))
