"""A new run of the tool over mappings that people have worked on: what they decided stays.

Only what nobody has decided on is replaced. Where the text of an outcome is another one since the decision,
the mapping is opened again with that decision in its history. A mapping that waits for a person and has a
history is renewed rather than replaced; where the new run does not propose it any more, it waits on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from skillgraph.alignment import curation, histories
from skillgraph.model import LearningOutcome, MappingStatus, Review
from skillgraph.model import Mapping as MappingRecord

TEXT_CHANGED = "The text of the outcome has changed since the decision."


@dataclass(frozen=True, slots=True)
class Refresh:
    """The mappings of some outcomes after a new run.

    Attributes:
        records: All of them.
        kept: How many decisions stand as they were.
        reopened: Those that were opened again.
    """

    records: tuple[MappingRecord, ...]
    kept: int
    reopened: tuple[MappingRecord, ...]


def refreshed(
    existing: Iterable[MappingRecord],
    outcomes: Sequence[LearningOutcome],
    proposed: Iterable[MappingRecord],
    review: Review,
) -> Refresh:
    """The mappings of outcomes after a new run.

    Args:
        existing: The records of these outcomes, in whatever state.
        outcomes: Those that the run looked at.
        proposed: What it proposes for them.
        review: The circumstances of the run, for what it opens and renews.
    """
    texts = {outcome.id: outcome.text for outcome in outcomes}
    proposals = {(one.subject_id, one.object_id): one for one in proposed}
    records: list[MappingRecord] = []
    opened: list[MappingRecord] = []
    kept = 0
    for record in existing:
        if _replaceable(record):
            continue
        after = reopened(record, texts.get(record.subject_id, record.subject_label), review)
        if after is not None:
            opened.append(after)
        kept += after is None and record.status.decided
        records.append(_renewed(after or record, proposals, review))
    return Refresh((*records, *_new(proposals, records)), kept, tuple(opened))


def reopened(record: MappingRecord, text: str, review: Review) -> MappingRecord | None:
    """The record, open again because the outcome has another text; ``None`` where that is not so.

    What the tool measured was of the old text, and is left to the history.
    """
    if not record.status.decided or not histories.text_changed(record, text):
        return None
    review = replace(review, subject_text=text, reason=review.reason or TEXT_CHANGED)
    opened = curation.reopen(record, review)
    return replace(opened, confidence=None, tool_confidence=None, similarity_score=None)


def _replaceable(record: MappingRecord) -> bool:
    """Whether nobody has ever decided anything on a record."""
    return record.status is MappingStatus.PROPOSED and not record.history


def _renewed(
    record: MappingRecord, proposals: Mapping[tuple[str, str], MappingRecord], review: Review
) -> MappingRecord:
    """A record that waits, with what the run says of it now."""
    proposal = proposals.get((record.subject_id, record.object_id))
    if proposal is None or not record.status.waiting or _same(record, proposal):
        return record
    return curation.refresh(record, proposal, review)


def _same(record: MappingRecord, proposal: MappingRecord) -> bool:
    return (record.tool_confidence, record.similarity_score, record.subject_label) == (
        proposal.tool_confidence,
        proposal.similarity_score,
        proposal.subject_label,
    )


def _new(
    proposals: Mapping[tuple[str, str], MappingRecord], records: Iterable[MappingRecord]
) -> list[MappingRecord]:
    """The proposals that no record settles: none to a concept that people decided on, none beside no term."""
    settled: dict[str, set[str]] = defaultdict(set)
    no_term = set()
    for record in records:
        settled[record.subject_id] |= histories.targets(record)
        if record.status is MappingStatus.NO_TERM:
            no_term.add(record.subject_id)
    return [
        proposal
        for (subject, target), proposal in proposals.items()
        if subject not in no_term and target not in settled[subject]
    ]
