"""Definitions of a micro-credential as data: elements, and the SHACL shapes that check them.

A profile is one Turtle file, ours under ``ontologies/shapes/profiles`` or a user's own. A property shape
belongs to the element that is its ``sh:group``; ``sg:means`` says what it makes of the element. Shapes in no
group are elements of their own. ``docs/framework-check.md`` tells how to write one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from skillgraph import languages, resources
from skillgraph.errors import InputError, NotFoundError
from skillgraph.model import Severity, Standing, Strength, Texts
from skillgraph.namespaces import CETERMS, DCTERMS, SG

DEFAULT = "ecampusontario"

_STRENGTHS = {
    SG.must: Strength.MUST,
    SG.wherePossible: Strength.WHERE_POSSIBLE,
    SG.principle: Strength.PRINCIPLE,
}
_MEANINGS = {
    SG.notMet: Standing.NOT,
    SG.partlyMet: Standing.PARTLY,
    SG.proposedOnly: Standing.PROPOSED,
    SG.notStated: Standing.NOT_STATED,
    SG.needsPerson: Standing.NEEDS_PERSON,
}
_SEVERITIES = {str(SH.Violation): Severity.VIOLATION, str(SH.Warning): Severity.WARNING}
# What a shape makes of its element where it does not say so.
_USUAL = {Severity.VIOLATION: Standing.NOT, Severity.WARNING: Standing.PARTLY, Severity.INFO: None}
_STRENGTH_OF = dict(zip(Severity, Strength, strict=True))
_SHAPES_HINT = "See docs/framework-check.md for how a profile is written."


@dataclass(frozen=True, slots=True)
class EvidenceQuery:
    """A query whose rows ``?this`` and ``?value`` are what descriptions say on an element.

    They come in the order of ``?order``, a number, where the query selects it; then by value.
    """

    labels: Texts
    select: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape, and what it makes of its element; ``means`` is ``None`` where it only advises."""

    shape: str
    severity: Severity
    means: Standing | None
    messages: Texts
    advice: Texts


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that a definition asks for."""

    uri: str
    labels: Texts
    strength: Strength
    judgement: Texts
    queries: tuple[EvidenceQuery, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ConformanceProfile:
    """A definition.

    Attributes:
        name: Of ours, else the file's name.
        elements: In the order of their ``sh:order``.
        shapes: The shapes alone, with no texts, each property shape with an IRI of its own.
    """

    name: str
    titles: Texts
    descriptions: Texts
    elements: tuple[Element, ...]
    shapes: Graph


def names() -> tuple[str, ...]:
    """The names of our profiles."""
    return tuple(sorted(path.stem for path in resources.ontologies("shapes", "profiles").glob("*.ttl")))


def open_profile(given: str) -> ConformanceProfile:
    """One of our profiles by its name, or a file.

    Raises:
        NotFoundError: If it is neither.
        InputError: If the file is not Turtle, or holds no shapes for credentials.
    """
    if given in names():
        return _ours(given)
    path = Path(given)
    if not path.is_file():
        raise NotFoundError(
            f"{given!r} is neither a profile nor a file.",
            hint=f"The profiles are {', '.join(names())}; or give a Turtle file of your own.",
        )
    return read_profile(path)


@cache
def _ours(name: str) -> ConformanceProfile:
    return read_profile(resources.ontologies("shapes", "profiles", f"{name}.ttl"))


def read_profile(path: Path) -> ConformanceProfile:
    """Read a Turtle file.

    Raises:
        InputError: If it is not Turtle, or holds no shapes for credentials.
    """
    try:
        shapes = to_graph(_named(list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))))
    except SyntaxError as error:
        raise InputError(f"{path} is not Turtle: {error}.", hint=_SHAPES_HINT) from error
    if not set(shapes.subjects(SH.targetClass, URIRef(CETERMS.MicroCredential))):
        raise InputError(
            f"{path} holds no shape for credentials.",
            hint="Give at least one shape the target sh:targetClass ceterms:MicroCredential.",
        )
    return _Reader(shapes).profile(path.stem)


def to_graph(triples: Iterable[ox.Triple | ox.Quad]) -> Graph:
    """Triples of the store as a graph of rdflib's."""
    graph = Graph()
    for triple in triples:
        graph.add((_node(triple.subject), URIRef(triple.predicate.value), _node(triple.object)))
    return graph


def _node(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Triple):
        raise InputError("A triple stands where a node should.", hint="Use RDF 1.1.")
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
    return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value))


def _named(quads: list[ox.Quad]) -> list[ox.Quad]:
    """The same with an IRI for each blank shape that reports may name, always the same for the same file."""
    property_, target = ox.NamedNode(str(SH.property)), ox.NamedNode(str(SH.targetClass))
    shapes = [quad.object for quad in quads if quad.predicate == property_]
    shapes += [quad.subject for quad in quads if quad.predicate == target]
    blank = dict.fromkeys(shape for shape in shapes if isinstance(shape, ox.BlankNode))
    fresh = {node: ox.NamedNode(f"urn:skillgraph:shape:{n}") for n, node in enumerate(blank, start=1)}

    def named(term: Any) -> Any:  # noqa: ANN401 - any term, of the same kind
        return fresh.get(term, term) if isinstance(term, ox.BlankNode) else term

    return [ox.Quad(named(quad.subject), quad.predicate, named(quad.object)) for quad in quads]


class _Reader:
    """Reads the elements of a graph of shapes."""

    def __init__(self, shapes: Graph) -> None:
        self.shapes = shapes

    def profile(self, name: str) -> ConformanceProfile:
        node = self.shapes.value(predicate=RDF.type, object=URIRef(SG.Profile))
        groups = set(self.shapes.subjects(RDF.type, URIRef(SG.Element)))
        declared = [self._element(group, self._members(group)) for group in sorted(groups, key=self._order)]
        grouped = {rule.shape for element in declared for rule in element.rules}
        others = (shape for shape in self._all_shapes() if str(shape) not in grouped)
        return ConformanceProfile(
            name=name,
            titles=self._texts(node, DCTERMS.title),
            descriptions=self._texts(node, DCTERMS.description),
            elements=(*declared, *(self._element(shape, [shape]) for shape in others)),
            shapes=self._bare(),
        )

    def _bare(self) -> Graph:
        """The shapes without what is said of them, which an engine would look at for each focus node.

        Each has one short message all the same, so that none is made up from the whole shape at each finding.
        """
        said = {SH.message, SH.group, SH.order, SH.name, SH.description}
        ours = (str(SG), str(RDFS), str(DCTERMS))
        bare = Graph()
        for subject, property_, value in self.shapes:
            if property_ not in said and not str(property_).startswith(ours):
                bare.add((subject, property_, value))
        for shape in set(self.shapes.subjects(SH.path)):
            bare.add((shape, SH.message, Literal("found")))
        return bare

    def _element(self, node: Node, members: list[Node]) -> Element:
        rules = tuple(map(self._rule, members))
        strength = _STRENGTHS.get(str(self.shapes.value(node, URIRef(SG.strength))))
        usual = _STRENGTH_OF[rules[0].severity] if rules else Strength.PRINCIPLE
        labels = self._texts(node, RDFS.label) or self._texts(node, SH.name)
        return Element(
            uri=str(node),
            labels=labels or {"": str(node).rpartition("#")[2].rpartition("/")[2]},
            strength=strength or usual,
            judgement=self._texts(node, SG.judgement),
            queries=tuple(self._queries(node)),
            rules=rules,
        )

    def _rule(self, shape: Node) -> Rule:
        said = self.shapes.value(shape, SH.severity)
        severity = _SEVERITIES.get(str(said or SH.Violation), Severity.INFO)
        return Rule(
            shape=str(shape),
            severity=severity,
            means=_MEANINGS.get(str(self.shapes.value(shape, URIRef(SG.means))), _USUAL[severity]),
            messages=self._texts(shape, SH.message) or _UNNAMED,
            advice=self._texts(shape, SG.advice),
        )

    def _members(self, group: Node) -> list[Node]:
        """The shapes of an element, gravest first."""
        rules = {shape: self._rule(shape) for shape in self.shapes.subjects(SH.group, group)}
        gravity = {shape: _gravity(rule) for shape, rule in rules.items()}
        return sorted(rules, key=lambda shape: (*gravity[shape], str(shape)))

    def _all_shapes(self) -> Iterator[Node]:
        """The shapes that find anything on their own: those of properties, and other constraints."""
        for target in sorted(set(self.shapes.subjects(SH.targetClass)), key=str):
            if set(self.shapes.predicates(target)) - _NO_CONSTRAINTS:
                yield target
            yield from sorted(self.shapes.objects(target, SH.property), key=str)

    def _queries(self, node: Node) -> Iterator[EvidenceQuery]:
        queries = set(self.shapes.objects(node, URIRef(SG.evidenceQuery)))
        for query in sorted(queries, key=self._order):
            select = self.shapes.value(query, SH.select)
            if select is None:
                raise InputError(f"An evidence query of {node} has no sh:select.", hint=_SHAPES_HINT)
            yield EvidenceQuery(self._texts(query, RDFS.label), str(select))

    def _order(self, node: Node) -> tuple[float, str]:
        order = self.shapes.value(node, SH.order)
        try:
            return (float("inf") if order is None else float(str(order)), str(node))
        except ValueError:
            raise InputError(f"The sh:order of {node} is no number: {order}.", hint=_SHAPES_HINT) from None

    def _texts(self, node: Node | None, property_: str) -> Texts:
        found = self.shapes.objects(node, URIRef(property_)) if node is not None else ()
        return {one.language or "": str(one) for one in found if isinstance(one, Literal)}


_NO_CONSTRAINTS = {
    RDF.type,
    RDFS.label,
    RDFS.comment,
    SH.targetClass,
    SH.property,
    SH.name,
    SH.description,
    SH.severity,
    SH.message,
}
_UNNAMED: Texts = languages.by_language("data", "shapes", "unnamed")


def _gravity(rule: Rule) -> tuple[int, int]:
    standings = list(Standing)
    return (
        standings.index(rule.means) if rule.means else len(standings),
        list(Severity).index(rule.severity),
    )
