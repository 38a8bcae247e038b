"""Which file of a bundle holds what.

Official names are ``skills_en.csv``, or ``skills.csv`` in the language-neutral zip of some versions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from skillgraph.errors import InputError
from skillgraph.taxonomies.esco.bundle import BundleFile

CONCEPT_SCHEMES = "http://data.europa.eu/esco/concept-scheme/"


class EscoTable(StrEnum):
    """The tables that are read, by their official names."""

    SKILLS = "skills"
    SKILL_GROUPS = "skillGroups"
    SKILLS_HIERARCHY = "skillsHierarchy"
    OCCUPATIONS = "occupations"
    ISCO_GROUPS = "ISCOGroups"
    BROADER_SKILLS = "broaderRelationsSkillPillar"
    BROADER_OCCUPATIONS = "broaderRelationsOccPillar"
    OCCUPATION_SKILL = "occupationSkillRelations"
    SKILL_SKILL = "skillSkillRelations"
    GREEN = "greenSkillsCollection"
    DIGITAL = "digitalSkillsCollection"
    ICT = "ictSkillsCollection"
    TRANSVERSAL = "transversalSkillsCollection"
    LANGUAGE = "languageSkillsCollection"
    DIGCOMP = "digCompSkillsCollection"
    RESEARCH_SKILLS = "researchSkillsCollection"
    RESEARCH_OCCUPATIONS = "researchOccupationsCollection"


NEUTRAL = frozenset(
    {
        EscoTable.BROADER_SKILLS,
        EscoTable.BROADER_OCCUPATIONS,
        EscoTable.OCCUPATION_SKILL,
        EscoTable.SKILL_SKILL,
    }
)
"""Tables without text; a language in their file name means nothing."""

REQUIRED: Mapping[EscoTable, tuple[str, ...]] = {
    EscoTable.SKILLS: ("conceptUri", "preferredLabel"),
    EscoTable.SKILL_GROUPS: ("conceptUri", "preferredLabel"),
    EscoTable.SKILLS_HIERARCHY: ("Level 0 URI", "Level 1 URI", "Level 2 URI", "Level 3 URI"),
    EscoTable.OCCUPATIONS: ("conceptUri", "preferredLabel"),
    EscoTable.ISCO_GROUPS: ("conceptUri", "preferredLabel"),
    EscoTable.BROADER_SKILLS: ("conceptUri", "broaderUri"),
    EscoTable.BROADER_OCCUPATIONS: ("conceptUri", "broaderUri"),
    EscoTable.OCCUPATION_SKILL: ("occupationUri", "relationType", "skillUri"),
    EscoTable.SKILL_SKILL: ("originalSkillUri", "relationType", "relatedSkillUri"),
}

_NOT_READ = frozenset({"conceptschemes", "dictionary", "greenshareocc"})


@dataclass(frozen=True, slots=True)
class CollectionKind:
    """A collection that ESCO publishes as a table of its own."""

    key: str
    uri: str
    labels: Mapping[str, str]


_DIGITAL = CollectionKind(
    "digital",
    CONCEPT_SCHEMES + "6c930acd-c104-4ece-acf7-f44fd7333036",
    {"en": "Digital skills", "fr": "Compétences numériques"},
)

COLLECTIONS: Mapping[EscoTable, CollectionKind] = {
    EscoTable.GREEN: CollectionKind(
        "green", CONCEPT_SCHEMES + "green", {"en": "Green skills", "fr": "Compétences vertes"}
    ),
    EscoTable.DIGITAL: _DIGITAL,
    # The name that the digital collection had in older versions.
    EscoTable.ICT: _DIGITAL,
    EscoTable.TRANSVERSAL: CollectionKind(
        "transversal",
        CONCEPT_SCHEMES + "skill-transversal-groups",
        {"en": "Transversal skills", "fr": "Compétences transversales"},
    ),
    EscoTable.LANGUAGE: CollectionKind(
        "language",
        CONCEPT_SCHEMES + "skill-language-groups",
        {"en": "Language skills", "fr": "Compétences linguistiques"},
    ),
    EscoTable.DIGCOMP: CollectionKind(
        "digcomp", CONCEPT_SCHEMES + "digcomp", {"en": "DigComp", "fr": "DigComp"}
    ),
    EscoTable.RESEARCH_SKILLS: CollectionKind(
        "research",
        CONCEPT_SCHEMES + "research",
        {"en": "Research skills", "fr": "Compétences en recherche"},
    ),
    EscoTable.RESEARCH_OCCUPATIONS: CollectionKind(
        "research-occupations",
        CONCEPT_SCHEMES + "8ae4b9f3-507e-4057-a145-2f96f0132613",
        {"en": "Research occupations", "fr": "Professions de la recherche"},
    ),
}

_TABLES = {table.value.lower(): table for table in EscoTable}
_FILE_NAME = re.compile(
    r"(?P<stem>[A-Za-z]+?)(?:_(?P<lang>[A-Za-z]{2,3}(?:-[A-Za-z]+)?))?\.csv", re.IGNORECASE
)
_ARCHIVE_LANGUAGE = re.compile(r"classification - ([a-z]{2,3}) - csv", re.IGNORECASE)
_VERSION = re.compile(r"(?<![\d.])v?(\d+\.\d+\.\d+)(?![\d.]*\d)")


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file whose table is known. ``lang`` is empty where neither its name nor its zip's tells."""

    file: BundleFile
    table: EscoTable
    lang: str

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which the table cannot be read."""
        return REQUIRED.get(self.table, ("conceptUri",))


def identify(file: BundleFile) -> TableFile | None:
    """Tell the table by the file name; ``None`` for a file that is none of ESCO's."""
    match = _FILE_NAME.fullmatch(file.name)
    table = _TABLES.get(match["stem"].lower()) if match else None
    if match is None or table is None:
        return None
    return TableFile(file, table, _language(match["lang"], file.origin))


def is_passed_over(name: str) -> bool:
    """Whether ESCO publishes the file and nothing in it is needed."""
    match = _FILE_NAME.fullmatch(name)
    return match is not None and match["stem"].lower() in _NOT_READ


def version_of(files: Sequence[BundleFile]) -> str:
    """The version that the names of zips, folders or files tell.

    Raises:
        InputError: If they tell none, or several.
    """
    found = {version: file.origin[0] for file in reversed(files) if (version := _version(file.origin))}
    if not found:
        raise InputError(
            "The file names do not tell the ESCO version.", hint="Say it, for example --version 1.2.0."
        )
    if len(found) > 1:
        versions = ", ".join(f"{version} ({name})" for version, name in sorted(found.items()))
        raise InputError(
            f"The files are of different ESCO versions: {versions}.", hint="Load each version by itself."
        )
    return next(iter(found))


def _version(origin: tuple[str, ...]) -> str:
    return next((match[1] for name in origin if (match := _VERSION.search(name))), "")


def _language(suffix: str | None, origin: tuple[str, ...]) -> str:
    if suffix:
        return suffix.lower()
    return next((match[1].lower() for name in origin if (match := _ARCHIVE_LANGUAGE.search(name))), "")
