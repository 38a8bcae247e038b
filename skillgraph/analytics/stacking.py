"""Which credentials must come before which: prerequisites that name loaded credentials."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from skillgraph.errors import InputError
from skillgraph.model import Credential

if TYPE_CHECKING:
    from networkx import DiGraph


class Stacking:
    """The order that prerequisites ask for. A prerequisite names a credential by its id or its name.

    Prerequisites that name no credential of these are left to people; see `others`.

    Args:
        credentials: All that may be named. Of several with one name, the first is meant.
    """

    def __init__(self, credentials: Sequence[Credential]) -> None:
        self._credentials = {credential.id: credential for credential in credentials}
        self._named = {_folded(c.name): c.id for c in reversed(credentials)}

    def before(self, one: str) -> tuple[str, ...]:
        """Ids of the credentials that must come directly before, sorted."""
        return tuple(sorted(self._graph.predecessors(one)))

    def after(self, one: str) -> tuple[str, ...]:
        """Ids of the credentials that ask for this one directly, sorted."""
        return tuple(sorted(self._graph.successors(one)))

    def all_before(self, one: str) -> frozenset[str]:
        """Ids of all that must come before, however far back."""
        import networkx

        return frozenset(networkx.ancestors(self._graph, one))

    def others(self, one: str) -> tuple[str, ...]:
        """What a credential asks for beside other credentials, in the words of its issuer."""
        credential = self._credentials[one]
        return tuple(words for words in credential.prerequisites if self.meant(words) is None)

    def meant(self, words: str) -> str | None:
        """The id of the credential that a prerequisite names; ``None`` where it names none of these."""
        return words if words in self._credentials else self._named.get(_folded(words))

    def ordered(self, chosen: Collection[str]) -> tuple[str, ...]:
        """The chosen ids so that prerequisites come first; by name where that leaves a choice.

        Raises:
            InputError: If prerequisites go round in a circle.
        """
        import networkx

        graph = self._graph.subgraph(chosen)
        if not networkx.is_directed_acyclic_graph(graph):
            names = [self._credentials[one].name for one, _ in networkx.find_cycle(graph)]
            raise InputError(
                f"These credentials ask for each other: {' → '.join([*names, names[0]])}.",
                hint="Mend their prerequisites and load them again.",
            )
        return tuple(
            networkx.lexicographical_topological_sort(
                graph, key=lambda one: (self._credentials[one].name, one)
            )
        )

    @cached_property
    def _graph(self) -> DiGraph[str]:
        """An edge from each prerequisite to the credential that asks for it."""
        import networkx

        graph: DiGraph[str] = networkx.DiGraph()
        graph.add_nodes_from(self._credentials)
        for credential in self._credentials.values():
            meant = (self.meant(words) for words in credential.prerequisites)
            graph.add_edges_from((one, credential.id) for one in meant if one not in (None, credential.id))
        return graph


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())
