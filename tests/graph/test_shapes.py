"""What was loaded is reported on, as an engine of SHACL does it."""

from __future__ import annotations

import pytest

from skillgraph.graph import codec, shapes
from skillgraph.graph.shapes import ShapeResult, report
from skillgraph.graph.store import OxigraphTripleStore
from skillgraph.graph.terms import Triple, iri, number, text
from skillgraph.model import (
    Concept,
    ConceptScheme,
    Credential,
    Framework,
    FrameworkId,
    LearningOutcome,
    Mapping,
    Predicate,
)
from skillgraph.namespaces import CETERMS, OWL, RDF, SKOS, SSSOM
from tests.support.shapes_engines import report_by_pyshacl

GOOD, BAD = "urn:g:good", "urn:g:bad"


@pytest.fixture(scope="module")
def store() -> OxigraphTripleStore:
    opened = OxigraphTripleStore.in_memory()
    scheme = ConceptScheme("urn:scheme", FrameworkId("x", "1"))
    concepts = (
        Concept("urn:top", pref_labels={"en": "top", "fr": "haut"}),
        Concept("urn:low", pref_labels={"en": "low"}, broader=("urn:top",)),
    )
    credential = Credential("urn:c:1", "Basics", "A college", (LearningOutcome("urn:o:1", "Weld."),))
    mapping = Mapping("urn:o:1", Predicate.EXACT, "urn:low", "semapv:CompositeMatching", confidence=1.0)
    opened.add(GOOD, codec.encode_framework(Framework(scheme, concepts)))
    opened.add(GOOD, codec.encode_credentials([credential]))
    opened.add(GOOD, codec.encode_mappings([mapping]))
    opened.add(BAD, bad_triples())
    return opened


def bad_triples() -> list[Triple]:
    nameless, twice, record = iri("urn:nameless"), iri("urn:twice"), iri("urn:record")
    return [
        Triple(nameless, iri(RDF.type), iri(SKOS.Concept)),
        Triple(nameless, iri(SKOS.broader), iri("urn:nowhere")),
        Triple(twice, iri(RDF.type), iri(SKOS.Concept)),
        Triple(twice, iri(SKOS.prefLabel), text("one", "en")),
        Triple(twice, iri(SKOS.prefLabel), text("two", "en")),
        Triple(twice, iri(SKOS.prefLabel), text("deux", "fr")),
        Triple(iri("urn:c:2"), iri(RDF.type), iri(CETERMS.MicroCredential)),
        Triple(record, iri(RDF.type), iri(OWL.Axiom)),
        Triple(record, iri(OWL.annotatedProperty), iri(SKOS.broader)),
        Triple(record, iri(SSSOM.confidence), number(1.5)),
    ]


EXPECTED = [
    ("violation", "urn:c:2", CETERMS.name, ""),
    ("violation", "urn:c:2", CETERMS.ownedBy, ""),
    ("violation", "urn:nameless", SKOS.broader, "urn:nowhere"),
    ("violation", "urn:nameless", SKOS.prefLabel, ""),
    ("violation", "urn:record", OWL.annotatedProperty, ""),
    ("violation", "urn:record", OWL.annotatedSource, ""),
    ("violation", "urn:record", OWL.annotatedTarget, ""),
    ("violation", "urn:record", SSSOM.confidence, "1.5"),
    ("violation", "urn:record", SSSOM.mapping_justification, ""),
    ("violation", "urn:twice", SKOS.prefLabel, "two"),
    ("warning", "urn:c:2", CETERMS.requires, ""),
]


def summary(results: list[ShapeResult]) -> list[tuple[str, str, str, str]]:
    return [(one.severity, one.focus_node, one.path, one.value) for one in results]


def test_each_fault_is_found_with_its_place(store: OxigraphTripleStore) -> None:
    assert summary(report(store, [BAD])) == EXPECTED


def test_what_is_in_order_gives_no_findings(store: OxigraphTripleStore) -> None:
    assert report(store, [GOOD]) == []


def test_pyshacl_finds_the_same(store: OxigraphTripleStore) -> None:
    for graphs in ([GOOD], [BAD], [GOOD, BAD]):
        assert set(report(store, graphs)) == report_by_pyshacl(store, graphs)


def test_findings_are_sentences_in_both_languages(store: OxigraphTripleStore) -> None:
    finding = report(store, [BAD])[0]

    assert finding.message() == "The credential has no name."
    assert finding.message("fr") == "Le titre n’a pas de nom."
    assert finding.message("de") == finding.message("en")
    for constraint in shapes.constraints().values():
        assert set(constraint.messages) == {"en", "fr"}
