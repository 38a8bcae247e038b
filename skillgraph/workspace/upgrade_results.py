"""Upgrades from one version of a framework to another as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.workspace.results import change_json

if TYPE_CHECKING:
    from skillgraph.alignment.succession import Candidate
    from skillgraph.alignment.upgrade import Transition, UndoneUpgrade, Upgrade
    from skillgraph.model import Mapping as MappingRecord
    from skillgraph.workspace.results import Json


def upgrade_json(found: Upgrade) -> Json:
    """An upgrade: how many records went which way, and each of them before and after."""
    return {
        "old": str(found.old),
        "new": str(found.new),
        "run": found.run,
        "counts": found.counts,
        "records": [_transition_json(one) for one in found.transitions],
    }


def undone_json(undone: UndoneUpgrade) -> Json:
    """An upgrade that was undone: which records are as they were, and which were decided on since."""
    restored, since = (
        [record.uri for record in records] for records in (undone.restored, undone.decided_since)
    )
    return {"run": undone.run, "restored": restored, "decided_since": since}


def _transition_json(one: Transition) -> Json:
    return {
        "fate": one.fate,
        "record": one.before.uri,
        "outcome": one.before.subject_id,
        "text": one.before.subject_label,
        "before": _state_json(one.before),
        "after": _state_json(one.after),
        "successor": None if one.successor is None else _candidate_json(one.successor),
        "obstacle": one.obstacle,
        "candidates": [_candidate_json(candidate) for candidate in one.candidates],
        "changes": [change_json(change, {}) for change in one.changes],
    }


def _state_json(record: MappingRecord) -> Json:
    return {
        "status": record.status,
        "predicate": record.predicate_id,
        "concept": record.object_id,
        "label": record.object_label,
        "framework": f"{record.object_source}@{record.object_source_version}",
    }


def _candidate_json(one: Candidate) -> Json:
    return {
        "uri": one.uri,
        "label": one.label,
        "evidence": one.kind,
        "confidence": one.confidence,
        "labels_taken_over": list(one.labels),
        "links_taken_over": one.links,
        "links": one.of_links,
        "similarity": one.similarity,
    }
