"""Which mappings a reviewer wants to see, and what is shown of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from skillgraph.alignment.agreement import disagree
from skillgraph.alignment.histories import status_before_reopening, text_changed
from skillgraph.alignment.mark import Mark
from skillgraph.alignment.verdicts import short
from skillgraph.model import Credential, FrameworkId, LearningOutcome, MappingStatus
from skillgraph.model import Mapping as MappingRecord


@dataclass(frozen=True, slots=True)
class OutcomeContext:
    """Where an outcome stands: its text, what else it is called, and the first credential that has it."""

    text: str
    credential: str = ""
    credential_name: str = ""
    issuer: str = ""
    other_texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What to list; everything that is given has to hold.

    Attributes:
        credential: What a credential is called; its URI, for `listing`.
        issuer: Letters of an issuer's name.
        min_confidence, max_confidence: The tool's confidence, both ends included.
        statuses: Empty for all but withdrawn ones.
        disagreement: Only records on which reviewers disagree.
        framework: A framework (``esco``) or one version (``esco@1.2.0``).
        reviewer: Letters of a reviewer's name or identifier.
        marks: Only records with one of these marks.
    """

    credential: str = ""
    issuer: str = ""
    min_confidence: float = 0.0
    max_confidence: float = 1.0
    statuses: frozenset[MappingStatus] = frozenset()
    disagreement: bool = False
    framework: str = ""
    reviewer: str = ""
    marks: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A record as it is listed.

    Attributes:
        confidence: The tool's, that subject and object match; ``None`` where no tool proposed it.
        decided_before: The status before it was opened again.
        reviewed: When it was last decided on.
        retired: That the concept is retired, and by what it is replaced; empty where it is in use.
        other_texts: What the outcome is called in other languages, each a tag and a text.
    """

    id: str
    status: MappingStatus
    credential: str
    credential_id: str
    issuer: str
    outcome: str
    text: str
    predicate: str
    concept: str
    label: str
    framework: str
    confidence: float | None
    reviewers: tuple[str, ...]
    reviewed: str
    revision: int
    decided_before: MappingStatus | None
    marks: tuple[Mark, ...]
    uri: str
    retired: str = ""
    other_texts: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        """All texts of the outcome in one line, as a sheet may hold them."""
        return LearningOutcome(self.outcome, self.text, other_texts=self.other_texts).shown


@dataclass(frozen=True, slots=True)
class Listing:
    """What a filter leaves.

    Attributes:
        records: In the order of the credentials and their outcomes, surest first.
        places: Where each outcome that is loaded stands.
        retired: What to say of each concept that is retired.
    """

    records: tuple[MappingRecord, ...]
    places: Mapping[str, OutcomeContext] = field(repr=False)
    retired: Mapping[str, str] = field(default_factory=dict, repr=False)

    def items(self, start: int = 0, stop: int | None = None) -> list[ReviewItem]:
        """The records from one place to another, as they are listed."""
        return [item(record, self.places, self.retired) for record in self.records[start:stop]]

    def counts(self) -> dict[str, int]:
        """How many records there are in each status."""
        found = Counter(record.status.value for record in self.records)
        return {status.value: found[status.value] for status in MappingStatus if found[status.value]}


def places(credentials: Iterable[Credential]) -> dict[str, OutcomeContext]:
    """Where each outcome stands, in the order of the credentials."""
    found: dict[str, OutcomeContext] = {}
    for credential in credentials:
        for outcome in credential.outcomes:
            place = OutcomeContext(
                outcome.text, credential.id, credential.name, credential.issuer, outcome.other_texts
            )
            found.setdefault(outcome.id, place)
    return found


def listing(
    records: Iterable[MappingRecord], known: Mapping[str, OutcomeContext], wanted: ReviewFilter
) -> Listing:
    """The records that a filter leaves, in the order of their outcomes."""
    rank = {outcome: number for number, outcome in enumerate(known)}
    kept = [record for record in records if _wanted(record, known, wanted)]
    kept.sort(key=lambda one: (rank.get(one.subject_id, len(rank)), one.subject_id, -(tool_says(one) or 0.0)))
    return Listing(tuple(kept), known)


def item(
    record: MappingRecord, known: Mapping[str, OutcomeContext], retired: Mapping[str, str]
) -> ReviewItem:
    """A record as it is listed, with what there is to say of retired concepts."""
    place = known.get(record.subject_id, OutcomeContext(record.subject_label))
    version = f"@{record.object_source_version}" if record.object_source_version else ""
    return ReviewItem(
        id=short(record.uri),
        status=record.status,
        credential=place.credential_name,
        credential_id=place.credential,
        issuer=place.issuer,
        outcome=record.subject_id,
        text=place.text,
        predicate=record.predicate_id.value,
        concept="" if record.no_term else record.object_id,
        label="no good term" if record.no_term else record.object_label,
        framework=f"{record.object_source}{version}",
        confidence=tool_says(record),
        reviewers=record.reviewer_label or record.reviewer_id,
        reviewed=record.history[-1].at if record.history else record.review_date,
        revision=record.revision,
        decided_before=status_before_reopening(record),
        marks=tuple(marks(record, known)),
        uri=record.uri,
        retired=retired.get(record.object_id, ""),
        other_texts=place.other_texts,
    )


def marks(record: MappingRecord, known: Mapping[str, OutcomeContext]) -> Iterator[Mark]:
    """What a reviewer should know of a record."""
    place = known.get(record.subject_id)
    if place is None:
        yield Mark.OUTCOME_GONE
    elif text_changed(record, place.text):
        yield Mark.TEXT_CHANGED
    if record.revision > 1 and disagree(record):
        yield Mark.DISAGREEMENT


def tool_says(record: MappingRecord) -> float | None:
    """The tool's confidence that subject and object match."""
    if record.tool_confidence is not None:
        return record.tool_confidence
    return record.confidence if record.mapping_tool else None


def _wanted(record: MappingRecord, known: Mapping[str, OutcomeContext], wanted: ReviewFilter) -> bool:
    """Whether a record passes; cheap questions come first."""
    if wanted.statuses:
        if record.status not in wanted.statuses:
            return False
    elif record.status is MappingStatus.WITHDRAWN:
        return False
    return (
        _in_band(record, wanted)
        and _of_framework(record, wanted.framework)
        and _of_place(known.get(record.subject_id), wanted)
        and _by_reviewer(record, wanted.reviewer)
        and (not wanted.disagreement or (record.revision > 1 and disagree(record)))
        and (not wanted.marks or not wanted.marks.isdisjoint(marks(record, known)))
    )


def _in_band(record: MappingRecord, wanted: ReviewFilter) -> bool:
    if wanted.min_confidence <= 0.0 and wanted.max_confidence >= 1.0:
        return True
    said = tool_says(record)
    return said is not None and wanted.min_confidence <= said <= wanted.max_confidence


def _of_framework(record: MappingRecord, selector: str) -> bool:
    return not selector or FrameworkId(record.object_source, record.object_source_version).is_named(selector)


def _of_place(place: OutcomeContext | None, wanted: ReviewFilter) -> bool:
    if not wanted.credential and not wanted.issuer:
        return True
    if place is None:
        return False
    return wanted.credential in ("", place.credential) and _within(wanted.issuer, place.issuer)


def _by_reviewer(record: MappingRecord, words: str) -> bool:
    if not words:
        return True
    decided = [name for decision in record.history for name in (decision.by.id, decision.by.label)]
    return any(_within(words, name) for name in (*record.reviewer_id, *record.reviewer_label, *decided))


def _within(part: str, whole: str) -> bool:
    return part.casefold() in whole.casefold()
