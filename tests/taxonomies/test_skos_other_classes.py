"""Things that stand like concepts, but are typed by a class that the file does not put below skos:Concept."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.taxonomies import read_skos

PREFIXES = """
@prefix : <http://example.org/glass/> .
@prefix o: <http://example.org/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
:cut a skos:Concept ; skos:prefLabel "cut glass"@en .
"""


@pytest.mark.parametrize(
    "place",
    ["skos:inScheme :s", "skos:topConceptOf :s", "skos:broader :cut", "skos:narrower :cut"],
)
def test_what_is_left_out_is_named_by_its_class(tmp_path: Path, place: str) -> None:
    path, problems = tmp_path / "glass.ttl", ProblemLog()
    path.write_text(f'{PREFIXES} :blow a o:Skill ; skos:prefLabel "blow glass"@en ; {place} .')
    framework = read_skos(path, problems=problems)
    assert [concept.label() for concept in framework.concepts] == ["cut glass"]
    assert any(
        "1 things" in one.reason and "<http://example.org/terms/Skill>" in one.reason for one in problems
    )


def test_a_file_of_such_things_alone_is_refused_by_their_class(tmp_path: Path) -> None:
    path = tmp_path / "glass.ttl"
    path.write_text(PREFIXES.replace("a skos:Concept", "a o:Skill"))
    with pytest.raises(InputError, match="holds no SKOS concept") as refused:
        read_skos(path, problems=ProblemLog())
    assert "<http://example.org/terms/Skill>" in refused.value.hint


def test_a_type_that_everything_may_have_says_nothing(tmp_path: Path) -> None:
    path, problems = tmp_path / "glass.ttl", ProblemLog()
    path.write_text(PREFIXES.replace("a skos:Concept", "a owl:NamedIndividual"))
    assert [concept.label() for concept in read_skos(path, problems=problems).concepts] == ["cut glass"]
    assert not list(problems)
