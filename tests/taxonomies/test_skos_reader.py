"""Any SKOS file as a framework."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph import resources
from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Concept, ConceptKind, ConceptRelation, Framework, RelationKind
from skillgraph.taxonomies import read_skos
from skillgraph.taxonomies.skos_hierarchy import without_cycles

EX = "http://example.org/craft/"

PREFIXES = f"""
@prefix : <{EX}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""

CRAFT = (
    PREFIXES
    + """
:scheme a skos:ConceptScheme ; dcterms:title "Craft"@en , "Artisanat"@fr ; owl:versionInfo "2.1" .
:work a skos:Concept ; skos:prefLabel "work"@en ; skos:topConceptOf :scheme ; skos:narrower :carve .
:carve a skos:Concept ; skos:inScheme :scheme ;
    skos:prefLabel "carve wood"@en , "sculpter le bois"@fr ;
    skos:altLabel "whittle"@en , "carve wood"@en ; skos:hiddenLabel "carv wood"@en ;
    skos:definition "Shape wood."@en ; skos:scopeNote "By hand."@en ; dcterms:description "Long."@en ;
    skos:notation "1.1" ; skos:related :sharpen ; dcterms:modified "2024-05-01" .
:sharpen a skos:Concept ; skos:inScheme :scheme ; skos:prefLabel "sharpen tools"@en ; skos:broader :work .
:hand a skos:Collection ; skos:prefLabel "by hand"@en ; skos:member :carve , :gone .
"""
)


def read(path: Path, text: str | bytes, **options: object) -> tuple[Framework, list[str]]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    problems = ProblemLog()
    framework = read_skos(path, problems=problems, **options)  # type: ignore[arg-type]
    return framework, [problem.reason for problem in problems]


def concepts(framework: Framework) -> dict[str, Concept]:
    return {concept.uri.removeprefix(EX): concept for concept in framework.concepts}


def test_everything_plain_skos_says(tmp_path: Path) -> None:
    framework, problems = read(tmp_path / "craft.ttl", CRAFT)

    assert framework.scheme.uri == EX + "scheme"
    assert str(framework.scheme.id) == "scheme@2.1"
    assert framework.scheme.titles == {"en": "Craft", "fr": "Artisanat"}
    assert concepts(framework)["carve"] == Concept(
        uri=EX + "carve",
        kind=ConceptKind.CONCEPT,
        pref_labels={"en": "carve wood", "fr": "sculpter le bois"},
        alt_labels={"en": ("whittle",)},
        hidden_labels={"en": ("carv wood",)},
        definitions={"en": "Shape wood."},
        scope_notes={"en": "By hand."},
        descriptions={"en": "Long."},
        broader=(EX + "work",),
        schemes=(EX + "scheme",),
        notation="1.1",
        modified="2024-05-01",
    )
    assert concepts(framework)["sharpen"].broader == (EX + "work",)
    assert framework.relations == (ConceptRelation(EX + "carve", RelationKind.RELATED, EX + "sharpen"),)
    assert [(c.key, c.members) for c in framework.collections] == [("hand", (EX + "carve",))]
    assert problems == [f"<{EX}gone> is not a concept of this file"]


@pytest.mark.parametrize(
    ("extension", "name"),
    [
        (".rdf", "RDF_XML"),
        (".jsonld", "JSON_LD"),
        (".nt", "N_TRIPLES"),
        (".nq", "N_QUADS"),
        (".trig", "TRIG"),
        (".ttl", "TURTLE"),
        ("", "RDF_XML"),
        (".txt", "JSON_LD"),
        ("", "N_TRIPLES"),
        (".download", "TURTLE"),
    ],
)
def test_all_formats_say_the_same(tmp_path: Path, extension: str, name: str) -> None:
    from pyoxigraph import RdfFormat, parse, serialize

    plain, _ = read(tmp_path / "craft.ttl", CRAFT)
    prefixes = {"skos": "http://www.w3.org/2004/02/skos/core#"}
    quads = parse(CRAFT.encode(), RdfFormat.TURTLE)
    data = serialize((q.triple for q in quads), format=getattr(RdfFormat, name), prefixes=prefixes)
    assert data is not None
    assert read(tmp_path / f"craft{extension}", data)[0] == plain


def test_name_and_version_can_be_given(tmp_path: Path) -> None:
    framework, _ = read(tmp_path / "x.ttl", CRAFT, name="Craft Skills", version="2026 / draft")
    assert str(framework.scheme.id) == "craft-skills@2026-draft"


def test_a_file_without_scheme_is_named_after_the_file(tmp_path: Path) -> None:
    text = PREFIXES + ':a skos:prefLabel "a"@en .'
    framework, _ = read(tmp_path / "My Terms.ttl", text)
    assert str(framework.scheme.id) == "my-terms@unversioned"
    assert [concept.uri for concept in framework.concepts] == [EX + "a"]


def test_two_labels_in_a_language_keep_the_first_in_order(tmp_path: Path) -> None:
    text = PREFIXES + ':a a skos:Concept ; skos:prefLabel "zeta"@en , "alpha"@en , "colour"@en-GB .'
    framework, problems = read(tmp_path / "x.ttl", text)
    assert framework.concepts[0].pref_labels == {"en": "alpha"}
    # Another region's spelling is no second label, just another way to say it.
    assert framework.concepts[0].alt_labels == {"en": ("zeta", "colour")}
    assert problems == [f"<{EX}a> has a second label in en, 'zeta'; kept as alternative"]


def test_conditions_that_the_file_breaks_are_reported(tmp_path: Path) -> None:
    text = (
        PREFIXES
        + """
        :a a skos:Concept ; skos:prefLabel "a" ; skos:broader :b , :elsewhere .
        :b a skos:Concept ; skos:prefLabel "b"@en ; skos:broader :c .
        :c a skos:Concept ; skos:altLabel "c"@en ; skos:broader :a , :c .
        [] a skos:Concept ; skos:prefLabel "nobody"@en .
        """
    )
    framework, problems = read(tmp_path / "x.ttl", text)
    assert {uri: c.broader for uri, c in concepts(framework).items()} == {
        "a": (EX + "b",),
        "b": (EX + "c",),
        "c": (),
    }
    assert sorted(problems) == [
        "1 concept has no URI; passed over",
        "1 text has no language; taken to be en",
        f"<{EX}c> has no preferred label; called by its alternative label",
        f"<{EX}c> is broader than itself through <{EX}a>; that link was cut",
        f"<{EX}c> is broader than itself through <{EX}c>; that link was cut",
        f"<{EX}elsewhere> is not a concept of this file",
    ]


def test_languages_can_be_chosen(tmp_path: Path) -> None:
    framework, _ = read(tmp_path / "x.ttl", CRAFT, languages=["fr"])
    assert framework.languages == ("fr",)
    assert concepts(framework)["carve"].alt_labels == {}
    with pytest.raises(InputError, match="no labels in de; it has en, fr"):
        read(tmp_path / "x.ttl", CRAFT, languages=["de"])


def test_the_words_of_escos_rdf(tmp_path: Path) -> None:
    text = (
        PREFIXES
        + """
        @prefix esco: <http://data.europa.eu/esco/model#> .
        :a a skos:Concept , esco:Skill ; skos:prefLabel "a"@en ;
            esco:skillType <http://data.europa.eu/esco/skill-type/skill> ;
            esco:skillReuseLevel <http://data.europa.eu/esco/skill-reuse-level/cross-sector> ;
            dcterms:description [ esco:nodeLiteral "In a node." ; esco:language "en-us" ] .
        """
    )
    skill = read(tmp_path / "x.ttl", text)[0].concepts[0]
    assert (skill.kind, skill.skill_type, skill.reuse_level) == (
        ConceptKind.SKILL,
        "skill/competence",
        "cross-sector",
    )
    assert skill.descriptions == {"en": "In a node."}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.ttl", b"", "is empty"),
        ("x.ttl", b"@prefix a: <http://a/> .\na:b a:c \n a:d a:e .", ":3: not valid Turtle"),
        ("x.ttl", '@prefix a: <http://a/> .\na:b a:c "é" .'.encode("latin-1"), ":2: not valid Turtle"),
        ("x.ttl", b'<a> <http://b> "c" .', ":1: an IRI is relative"),
        ("x.nt", b"<http://a> <http://b> .", ":1: not valid N-TRIPLES"),
        ("x.rdf", b"<html><p>Not found</html>", "not valid RDF/XML"),
        ("x.jsonld", b'{"@id": "http://a",', ":1: not valid JSON-LD"),
        ("x.jsonld", b'{"@context": "http://a/c", "name": "b"}', "nothing is fetched"),
        ("x.json", b'{"skills": []}', "holds no SKOS concept"),
        ("x.ttl", b'<http://a> <http://b> "c" .', "holds no SKOS concept"),
        ("x.txt", b"just words", "of no known RDF format"),
        ("x.rdf", b'<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rdf:RDF/>', "entities that expand"),
        ("x.rdf", b'<!DOCTYPE r [<!ENTITY a "' + b"b" * 2_000 + b'">]><rdf:RDF/>', "entities that expand"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / name, content)
    assert sentence in caught.value.message
    assert name in caught.value.message
    assert caught.value.hint


def test_entities_that_abbreviate_namespaces_are_welcome(tmp_path: Path) -> None:
    text = """<?xml version="1.0"?>
        <!DOCTYPE rdf:RDF [<!ENTITY skos "http://www.w3.org/2004/02/skos/core#">]>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="&skos;">
        <skos:Concept rdf:about="http://example.org/craft/a">
        <skos:prefLabel xml:lang="en">a</skos:prefLabel></skos:Concept></rdf:RDF>"""
    assert read(tmp_path / "x.rdf", text)[0].concepts[0].label() == "a"


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there"):
        read_skos(tmp_path / "x.ttl", problems=ProblemLog())


def test_skills_for_success_reads_without_a_problem() -> None:
    problems = ProblemLog()
    framework = read_skos(resources.ontologies("skills-for-success.ttl"), problems=problems)
    assert framework.scheme.id.name == "sfs"
    assert framework.languages == ("en", "fr")
    assert sum(not concept.broader for concept in framework.concepts) == 9
    assert not list(problems)


GRAPHS = st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from("abcdef")))


@given(GRAPHS)
def test_cutting_leaves_no_cycle_and_loses_no_other_link(graph: dict[str, frozenset[str]]) -> None:
    parents = {node: graph.get(node, frozenset()) for node in "abcdef"}
    kept, cut = without_cycles(parents)

    links = {(child, parent) for child, above in kept.items() for parent in above}
    assert links | set(cut) == {(child, parent) for child, above in parents.items() for parent in above}
    assert links.isdisjoint(cut)
    while kept:  # Tops can be taken away one after another if, and only if, there is no cycle.
        tops = {node for node, above in kept.items() if not set(above) & kept.keys()}
        assert tops
        kept = {node: above for node, above in kept.items() if node not in tops}
    assert without_cycles(parents)[1] == cut
