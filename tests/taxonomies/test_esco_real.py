"""The real bundles: the counts, with each difference to the row counts explained by a quirk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Concept, ConceptKind, Framework
from skillgraph.taxonomies import read_esco

SKILL = "http://data.europa.eu/esco/skill/"


@dataclass(frozen=True)
class Reading:
    framework: Framework
    problems: ProblemLog
    concepts: dict[str, Concept]

    @property
    def kinds(self) -> dict[str, int]:
        return dict(Counter(concept.kind.value for concept in self.framework.concepts))

    @property
    def collections(self) -> dict[str, int]:
        return {collection.key: len(collection.members) for collection in self.framework.collections}

    @property
    def skills(self) -> list[Concept]:
        return [c for c in self.framework.concepts if c.kind is ConceptKind.SKILL]

    def relations_of(self, pillar: str) -> int:
        return sum(f"/{pillar}/" in relation.subject for relation in self.framework.relations)

    def problems_by_place(self) -> dict[tuple[str, str], int]:
        return dict(Counter((Path(problem.path).name, problem.field) for problem in self.problems))


def read(paths: list[Path]) -> Reading:
    problems = ProblemLog()
    return reading(read_esco(paths, problems=problems), problems)


def reading(framework: Framework, problems: ProblemLog) -> Reading:
    return Reading(framework, problems, {concept.uri: concept for concept in framework.concepts})


@pytest.fixture(scope="module")
def v111(shared: Path) -> Reading:
    return read([shared / "data" / "esco" / "1.1.1-en"])


@pytest.fixture(scope="module")
def v120(official_120: tuple[Framework, ProblemLog]) -> Reading:
    return reading(*official_120)


@pytest.fixture(scope="module")
def v121_fr(shared: Path) -> Reading:
    return read(list((shared / "data" / "esco").glob("*v1.2.1*- fr -*.zip")))


@pytest.fixture(scope="module")
def v121(shared: Path) -> Reading:
    return read(list((shared / "data" / "esco").glob("*v1.2.1*.zip")))


def test_111_counts(v111: Reading) -> None:
    assert str(v111.framework.scheme.id) == "esco@1.1.1"
    assert v111.kinds == {
        "skill-group": 640,
        "skill": 13_896,
        "occupation-group": 619,
        "occupation": 3_007,
    }
    # 123,855 rows, of which 67 are of the one occupation that is not in the bundle.
    assert v111.relations_of("occupation") == 123_855 - 67
    assert v111.relations_of("skill") == 5_899
    assert v111.collections == {
        "green": 570,
        "digital": 1_201,
        "transversal": 96,
        "language": 346,
        "digcomp": 26,
        "research": 40,
        "research-occupations": 122,
    }


def test_111_problems_are_its_dangling_references_and_nothing_else(v111: Reading) -> None:
    assert v111.problems_by_place() == {
        # One occupation, in one row of the hierarchy and 67 of its skills.
        ("broaderRelationsOccPillar.csv", "conceptUri"): 1,
        ("occupationSkillRelations.csv", "occupationUri"): 67,
        # 647 rows of the hierarchy for 640 groups: seven are in no other table of concepts,
        ("skillsHierarchy_en.csv", "Level 2 URI"): 1,
        ("skillsHierarchy_en.csv", "Level 3 URI"): 6,
        # and are in seven rows of the relations, three of which dangle at both ends.
        ("broaderRelationsSkillPillar.csv", "conceptUri"): 7,
        ("broaderRelationsSkillPillar.csv", "broaderUri"): 3,
    }
    occupation = next(p for p in v111.problems if p.path.endswith("broaderRelationsOccPillar.csv"))
    assert occupation.line == 3_205
    dangling = {p.reason.split()[0] for p in v111.problems}
    assert len(dangling) == 1 + 7
    assert dangling.isdisjoint(v111.concepts)


def test_111_labels_and_parents(v111: Reading) -> None:
    assert all(concept.pref_labels["en"].strip() for concept in v111.framework.concepts)
    assert all(
        concept.label() not in labels
        for concept in v111.framework.concepts
        for labels in concept.alt_labels.values()
    )
    # Six skills have no type and five no reuse level, as published.
    assert Counter(skill.skill_type for skill in v111.skills)[""] == 6
    assert Counter(skill.reuse_level for skill in v111.skills)[""] == 5
    parents = Counter(len(skill.broader) for skill in v111.skills)
    assert (min(parents), max(parents)) == (1, 9)
    assert sum(count for number, count in parents.items() if number > 1) / len(v111.skills) > 0.33


def test_111_knowledge_groups_get_their_code_from_the_uri(v111: Reading) -> None:
    groups = [c for c in v111.framework.concepts if c.kind is ConceptKind.SKILL_GROUP]
    assert all(group.notation for group in groups)
    assert v111.concepts["http://data.europa.eu/esco/isced-f/0613"].notation == "0613"
    assert sum("/isced-f/" in group.uri for group in groups) == 220


def test_111_dates_are_iso_8601(v111: Reading) -> None:
    # Knowledge groups and ISCO groups have none.
    dates = {len(concept.modified) for concept in v111.framework.concepts}
    assert dates == {0, len("2016-12-20T17:43:43Z")}
    assert all(skill.modified for skill in v111.skills)


def test_120_counts(v120: Reading) -> None:
    assert v120.kinds == {
        "skill-group": 640,
        "skill": 13_939,
        "occupation-group": 619,
        "occupation": 3_039,
    }
    assert v120.relations_of("occupation") == 129_004
    assert v120.relations_of("skill") == 5_818
    assert v120.collections == {
        "green": 591,
        "digital": 1_284,
        "transversal": 95,
        "language": 359,
        "digcomp": 25,
        "research": 40,
        "research-occupations": 122,
    }
    assert not list(v120.problems)
    # Two of its files were rebuilt, as a column that ESCO does not have says.
    assert "(adapted)" in v120.framework.scheme.acknowledgement


def test_changes_between_111_and_120(v111: Reading, v120: Reading) -> None:
    old, new = {s.uri: s for s in v111.skills}, {s.uri: s for s in v120.skills}
    assert (len(new.keys() - old), len(old.keys() - new)) == (237, 194)
    jobs = [
        {c.uri for c in reading.framework.concepts if c.kind is ConceptKind.OCCUPATION}
        for reading in (v111, v120)
    ]
    assert (len(jobs[1] - jobs[0]), len(jobs[0] - jobs[1])) == (35, 3)


def test_121_french(v121_fr: Reading) -> None:
    assert v121_fr.framework.languages == ("fr",)
    # 3,043 rows of occupations, four of them twice.
    assert v121_fr.kinds == {
        "skill-group": 640,
        "skill": 13_939,
        "occupation-group": 619,
        "occupation": 3_039,
    }
    assert sum("fr" in skill.pref_labels for skill in v121_fr.skills) == 13_635
    assert v121_fr.relations_of("skill") == 5_818
    assert v121_fr.relations_of("occupation") == 0, "the zip has no such table"
    assert v121_fr.problems_by_place() == {
        ("skills_fr.csv", "preferredLabel"): 1,
        ("occupations_fr.csv", "conceptUri"): 4,
    }


def test_121_french_titles_have_both_forms(v121_fr: Reading) -> None:
    occupations = [c for c in v121_fr.framework.concepts if c.kind is ConceptKind.OCCUPATION]
    director = next(c for c in occupations if c.label("fr") == "directeur technique/directrice technique")
    assert {"directeur technique", "directrice technique"} <= set(director.alt_labels["fr"])


def test_121_in_two_languages(v121: Reading, v121_fr: Reading) -> None:
    assert v121.framework.languages == ("en", "fr")
    assert v121.kinds == v121_fr.kinds
    assert v121.collections == v121_fr.collections
    assert v121.relations_of("skill") == 5_818
    # The English zip has no skills table: English labels come from the hierarchy and the collections.
    groups = [c for c in v121.framework.concepts if c.kind is ConceptKind.SKILL_GROUP]
    assert all({"en", "fr"} <= c.pref_labels.keys() for c in groups)
    assert sum("en" in skill.pref_labels for skill in v121.skills) == 1_763
    haskell = v121.concepts[SKILL + "000f1d3d-220f-4789-9c0a-cc742521fb02"]
    assert haskell.pref_labels == {"en": "Haskell", "fr": "Haskell"}
    assert haskell.alt_labels["en"] == ("Haskell techniques",)
    # … and so do the parents that the bundle has no table for.
    assert "http://data.europa.eu/esco/isced-f/0613" in haskell.broader


def test_two_versions_in_one_call_are_an_error(shared: Path) -> None:
    with pytest.raises(InputError, match=r"1\.1\.1 .*1\.2\.0 .*1\.2\.1"):
        read([shared / "data" / "esco"])
