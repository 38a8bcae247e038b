"""What a published report shows, as plain values; page, tables and observations are all made from these.

What is suppressed has no number here, so that none of them can give it away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from skillgraph.model import RestsOn
from skillgraph.model.gap import Cause
from skillgraph.model.spread import Spread


@dataclass(frozen=True, slots=True)
class Measure:
    """How many postings ask, of how many; everything ``None`` where ``suppressed`` says why.

    Attributes:
        share, low, high: Share of postings with its 95 % interval, 0 to 1.
        suppressed: ``small``, ``complementary``, or empty.
    """

    postings: int | None = None
    of: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    suppressed: str = ""


@dataclass(frozen=True, slots=True)
class DemandRow:
    """Demand for one skill in one stratum.

    Attributes:
        uri, label: Of the skill; empty where any skill counts.
        strata: Its value on each of the report's axes.
        required, asset: Of the postings, those that call it so.
        sensitivity: Confidence, postings and share, if mentions counted from that confidence on; no numbers
            where they are small.
    """

    uri: str
    label: str
    strata: tuple[str, ...]
    measure: Measure
    required: int | None = None
    asset: int | None = None
    sensitivity: tuple[tuple[float, int | None, float | None], ...] = ()
    spread: Spread = field(default_factory=Spread)


@dataclass(frozen=True, slots=True)
class TrendRow:
    """How the demand for one skill changes; no number where it is suppressed or not tested.

    Attributes:
        direction: ``emerging``, ``declining``, ``stable`` or ``too few``.
        ratio, low, high: How the share multiplies in a year, with its 95 % interval.
        spread: By how many texts and employers the postings are.
    """

    uri: str
    label: str
    postings: int | None
    direction: str
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None
    dispersion: float | None = None
    model: str = ""
    spread: Spread = field(default_factory=Spread)


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """Demand for one skill in one period."""

    uri: str
    label: str
    period: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """The share expected of one period to come, or why none is given.

    Attributes:
        period: Empty where it is withheld.
        share, low, high: With its interval of ``level``.
        origins, error, naive_error, coverage: How earlier forecasts did; ``None`` where they were too few.
        withheld: Why there is none, in a word, or empty.
    """

    uri: str
    label: str
    period: str = ""
    share: float | None = None
    low: float | None = None
    high: float | None = None
    origins: int | None = None
    error: float | None = None
    naive_error: float | None = None
    coverage: float | None = None
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A sentence behind a number. ``part`` is ``early``, ``late`` or empty, where time does not matter."""

    uri: str
    label: str
    part: str
    posting: str
    sentence: str
    confidence: float


@dataclass(frozen=True, slots=True)
class TrendContent:
    """What changes over the periods.

    Attributes:
        rows: What emerges, what declines, then the rest.
        periods: Every period of every skill, in the order of ``rows``.
        level: What part of the outcomes the intervals of forecasts are to hold.
    """

    names: tuple[str, ...]
    rows: tuple[TrendRow, ...]
    periods: tuple[PeriodRow, ...]
    forecasts: tuple[ForecastRow, ...] = ()
    quotes: tuple[QuoteRow, ...] = ()
    false_discovery_rate: float = 0.05
    min_postings: int = 20
    level: float = 0.8


@dataclass(frozen=True, slots=True)
class GapFigures:
    """A demanded skill against its supply.

    Attributes:
        uri: Empty where no term names it; ``label`` then holds the words.
        supply: Credentials mapped to it or to something narrower.
        accepted_supply: Those of them with a mapping that a person accepted.
        weighted_supply: ``supply``, each credential counted by the evidence it has.
        sensitivity: As that of a `DemandRow`.
    """

    uri: str
    label: str
    measure: Measure
    cause: Cause
    supply: int
    accepted_supply: int
    direct_supply: int
    broader_supply: int
    weighted_supply: float
    required: int | None = None
    asset: int | None = None
    spread: Spread = field(default_factory=Spread)
    sensitivity: tuple[tuple[float, int | None, float | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """What the figures rest on.

    Attributes:
        duplicates: Near-duplicates that were left out.
        near_duplicates: Whether they count.
        unknown: How many of the postings do not say their value on each axis.
        thresholds: From which confidence on a mention counts, by language; empty for all others.
        first, last: Dates of postings, ISO 8601, or empty.
        in_titles_alone: Mentions that were left out because they stand in titles alone.
        silent: Postings of which no sentence states a skill that counts.
    """

    postings: int
    duplicates: int
    near_duplicates: bool
    unknown: tuple[tuple[str, int], ...]
    weighted: bool
    min_cell: int
    thresholds: tuple[tuple[str, float], ...]
    first: str = ""
    last: str = ""
    in_titles_alone: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """A framework that was loaded.

    Attributes:
        acknowledgement: The sentence that everything made from the framework must carry.
        adapted: Whether what was loaded differs from the publisher's edition.
    """

    name: str
    version: str
    concepts: int
    title: str = ""
    languages: tuple[str, ...] = ()
    acknowledgement: str = ""
    adapted: bool = False


@dataclass(frozen=True, slots=True)
class InputRow:
    """A file the report rests on. ``role`` says what it was used as."""

    name: str
    sha256: str
    role: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What a report was made from, and how.

    Attributes:
        parameters: Names and values, as the manifest holds them.
        versions: Versions of skillgraph and of the libraries that matter.
        graph: The named graph that holds the observations.
    """

    frameworks: tuple[FrameworkRow, ...] = ()
    inputs: tuple[InputRow, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    graph: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the author of a report gives its page.

    Attributes:
        title: Empty for the usual one.
        paragraphs: The summary.
        author: Empty where nobody is named.
    """

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    author: str = ""

    @classmethod
    def of(cls, title: str, summary: str, author: str) -> Heading:
        """From what was typed: empty lines part the paragraphs of the summary."""
        parts = re.split(r"\n\s*\n", summary.replace("\r\n", "\n").strip())
        paragraphs = tuple(" ".join(part.split()) for part in parts if part.strip())
        return cls(" ".join(title.split()), paragraphs, " ".join(author.split()))


@dataclass(frozen=True, slots=True)
class DemandContent:
    """A report on demand.

    Attributes:
        skill: The axis of what is asked for, or empty.
        axes: The axes that divide the postings, ``period`` among them.
        rows: The most demanded first, the periods of each in their order.
        periods: All periods from the first to the last, where the postings are divided by them.
        trends: ``None`` where there is none to tell.
        trends_asked: Whether they were asked for.
        label_languages: The language of each label that is not in ``lang``, by the URI of its concept.
    """

    basis: Basis
    origin: Origin
    skill: str
    axes: tuple[str, ...]
    rows: tuple[DemandRow, ...]
    periods: tuple[str, ...] = ()
    trends: TrendContent | None = None
    trends_asked: bool = False
    lang: str = "en"
    heading: Heading = field(default_factory=Heading)
    label_languages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GapsContent:
    """A report on gaps; what nothing supplies comes first.

    Attributes:
        rests_on: The mappings that what is said of supply rests on.
        label_languages: As those of a `DemandContent`.
    """

    basis: Basis
    origin: Origin
    rows: tuple[GapFigures, ...]
    quotes: tuple[QuoteRow, ...] = field(default=())
    lang: str = "en"
    rests_on: RestsOn = field(default_factory=RestsOn)
    heading: Heading = field(default_factory=Heading)
    label_languages: Mapping[str, str] = field(default_factory=dict)
