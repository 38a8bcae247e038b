"""Reports by SHACL on what was loaded: what is missing or contradicts itself, in sentences.

An engine of SHACL visits every focus node on its own: pySHACL takes a second for ten concepts and many
minutes for a framework of ESCO's size. Our constraints are therefore SPARQL ones that name their class
themselves, and each is run on the store once for all focus nodes. A test holds the results to pySHACL's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from skillgraph import resources
from skillgraph.graph.store import OxigraphTripleStore, TripleStore
from skillgraph.graph.terms import lang_of, value
from skillgraph.model import in_language

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
    return sorted(set(_found(store, graphs)), key=lambda result: (_RANKS.get(result.severity, 3), result))


_RANKS = {"violation": 0, "warning": 1, "info": 2}


def _found(store: TripleStore, graphs: Sequence[str]) -> Iterator[ShapeResult]:
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
