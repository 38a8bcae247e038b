"""What a report shows, as plain values: whoever holds the answers fills them in.

Nothing here is computed by the report: shares, intervals, causes and confidences come as they were
answered, so that page and command line never differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillgraph.model import Assessment, Endorsement, MappingStatus


class GapCause(StrEnum):
    """Why a demanded skill is, or is not, a gap; the order is that of the page."""

    NO_CREDENTIAL = "no-credential"
    ONLY_UNREVIEWED = "only-unreviewed"
    NO_TERM = "no-term"
    PARTLY_COVERED = "partly-covered"
    COVERED = "covered"


class CoverageRelation(StrEnum):
    """How a credential's skill relates to the one asked for, from best to least."""

    DIRECT = "direct"
    NARROWER = "narrower"
    BROADER = "broader"


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
class Totals:
    """How much went in. The dates are those of the postings, ISO 8601, or empty."""

    credentials: int
    outcomes: int
    postings: int
    first_posting: str = ""
    last_posting: str = ""


@dataclass(frozen=True, slots=True)
class SuggestedOutcome:
    """The best term for one learning outcome, or why there is none.

    Attributes:
        credential: Name of the credential the outcome belongs to.
        outcome: The outcome's text.
        label, uri: The term; where ``abstained``, the nearest broader term, or empty.
        confidence: Calibrated, 0 to 1; ``None`` where there is none.
        broader: Labels from the term's parent to the top.
        matching_label: The label of the term that came closest to the text.
        shared_words: Words that text and label have in common.
        abstained: Whether no term was good enough.
        reason: Why, in words.
        lang: Language tag of the outcome's text, or empty.
        status: Where the proposal stands in its review.
    """

    credential: str
    outcome: str
    label: str = ""
    uri: str = ""
    confidence: float | None = None
    broader: tuple[str, ...] = ()
    matching_label: str = ""
    shared_words: tuple[str, ...] = ()
    abstained: bool = False
    reason: str = ""
    lang: str = ""
    status: MappingStatus = MappingStatus.PROPOSED


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One mapped outcome that carries a claim of coverage."""

    text: str
    label: str
    status: MappingStatus
    confidence: float | None = None
    uri: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One credential that covers the skill of a question."""

    credential: str
    issuer: str
    coverage: CoverageRelation
    status: MappingStatus
    assessment: tuple[Assessment, ...] = ()
    endorsements: tuple[Endorsement, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class CoverQuestion:
    """A skill that was asked for, with the credentials that cover it.

    Attributes:
        question: The skill as it was asked for.
        skills: Labels of the concepts it was taken to mean.
    """

    question: str
    skills: tuple[str, ...]
    rows: tuple[CoverageRow, ...]


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A sentence of a posting that asks for a skill."""

    sentence: str
    posting: str
    confidence: float
    lang: str = ""


@dataclass(frozen=True, slots=True)
class GapRow:
    """A demanded skill against its supply.

    Attributes:
        postings: Postings that ask for it; each counts once.
        share, low, high: Share of all postings with its 95 % interval, 0 to 1.
        supply: Credentials mapped to it or to something narrower.
        accepted_supply: Those of them with a mapping that a person accepted.
    """

    uri: str
    label: str
    postings: int
    share: float
    low: float
    high: float
    supply: int
    accepted_supply: int
    cause: GapCause
    evidence: tuple[SentenceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """Demand for a skill in one quarter; give a row for every quarter, also where nothing was found.

    Attributes:
        quarter: Such as ``2026-Q3``.
        postings: Postings of the quarter that ask for the skill.
        of: Postings of the quarter in all.
        share, low, high: Share with its 95 % interval, 0 to 1.
    """

    uri: str
    label: str
    quarter: str
    postings: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class InputRow:
    """A file the report rests on. ``role`` says what it was used as, ``loaded`` when (ISO 8601)."""

    name: str
    sha256: str
    role: str
    loaded: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the report was made from, and how.

    Attributes:
        version: Version of skillgraph.
        parameters: Names and values, such as ``("profile", "precise")``.
    """

    version: str
    inputs: tuple[InputRow, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything one report shows.

    Attributes:
        created: ISO 8601 date.
        quarters: Empty where the postings bear no dates.
        title: Empty for the usual one.
        lang: Language tag of the page's fixed words.
    """

    created: str
    totals: Totals
    frameworks: tuple[FrameworkRow, ...]
    suggestions: tuple[SuggestedOutcome, ...]
    questions: tuple[CoverQuestion, ...]
    gaps: tuple[GapRow, ...]
    provenance: Provenance
    quarters: tuple[QuarterRow, ...] = ()
    title: str = ""
    lang: str = "en"
