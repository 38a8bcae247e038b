"""Which concepts of a SKOS file make the framework: by their types, and by their schemes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from skillgraph.errors import InputError
from skillgraph.model.texts import many
from skillgraph.namespaces import DCTERMS, OWL, RDF, RDFS, SKOS, SKOSXL
from skillgraph.taxonomies.rdf import Statements

Report = Callable[[str, str], None]
"""Told of a predicate, and what is not taken about it."""

_NO_CONCEPTS = frozenset((SKOS.Collection, f"{SKOS}OrderedCollection", SKOS.ConceptScheme, SKOSXL.Label))
_PLACED = (SKOS.inScheme, SKOS.topConceptOf, SKOS.broader, SKOS.narrower)
"""What is said of concepts alone, or nearly."""
_OF_NO_KIND = frozenset((OWL.NamedIndividual, f"{OWL}Thing", RDFS.Resource))
"""Types that everything may have."""
_SAME_CLASS = f"{OWL}equivalentClass"
_ORDERED = f"{SKOS}OrderedCollection"
_SHOWN = 5


def narrower_of(statements: Statements) -> dict[str, set[str]]:
    """The URIs right below each, said from above or from below."""
    below: dict[str, set[str]] = {}
    for child, above in statements.subjects(SKOS.broader).items():
        for term in above:
            below.setdefault(term.value, set()).add(child)
    for parent, under in statements.subjects(SKOS.narrower).items():
        below.setdefault(parent, set()).update(term.value for term in under)
    return below


def concepts_of(statements: Statements, path: Path, report: Report) -> tuple[str, ...]:
    """The URIs of the concepts, sorted.

    Concepts are what is typed ``skos:Concept`` or a class that the file puts below it, or has a preferred
    label and no type at all.

    Raises:
        InputError: If there is none.
    """
    typed = {uri for class_ in _concept_classes(statements) for uri in statements.instances(class_)}
    types = statements.subjects(RDF.type)
    labelled = statements.subjects(SKOS.prefLabel).keys() | statements.subjects(SKOSXL.prefLabel).keys()
    members = {one for uri in collections_of(statements) for one in members_of(statements, uri)}
    labelled |= members & statements.subjects(RDFS.label).keys()
    untyped = {uri for uri in labelled if {one.value for one in types.get(uri, ())} <= _OF_NO_KIND}
    nameless = [uri for uri in typed if uri.startswith("_:")]
    if nameless:
        report(RDF.type, f"{many(len(nameless), 'concept has', 'concepts have')} no URI; passed over")
    found = tuple(sorted(uri for uri in typed | untyped if not uri.startswith("_:")))
    placed = {uri for predicate in _PLACED for uri in statements.subjects(predicate)}
    others = _others(statements, placed - {*found, *nameless})
    if not found:
        hint = _typed_hint(others or _others(statements, labelled))
        raise InputError(f"{path} holds no SKOS concept.", hint=hint)
    for class_, count in others.items():
        reason = (
            f"{count:,} things in a scheme or a hierarchy are typed <{class_}>, no skos:Concept; left out"
        )
        report(RDF.type, reason)
    return found


def collections_of(statements: Statements) -> frozenset[str]:
    """The collections, ordered ones too."""
    return statements.instances(SKOS.Collection) | statements.instances(_ORDERED)


def members_of(statements: Statements, uri: str) -> tuple[str, ...]:
    """The members of a collection, of an ordered one in their order; a list that never ends is cut."""
    found = dict.fromkeys(statements.iris(uri, SKOS.member))
    nodes = [term.value for term in statements.objects(uri, f"{SKOS}memberList")]
    seen: set[str] = set()
    while nodes and nodes[0] not in seen:
        seen.add(nodes[0])
        found |= dict.fromkeys(statements.iris(nodes[0], f"{RDF}first"))
        nodes = [term.value for term in statements.objects(nodes[0], f"{RDF}rest")]
    return tuple(found)


def _typed_hint(others: Counter[str]) -> str:
    if not others:
        return "Concepts are typed skos:Concept and have a URI."
    class_, count = others.most_common(1)[0]
    return f"It holds {count:,} of the class <{class_}>; say there that it is a rdfs:subClassOf skos:Concept."


def _concept_classes(statements: Statements) -> frozenset[str]:
    """``skos:Concept`` and what the file puts below it, by however many steps."""
    above = {
        uri: {*statements.iris(uri, RDFS.subClassOf), *statements.iris(uri, _SAME_CLASS)}
        for uri in {*statements.subjects(RDFS.subClassOf), *statements.subjects(_SAME_CLASS)}
    }
    found: set[str] = set()
    fresh = {str(SKOS.Concept)}
    while fresh:
        found |= fresh
        fresh = {uri for uri, terms in above.items() if terms & fresh} - found
    return frozenset(found)


def _others(statements: Statements, uris: Collection[str]) -> Counter[str]:
    """The classes of some things that are no concepts, with their numbers."""
    classes = (set(statements.iris(uri, RDF.type)) - _OF_NO_KIND for uri in uris)
    return Counter(min(types) for types in classes if types and not _NO_CONCEPTS & types)


def schemes_of(statements: Statements, uri: str) -> frozenset[str]:
    """The schemes that a concept says it is in."""
    return frozenset(
        (*statements.iris(uri, SKOS.inScheme), *statements.iris(uri, SKOS.topConceptOf)),
    )


class Schemes:
    """The concept schemes of a file, and how many concepts each has."""

    def __init__(self, statements: Statements, concepts: Sequence[str], path: Path) -> None:
        self._path = path
        self._statements = statements
        self._typed = {uri for uri in statements.instances(SKOS.ConceptScheme) if not uri.startswith("_:")}
        tops = self._tops()
        self._of = {uri: schemes_of(statements, uri) | tops.get(uri, set()) for uri in concepts}
        self._inherit()
        self.sizes = Counter(dict.fromkeys(self._typed, 0))
        self.sizes.update(scheme for schemes in self._of.values() for scheme in schemes)

    def _tops(self) -> dict[str, set[str]]:
        """The schemes that name each concept as one of their top concepts."""
        found: dict[str, set[str]] = {}
        for scheme, terms in self._statements.subjects(SKOS.hasTopConcept).items():
            for term in terms:
                found.setdefault(term.value, set()).add(scheme)
        return found

    def _inherit(self) -> None:
        """Give concepts that say no scheme those of what is above them."""
        below = narrower_of(self._statements)
        fresh = {uri: schemes for uri, schemes in self._of.items() if schemes}
        while fresh:
            taken: dict[str, frozenset[str]] = {}
            for uri, schemes in fresh.items():
                for child in below.get(uri, set()) & self._of.keys():
                    if not self._of[child]:
                        taken[child] = taken.get(child, frozenset()) | schemes
            self._of |= taken
            fresh = taken

    @property
    def main(self) -> str:
        """The scheme that most concepts are in; the first by URI where several tie."""
        candidates = self._typed or set(self.sizes)
        return min(candidates, key=lambda uri: (-self.sizes[uri], uri), default="")

    def report_several(self, report: Report) -> None:
        """Say what schemes there are, and how to choose, where there are several."""
        count = len(self._typed or self.sizes)
        if count > 1:
            reason = f"the file holds {count} concept schemes ({self._overview()}); all were taken, "
            report(SKOS.inScheme, f"{reason}named after <{self.main}>; --scheme URI takes one alone")

    def within(self, chosen: Sequence[str], report: Report) -> tuple[str, ...]:
        """The concepts of some schemes; the others are reported.

        Raises:
            InputError: If a scheme has no concept here.
        """
        for scheme in chosen:
            if not self.sizes[scheme]:
                hint = f"It has {self._overview()}." if self.sizes else "It names none; leave --scheme out."
                raise InputError(f"{self._path} has no concept in the scheme <{scheme}>.", hint=hint)
        kept = tuple(uri for uri, schemes in self._of.items() if schemes & set(chosen))
        if left := len(self._of) - len(kept):
            others = ", ".join(f"<{uri}>" for uri in sorted(self.sizes) if uri not in chosen) or "no scheme"
            what = many(left, "concept of other schemes was", "concepts of other schemes were")
            report(SKOS.inScheme, f"{what} left out ({others})")
        return kept

    def _overview(self) -> str:
        """The biggest schemes with their titles and sizes."""
        ordered = sorted(self.sizes.items(), key=lambda pair: (-pair[1], pair[0]))
        named = [f"{self._named(uri)}: {many(count, 'concept')}" for uri, count in ordered[:_SHOWN]]
        return ", ".join(named) + (", …" if len(ordered) > _SHOWN else "")

    def _named(self, uri: str) -> str:
        title = self._statements.first(uri, DCTERMS.title, SKOS.prefLabel, RDFS.label)
        return f"{title} <{uri}>" if title else f"<{uri}>"
