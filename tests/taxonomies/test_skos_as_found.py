"""SKOS as people publish it: labels of their own, classes of their own, several schemes, retired concepts."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.matching.index.labels import LabelTable
from skillgraph.model import Concept, Framework
from skillgraph.taxonomies import read_framework, read_skos

EX = "http://example.org/craft/"

PREFIXES = f"""
@prefix : <{EX}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix iso-thes: <http://purl.org/iso25964/skos-thes#> .
@prefix adms: <http://www.w3.org/ns/adms#> .
:s a skos:ConceptScheme ; dct:title "Craft"@en .
"""


def read(folder: Path, text: str, *schemes: str) -> tuple[Framework, list[str]]:
    path = folder / "craft.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    problems = ProblemLog()
    framework = read_skos(path, problems=problems, schemes=[EX + name for name in schemes])
    return framework, [problem.reason for problem in problems]


def concepts(framework: Framework) -> dict[str, Concept]:
    return {concept.uri.removeprefix(EX): concept for concept in framework.concepts}


@pytest.mark.parametrize(
    "labels",
    [
        'xl:prefLabel :l ; xl:altLabel [ xl:literalForm "whittle"@en ] . :l xl:literalForm "carve"@en .',
        'xl:prefLabel [ a xl:Label ; xl:literalForm "carve"@en ] ; skos:altLabel "whittle"@en .',
        'skos:prefLabel "carve"@en ; xl:prefLabel [ xl:literalForm "carve"@en ] ; '
        'xl:altLabel [ xl:literalForm "whittle"@en ] .',
    ],
)
@pytest.mark.parametrize("type_", ["a skos:Concept ; ", ""])
def test_labels_that_are_things_of_their_own(tmp_path: Path, type_: str, labels: str) -> None:
    framework, problems = read(tmp_path, f":a {type_}skos:inScheme :s ; {labels}")
    assert problems == []
    assert concepts(framework)["a"].pref_labels == {"en": "carve"}
    assert concepts(framework)["a"].alt_labels == {"en": ("whittle",)}


def test_classes_below_concept_are_concepts_by_however_many_steps(tmp_path: Path) -> None:
    text = """
    :Skill rdfs:subClassOf :Thing . :Thing rdfs:subClassOf skos:Concept . :Level a owl:Class .
    :a a :Skill ; skos:inScheme :s ; skos:prefLabel "carve"@en .
    :b a :Thing ; skos:inScheme :s ; rdfs:label "saw"@en .
    :l a :Level ; skos:inScheme :s ; skos:prefLabel "one"@en .
    """
    framework, problems = read(tmp_path, text)
    assert {name: one.label() for name, one in concepts(framework).items()} == {"a": "carve", "b": "saw"}
    assert problems == [
        f"1 things in a scheme or a hierarchy are typed <{EX}Level>, no skos:Concept; left out",
        f"<{EX}b> has no preferred label; called by its rdfs:label",
    ]


def test_a_class_that_is_no_concept_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no SKOS concept") as caught:
        read(tmp_path, ':a a :Skill ; skos:inScheme :s ; skos:prefLabel "carve"@en .')
    assert f"1 of the class <{EX}Skill>" in caught.value.hint


SCHEMES = """
:t a skos:ConceptScheme ; dct:title "Levels"@en ; skos:hasTopConcept :l2 .
:a a skos:Concept ; skos:inScheme :s ; skos:prefLabel "carve"@en ; skos:related :l1 .
:b a skos:Concept ; skos:topConceptOf :s ; skos:prefLabel "saw"@en ; skos:broader :l2 .
:l1 a skos:Concept ; skos:inScheme :t ; skos:prefLabel "follow"@en .
:l2 a skos:Concept ; skos:prefLabel "assist"@en .
"""


def test_several_schemes_are_told_with_the_way_to_choose(tmp_path: Path) -> None:
    framework, (problem,) = read(tmp_path, SCHEMES)
    assert len(framework.concepts) == 4
    assert f"Levels <{EX}t>: 2 concepts" in problem
    assert "--scheme URI" in problem


@pytest.mark.parametrize(
    ("chosen", "kept", "left"),
    [
        (("s",), ["a", "b"], f"<{EX}t>"),
        (("t",), ["l1", "l2"], f"<{EX}s>"),
        (("s", "t"), [*"ab", "l1", "l2"], ""),
    ],
)
def test_a_scheme_is_chosen_and_what_is_left_out_is_told(
    tmp_path: Path, chosen: tuple[str, ...], kept: list[str], left: str
) -> None:
    framework, problems = read(tmp_path, SCHEMES, *chosen)
    assert list(concepts(framework)) == kept
    assert framework.scheme.uri == EX + chosen[0]
    assert problems == ([f"2 concepts of other schemes were left out ({left})"] if left else [])


def test_a_scheme_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no concept in the scheme") as caught:
        read(tmp_path, SCHEMES, "none")
    assert f"<{EX}s>" in caught.value.hint


@pytest.mark.parametrize(
    ("said", "successors"),
    [
        ("owl:deprecated true", ()),
        ('owl:deprecated "True"', ()),
        ('iso-thes:status "obsolete"', ()),
        ("adms:status <http://example.org/status/withdrawn>", ()),
        ('iso-thes:status "released" ; owl:deprecated true', ()),
        ("dct:isReplacedBy :b", (EX + "b",)),
        ("skos:note [] . :b dct:replaces :a", (EX + "b",)),
    ],
)
def test_retired_concepts_are_kept_and_never_indexed(
    tmp_path: Path, said: str, successors: tuple[str, ...]
) -> None:
    text = f"""
    :b a skos:Concept ; skos:inScheme :s ; skos:prefLabel "carve with care"@en ; iso-thes:status "released" .
    :a a skos:Concept ; skos:inScheme :s ; skos:prefLabel "carve"@en ; {said} .
    """
    framework, _ = read(tmp_path, text)
    old, new = concepts(framework)["a"], concepts(framework)["b"]
    assert (old.retired, new.retired) == (True, False)
    assert old.replaced_by == successors
    table = LabelTable.from_concepts(framework.concepts)
    assert table.uris[: table.matchable] == [EX + "b"]
    assert table.label(1, "en") == "carve"


@pytest.mark.parametrize(
    "said", ["owl:deprecated false", 'iso-thes:status "released"', "dct:isReplacedBy :a"]
)
def test_what_is_in_use_stays_in_use(tmp_path: Path, said: str) -> None:
    framework, _ = read(tmp_path, f':a a skos:Concept ; skos:prefLabel "carve"@en ; {said} .')
    assert not concepts(framework)["a"].retired


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("case.json", '{"CFDocument": {"title": "x"}, "CFItems": []}', "CASE"),
        ("items.json", '{"CFItem": [{"fullStatement": "Weld"}]}', "CASE"),
        ("osmt.csv", "Canonical URL,RSD Name,Authors,Skill Statement\n", "OSMT"),
        ("osmt.json", '[{"skillName": "Weld", "skillStatement": "Weld metal"}]', "OSMT"),
        ("skills.csv", "ORIGINURI,ID,UUIDHISTORY,SKILLTYPE,PREFERREDLABEL\n", "tabiya"),
    ],
)
def test_other_formats_are_named(tmp_path: Path, name: str, content: str, named: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    for path in (tmp_path / name, tmp_path):
        with pytest.raises(InputError, match=f"{named}.*not read") as caught:
            read_framework([path], problems=ProblemLog())
        assert "SKOS" in caught.value.hint


def test_escos_own_rdf_has_its_labels(shared: Path) -> None:
    folder = shared / "data" / "esco" / "rdf-samples"
    for path in sorted(folder.glob("*.ttl")):
        framework = read_skos(path, problems=ProblemLog())
        assert framework.concepts
        assert all(concept.label() != concept.uri for concept in framework.concepts if concept.alt_labels)


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        (':a skos:broader "Wood work"@en .', "broader"),
        (f':a skos:broader "{EX}b" .', "broader"),
        (':b skos:narrower "carve" .', "narrower"),
        (':a iso-thes:broaderGeneric "Wood work" .', "broaderGeneric"),
        (':a skos:related "Wood work" .', "related"),
        (':a skos:inScheme "Craft" .', "inScheme"),
        (':c a skos:Collection ; skos:member "carve" .', "member"),
    ],
)
def test_texts_where_an_iri_is_asked_for_are_counted_and_named(
    tmp_path: Path, statement: str, field: str
) -> None:
    two = ':a a skos:Concept ; skos:prefLabel "carve"@en . :b a skos:Concept ; skos:prefLabel "join"@en .'
    path, log = tmp_path / "craft.ttl", ProblemLog()
    path.write_text(f"{PREFIXES}{two}\n{statement}", encoding="utf-8")
    framework = read_skos(path, problems=log)
    assert len(framework.concepts) == 2
    told = [one for one in log if one.field == field]
    assert len(told) == 1
    assert "1 value is a text and no IRI, such as " in told[0].reason
    assert "left out" in told[0].reason


def test_many_such_texts_are_one_line(tmp_path: Path) -> None:
    text = "\n".join(
        f':c{n} a skos:Concept ; skos:prefLabel "craft {n}"@en ; skos:broader "Wood {"x" * 90}" .'
        for n in range(30)
    )
    _, problems = read(tmp_path, text)
    (told,) = problems
    assert told.startswith("30 values are texts and no IRIs, such as 'Wood xxx")
    assert len(told) < 200
