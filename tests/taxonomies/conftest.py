"""Small ESCO bundles, made on the spot."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.model import Framework
from skillgraph.taxonomies import read_esco

SKILL = "http://data.europa.eu/esco/skill/"
OCCUPATION = "http://data.europa.eu/esco/occupation/"
ISCO = "http://data.europa.eu/esco/isco/C"
ISCED = "http://data.europa.eu/esco/isced-f/"

SMALL = {
    "skills_en.csv": (
        "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,"
        "modifiedDate,scopeNote,definition,inScheme,description\n"
        f'KnowledgeSkillCompetence,{SKILL}weld,skill/competence,sector-specific,weld steel,"join steel\n'
        'weld steel\nmelt | fuse steel",,released,2016-12-20T17:43:43Z,,,"http://data.europa.eu/esco/'
        'concept-scheme/skills,\nhttp://data.europa.eu/esco/concept-scheme/member-skills",Join parts.\n'
        f"KnowledgeSkillCompetence,{SKILL}metal,knowledge,cross-sector, metals ,,,released,"
        "2024-01-25T11:28:50.295Z,,,,\n"
    ),
    "skillGroups_en.csv": (
        "conceptType,conceptUri,preferredLabel,altLabels,status,inScheme,description,code\n"
        f"SkillGroup,{SKILL}S,skills,,released,,,S\n"
        f"SkillGroup,{SKILL}S7,constructing,,released,,,\n"
        f"SkillGroup,{ISCED}0715,mechanics and metal trades,,released,,,\n"
    ),
    "skillsHierarchy_en.csv": (
        "Level 0 URI,Level 0 preferred term,Level 1 URI,Level 1 preferred term,Level 2 URI,"
        "Level 2 preferred term,Level 3 URI,Level 3 preferred term,Description,Scope note,"
        "Level 0 code,Level 1 code,Level 2 code,Level 3 code\n"
        f"{SKILL}S,skills,,,,,,,,,S\n"
        f'{SKILL}S,skills,{SKILL}S7,constructing,,,,,Building things,"Excludes:\n- repair",S,S7\n'
    ),
    "occupations_en.csv": (
        "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,status,modifiedDate,code\n"
        f"Occupation,{OCCUPATION}welder,7212,welder,steel welder,released,2016-07-05T13:58:41Z,7212.3\n"
        f"Occupation,{OCCUPATION}underwater,7212,underwater welder,,released,,7212.3.1\n"
    ),
    "ISCOGroups_en.csv": (
        "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description\n"
        f"ISCOGroup,{ISCO}7212,7212,Welders and flame cutters,released,,,\n"
    ),
    "broaderRelationsSkillPillar.csv": (
        "conceptType,conceptUri,broaderType,broaderUri\n"
        f"SkillGroup,{SKILL}S7,SkillGroup,{SKILL}S\n"
        f"KnowledgeSkillCompetence,{SKILL}weld,SkillGroup,{SKILL}S7\n"
        f"KnowledgeSkillCompetence,{SKILL}weld,SkillGroup,{ISCED}0715\n"
    ),
    "broaderRelationsOccPillar.csv": (
        "conceptType,conceptUri,broaderType,broaderUri\n"
        f"Occupation,{OCCUPATION}underwater,Occupation,{OCCUPATION}welder\n"
    ),
    "occupationSkillRelations.csv": (
        "occupationUri,relationType,skillType,skillUri\n"
        f"{OCCUPATION}welder,essential,skill/competence,{SKILL}weld\n"
        f"{OCCUPATION}welder,optional,knowledge,{SKILL}metal\n"
    ),
    "skillSkillRelations.csv": (
        "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\n"
        f"{SKILL}weld,knowledge,optional,knowledge,{SKILL}metal\n"
    ),
    "greenSkillsCollection_en.csv": (
        "conceptType,conceptUri,preferredLabel,status,skillType,reuseLevel,altLabels,description,"
        "broaderConceptUri,broaderConceptPT\n"
        f"KnowledgeSkillCompetence,{SKILL}metal,metals,released,knowledge,cross-sector,"
        f"ferrous metals | alloys,All about metals.,{ISCED}0715,mechanics\n"
    ),
}

ARCHIVE = "ESCO dataset - v1.2.0 - classification - en - csv.zip"


@pytest.fixture
def small() -> dict[str, str]:
    """The files of a complete bundle with two skills; tests change what they are about."""
    return dict(SMALL)


@pytest.fixture
def make_zip(tmp_path: Path) -> Callable[..., Path]:
    """Write files into a zip named as an official one."""

    def make(files: Mapping[str, str | bytes], name: str = ARCHIVE) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in files.items():
                archive.writestr(member, content)
        return path

    return make


@pytest.fixture(scope="session")
def official_120(shared: Path) -> tuple[Framework, ProblemLog]:
    """The real ESCO 1.2.0, read once for all tests."""
    problems = ProblemLog()
    paths = list((shared / "data" / "esco").glob("*v1.2.0*.zip"))
    return read_esco(paths, problems=problems), problems
