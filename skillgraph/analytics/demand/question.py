"""What is asked of the tables of postings and mentions, and in which words it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from skillgraph.errors import InputError
from skillgraph.model.posting import Section
from skillgraph.model.spread import Spread

SENSITIVITY = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""The confidences at which a question that asks for sensitivity is answered."""

MIN_CELL = 5
"""Fewer postings than these are not published, unless the question says otherwise."""


class Axis(StrEnum):
    """What demand is counted by: what is asked for, and what divides the postings."""

    CONCEPT = "concept"
    GROUP = "group"
    """Skill groups, each with everything below it."""
    SUCCESS = "success"
    """Concepts of Skills for Success, each with everything below it."""
    OCCUPATION = "occupation"
    ISCO = "isco"
    NOC = "noc"
    PLACE = "place"
    REGION = "region"
    SECTOR = "sector"
    EMPLOYER = "employer"
    SOURCE = "source"
    LANG = "lang"
    PERIOD = "period"
    EMPLOYMENT_TYPE = "employment_type"
    EXPERIENCE = "experience"
    EDUCATION = "education"

    @property
    def is_skill(self) -> bool:
        """Whether it is what postings ask for; the others divide the postings."""
        return self in _SKILL_AXES

    @property
    def has_several(self) -> bool:
        """Whether a posting may have several values on it, and then counts under each, once in the total."""
        return self in _SEVERAL


_SKILL_AXES = (Axis.CONCEPT, Axis.GROUP, Axis.SUCCESS)
_SEVERAL = (Axis.PLACE, Axis.REGION, Axis.EMPLOYMENT_TYPE)


class Period(StrEnum):
    """How long a period is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"

    @property
    def per_year(self) -> int:
        """How many there are in a year."""
        return {Period.YEAR: 1, Period.QUARTER: 4, Period.MONTH: 12}[self]

    def number(self, name: str) -> int:
        """The number of a period, one more than that of the period before it.

        >>> Period.QUARTER.number("2026-Q1") - Period.QUARTER.number("2025-Q4")
        1
        """
        year, _, part = name.partition("-")
        return int(year) * self.per_year + int(part.removeprefix("Q") or 1) - 1

    def name_of(self, number: int) -> str:
        """The name of the period of a number: ``2026``, ``2026-Q3``, ``2026-08``."""
        year, part = divmod(number, self.per_year)
        form = {Period.YEAR: "{0}", Period.QUARTER: "{0}-Q{1}", Period.MONTH: "{0}-{1:02}"}[self]
        return form.format(year, part + 1)

    def first_day(self, number: int) -> date:
        """The day that the period of a number begins with."""
        year, part = divmod(number, self.per_year)
        return date(year, part * (12 // self.per_year) + 1, 1)


class ConditionField(StrEnum):
    """What postings and mentions can be chosen by."""

    CONCEPT = "concept"
    """A concept or group by URI, with everything below it."""
    REQUIREMENT = "requirement"
    SECTION = "section"
    OCCUPATION = "occupation"
    """By URI or label."""
    ISCO = "isco"
    """By the beginning of the code."""
    NOC = "noc"
    """By the beginning of the code."""
    PLACE = "place"
    REGION = "region"
    SECTOR = "sector"
    EMPLOYER = "employer"
    SOURCE = "source"
    LANG = "lang"
    SINCE = "since"
    """An ISO 8601 date; postings of that day count."""
    UNTIL = "until"
    """An ISO 8601 date; postings of that day count."""
    EMPLOYMENT_TYPE = "employment_type"
    EXPERIENCE = "experience"
    EDUCATION = "education"

    @property
    def is_of_mentions(self) -> bool:
        """Whether it chooses mentions; the others choose postings, and so what shares are shares of."""
        return self in (ConditionField.CONCEPT, ConditionField.REQUIREMENT, ConditionField.SECTION)


@dataclass(frozen=True, slots=True)
class Condition:
    """Only what has this value in this field. Conditions on one field are alternatives, but for dates."""

    field: ConditionField
    value: str

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read ``FIELD=VALUE``; a region is named in any way, as in what is loaded.

        Raises:
            InputError: If the text has another form, or the field is unknown.
        """
        name, separator, value = (part.strip() for part in text.partition("="))
        known = ", ".join(ConditionField)
        if not (separator and value):
            raise InputError(
                f"{text!r} is not of the form FIELD=VALUE.", hint=f"Write region=CA-ON, say; fields: {known}."
            )
        if name not in list(ConditionField):
            raise InputError(f"There is no field {name!r}.", hint=f"The fields are {known}.")
        if name == ConditionField.REGION:
            from skillgraph.sources.regions import region_of  # it imports what reads tables

            value = region_of(value, "")
        return cls(ConditionField(name), value)

    @property
    def text(self) -> str:
        """It as people write it, and as `parse` reads it."""
        return f"{self.field}={self.value}"


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which confidence on a mention counts.

    Attributes:
        confidence: For every language that ``by_lang`` does not name; above 1 counts nothing.
        by_lang: For postings in a language.
    """

    confidence: float = 0.5
    by_lang: Mapping[str, float] = field(default_factory=dict)

    @property
    def lowest(self) -> float:
        """A mention below it counts in no language."""
        return min([self.confidence, *self.by_lang.values()])


@dataclass(frozen=True, slots=True)
class Question:
    """One question of demand.

    Attributes:
        by: What to count by: at most one skill axis, and any that divide the postings. Without a skill axis
            the postings that ask for any skill are counted.
        where: Which postings and mentions; conditions on different fields hold together.
        period: How long a period is.
        threshold: Which mentions count.
        roll_up: Whether a concept counts with everything below it; groups always do.
        near_duplicates: Whether the same job advertised again counts again.
        min_cell: Cells of fewer postings are suppressed; 1 suppresses nothing.
        sensitivity: Whether to count at each confidence of `SENSITIVITY` too.
        vacancies: Whether a posting counts by the vacancies it states, and as one where it states none.
        titles: Whether what stands in a posting's title alone counts; it names an occupation.
    """

    by: tuple[Axis, ...] = (Axis.CONCEPT,)
    where: tuple[Condition, ...] = ()
    period: Period = Period.QUARTER
    threshold: Threshold = field(default_factory=Threshold)
    roll_up: bool = False
    near_duplicates: bool = False
    min_cell: int = MIN_CELL
    sensitivity: bool = False
    vacancies: bool = False
    titles: bool = False

    def __post_init__(self) -> None:
        """Refuse what has no answer.

        Raises:
            InputError: If an axis is named twice, or two skill axes are.
        """
        if len(set(self.by)) != len(self.by) or sum(axis.is_skill for axis in self.by) > 1:
            raise InputError(
                f"Demand cannot be counted by {', '.join(self.by) or 'nothing'}.",
                hint="Name each axis once, and one of concept, group and success at most.",
            )

    @property
    def skill(self) -> Axis | None:
        """The axis of what is asked for."""
        return next((axis for axis in self.by if axis.is_skill), None)

    @property
    def strata(self) -> tuple[Axis, ...]:
        """The axes that divide the postings."""
        return tuple(axis for axis in self.by if not axis.is_skill)

    @property
    def reads_titles(self) -> bool:
        """Whether titles count: because that is asked, or because a condition chooses them."""
        return self.titles or Condition(ConditionField.SECTION, Section.TITLE.value) in self.where


class Suppression(StrEnum):
    """Why a cell is not published."""

    NONE = ""
    SMALL = "small"
    COMPLEMENTARY = "complementary"
    """The only small cell beside it could be told from it and their sum."""


@dataclass(frozen=True, slots=True)
class AtConfidence:
    """Demand if mentions counted from this confidence on; no numbers where they are small."""

    confidence: float
    postings: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Cell(Spread):
    """How many postings of one stratum ask for one skill, and by how many texts and employers they are.

    Attributes:
        uri, label: Of the skill; empty where any skill counts.
        strata: The value of each axis that divides the postings.
        postings: Postings that ask for it; like all that follows ``None`` where suppressed.
        of: Postings of the stratum.
        share: The share of the stratum's postings that ask for it, by weight where there are weights, 0 to 1.
        low, high: 95 % interval of the share.
        required: Of the postings, those that call it required somewhere; ``None`` where they are few.
        asset: Of the postings, those that call it an asset and nowhere required; likewise.
        sensitivity: The same share at other confidences, where it was asked for.
        vacancies: Of the postings, where the question counts by them; then ``share`` is of them too.
        implied: Postings that state no skill and whose occupation has it as essential; ``None`` where they
            are few, or it was not asked for. They are not among ``postings``.
    """

    uri: str
    label: str
    strata: Mapping[Axis, str]
    postings: int | None
    of: int | None
    share: float | None
    low: float | None
    high: float | None
    required: int | None = None
    asset: int | None = None
    suppressed: Suppression = Suppression.NONE
    sensitivity: tuple[AtConfidence, ...] = ()
    vacancies: int | None = None
    implied: int | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """The answer to a question.

    Attributes:
        cells: The most demanded skills first, the periods of each in their order.
        postings: Postings that meet the conditions.
        duplicates: Near-duplicates that were left out.
        unknown: How many of the postings do not say their value on each axis that divides them; where the
            axis is asked for, they are in no cell.
        weighted: Whether shares and intervals honour weights.
        first, last: The earliest and the latest date of a posting, ISO 8601, or empty.
        vacancies: Of the postings; those that do not say how many they have, ``vacancies_unsaid``, have one.
        in_titles_alone: Mentions that were left out because they stand in a title and nowhere else in the
            posting; a skill counts once for a posting.
        silent: Postings of which no sentence states a skill that counts.
    """

    question: Question
    cells: tuple[Cell, ...]
    postings: int
    duplicates: int
    unknown: Mapping[Axis, int]
    weighted: bool = False
    first: str = ""
    last: str = ""
    vacancies: int = 0
    vacancies_unsaid: int = 0
    in_titles_alone: int = 0
    silent: int = 0
