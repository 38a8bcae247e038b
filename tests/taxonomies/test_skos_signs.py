"""SKOS that leaves something unsaid, and vocabularies that mean the same as SKOS."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Concept
from skillgraph.taxonomies import read_framework, read_skos

EX = "https://e.org/"
PREFIXES = f"""
@prefix : <{EX}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix ceasn: <https://purl.org/ctdlasn/terms/> .
"""


def read(folder: Path, text: str) -> tuple[dict[str, Concept], str]:
    path = folder / "given.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    log = ProblemLog()
    framework = read_skos(path, problems=log)
    found = {one.uri.removeprefix(EX): one for one in framework.concepts}
    return found, " ".join(str(problem) for problem in log)


@pytest.mark.parametrize(
    ("labels", "lang"),
    [
        (["Souder des pièces métalliques", "Accueillir la clientèle"], "fr"),
        (["Weld pieces of metal", "Welcome the clients"], "en"),
        (["welding", "soudage"], "en"),
    ],
)
def test_the_language_of_labels_without_one_is_guessed_and_told(
    tmp_path: Path, labels: list[str], lang: str
) -> None:
    text = "".join(f':c{n} a skos:Concept ; skos:prefLabel "{one}" . ' for n, one in enumerate(labels))
    found, told = read(tmp_path, text)
    assert {tag for one in found.values() for tag in one.pref_labels} == {lang}
    assert f"taken to be {lang}" in told


@pytest.mark.parametrize(
    "said",
    ['rdfs:label "weld"@en', 'dct:title "weld"@en', 'schema:name "weld"@en', 'skos:altLabel "weld"@en',
     'skos:hiddenLabel "weld"@en', 'skos:notation "weld"'],
)  # fmt: skip
def test_a_concept_without_a_preferred_label_is_called_by_the_next_best(tmp_path: Path, said: str) -> None:
    found, told = read(tmp_path, f":a a skos:Concept ; {said} .")
    assert found["a"].label() == "weld"
    assert "has no preferred label; called by its" in told


@pytest.mark.parametrize(
    "text",
    [
        ':k rdfs:subClassOf :m . :m rdfs:subClassOf skos:Concept . :a a :k ; skos:prefLabel "weld"@en .',
        ':k owl:equivalentClass skos:Concept . :a a :k ; skos:prefLabel "weld"@en .',
        ':l a skos:OrderedCollection ; skos:memberList ( :a ) . :a rdfs:label "weld"@en .',
        ':a a schema:DefinedTerm ; schema:name "weld"@en ; schema:inDefinedTermSet :s .',
        ':a a ceasn:Competency ; ceasn:competencyText "weld"@en ; ceasn:isPartOf :s .',
    ],
    ids=["two steps", "equivalent", "ordered", "defined term", "competency"],
)
def test_what_is_a_concept_by_another_name_is_one(tmp_path: Path, text: str) -> None:
    found, _ = read(tmp_path, text)
    assert [one.label() for one in found.values()] == ["weld"]


def test_the_order_of_an_ordered_collection_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "given.ttl"
    concepts = "".join(f':{name} a skos:Concept ; skos:prefLabel "{name}"@en . ' for name in "abc")
    path.write_text(f"{PREFIXES}{concepts} :l a skos:OrderedCollection ; skos:memberList ( :c :a :b ) .")
    (collection,) = read_skos(path, problems=ProblemLog()).collections
    assert [uri.removeprefix(EX) for uri in collection.members] == ["c", "a", "b"]


CONCEPT = ':a a skos:Concept ; skos:prefLabel "telex"@en .'


@pytest.mark.parametrize(
    ("said", "told_as"),
    [
        (':a skos:historyNote "Deprecated in 2019."@en .', "by how a note begins"),
        (':a skos:changeNote "2020-01-01: retired"@en .', "by how a note begins"),
        (':a skos:editorialNote "This concept is obsolete, use fax."@en .', "by how a note begins"),
        (':a skos:historyNote "Retiré en 2019"@fr .', "by how a note begins"),
        (':c a skos:Collection ; skos:prefLabel "Deprecated concepts"@en ; skos:member :a .', "within “Dep"),
        (':c a skos:Collection ; rdfs:label "Compétences retirées"@fr ; skos:member :a .', "within “Comp"),
        (
            ':a skos:inScheme :old . :old skos:prefLabel "Obsolete terms"@en . :b skos:inScheme :s .',
            "within “Obsolete terms”",
        ),
        (':a skos:broader :old . :old skos:prefLabel "Retired"@en .', "at or below “Retired”"),
        (':a skos:broader :b . :b skos:broader :c . :c skos:prefLabel "Deprecated"@en .', "at or below “Dep"),
        (':a skos:altLabel "x"@en ; rdfs:label "telex (obsolete)"@en .', "by the label"),
    ],
)
def test_words_that_can_only_mean_so_retire_and_are_told(tmp_path: Path, said: str, told_as: str) -> None:
    found, told = read(tmp_path, f"{CONCEPT} {said}")
    assert found["a"].retired
    assert f"taken as retired {told_as}" in told
    assert not read(tmp_path, f"{CONCEPT} {said} :a owl:deprecated false .")[0]["a"].retired


@pytest.mark.parametrize(
    "said",
    [
        ':a skos:historyNote "Deprecated label removed."@en .',
        ':a skos:changeNote "Was deprecated in 2.0 and reinstated in 3.0"@en .',
        ':a skos:historyNote "Merged from two retired terms"@en .',
    ],
)
def test_a_note_that_only_speaks_of_an_end_is_told_and_retires_nothing(tmp_path: Path, said: str) -> None:
    found, told = read(tmp_path, f"{CONCEPT} {said}")
    assert not found["a"].retired
    assert "was kept, with a note that speaks of an end" in told


@pytest.mark.parametrize(
    "said",
    [
        ":a a owl:DeprecatedClass .",
        ':a dct:isReplacedBy "https://e.org/b" .',
        ":a schema:supersededBy :b .",
        ":a <http://purl.obolibrary.org/obo/IAO_0100001> :b .",
        ':a schema:expires "2019-01-01" .',
        ':a <http://publications.europa.eu/ontology/euvoc#endDate> "2018-12-31" .',
        ':a dct:valid "start=2001-01-01; end=2010-01-01;" .',
        ':a <http://www.w3.org/ns/adms#status> :st . :st rdfs:label "Deprecated"@en .',
        ':a <http://www.w3.org/ns/adms#status> "retiré"@fr .',
        ':a <http://www.w3.org/2003/06/sw-vocab-status/ns#term_status> "archaic" .',
    ],
)
def test_a_concept_is_out_of_use_in_any_vocabulary(tmp_path: Path, said: str) -> None:
    found, _ = read(tmp_path, f"{CONCEPT} {said}")
    assert found["a"].retired
    if ":b" in said or "/b" in said:
        assert found["a"].replaced_by == (f"{EX}b",)


@pytest.mark.parametrize(
    "said",
    [
        ':a schema:expires "2999-01-01" .',
        ':a dct:valid "start=2001-01-01;" .',
        ':c a skos:Collection ; skos:prefLabel "Obsolete technology"@en ; skos:member :a .',
        ':a skos:inScheme :old . :old skos:prefLabel "Deprecated"@en .',
        ':a skos:inScheme :old, :s . :old skos:prefLabel "Deprecated terms"@en .',
    ],
)
def test_what_may_be_in_use_stays(tmp_path: Path, said: str) -> None:
    assert not read(tmp_path, f"{CONCEPT} {said}")[0]["a"].retired


@pytest.mark.parametrize("status", ["Deprecated", "retired", "withdrawn"])
def test_a_status_of_schema_org_retires(tmp_path: Path, status: str) -> None:
    text = f':a a skos:Concept ; skos:prefLabel "telex"@en ; schema:creativeWorkStatus "{status}" .'
    assert read(tmp_path, text)[0]["a"].retired


def test_transitive_links_alone_make_the_hierarchy(tmp_path: Path) -> None:
    text = ':a a skos:Concept ; skos:prefLabel "tig"@en ; skos:broaderTransitive :b .'
    found, _ = read(tmp_path, text + ' :b a skos:Concept ; skos:prefLabel "weld"@en .')
    assert found["a"].broader == (f"{EX}b",)


@pytest.mark.parametrize(
    "said",
    [
        ":a iso:broaderGeneric :b .",
        ":b iso:narrowerPartitive :a .",
        ":above rdfs:subPropertyOf skos:broader . :a :above :b .",
        ":parts rdfs:subPropertyOf skos:narrower . :b :parts :a .",
        ":a skos:broader :b ; iso:broaderInstantial :b .",
    ],
)
def test_kinds_of_broader_are_broader(tmp_path: Path, said: str) -> None:
    prefix = "@prefix iso: <http://purl.org/iso25964/skos-thes#> ."
    found, _ = read(tmp_path, f'{prefix} {CONCEPT} :b a skos:Concept ; skos:prefLabel "write"@en . {said}')
    assert (found["a"].broader, found["b"].broader) == ((f"{EX}b",), ())


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "utf-8", "UTF-8"])
def test_rdf_xml_is_read_in_the_encoding_that_it_names(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "given.rdf"
    text = f"""<?xml version="1.0" encoding="{encoding}"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:skos="http://www.w3.org/2004/02/skos/core#"><skos:Concept rdf:about="{EX}a">
<skos:prefLabel xml:lang="fr">gérer une équipe</skos:prefLabel></skos:Concept></rdf:RDF>"""
    path.write_text(text, encoding=encoding)
    (concept,) = read_skos(path, problems=ProblemLog()).concepts
    assert concept.label("fr") == "gérer une équipe"


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("skills.txt", "O*NET-SOC Code\tTitle\tElement ID\tElement Name\n", "O\\*NET"),
        ("model.csv", "Element ID,Element Name,Description\n1,Abilities,x\n", "O\\*NET"),
        ("skills.json", '{"data": [{"infoUrl": "https://skills.emsidata.com/skills/K1"}]}', "Lightcast"),
        ("noc.csv", "Level,Code - NOC 2021 V1.0,Class title\n1,0,Management\n", "National Occupational"),
        ("cnp.csv", "Niveau,Code - CNP 2021 V1.0,Titres\n1,0,Gestion\n", "National Occupational"),
        ("oasis.csv", "OaSIS Code - Final,Reading Comprehension\n00010.00,4\n", "OaSIS"),
        ("sfia.csv", "Code,Skill,Category,Subcategory\nPROG,Programming,Dev,x\n", "SFIA"),
        ("api.json", '{"CFDocuments": [{"title": "F"}]}', "CASE"),
        ("rome.csv", "code_rome,libelle\nA1101,Conduite\n", "ROME"),
        ("f.json", '{"@context": "https://credreg.net/ctdlasn/schema/context/json"}', "CTDL-ASN"),
    ],
)
def test_files_of_other_frameworks_are_named(tmp_path: Path, name: str, content: str, what: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=what):
        read_framework([tmp_path / name], problems=ProblemLog())


SCHEMES = """
:s a skos:ConceptScheme ; skos:hasTopConcept :a . :t a skos:ConceptScheme ; skos:hasTopConcept :l .
:a a skos:Concept ; skos:prefLabel "weld"@en ; skos:narrower :b .
:b a skos:Concept ; skos:prefLabel "weld pipes"@en .
:c a skos:Concept ; skos:prefLabel "weld steel pipes"@en ; skos:broader :b .
:l a skos:Concept ; skos:prefLabel "beginner"@en .
"""


def test_what_lies_below_a_scheme_is_of_it(tmp_path: Path) -> None:
    path = tmp_path / "given.ttl"
    path.write_text(PREFIXES + SCHEMES, encoding="utf-8")
    framework = read_skos(path, schemes=[f"{EX}s"], problems=ProblemLog())
    assert [one.uri.removeprefix(EX) for one in framework.concepts] == ["a", "b", "c"]


def test_schemes_that_are_typed_nowhere_are_told(tmp_path: Path) -> None:
    text = ':a a skos:Concept ; skos:prefLabel "weld"@en ; skos:inScheme :s . '
    _, told = read(tmp_path, text + ':l a skos:Concept ; skos:prefLabel "beginner"@en ; skos:inScheme :t .')
    assert "the file holds 2 concept schemes" in told
    assert "--scheme URI takes one alone" in told
