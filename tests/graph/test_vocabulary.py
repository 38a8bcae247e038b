"""Our own terms are declared in both languages, and no term is declared that is not used."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from skillgraph import resources
from skillgraph.namespaces import RDFS, SG


@pytest.fixture(scope="module")
def vocabulary() -> list[ox.Quad]:
    return list(ox.parse(path=resources.ontologies("skillgraph.ttl"), format=ox.RdfFormat.TURTLE))


def test_the_declared_terms_are_those_in_use(vocabulary: list[ox.Quad]) -> None:
    subjects = {quad.subject.value for quad in vocabulary if isinstance(quad.subject, ox.NamedNode)}

    assert {uri for uri in subjects if uri.startswith(str(SG))} == set(SG)


@pytest.mark.parametrize("property_", [RDFS.label, RDFS.comment])
def test_each_term_is_explained_in_english_and_french(vocabulary: list[ox.Quad], property_: str) -> None:
    for term in SG:
        languages = sorted(
            quad.object.language or ""
            for quad in vocabulary
            if quad.subject == ox.NamedNode(term)
            and quad.predicate == ox.NamedNode(property_)
            and isinstance(quad.object, ox.Literal)
        )
        assert languages == ["en", "fr"], term
