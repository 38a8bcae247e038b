"""What the history of a mapping record says: decisions that stand, who judged, and of which text."""

from __future__ import annotations

import hashlib
import unicodedata

from skillgraph.model import Action, Decision, Mapping, MappingStatus

_JUDGEMENTS = (Action.ACCEPT, Action.CHANGE, Action.REJECT, Action.NO_TERM)


def undoable(record: Mapping) -> Decision | None:
    """The decision that `undo` would undo; ``None`` where there is none."""
    standing = in_force(record)
    return record.history[standing[-1]] if standing else None


def in_force(record: Mapping) -> list[int]:
    """The places in the history, from 0, of the decisions that were not undone (new proposals are none)."""
    standing: list[int] = []
    for place, decision in enumerate(record.history):
        if decision.action is Action.UNDO:
            del standing[-1:]
        elif decision.action is not Action.PROPOSE:
            standing.append(place)
    return standing


def judgements(record: Mapping) -> dict[str, tuple[Decision, Mapping]]:
    """Each reviewer's last word since the record was opened (again): the decision, and what it left.

    Keys are the reviewers' IRIs.
    """
    found: dict[str, tuple[Decision, Mapping]] = {}
    for place in in_force(record):
        decision = record.history[place]
        if decision.action is Action.REOPEN:
            found.clear()
        elif decision.action in _JUDGEMENTS:
            found[decision.by.uri] = (decision, left_by(record, place))
    return found


def latest_judge(record: Mapping) -> str:
    """The IRI of who decided last what stands; empty where nobody is known."""
    standing = [record.history[place] for place in in_force(record)]
    judges = [d.by.uri for d in standing if d.action in _JUDGEMENTS and not d.second_opinion]
    return judges[-1] if judges else ""


def status_before_reopening(record: Mapping) -> MappingStatus | None:
    """What had been decided on a record that is open again; ``None`` on any other."""
    if record.status is not MappingStatus.REOPENED:
        return None
    places = [place for place in in_force(record) if record.history[place].action is Action.REOPEN]
    before = record.history[places[-1]].before if places else None
    return None if before is None else before.status


def targets(record: Mapping) -> set[str]:
    """The concepts that people decided on under this record: the present one, and those changed away from."""
    past = {decision.before.object_id for decision in record.history if decision.before is not None}
    return {record.object_id, *past}


def fingerprint(text: str) -> str:
    """A short hash of a text: the same for texts that differ in white space or composition only."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16] if plain else ""


def text_changed(record: Mapping, text: str) -> bool:
    """Whether an outcome's text is not the one its record was made or last decided on."""
    known = [decision.fingerprint for decision in record.history if decision.fingerprint]
    before = known[-1] if known else fingerprint(record.subject_label)
    return bool(before) and before != fingerprint(text)


def left_by(record: Mapping, place: int) -> Mapping:
    """The record as the decision at a place left it."""
    following = record.history[place + 1 :]
    before = following[0].before if following else None
    return record if before is None else before
