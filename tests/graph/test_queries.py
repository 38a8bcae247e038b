"""Each named query runs and gives typed rows; what users type is answered or refused with a reason."""

from __future__ import annotations

import json
from typing import get_type_hints

import pytest

from skillgraph import resources
from skillgraph.errors import InputError
from skillgraph.graph import codec, queries
from skillgraph.graph.answers import answer
from skillgraph.graph.queries import run
from skillgraph.graph.store import OxigraphTripleStore
from skillgraph.model import (
    Concept,
    ConceptKind,
    ConceptScheme,
    Credential,
    Framework,
    FrameworkId,
    LearningOutcome,
    Mapping,
    MappingStatus,
    Predicate,
)

ESCO, CREDENTIALS, MAPPINGS = "urn:g:esco", "urn:g:credentials", "urn:g:mappings"
WELD, METAL = "https://example.org/weld", "https://example.org/metal"
BASICS = "https://example.org/credential/basics"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> OxigraphTripleStore:
    concepts = (
        Concept(METAL, ConceptKind.SKILL_GROUP, {"en": "metal work"}),
        Concept(
            WELD,
            ConceptKind.SKILL,
            {"en": "Weld", "fr-CA": "Souder l'acier"},
            {"en": ("join metal",)},
            broader=(METAL,),
        ),
    )
    outcomes = tuple(
        LearningOutcome(f"{BASICS}#{number}", text, "en")
        for number, text in enumerate(("Weld safely.", "Be kind."))
    )
    credential = Credential(BASICS, "Welding basics", "Collège Boréal", outcomes, lang="en")
    bare = Credential("https://example.org/credential/bare", "Bare", "")
    mapping = Mapping(
        outcomes[0].id,
        Predicate.NARROW,
        WELD,
        "semapv:CompositeMatching",
        MappingStatus.PROPOSED,
        confidence=0.75,
    )
    rejected = Mapping(
        outcomes[1].id, Predicate.EXACT, METAL, "semapv:CompositeMatching", MappingStatus.REJECTED
    )
    crosswalk = Mapping(METAL, Predicate.EXACT, WELD, "semapv:ManualMappingCuration", MappingStatus.ACCEPTED)
    folder = tmp_path_factory.mktemp("queries") / "graph"
    opened = OxigraphTripleStore.open_writable(folder)
    scheme = ConceptScheme("https://example.org/scheme", FrameworkId("esco", "1"))
    opened.add(ESCO, codec.encode_framework(Framework(scheme, concepts)))
    opened.add(CREDENTIALS, codec.encode_credentials([credential, bare]))
    opened.add(MAPPINGS, codec.encode_mappings([mapping, rejected, crosswalk]))
    opened.flush()
    opened.close()
    return OxigraphTripleStore.open_read_only(folder)


def test_each_query_has_its_row_type_and_says_what_it_answers() -> None:
    files = {path.stem: path for path in resources.ontologies("queries").glob("*.rq")}

    assert set(files) == {row.query for row in queries.ROWS}
    for name in files:
        first = queries.source(name).splitlines()[0]
        assert first.startswith("# ")
        assert "?" in first, name


@pytest.mark.parametrize("row", queries.ROWS, ids=lambda row: row.query)
def test_each_query_selects_what_its_rows_need(
    store: OxigraphTripleStore, row: type[queries.QueryRow]
) -> None:
    found = json.loads(answer(store, queries.source(row.query)).body)

    selected = {queries._snake(name) for name in found["head"]["vars"]}
    assert selected >= set(get_type_hints(row)) - {"query"}
    list(run(store, row))


def test_a_label_is_found_in_any_case_and_language(store: OxigraphTripleStore) -> None:
    expected = [queries.ConceptByLabel(WELD, "Souder l'acier", "fr-CA", "preferred", "skill")]

    assert list(run(store, queries.ConceptByLabel, text="souder L'ACIER")) == expected
    assert [row.label_kind for row in run(store, queries.ConceptByLabel, text="JOIN metal")] == [
        "alternative"
    ]
    assert list(run(store, queries.ConceptByLabel, text='") } # tricky')) == []
    assert [row.kind for row in run(store, queries.ConceptByLabel, text="metal work")] == ["skill-group"]


def test_the_labels_of_a_concept(store: OxigraphTripleStore) -> None:
    rows = [(row.label, row.label_kind) for row in run(store, queries.LabelOf, uri=WELD)]

    assert rows == [("Weld", "preferred"), ("join metal", "alternative"), ("Souder l'acier", "preferred")]
    with pytest.raises(InputError, match="not an absolute IRI"):
        list(run(store, queries.LabelOf, uri="weld"))


def test_a_select_gives_sparql_results(store: OxigraphTripleStore) -> None:
    query = "SELECT ?o { ?s skos:prefLabel ?o } ORDER BY DESC(STR(?o)) LIMIT 1"
    found = answer(store, query)

    assert found.media_type == "application/sparql-results+json"
    assert json.loads(found.body)["results"]["bindings"] == [
        {"o": {"type": "literal", "value": "metal work", "xml:lang": "en"}}
    ]
    assert answer(store, query, format="csv").body == b"o\r\nmetal work\r\n"
    assert answer(store, query, format="tsv").body == b'?o\n"metal work"@en\n'
    assert json.loads(answer(store, "ASK { ?s ?p ?o }").body)["boolean"] is True


def test_a_construct_gives_turtle(store: OxigraphTripleStore) -> None:
    found = answer(store, "CONSTRUCT { ?s skos:altLabel ?o } WHERE { ?s skos:prefLabel ?o }")

    assert found.media_type == "text/turtle"
    assert b'skos:altLabel "metal work"@en' in found.body


def test_graphs_are_chosen_by_graph_and_from(store: OxigraphTripleStore) -> None:
    def count(query: str) -> int:
        return len(json.loads(answer(store, query).body)["results"]["bindings"])

    assert count(f"SELECT * FROM <{CREDENTIALS}> {{ ?s skos:prefLabel ?o }}") == 0
    assert count(f"SELECT * FROM <{ESCO}> {{ ?s skos:prefLabel ?o }}") == 3
    assert count(f"SELECT * {{ GRAPH <{ESCO}> {{ ?s skos:prefLabel ?o }} }}") == 3


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:x> <urn:y> 1 }",
        "PREFIX ex: <http://example.org/> # say SELECT\n delete where { ?s ?p ?o }",
        "clear all",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(store: OxigraphTripleStore, query: str) -> None:
    with pytest.raises(InputError, match="only read"):
        answer(store, query)


def test_other_servers_are_not_asked(store: OxigraphTripleStore) -> None:
    with pytest.raises(InputError, match="another server"):
        answer(store, "SELECT * { SERVICE SILENT <http://localhost/> { ?s ?p ?o } }")
    strings = r'''"SERVICE", 'from', """a "service" """'''
    harmless = f"SELECT ?service {{ ?service skos:prefLabel {strings} # SERVICE\n }}"
    assert json.loads(answer(store, harmless).body)["results"]["bindings"] == []


def test_mistakes_are_told(store: OxigraphTripleStore) -> None:
    with pytest.raises(InputError, match=r"not valid SPARQL: error at 1:\d+"):
        answer(store, "SELECT ?s { ?s ")
    with pytest.raises(InputError, match="'docx' is no format"):
        answer(store, "ASK {}", format="docx")
