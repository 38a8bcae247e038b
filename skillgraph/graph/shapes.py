"""Reports by SHACL on what was loaded: what is missing or contradicts itself, in sentences.

Small graphs go through pySHACL, which visits every focus node on its own, in Python: seconds for a hundred
concepts, many minutes for a framework of ESCO's size. Our constraints are therefore SPARQL ones that name
their class themselves; on bigger graphs each is run on the store once for all focus nodes. Both ways give
the same results from the same shapes, and a test holds them to it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from skillgraph import resources
from skillgraph.graph.store import OxigraphTripleStore, TripleStore
from skillgraph.graph.terms import lang_of, value
from skillgraph.model import in_language

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

BIG = 1_000
"""Triples from which the constraints are run on the store."""

_CONSTRAINTS = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?constraint ?severity ?select ?message WHERE {
  ?shape sh:sparql ?constraint .
  OPTIONAL { ?shape sh:severity ?severity }
  ?constraint sh:select ?select ; sh:message ?message .
}
"""


@dataclass(frozen=True, slots=True, order=True)
class ShapeResult:
    """One finding.

    Attributes:
        focus_node: URI of what the finding is about.
        path: URI of the property it is about.
        severity: ``violation``, ``warning`` or ``info``.
        value: The value that is wrong; empty where something is missing.
        messages: The finding as a sentence, by language (``en``, ``fr``).
    """

    severity: str
    focus_node: str
    path: str
    value: str
    messages: Mapping[str, str] = field(compare=False)

    def message(self, lang: str = "en") -> str:
        """The sentence, by `in_language`."""
        return in_language(self.messages, lang)


@dataclass(frozen=True, slots=True)
class ShapeConstraint:
    """A constraint of our shapes: its severity, its query and its messages by language."""

    uri: str
    severity: str
    select: str
    messages: Mapping[str, str]


def report(store: TripleStore, graphs: Sequence[str]) -> list[ShapeResult]:
    """Check the concepts, credentials and mapping records of some graphs, taken together.

    Returns:
        The findings, sorted by severity, focus node and path.
    """
    big = sum(store.count(graph) for graph in graphs) > BIG
    found = report_by_queries(store, graphs) if big else report_by_pyshacl(store, graphs)
    return sorted(set(found), key=lambda result: (_RANKS.get(result.severity, 3), result))


_RANKS = {"violation": 0, "warning": 1, "info": 2}


def report_by_queries(store: TripleStore, graphs: Sequence[str]) -> Iterator[ShapeResult]:
    """Run each constraint once for all focus nodes."""
    for constraint in constraints().values():
        for row in store.select(constraint.select, graphs=graphs):
            yield ShapeResult(
                severity=constraint.severity,
                focus_node=value(row["this"]),
                path=value(row["path"]),
                value=value(row["value"]) if "value" in row else "",
                messages=constraint.messages,
            )


def report_by_pyshacl(store: TripleStore, graphs: Sequence[str]) -> Iterator[ShapeResult]:
    """Have pySHACL check each focus node."""
    from pyshacl import validate
    from rdflib import RDF, SH

    _, results, _ = validate(_merged(store, graphs), shacl_graph=_shapes(), inplace=True)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        said = {term: results.value(result, term) for term in results.predicates(result)}
        constraint = constraints()[str(said[SH.sourceConstraint])]
        yield ShapeResult(
            severity=constraint.severity,
            focus_node=str(said[SH.focusNode]),
            path=_string(said.get(SH.resultPath)),
            value=_string(said.get(SH.value)) if "?value" in constraint.select else "",
            messages=constraint.messages,
        )


def _string(term: Node | None) -> str:
    return "" if term is None else str(term)


def _merged(store: TripleStore, graphs: Sequence[str]) -> Graph:
    from rdflib import Graph

    merged = Graph()
    for graph in graphs:
        triples = io.BytesIO()
        store.dump(triples, format="nt", graph=graph)
        merged.parse(data=triples.getvalue(), format="nt")
    return merged


def _shapes() -> Graph:
    from rdflib import Graph

    shapes = Graph()
    for path in sorted(resources.ontologies("shapes").glob("*.ttl")):
        shapes.parse(path, format="turtle")
    return shapes


@cache
def constraints() -> dict[str, ShapeConstraint]:
    """The constraints of ``ontologies/shapes``, by URI."""
    store = OxigraphTripleStore.in_memory()
    for path in sorted(resources.ontologies("shapes").glob("*.ttl")):
        store.load(path, graph=path.as_uri())
    found: dict[str, ShapeConstraint] = {}
    for row in store.select(_CONSTRAINTS):
        uri, severity = value(row["constraint"]), row.get("severity")
        constraint = found.setdefault(
            uri,
            ShapeConstraint(
                uri=uri,
                severity=value(severity).rpartition("#")[2].lower() if severity else "violation",
                select=value(row["select"]),
                messages={},
            ),
        )
        messages = dict(constraint.messages) | {lang_of(row["message"]): value(row["message"])}
        found[uri] = replace(constraint, messages=messages)
    return found
