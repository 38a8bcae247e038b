"""What a report is asked for: everything but the workspace that its tables depend on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

from skillgraph.analytics.demand.question import MIN_CELL, Axis, Condition, Period, Question
from skillgraph.analytics.demand.trend import TrendRule
from skillgraph.analytics.demand.trending import TrendWish
from skillgraph.analytics.supply import EvidenceWeights
from skillgraph.matching.profile import Profile
from skillgraph.namespaces import minted
from skillgraph.progress import Progress
from skillgraph.workspace.answers.answers import GapWish
from skillgraph.workspace.query import Query

TOP = 50
"""So many lines of a long table are on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What reports of every kind are asked with.

    Attributes:
        framework: One version, such as ``esco@1.2.0``.
        where: Conditions, as ``FIELD=VALUE``.
        min_cell: Counts of fewer postings are suppressed; 1 suppresses nothing.
        top: How many lines of a long table the page lists; the files hold all.
        lang: Language of the page, and of labels.
    """

    framework: str
    profile: Profile = Profile.FAST
    where: tuple[str, ...] = ()
    min_confidence: float = 0.5
    precision: float | None = None
    min_cell: int = MIN_CELL
    top: int = TOP
    lang: str = "en"

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions, read.

        Raises:
            InputError: If one cannot be.
        """
        return tuple(map(Condition.parse, self.where))

    def query(self, progress: Progress | None) -> Query:
        """How to ask the workspace."""
        return Query(self.framework, self.profile, progress=progress, precision=self.precision)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandRequest(Shared):
    """A report on demand.

    Attributes:
        by: Axes to count by.
        weights: The name of the file of weights, a copy of which lies beside the manifest; or empty.
        trend: Whether to test for change over the periods, where a skill is counted.
        min_postings, false_discovery_rate: When a change has a name.
        forecast: How many periods ahead.
        sentences: How many for each part of the time.
    """

    kind: Literal["demand"] = "demand"
    by: tuple[Axis, ...] = (Axis.CONCEPT,)
    period: Period = Period.QUARTER
    weights: str = ""
    sensitivity: bool = False
    roll_up: bool = False
    near_duplicates: bool = False
    trend: bool = True
    min_postings: int = 20
    false_discovery_rate: float = 0.05
    forecast: int = 0
    sentences: int = 2

    @property
    def question(self) -> Question:
        """The question, but for its threshold.

        Raises:
            InputError: If it has no answer.
        """
        return Question(
            by=self.by,
            where=self.conditions,
            period=self.period,
            roll_up=self.roll_up,
            near_duplicates=self.near_duplicates,
            min_cell=self.min_cell,
            sensitivity=self.sensitivity,
        )

    @property
    def trend_wish(self) -> TrendWish:
        """What the trends are to say."""
        rule = TrendRule(self.false_discovery_rate, self.min_postings)
        return TrendWish(rule, self.forecast, self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsRequest(Shared):
    """A report on gaps.

    Attributes:
        assessment, endorsement: How much such evidence of a credential counts.
        new_terms: Whether to look for demanded words that no concept names.
        sentences: How many for each skill.
    """

    kind: Literal["gaps"] = "gaps"
    assessment: float = 0.0
    endorsement: float = 0.0
    new_terms: bool = True
    sentences: int = 3

    @property
    def wish(self) -> GapWish:
        """What the search for gaps is to say."""
        evidence = EvidenceWeights(self.assessment, self.endorsement)
        return GapWish(self.min_confidence, self.sentences, self.conditions, evidence, self.new_terms)


Request: TypeAlias = DemandRequest | GapsRequest


def key_of(request: Request) -> str:
    """The same for requests that count the same; language and length of the page do not matter."""
    told = {name: value for name, value in asdict(request).items() if name not in ("lang", "top")}
    return minted("report", *(f"{name}={value}" for name, value in sorted(told.items()))).rpartition("/")[2][
        :12
    ]
