"""Reads terms and competencies of other vocabularies as SKOS: schema.org's defined terms, CTDL-ASN.

Sources: https://schema.org/DefinedTerm, https://credreg.net/ctdlasn/terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from skillgraph.namespaces import DCTERMS, RDF, SKOS
from skillgraph.taxonomies.rdf import RdfTerm, Statements

_SCHEMA = ("https://schema.org/", "http://schema.org/")
_ASN = ("https://purl.org/ctdlasn/terms/", "http://purl.org/ctdlasn/terms/")


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """What its classes and properties are in SKOS; the first property that a term has is its label."""

    name: str
    bases: tuple[str, ...]
    classes: Mapping[str, str]
    properties: tuple[tuple[str, str], ...]


_VOCABULARIES = (
    _Vocabulary(
        "schema:DefinedTerm",
        _SCHEMA,
        {"DefinedTerm": SKOS.Concept, "CategoryCode": SKOS.Concept, "DefinedTermSet": SKOS.ConceptScheme},
        (
            ("name", SKOS.prefLabel), ("alternateName", SKOS.altLabel), ("description", SKOS.definition),
            ("termCode", SKOS.notation), ("inDefinedTermSet", SKOS.inScheme), ("isPartOf", SKOS.broader),
        ),
    ),
    _Vocabulary(
        "ceasn:Competency",
        _ASN,
        {"Competency": SKOS.Concept, "CompetencyFramework": SKOS.ConceptScheme},
        (
            ("competencyLabel", SKOS.prefLabel), ("competencyText", SKOS.prefLabel), ("name", SKOS.prefLabel),
            ("comment", SKOS.definition), ("codedNotation", SKOS.notation), ("isPartOf", SKOS.inScheme),
            ("isTopChildOf", SKOS.topConceptOf), ("isChildOf", SKOS.broader),
            ("description", SKOS.definition),
        ),
    ),
)  # fmt: skip

Report = Callable[[str, str], None]


def add_as_skos(statements: Statements, report: Report) -> None:
    """Add to the statements of a file what those of other vocabularies say in SKOS; told for each."""
    for vocabulary in _VOCABULARIES:
        typed = dict(_typed(statements, vocabulary))
        for uri, class_ in typed.items():
            statements.add(uri, RDF.type, RdfTerm(class_))
            _translate(statements, vocabulary, uri)
        if count := sum(class_ == SKOS.Concept for class_ in typed.values()):
            report(
                RDF.type,
                f"{count:,} of the class {vocabulary.name}, which is no skos:Concept, read as concepts",
            )


def _typed(statements: Statements, vocabulary: _Vocabulary) -> Iterator[tuple[str, str]]:
    """The things of a vocabulary that are no SKOS yet, each with its class there."""
    known = {*statements.instances(SKOS.Concept), *statements.instances(SKOS.ConceptScheme)}
    for base in vocabulary.bases:
        for name, class_ in vocabulary.classes.items():
            yield from ((uri, class_) for uri in statements.instances(base + name) if uri not in known)


def _translate(statements: Statements, vocabulary: _Vocabulary, uri: str) -> None:
    named = False
    for name, predicate in vocabulary.properties:
        values = [term for base in vocabulary.bases for term in statements.objects(uri, base + name)]
        if predicate == SKOS.prefLabel and named:
            predicate = SKOS.altLabel
        named = named or (predicate == SKOS.prefLabel and bool(values))
        for term in values:
            statements.add(uri, predicate, term)
            if predicate == SKOS.prefLabel:
                statements.add(uri, DCTERMS.title, term)
