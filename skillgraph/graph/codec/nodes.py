"""What the codecs share: writing the triples of a node, and gathering nodes property by property."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import (
    Literal,
    NamedNode,
    Term,
    Triple,
    boolean,
    number,
    predicate,
    reference,
    text,
    value,
)
from skillgraph.namespaces import RDF


class Node:
    """Writes triples about one subject. Empty words and ``None`` write nothing."""

    def __init__(self, subject: NamedNode, *types: str) -> None:
        self.subject = subject
        self.triples: list[Triple] = []
        for kind in types:
            self.link(RDF.type, predicate(kind))

    def link(self, property_: str, target: NamedNode | Literal) -> None:
        """Add a triple with any term as object."""
        self.triples.append(Triple(self.subject, predicate(property_), target))

    def text(self, property_: str, words: str, lang: str = "") -> None:
        """Add a literal."""
        if words:
            self.link(property_, text(words, lang))

    def reference(self, property_: str, words: str) -> None:
        """Add an IRI where the words are one, else a literal."""
        if words:
            self.link(property_, reference(words))

    def number(self, property_: str, measure: float | None) -> None:
        """Add an ``xsd:double``."""
        if measure is not None:
            self.link(property_, number(measure))

    def flag(self, property_: str, flag: bool | None) -> None:
        """Add an ``xsd:boolean``."""
        if flag is not None:
            self.link(property_, boolean(flag))


class Description:
    """What the graph says about one subject, read back: a property's values, or its only one."""

    __slots__ = ("values",)

    def __init__(self) -> None:
        self.values: dict[str, list[Term]] = {}

    def all(self, property_: str) -> list[Term]:
        """All values of a property, in no order."""
        return self.values.get(property_, [])

    def term(self, property_: str) -> Term | None:
        """One value; the first in the order of its writing where a foreign hand left several."""
        return min(self.all(property_), key=str, default=None)

    def words(self, property_: str) -> str:
        """One value as words or IRI; empty where there is none."""
        term = self.term(property_)
        return "" if term is None else value(term)

    def number(self, property_: str) -> float | None:
        """One value as a number; ``None`` where there is none."""
        words = self.words(property_)
        return float(words) if words else None

    def flag(self, property_: str) -> bool | None:
        """One value as a truth value; ``None`` where there is none."""
        words = self.words(property_)
        return words in ("true", "1") if words else None


def gather(
    store: TripleStore, properties: Iterable[str], graphs: Sequence[str] | None
) -> dict[str, Description]:
    """Every subject with at least one of the properties, and their values.

    One scan for each property: the cost is that of the triples found, whatever else the graphs hold.
    """
    found: dict[str, Description] = {}
    for property_ in properties:
        for subject, term in store.pairs(property_, graphs=graphs):
            description = found.setdefault(value(subject), Description())
            terms = description.values.setdefault(property_, [])
            if term not in terms:
                terms.append(term)
    return found


def instances(store: TripleStore, kind: str, graphs: Sequence[str] | None) -> list[str]:
    """The IRIs of the subjects of a class, sorted."""
    node = predicate(kind)
    return sorted({value(subject) for subject, term in store.pairs(RDF.type, graphs=graphs) if term == node})


def in_order(nodes: Iterable[Description], property_: str) -> Iterator[Description]:
    """Descriptions sorted by a whole number that they carry; those without come last."""
    return iter(sorted(nodes, key=lambda node: float(node.words(property_) or "inf")))
