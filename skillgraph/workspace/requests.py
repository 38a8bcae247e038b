"""What each job is asked: its fields, with default, limits and description, stated once for every face.

The command line and the service take their options and parameters from here, so that a question means the
same whichever way it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, get_type_hints

from skillgraph.alignment.listing import ReviewFilter
from skillgraph.alignment.mark import Mark
from skillgraph.analytics.demand.question import MIN_CELL, Axis, Condition, Period
from skillgraph.analytics.facets import CredentialCondition
from skillgraph.analytics.objective import DemandedBy, Objective
from skillgraph.analytics.reading import ReadingKind
from skillgraph.errors import InputError
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.profile import Profile
from skillgraph.model import MappingStatus
from skillgraph.workspace.query import RUN, Query, Run

COUNTS = 0.5
"""A mention in a posting counts as demand from this confidence on."""

SUPPLIES = 0.1
"""A proposed mapping counts as supply from this confidence on. It is low, for a proposal is what the matcher
offers a person to decide on; a mapping that a person accepted counts whatever its confidence."""

PROPOSED = 0.35
"""A suggestion is proposed from this confidence on; docs/evaluation.md says how many are right."""


@dataclass(frozen=True, slots=True)
class RequestField:
    """What a field of a request is.

    Attributes:
        help: One line for people.
        least, most: The limits of a number, both allowed.
        local: Names a file of this machine, so only the command line takes it.
    """

    help: str
    least: float | None = None
    most: float | None = None
    local: bool = False


FRAMEWORK = RequestField(
    "A framework (its newest version) or one version: esco@1.1.1; without it, the newest ESCO."
)
PROFILE = RequestField("precise: for alignment; fast: for very many sentences.")
PRECISION = RequestField(
    "Only suggestions from the confidence on that gives this share of right ones: 0.8.", 0, 1
)
MENTIONS = RequestField("Confidence from which a mention in a posting counts as demand.", 0, 1)
SUPPLY = RequestField(
    "Confidence that a proposed mapping needs to count as supply; accepted ones always do.", 0, 1
)
PROPOSALS = RequestField("Confidence that a proposed mapping needs; accepted ones always count.", 0, 1)
NAMING = "its name, a part of it, the issuer's code, or the id"
"""How a credential can be named, wherever one is; see `skillgraph.workspace.credentials.finding`."""

CONCEPTS = RequestField("At most so many concepts for each outcome that is matched.", 1)
TOP = RequestField("Only the first so many.", 1)
TITLES = RequestField("Also count what stands in the titles of postings alone: titles name occupations.")
SMALL = RequestField("Counts of fewer postings are suppressed; 1: none.", 1)
SOURCE = RequestField("Only the credentials of this source.")
WHERE = RequestField(
    "FIELD=VALUE, only these: concept (a URI, with all below it), requirement, section, occupation, isco and "
    "noc (beginnings of codes), place, region, sector, employer, source, lang, since, until, "
    "employment_type, experience, education."
)
CREDENTIALS_WHERE = RequestField(
    "FIELD=VALUE, only these credentials: field, delivery, level, assessment (a kind), hours (at most), "
    "cost, credit=yes."
)
VACANCIES = RequestField(
    "Count each posting by the vacancies it states (by one where it states none), and not as one."
)


@dataclass(frozen=True, kw_only=True)
class AnyRequest:
    """What a job is asked.

    Raises:
        InputError: If a field is beyond its limits.
    """

    def __post_init__(self) -> None:
        """Check the limits."""
        check(self)


@dataclass(frozen=True, kw_only=True)
class Request(AnyRequest):
    """What every job is asked with that looks for concepts."""

    framework: Annotated[str | None, FRAMEWORK] = None
    profile: Annotated[Profile, PROFILE] = Profile.PRECISE

    def query(self, run: Run = RUN) -> Query:
        """How to ask the matcher."""
        precision: float | None = getattr(self, "precision", None)
        return run.query(self.framework, self.profile, precision)


@dataclass(frozen=True, kw_only=True)
class SuggestRequest(Request):
    """Which concepts do texts mean?"""

    texts: Annotated[tuple[str, ...], RequestField("Texts, such as learning outcomes.")] = ()
    k: Annotated[int, RequestField("How many suggestions for each text.", 1, 100)] = 5
    lang: Annotated[str, RequestField("auto, or the language of the texts: en, fr …")] = "auto"
    kind: Annotated[
        TextKind, RequestField("What the texts are: learning outcomes, or sentences of postings.")
    ] = TextKind.OUTCOME
    context: Annotated[
        str,
        RequestField(
            "The title of the credential that all texts belong to, or other words that say what they are "
            "about: it tells “milling” of grain from that of metal."
        ),
    ] = ""
    precision: Annotated[float | None, PRECISION] = None


@dataclass(frozen=True, kw_only=True)
class ProposeRequest(Request):
    """Which mappings are proposed for the outcomes of the loaded credentials?"""

    source: Annotated[str | None, SOURCE] = None
    limit: Annotated[
        int, RequestField("At most so many proposals for each part of an outcome that names a skill.", 1)
    ] = 3
    min_confidence: Annotated[float, RequestField("Confidence from which it is proposed.", 0, 1)] = PROPOSED
    more: Annotated[
        bool, RequestField(f"Propose what is less sure too, from a confidence of {SUPPLIES}.")
    ] = False
    precision: Annotated[float | None, PRECISION] = None

    @property
    def least(self) -> float:
        """The confidence from which it is proposed."""
        return min(self.min_confidence, SUPPLIES) if self.more else self.min_confidence


@dataclass(frozen=True, kw_only=True)
class CoverRequest(Request):
    """Which credentials cover a skill?"""

    skill: Annotated[str, RequestField("A concept's URI, its label in any loaded language, or free words.")]
    min_confidence: Annotated[float, PROPOSALS] = SUPPLIES
    reading: Annotated[
        ReadingKind | None,
        RequestField("What the words are, where they may be several things: skill, group …"),
    ] = None
    as_written: Annotated[
        bool, RequestField("Take the words as they are written: no small errors are mended.")
    ] = False
    issuer: Annotated[str, RequestField("Only issuers with these letters in their name.")] = ""
    lang: Annotated[str, RequestField("Only credentials in this language: en, fr …")] = ""
    where: Annotated[tuple[str, ...], CREDENTIALS_WHERE] = ()
    accepted: Annotated[bool, RequestField("Only what a person accepted.")] = False
    top: Annotated[int | None, TOP] = None

    @property
    def conditions(self) -> tuple[CredentialCondition, ...]:
        """The conditions on what credentials say of themselves, read.

        Raises:
            InputError: If one cannot be.
        """
        return tuple(map(CredentialCondition.parse, self.where))


@dataclass(frozen=True, kw_only=True)
class CountingRequest(Request):
    """Which postings and mentions are counted."""

    where: Annotated[tuple[str, ...], WHERE] = ()
    min_confidence: Annotated[float, MENTIONS] = COUNTS
    precision: Annotated[float | None, PRECISION] = None
    top: Annotated[int | None, TOP] = None
    titles: Annotated[bool, TITLES] = False
    profile: Annotated[Profile, PROFILE] = Profile.FAST

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions, read.

        Raises:
            InputError: If one cannot be.
        """
        return tuple(map(Condition.parse, self.where))


@dataclass(frozen=True, kw_only=True)
class GapsRequest(CountingRequest):
    """Which demanded skills does no credential supply?"""

    min_supply: Annotated[float, SUPPLY] = SUPPLIES
    sentences: Annotated[int, RequestField("Sentences to give as evidence for each.", 0, 20)] = 3
    evidence: Annotated[
        tuple[str, ...],
        RequestField("assessment, endorsement=0.5: count credentials by the evidence they have."),
    ] = ()
    new_terms: Annotated[bool, RequestField("Look for demanded words that no term names.")] = True
    min_cell: Annotated[int, SMALL] = MIN_CELL
    vacancies: Annotated[bool, VACANCIES] = False


@dataclass(frozen=True, kw_only=True)
class PeriodicRequest(CountingRequest):
    """How long a period is that postings are counted or chosen by."""

    period: Annotated[Period, RequestField("How long a period is.")] = Period.QUARTER


@dataclass(frozen=True, kw_only=True)
class PublishedRequest(PeriodicRequest):
    """How numbers are counted that may be published."""

    by: Annotated[
        tuple[Axis, ...],
        RequestField(f"What to count by, several with commas: {', '.join(Axis)} (default: concept)."),
    ] = (Axis.CONCEPT,)
    min_cell: Annotated[int, SMALL] = MIN_CELL
    roll_up: Annotated[bool, RequestField("Count each concept with everything below it.")] = False
    near_duplicates: Annotated[
        bool, RequestField("Count the same job again where it is advertised again.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class DemandRequest(PublishedRequest):
    """How many postings ask for what?"""

    weights: Annotated[
        Path | None, RequestField("CSV of weights: posting (or region, place …) and weight.", local=True)
    ] = None
    sensitivity: Annotated[bool, RequestField("Also count at other confidences, 0.3 to 0.9.")] = False
    vacancies: Annotated[bool, VACANCIES] = False
    implied: Annotated[
        bool,
        RequestField("Apart: the essential skills of the occupations of postings that state no skill."),
    ] = False


@dataclass(frozen=True, kw_only=True)
class TrendRequest(PublishedRequest):
    """How does demand change?"""

    min_postings: Annotated[int, RequestField("Skills of fewer postings are not tested.", 2)] = 20
    fdr: Annotated[
        float, RequestField("Expected share of wrong names among emerging and declining.", 0, 1)
    ] = 0.05
    forecast: Annotated[int, RequestField("Forecast so many periods, if the past lets us.", 0, 12)] = 0
    sentences: Annotated[int, RequestField("Sentences of each part of the time.", 0, 20)] = 2


@dataclass(frozen=True, kw_only=True)
class SentencesRequest(PeriodicRequest):
    """Which sentences are behind a number?"""

    concept: Annotated[tuple[str, ...], RequestField("A label or a URI; what lies below it counts too.")] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions, those of the concepts last."""
        chosen = (f"concept={uri}" for uri in self.concept)
        return tuple(map(Condition.parse, (*self.where, *chosen)))


@dataclass(frozen=True, kw_only=True)
class PlanRequest(Request):
    """Which few credentials cover what is demanded?"""

    words: Annotated[
        tuple[str, ...],
        RequestField(
            "Ids of loaded postings, labels or URIs of occupations, and skills (URI, label, free words)."
        ),
    ] = ()
    kind: Annotated[DemandedBy | None, RequestField("What the words are, where it must not be guessed.")] = (
        None
    )
    text: Annotated[str, RequestField("The text of a posting that is not loaded.")] = ""
    objective: Annotated[Objective, RequestField("What to have least of: credentials, cost or hours.")] = (
        Objective.SMALLEST
    )
    at_most: Annotated[int | None, RequestField("So many credentials, covering as much as they can.", 1)] = (
        None
    )
    broader: Annotated[bool, RequestField("Let credentials for broader skills count too.")] = False
    accepted: Annotated[bool, RequestField("Only mappings that a person accepted count.")] = False
    required: Annotated[bool, RequestField("Leave out assets and optional skills.")] = False
    min_confidence: Annotated[float, MENTIONS] = COUNTS
    min_supply: Annotated[float, SUPPLY] = SUPPLIES


class CredentialOrder(StrEnum):
    """How credentials can be sorted: by words from A to Z, by numbers the greatest first."""

    NAME = "name"
    ISSUER = "issuer"
    SOURCE = "source"
    OUTCOMES = "outcomes"
    HOURS = "hours"


@dataclass(frozen=True, kw_only=True)
class CredentialListRequest(AnyRequest):
    """Which credentials are loaded?"""

    search: Annotated[
        tuple[str, ...],
        RequestField("Only those with these words, or parts of them, in name, issuer or id."),
    ] = ()
    source: Annotated[str | None, SOURCE] = None
    issuer: Annotated[str, RequestField("Only issuers with these letters in their name.")] = ""
    lang: Annotated[str, RequestField("Only credentials in this language: en, fr …")] = ""
    where: Annotated[tuple[str, ...], CREDENTIALS_WHERE] = ()
    sort: Annotated[
        CredentialOrder | None, RequestField("In which order (default: as they were loaded).")
    ] = None

    @property
    def conditions(self) -> tuple[CredentialCondition, ...]:
        """The conditions on what credentials say of themselves, read.

        Raises:
            InputError: If one cannot be.
        """
        return tuple(map(CredentialCondition.parse, self.where))


@dataclass(frozen=True, kw_only=True)
class CheckRequest(AnyRequest):
    """Do credentials meet a definition of micro-credentials?"""

    named: Annotated[
        tuple[str, ...], RequestField("Names, parts of names, codes or ids; all by default.")
    ] = ()
    source: Annotated[str | None, SOURCE] = None
    profile: Annotated[
        str, RequestField("ecampusontario, nzqa, ontario-12-weeks, unesco, or a Turtle file of your own.")
    ] = "ecampusontario"
    day: Annotated[str, RequestField("The day that counts (default: today).")] = ""


@dataclass(frozen=True, kw_only=True)
class OverlapRequest(Request):
    """Which credentials already target these concepts?"""

    named: Annotated[tuple[str, ...], RequestField("Names or URIs of loaded credentials.")] = ()
    drafts: Annotated[
        tuple[Path, ...], RequestField("Files with drafts, which are not loaded.", local=True)
    ] = ()
    outcomes: Annotated[
        tuple[str, ...], RequestField("An outcome of no credential yet; may be given several times.")
    ] = ()
    limit: Annotated[int, CONCEPTS] = 3
    min_confidence: Annotated[float, PROPOSALS] = SUPPLIES


@dataclass(frozen=True, kw_only=True)
class ReviewListRequest(AnyRequest):
    """Which mappings wait for a decision, or were decided, and how?"""

    credential: Annotated[str, RequestField(f"Only this credential: {NAMING}.")] = ""
    issuer: Annotated[str, RequestField("Only issuers whose name holds these letters.")] = ""
    status: Annotated[
        tuple[MappingStatus, ...], RequestField("Only these (default: all but withdrawn).")
    ] = ()
    min_confidence: Annotated[float, RequestField("The tool's confidence, at least.", 0, 1)] = 0.0
    max_confidence: Annotated[float, RequestField("The tool's confidence, at most.", 0, 1)] = 1.0
    disagreement: Annotated[bool, RequestField("Only mappings on which reviewers disagree.")] = False
    framework: Annotated[
        str, RequestField("Only concepts of a framework, or of one version: esco@1.2.0.")
    ] = ""
    reviewer: Annotated[
        str, RequestField("Only what somebody whose name or id holds these letters decided.")
    ] = ""
    mark: Annotated[tuple[Mark, ...], RequestField("Only mappings with one of these marks.")] = ()
    top: Annotated[int | None, TOP] = None

    @property
    def filter(self) -> ReviewFilter:
        """What is listed, however many of it."""
        return ReviewFilter(
            credential=self.credential,
            issuer=self.issuer,
            min_confidence=self.min_confidence,
            max_confidence=self.max_confidence,
            statuses=frozenset(self.status),
            disagreement=self.disagreement,
            framework=self.framework,
            reviewer=self.reviewer,
            marks=frozenset(self.mark),
        )


def fields_of(request: type[AnyRequest]) -> Mapping[str, RequestField]:
    """The description of each field of a kind of request, by name."""
    if request not in _FIELDS:
        hints = get_type_hints(request, include_extras=True)
        found = {one.name: next(iter(hints[one.name].__metadata__)) for one in fields(request)}
        _FIELDS[request] = MappingProxyType(found)
    return _FIELDS[request]


_FIELDS: dict[type[AnyRequest], Mapping[str, RequestField]] = {}
"""Those that were asked for; to read them takes longer than many a request."""


def check(request: AnyRequest) -> None:
    """Check that every number is within its limits.

    Raises:
        InputError: If one is not; the message names the field.
    """
    for name, field in fields_of(type(request)).items():
        value = getattr(request, name)
        if isinstance(value, int | float) and not isinstance(value, bool) and not _within(value, field):
            raise InputError(f"{name} is {value:g}.", hint=f"Give a number {_limits(field)}.")


def axes(texts: Iterable[str]) -> tuple[Axis, ...]:
    """Axes from ``concept,period``, or from several texts; by concept where there is none.

    Raises:
        InputError: If one is unknown.
    """
    names = [name.strip() for text in texts for name in text.split(",")]
    for name in names:
        if name not in list(Axis):
            raise InputError(f"Demand cannot be counted by {name!r}.", hint=f"Choose of {', '.join(Axis)}.")
    return tuple(map(Axis, names)) or (Axis.CONCEPT,)


def _within(value: float, field: RequestField) -> bool:
    least = field.least is None or value >= field.least
    return least and (field.most is None or value <= field.most)


def _limits(field: RequestField) -> str:
    if field.most is None:
        return f"of {field.least:g} or more"
    return f"from {field.least:g} to {field.most:g}"
