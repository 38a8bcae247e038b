"""Turns the alignments that issuers assert into mapping records, apart from what tools propose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skillgraph.model import Credential, Mapping, MappingStatus, Predicate
from skillgraph.sources.concept_addresses import concept_uri

JUSTIFICATION = "semapv:UnspecifiedMatching"
"""A badge says that it is aligned, not how that was found: by a person, or by the platform's own tool."""

COMMENT = "Asserted by the issuer as an alignment of the credential."


def is_asserted(mapping: Mapping) -> bool:
    """Whether a record is what an issuer asserts alone: no person has looked at it here."""
    reviewed = mapping.reviewer_id or mapping.reviewer_label
    return (
        mapping.mapping_justification == JUSTIFICATION
        and mapping.comment.startswith(COMMENT)
        and mapping.status in (MappingStatus.ACCEPTED, MappingStatus.PROPOSED)
        and not reviewed
    )


def asserted(credentials: Iterable[Credential], *, existing: Iterable[Mapping], date: str) -> list[Mapping]:
    """Records for asserted alignments, except where a person has decided on the same subject and object.

    They are accepted, for the issuer stands behind them, and close rather than exact matches, for an
    alignment does not say that the two are the same.

    Args:
        credentials: Those that were loaded.
        existing: The records of before.
        date: ISO 8601 date to put on the records.
    """
    decided = {(m.subject_id, m.object_id) for m in existing if m.status.decided}
    records = (record for credential in credentials for record in _records(credential, date))
    return [record for record in records if (record.subject_id, record.object_id) not in decided]


def _records(credential: Credential, date: str) -> Iterator[Mapping]:
    texts = {outcome.id: outcome.text for outcome in credential.outcomes}
    for alignment in credential.alignments:
        if not alignment.outcome:
            continue
        yield Mapping(
            subject_id=alignment.outcome,
            predicate_id=Predicate.CLOSE,
            object_id=concept_uri(alignment.target_url),
            mapping_justification=JUSTIFICATION,
            status=MappingStatus.ACCEPTED,
            subject_label=texts.get(alignment.outcome, ""),
            object_label=alignment.target_name,
            object_source=alignment.target_framework,
            mapping_date=date,
            author_id=tuple(filter(None, [credential.issuer_id])),
            author_label=tuple(filter(None, [credential.issuer])),
            comment=COMMENT,
        )
