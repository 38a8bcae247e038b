"""The built-in snapshot, and the script that makes it."""

from __future__ import annotations

import csv
import importlib.util
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from skillgraph import resources
from skillgraph.errors import ProblemLog
from skillgraph.model import Concept, ConceptKind, Framework
from skillgraph.taxonomies import read_esco

FOLDER = resources.ontologies("esco")
SNAPSHOT = FOLDER / "esco-1.2.0-snapshot.zip"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("esco_snapshot_build", FOLDER / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def snapshot() -> Framework:
    problems = ProblemLog()
    framework = read_esco([SNAPSHOT], problems=problems)
    assert not list(problems)
    return framework


@pytest.fixture(scope="module")
def official(official_120: tuple[Framework, ProblemLog]) -> dict[str, Concept]:
    return {concept.uri: concept for concept in official_120[0].concepts}


def of_kind(framework: Framework, kind: ConceptKind) -> list[Concept]:
    return [concept for concept in framework.concepts if concept.kind is kind]


def test_it_is_read_like_an_official_bundle(snapshot: Framework) -> None:
    assert str(snapshot.scheme.id) == "esco@1.2.0"
    assert snapshot.scheme.acknowledgement == (
        "This service uses the ESCO classification of the European Commission (adapted)."
    )
    assert len(of_kind(snapshot, ConceptKind.SKILL)) == 13_939
    assert len(of_kind(snapshot, ConceptKind.SKILL_GROUP)) == 638
    assert len(snapshot.concepts) == 13_939 + 638


def test_it_says_what_the_script_says(build: ModuleType) -> None:
    with zipfile.ZipFile(SNAPSHOT) as archive:
        assert archive.read("adapted.txt").decode() == build._ADAPTED


def test_it_ships_no_descriptions(snapshot: Framework) -> None:
    assert not any(c.descriptions or c.definitions or c.scope_notes for c in snapshot.concepts)


def test_its_hierarchy_leads_to_four_pillars(snapshot: Framework) -> None:
    parents = {concept.uri: concept.broader for concept in snapshot.concepts}
    tops = [g.notation for g in of_kind(snapshot, ConceptKind.SKILL_GROUP) if not g.broader]
    assert sorted(tops) == ["K", "L", "S", "T"]
    assert all(parent in parents for broader in parents.values() for parent in broader)
    alone = sum(not skill.broader for skill in of_kind(snapshot, ConceptKind.SKILL))
    assert alone == 751
    assert f"{alone} skills that came later" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_it_holds_every_term_of_the_crosswalk(snapshot: Framework, build: ModuleType) -> None:
    known = {concept.uri: concept.label() for concept in snapshot.concepts}
    prefixes = {
        "esco": "http://data.europa.eu/esco/skill/",
        "iscedf": "http://data.europa.eu/esco/isced-f/",
    }
    lines = [line for line in build.CROSSWALK.read_text("utf-8").splitlines() if not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter="\t"):
        prefix, _, local = row["object_id"].partition(":")
        if prefix in prefixes:
            assert known.get(prefixes[prefix] + local) == row["object_label"]


def test_skills_agree_with_the_official_bundle(snapshot: Framework, official: dict[str, Concept]) -> None:
    skills = of_kind(snapshot, ConceptKind.SKILL)
    published = {uri for uri, concept in official.items() if concept.kind is ConceptKind.SKILL}
    assert {skill.uri for skill in skills} == published
    assert [s.uri for s in skills if s.pref_labels != official[s.uri].pref_labels] == []
    # The 213 others are skills whose source ran labels together; see the README of the snapshot.
    same = sum(
        set(s.alt_labels.get("en", ())) == set(official[s.uri].alt_labels.get("en", ())) for s in skills
    )
    assert same >= 13_726


def test_groups_agree_with_the_official_bundle(snapshot: Framework, official: dict[str, Concept]) -> None:
    groups = of_kind(snapshot, ConceptKind.SKILL_GROUP)
    known = [group for group in groups if group.uri in official]
    # 220 fields of knowledge, and the groups that the crosswalk names.
    assert len(known) >= 257
    for group in known:
        assert (group.pref_labels, group.notation) == (
            official[group.uri].pref_labels,
            official[group.uri].notation,
        )
    # The rest carry their code as the end of the URI, as the older hierarchy did.
    assert all(g.uri.endswith("/skill/" + g.notation) for g in groups if g.uri not in official)


def test_codes_lead_up(build: ModuleType) -> None:
    ways = {"S1.2.3": "S1.2", "S1.2": "S1", "S1": "S", "S": None, "K0613": "K061", "K061": "K06", "K06": "K"}
    assert {code: build.parent_of(code) for code in ways} == ways
    assert build.uri_of("K0613") == "http://data.europa.eu/esco/isced-f/0613"
    assert build.uri_of("K") == "http://data.europa.eu/esco/skill/K"
    assert build.uri_of("T1.2") == "http://data.europa.eu/esco/skill/T1.2"


def test_building_twice_gives_the_same_bytes(build: ModuleType, tmp_path: Path) -> None:
    groups = [build.Group(code, code.lower(), build.uri_of(code)) for code in ("S", "S1", "S1.2")]
    skills = [build.Skill("http://data.europa.eu/esco/skill/x", "weld", ("join", "fuse"), ("S1.2",))]
    first = build.snapshot(skills, groups)
    assert build.snapshot(skills, groups) == first

    path = tmp_path / "esco-1.2.0.zip"
    path.write_bytes(first)
    problems = ProblemLog()
    concepts = {c.notation or c.label(): c for c in read_esco([path], problems=problems).concepts}
    assert not list(problems)
    assert concepts["weld"].alt_labels == {"en": ("join", "fuse")}
    assert concepts["weld"].broader == (concepts["S1.2"].uri,)
    assert concepts["S1"].broader == (concepts["S"].uri,)


def test_a_changed_wheel_is_refused(build: ModuleType, tmp_path: Path) -> None:
    for wheel in (build.LABELS, build.GROUPS):
        (tmp_path / wheel.file_name).write_bytes(b"PK")
    with pytest.raises(ValueError, match="SHA-256"):
        build.read_wheels(tmp_path)
