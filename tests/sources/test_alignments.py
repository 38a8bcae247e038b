"""What the targets of alignments are: only competencies become outcomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.export.frameworks import Frameworks
from skillgraph.export.openbadges import badge
from skillgraph.model import Alignment, Credential
from skillgraph.sources import read_credentials
from skillgraph.sources.alignments import TargetType, target_of
from skillgraph.sources.openbadges.rules import check

OTHERS = [
    ("", "ext:EQF", "", "EQF level 5", TargetType.LEVEL),
    ("", "", "European Qualifications Framework (EQF)", "Bachelor's", TargetType.LEVEL),
    ("", "", "Cadre européen des certifications", "Licence", TargetType.LEVEL),
    ("http://data.europa.eu/snb/eqf/25831c2", "", "", "Short cycle", TargetType.LEVEL),
    ("", "ceasn:Competency", "", "NFQ 6", TargetType.LEVEL),
    ("", "", "", "CEFR level B2", TargetType.LEVEL),
    ("", "ext:CompetencyLevel", "", "Practitioner", TargetType.LEVEL),
    ("", "ext:QualityAssurance", "", "Accredited programme in nursing", TargetType.QUALITY),
    ("", "CFItem", "AACSB Accreditation Standards", "Business", TargetType.QUALITY),
    ("https://data.deqar.eu/report/77", "", "", "Review of 2024", TargetType.QUALITY),
    ("https://u.example/courses/weld-101", "", "", "Welding 101", TargetType.COURSE),
    ("", "ext:LearningProgram", "", "Welding", TargetType.COURSE),
    ("", "CTDL", "", "Diploma in welding", TargetType.CREDENTIAL),
    ("", "ceterms:Credential", "ESCO", "Diploma in welding", TargetType.CREDENTIAL),
    ("https://x.example/rncp/123", "", "", "Soudeur", TargetType.CREDENTIAL),
    ("http://data.europa.eu/esco/occupation/8d3e", "", "", "baker", TargetType.OCCUPATION),
    ("http://data.europa.eu/esco/occupation/8d3e", "", "ESCO", "baker", TargetType.OCCUPATION),
    ("", "CFRubricCriterionLevel", "", "Meets expectations", TargetType.RUBRIC),
    ("", "", "CQC", "Cadre québécois des qualifications, niveau 4", TargetType.LEVEL),
    ("", "", "Canadian Language Benchmarks", "CLB 10", TargetType.LEVEL),
    ("", "", "O*NET", "51-4121.00", TargetType.OCCUPATION),
    ("", "", "Standard Occupational Classification", "Welder", TargetType.OCCUPATION),
    ("", "", "NAICS", "Fabricated metal", TargetType.FIELD),
    ("", "", "UN Sustainable Development Goals", "SDG 4", TargetType.FIELD),
]
COMPETENCIES = [
    ("http://data.europa.eu/esco/skill/60c7", "", "", "work in teams"),
    ("", "ceasn:Competency", "European Qualifications Framework", "Weld metal joints"),
    ("", "CFItem", "Competency Framework for Quality Assurance", "Audit a course"),
    ("", "", "Référentiel de compétences des soudeurs", "Souder"),
    ("https://u.example/courses/101/outcomes/3", "", "", "Weld metal joints"),
    ("", "ext:CourseOutcome", "", "Weld metal joints"),
    ("", "CFItem", "Grade 5 Mathematics Standards", "Add fractions"),
    ("", "", "", "Maintain quality assurance records of a programme"),
    ("not an address", "", "", "Trade 7"),
    ("", "", "National Occupational Standards", "Weld metal joints"),
    ("", "", "O*NET", "Reading Comprehension"),
    ("", "", "My college", "Work within the qualifications framework level by level"),
]  # fmt: skip


def alignment(url: str, type_: str, framework: str, name: str) -> Alignment:
    return Alignment(url or "https://x.example/1", name, framework, target_type=type_)


@pytest.mark.parametrize(("url", "type_", "framework", "name", "target"), OTHERS)
def test_what_is_no_competency(url: str, type_: str, framework: str, name: str, target: TargetType) -> None:
    assert target_of(alignment(url, type_, framework, name)) is target


@pytest.mark.parametrize(("url", "type_", "framework", "name"), COMPETENCIES)
def test_what_is_a_competency(url: str, type_: str, framework: str, name: str) -> None:
    assert target_of(alignment(url, type_, framework, name)) is TargetType.COMPETENCY


ACHIEVEMENT: dict[str, Any] = {
    "id": "https://example.org/a/1",
    "type": ["Achievement"],
    "name": "Welding",
    "description": "A badge.",
    "criteria": {"narrative": "- Weld metal"},
    "creator": {"id": "https://example.org/i", "type": ["Profile"], "name": "North College"},
}
GOOD = {"type": ["Alignment"], "targetName": "weld", "targetUrl": "https://x.example/s/1"}
LEVEL = {**GOOD, "targetName": "EQF level 5", "targetType": "ext:EQF", "targetUrl": "https://x.example/5"}


def read(folder: Path, value: object, *, strict: bool = False) -> tuple[list[Credential], list[str]]:
    path = folder / "badge.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    problems = ProblemLog(strict=strict)
    found = list(read_credentials(path, problems=problems))
    return found, [f"{problem.field}: {problem.reason}" for problem in problems]


def test_a_level_is_kept_and_exported_but_no_outcome(tmp_path: Path) -> None:
    given = {**ACHIEVEMENT, "alignment": [LEVEL, GOOD]}
    (found,), problems = read(tmp_path, given)
    assert problems == []
    assert [outcome.text for outcome in found.outcomes] == ["Weld metal", "weld"]
    assert [bool(one.outcome) for one in found.alignments] == [False, True]
    assert badge(found, [], version="3.0", frameworks=Frameworks()) == given


FAULTS: list[tuple[str, object, str]] = [
    ("alignment", [{**GOOD, "targetUrl": None}, GOOD], "alignment[0].targetUrl"),
    ("alignment", [{"targetUrl": "https://x.example/2"}, GOOD, 7], "alignment[0].type"),
    ("alignment", [GOOD, {**GOOD, "targetCode": 7}], "alignment[1].targetCode"),
    ("tag", ["metal", 7], "tag[1]"),
    ("image", "https://x.example/i.png", "image"),
    ("inLanguage", "English", "inLanguage"),
    ("achievementType", "Micro-Credential", "achievementType"),
    ("creditsAvailable", "3 ECTS", "creditsAvailable"),
    ("creator", {**ACHIEVEMENT["creator"], "email": ["a@x.example"]}, "creator.email"),
    ("resultDescription", [{"name": "Grade"}], "resultDescription[0].id"),
]


@pytest.mark.parametrize(("field", "value", "place"), FAULTS)
def test_one_wrong_field_costs_that_field(tmp_path: Path, field: str, value: object, place: str) -> None:
    (found,), problems = read(tmp_path, {**ACHIEVEMENT, field: value})
    assert problems[0].startswith(f"{place}: ")
    assert all(problem.endswith("was left out") for problem in problems)
    assert found.issuer == "North College"
    if field == "alignment":
        assert "weld" in [one.target_name for one in found.alignments]
    assert not list(check(json.loads(found.original), "Achievement", version="3.0"))
    with pytest.raises(InputError, match="was left out"):
        read(tmp_path, {**ACHIEVEMENT, field: value}, strict=True)


@pytest.mark.parametrize("value", [7, None, {"en": "Welding"}, " "])
def test_a_badge_without_a_name_is_refused(tmp_path: Path, value: object) -> None:
    found, (problem,) = read(tmp_path, {**ACHIEVEMENT, "name": value})
    assert found == []
    assert problem.startswith("name: ")
    assert problem.endswith("the badge was refused")


@pytest.mark.parametrize("wrong", [7, None, ["x"], {}])
@pytest.mark.parametrize("field", ["id", "description", "criteria"])
def test_a_badge_is_read_without_what_a_catalogue_can_do_without(
    tmp_path: Path, field: str, wrong: object
) -> None:
    (found,), problems = read(tmp_path, {**ACHIEVEMENT, field: wrong})
    assert all(problem.startswith(field) for problem in problems)
    assert problems or (field, wrong) == ("criteria", {})
    assert (found.name, found.issuer) == ("Welding", "North College")
    assert found.outcomes
    made = badge(found, [], version="3.0", frameworks=Frameworks())
    assert not list(check(made, "Achievement", version="3.0"))


@pytest.mark.parametrize(
    "creator", ["North College", {"name": "North College"}, {"name": "North College", "id": 7}]
)
def test_a_profile_that_is_wrong_still_names_the_issuer(tmp_path: Path, creator: object) -> None:
    (found,), problems = read(tmp_path, {**ACHIEVEMENT, "creator": creator})
    assert found.issuer == "North College"
    assert problems[0].endswith("creator was read, and left out of exports")
    assert not list(check(json.loads(found.original), "Achievement", version="3.0"))


@pytest.mark.parametrize(
    "criteria", ["Holders can weld metal.", {"narrative": "<p>Holders can weld metal.</p>"}]
)
def test_criteria_are_read_as_a_reader_sees_them(tmp_path: Path, criteria: object) -> None:
    (found,), _ = read(tmp_path, {**ACHIEVEMENT, "criteria": criteria})
    assert [outcome.text for outcome in found.outcomes] == ["Holders can weld metal."]
    assert found.criteria == "Holders can weld metal."
