"""Job postings, and the mentions of skills found in them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BETWEEN = "; "
"""Stands between several values of one field, such as the places of a posting."""


class Section(StrEnum):
    """What a part of an advertisement is about."""

    TITLE = "title"
    DUTIES = "duties"
    REQUIREMENTS = "requirements"
    NICE_TO_HAVE = "nice-to-have"
    BENEFITS = "benefits"
    ABOUT_US = "about-us"
    EQUAL_OPPORTUNITY = "equal-opportunity"
    HOW_TO_APPLY = "how-to-apply"
    TERMS = "terms"
    """Pay, hours, place, kind of contract, checks before employment."""
    OTHER = "other"

    @property
    def is_boilerplate(self) -> bool:
        """Whether the part describes neither the work nor who can do it, so that it asks for no skill."""
        return self in _BOILERPLATE


_BOILERPLATE = frozenset(
    (Section.BENEFITS, Section.ABOUT_US, Section.EQUAL_OPPORTUNITY, Section.HOW_TO_APPLY, Section.TERMS)
)


class Requirement(StrEnum):
    """Whether a posting must have what a sentence names, or only likes it."""

    REQUIRED = "required"
    ASSET = "asset"
    UNSPECIFIED = "unspecified"
    """Neither is said, as in duties."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A job advertisement in plain text.

    Attributes:
        id: Stable over loads: the source's own identifier, or a hash of the content.
        description: Plain text; line breaks separate paragraphs and list items, HTML is cleaned away.
        region: Province, state or the like, as given.
        date: ISO 8601 date of publication, or empty.
        noc: Code of the National Occupational Classification, as given, with its zeros.
        isco: Code of the International Standard Classification of Occupations, likewise.
        unit: Department, division or team; the same title in another unit is another job.
        place: A town or the like; several stand between `BETWEEN`, and the job is in each of them.
        vacancies: How many jobs are advertised, 1 or more; ``None`` where not said.
        salary_min, salary_max: Pay in ``salary_currency`` for one ``salary_unit``; ``None`` where not said.
        salary_unit: ``hour``, ``day``, ``week``, ``month``, ``year``, or empty.
        salary_currency: ISO 4217, such as ``CAD``, or empty; ``$`` alone names none.
        employment_type: ``full-time``, ``permanent`` … where it is one of the kinds that are known, else as
            given; several stand between `BETWEEN`.
        experience, education: What the posting asks for, as given.
    """

    id: str
    title: str
    description: str
    employer: str = ""
    place: str = ""
    date: str = ""
    noc: str = ""
    sector: str = ""
    lang: str = ""
    url: str = ""
    source: str = ""
    region: str = ""
    isco: str = ""
    unit: str = ""
    vacancies: int | None = None
    salary_min: float | None = None
    salary_max: float | None = None
    salary_unit: str = ""
    salary_currency: str = ""
    employment_type: str = ""
    experience: str = ""
    education: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept found in one sentence of a posting, with the sentence as evidence.

    Attributes:
        sentence_index: Place of the sentence among the passages of the posting, from 0: the title first,
            headings counted.
        section: The section the sentence stands in, or speaks for.
        requirement: Whether the sentence makes the concept a requirement or an asset.
    """

    posting_id: str
    sentence: str
    sentence_index: int
    concept: str
    confidence: float
    similarity: float
    section: Section = Section.OTHER
    requirement: Requirement = Requirement.UNSPECIFIED
