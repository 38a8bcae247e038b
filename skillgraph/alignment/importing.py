"""Takes mapping records from elsewhere into those that are there; no decision of either side is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from skillgraph.alignment.histories import fingerprint
from skillgraph.model import Action, Agent, Decision, Mapping, MappingStatus

_ACTIONS = {
    MappingStatus.PROPOSED: Action.PROPOSE,
    MappingStatus.ACCEPTED: Action.ACCEPT,
    MappingStatus.REJECTED: Action.REJECT,
    MappingStatus.NO_TERM: Action.NO_TERM,
    MappingStatus.REOPENED: Action.REOPEN,
    MappingStatus.WITHDRAWN: Action.UNDO,
}


@dataclass(frozen=True, slots=True)
class Merged:
    """What an import does.

    Attributes:
        changed: Records to put into the graph.
        unchanged: How many were there as they are.
        conflicts: Records that stay out, and the decided ones that stand against them.
    """

    changed: tuple[Mapping, ...]
    unchanged: int
    conflicts: tuple[tuple[Mapping, Mapping], ...]


def merge(existing: Iterable[Mapping], imported: Iterable[Mapping], *, at: str, origin: str) -> Merged:
    """Set imported records against existing ones with the same IRI.

    A record that a person has decided on stays as it is. One that is waiting gives way, and its history
    says so.

    Args:
        existing: The records that are there.
        imported: The records that come in.
        at: ISO 8601 in UTC, to the second.
        origin: Where they come from, for the history.
    """
    known = {record.uri: record for record in existing}
    changed: dict[str, Mapping] = {}
    conflicts: list[tuple[Mapping, Mapping]] = []
    unchanged = 0
    for record in imported:
        before = changed.get(record.uri) or known.get(record.uri)
        if before is not None and replace(before, history=()) == replace(record, history=()):
            unchanged += 1
        elif before is not None and before.status.decided:
            conflicts.append((record, before))
        else:
            changed[record.uri] = _taken(record, before, at, origin)
    return Merged(tuple(changed.values()), unchanged, tuple(conflicts))


def _taken(record: Mapping, before: Mapping | None, at: str, origin: str) -> Mapping:
    """The record with the history of the one it replaces, and the import as a decision in it."""
    if before is None and not record.status.decided:
        return record
    step = Decision(
        action=_ACTIONS[record.status],
        by=_agent(record),
        at=at,
        reason=f"Imported from {origin}.",
        fingerprint=fingerprint(record.subject_label),
        before=None if before is None else replace(before, history=()),
    )
    return replace(record, history=(*(before.history if before else ()), step))


def _agent(record: Mapping) -> Agent:
    """Who decided, as far as the record says: its reviewer, else its author, else its tool."""
    for ids, labels in (
        (record.reviewer_id, record.reviewer_label),
        (record.author_id, record.author_label),
    ):
        if ids or labels:
            return Agent(next(iter(ids), ""), next(iter(labels), ""))
    return Agent(label=record.mapping_tool or "import")
