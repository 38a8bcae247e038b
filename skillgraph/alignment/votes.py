"""Every vote that was cast on a record: on which version of it, and whether that is what it still says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from skillgraph.alignment.curation import fingerprint, in_force, left_by
from skillgraph.model import Action, Agent, Mapping, MappingStatus, Predicate


class Outdated(StrEnum):
    """Why a vote says nothing of the record as it is now."""

    UNDONE = "undone"
    REOPENED = "opened again since"
    MAPPING = "the mapping was changed since"
    TEXT = "the text of the outcome was changed since"


@dataclass(frozen=True, slots=True)
class Vote:
    """One step of a record's history, with the version of the mapping that it was about.

    Attributes:
        revision: The record's after the step, from 1.
        status: The record's after the step.
        predicate, concept, label: What the record said after the step.
        text: The outcome's, as it was then.
        outdated: Why it says nothing of the record as it is now; ``None`` where it still does.
    """

    revision: int
    action: Action
    by: Agent
    at: str
    reason: str
    confidence: float | None
    second_opinion: bool
    status: MappingStatus
    predicate: Predicate
    concept: str
    label: str
    text: str
    outdated: Outdated | None


def votes(record: Mapping, text: str) -> list[Vote]:
    """The steps of a record's history, oldest first; none is left out, whatever was changed since.

    Args:
        record: The record.
        text: The outcome's text as it is now; empty where it is not loaded.
    """
    standing = set(in_force(record))
    opened = [place for place in standing if record.history[place].action is Action.REOPEN]
    last = max(opened, default=-1)
    return list(_votes(record, text, standing, last))


def _votes(record: Mapping, text: str, standing: set[int], opened: int) -> Iterator[Vote]:
    for place, decision in enumerate(record.history):
        after = left_by(record, place)
        yield Vote(
            place + 1,
            decision.action,
            decision.by,
            decision.at,
            decision.reason,
            decision.confidence,
            decision.second_opinion,
            after.status,
            after.predicate_id,
            "" if after.no_term else after.object_id,
            "no good term" if after.no_term else after.object_label,
            after.subject_label,
            _outdated(record, text, place, undone=place not in standing, reopened=place < opened),
        )


def _outdated(record: Mapping, text: str, place: int, *, undone: bool, reopened: bool) -> Outdated | None:
    decision, after = record.history[place], left_by(record, place)
    if undone and decision.action not in (Action.UNDO, Action.PROPOSE):
        return Outdated.UNDONE
    if (after.predicate_id, after.object_id) != (record.predicate_id, record.object_id):
        return Outdated.MAPPING
    if text and decision.fingerprint and decision.fingerprint != fingerprint(text):
        return Outdated.TEXT
    return Outdated.REOPENED if reopened else None
