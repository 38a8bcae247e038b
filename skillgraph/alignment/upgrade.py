"""Takes mapping records to a new version of a framework: kept, moved or re-opened, and never silently."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from skillgraph.alignment import curation, histories
from skillgraph.alignment.curation import SYSTEM, TargetTerm
from skillgraph.alignment.succession import Candidate, Doubt, EvidenceKind, Succession, Version
from skillgraph.model import Action, Concept, FrameworkId, MappingStatus, Predicate, Review
from skillgraph.model import Mapping as MappingRecord
from skillgraph.namespaces import minted
from skillgraph.taxonomies.differences import Change

_SAME_MEANING = (EvidenceKind.REPLACEMENT, EvidenceKind.LABEL)
"""Evidence that leaves an exact match exact; other replacements may be broader, so it becomes close."""


class Fate(StrEnum):
    """What an upgrade does with a record."""

    KEPT = "kept"
    MOVED = "moved"
    REOPENED = "re-opened"


class Obstacle(StrEnum):
    """Why a record whose concept is gone was not moved."""

    TIE = "tie"
    WEAK = "weak"
    NOTHING = "nothing"
    MAPPED = "mapped"
    """The outcome has a record of the replacement already."""


_DOUBTS = {Doubt.TIE: Obstacle.TIE, Doubt.WEAK: Obstacle.WEAK, Doubt.NOTHING: Obstacle.NOTHING}


@dataclass(frozen=True, slots=True)
class Transition:
    """What becomes of one record.

    Attributes:
        before: The record as it is in the older version.
        after: The record in the newer one; the same as ``before`` where nobody had decided on a proposal
            whose concept is gone: it goes on waiting, and the next ``propose`` replaces it.
        changes: What changed in a concept that was kept.
        successor: What it was moved to, with the evidence.
        candidates: What it might be moved to, where it was re-opened.
        obstacle: Why it was not moved.
    """

    fate: Fate
    before: MappingRecord
    after: MappingRecord
    changes: tuple[Change, ...] = ()
    successor: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()
    obstacle: Obstacle | None = None


@dataclass(frozen=True, slots=True)
class Upgrade:
    """An upgrade of all records from one version to another.

    Attributes:
        run: IRI of the upgrade; every decision it made names it.
        at: ISO 8601 in UTC, to the second.
    """

    old: FrameworkId
    new: FrameworkId
    run: str
    at: str
    transitions: tuple[Transition, ...]

    @property
    def counts(self) -> dict[Fate, dict[MappingStatus, int]]:
        """How many records of which status met which fate."""
        found = Counter((one.fate, one.before.status) for one in self.transitions)
        return {
            fate: {status: found[fate, status] for status in MappingStatus if found[fate, status]}
            for fate in Fate
        }

    @property
    def changed(self) -> list[MappingRecord]:
        """The records that are not as they were."""
        return [one.after for one in self.transitions if one.after is not one.before]


def of_version(records: Iterable[MappingRecord], framework: FrameworkId) -> list[MappingRecord]:
    """The records whose object is a concept of a framework version; withdrawn ones are left out."""
    return [
        record
        for record in records
        if (record.object_source, record.object_source_version) == (framework.name, framework.version)
        and record.status is not MappingStatus.WITHDRAWN
        and not record.no_term
    ]


def run_iri(old: FrameworkId, new: FrameworkId, at: str) -> str:
    """The IRI of an upgrade."""
    return f"{_run_prefix(old, new)}{at}"


def _run_prefix(old: FrameworkId, new: FrameworkId) -> str:
    return f"{minted('upgrade', str(old), str(new))}/"


def upgrade(
    records: Sequence[MappingRecord],
    *,
    old: FrameworkId,
    new: FrameworkId,
    version: Version,
    successions: Mapping[str, Succession],
    changes: Mapping[str, Sequence[Change]],
    at: str,
) -> Upgrade:
    """Decide what becomes of each record of the older version.

    Where a concept is still there, the record is kept with all that was decided on it. Where a sure
    replacement was found, it is moved; a record that people had decided on is opened again for it, so that
    they confirm. Else a decided record is opened again on the old concept, with the candidates.

    Args:
        records: All records of outcomes, of any version.
        old: The older version.
        new: The newer one.
        version: The concepts of the newer one.
        successions: What takes the place of each concept that is gone.
        changes: What changed in each concept.
        at: ISO 8601 in UTC, to the second.
    """
    step = _Step(new, version, successions, changes, Review(SYSTEM, at, informed_by=run_iri(old, new, at)))
    taken = {(one.subject_id, one.object_id) for one in records if one.status is not MappingStatus.WITHDRAWN}
    found: dict[str, Transition] = {}
    for record in sorted(of_version(records, old), key=_first_served):
        found[record.uri] = transition = step.transition(record, taken)
        taken.add((record.subject_id, transition.after.object_id))
    ordered = tuple(found[one.uri] for one in records if one.uri in found)
    return Upgrade(old, new, step.review.informed_by, at, ordered)


def _first_served(record: MappingRecord) -> tuple[bool, float, str]:
    """Of two records of an outcome that would move to one concept, the decided or the surer one does."""
    return not record.status.decided, -(record.confidence or 0.0), record.uri


@dataclass(frozen=True)
class _Step:
    """One upgrade, applied to a record at a time."""

    new: FrameworkId
    version: Version
    successions: Mapping[str, Succession]
    changes: Mapping[str, Sequence[Change]]
    review: Review

    def transition(self, record: MappingRecord, taken: set[tuple[str, str]]) -> Transition:
        if self.version.has(record.object_id):
            return self._kept(record)
        succession = self.successions.get(record.object_id)
        if succession is None:
            return self._reopened(record, (), Obstacle.NOTHING)
        successor, candidates = succession.successor, succession.candidates
        if successor is None:
            return self._reopened(record, candidates, _DOUBTS[succession.doubt or Doubt.NOTHING])
        if (record.subject_id, successor.uri) in taken:
            return self._reopened(record, candidates, Obstacle.MAPPED)
        return self._moved(record, successor)

    def _kept(self, record: MappingRecord) -> Transition:
        changes = tuple(self.changes.get(record.object_id, ()))
        kinds = ", ".join(dict.fromkeys(change.kind.value for change in changes))
        reason = f"{self.new} has the concept" + (f" ({kinds})" if kinds else "")
        after = curation.move(record, replace(self.review, reason=reason), self._term(record.object_id))
        return Transition(Fate.KEPT, record, after, changes)

    def _moved(self, record: MappingRecord, successor: Candidate) -> Transition:
        review = replace(
            self.review,
            reason=f"{self.new} does not have “{record.object_label}”; “{successor.label}” takes its place",
            confidence=successor.confidence,
            evidence=successor.trace,
        )
        opened = curation.reopen(record, review) if record.status.decided else record
        predicate = Predicate.CLOSE if self._may_widen(record, successor) else None
        after = curation.move(opened, review, self._term(successor.uri), predicate=predicate)
        return Transition(Fate.MOVED, record, after, successor=successor)

    def _may_widen(self, record: MappingRecord, successor: Candidate) -> bool:
        return record.predicate_id is Predicate.EXACT and successor.kind not in _SAME_MEANING

    def _reopened(
        self, record: MappingRecord, candidates: tuple[Candidate, ...], obstacle: Obstacle
    ) -> Transition:
        review = replace(
            self.review,
            reason=f"{self.new} does not have “{record.object_label}”",
            evidence="|".join(f"candidate: {one.uri} {one.label}" for one in candidates),
        )
        after = curation.reopen(record, review) if record.status.decided else record
        return Transition(Fate.REOPENED, record, after, candidates=candidates, obstacle=obstacle)

    def _term(self, uri: str) -> TargetTerm:
        concept: Concept = self.version.concepts[uri]
        return TargetTerm(uri, concept.label(), self.new.name, self.new.version)


@dataclass(frozen=True, slots=True)
class UndoneUpgrade:
    """What undoing an upgrade did.

    Attributes:
        run: IRI of the upgrade; empty where there is none to undo.
        restored: The records as they were before it, their histories longer.
        decided_since: Records that somebody decided on after it; they stay as they are.
    """

    run: str
    restored: tuple[MappingRecord, ...] = ()
    decided_since: tuple[MappingRecord, ...] = ()


def undo_upgrade(
    records: Iterable[MappingRecord], *, old: FrameworkId, new: FrameworkId, at: str
) -> UndoneUpgrade:
    """Undo the last upgrade from one version to the other, record by record; no step is taken from a history.

    Args:
        records: All records of outcomes.
        old: The older version.
        new: The newer one.
        at: ISO 8601 in UTC, to the second.
    """
    runs: defaultdict[str, list[MappingRecord]] = defaultdict(list)
    for record in records:
        for run in {record.history[place].informed_by for place in histories.in_force(record)}:
            if run.startswith(_run_prefix(old, new)):
                runs[run].append(record)
    if not runs:
        return UndoneUpgrade("")
    run = max(runs)
    review = Review(SYSTEM, at, reason=f"The upgrade from {old} to {new} was undone", informed_by=run)
    after = [(record, _without(record, run, review)) for record in runs[run]]
    return UndoneUpgrade(
        run,
        tuple(restored for _, restored in after if restored is not None),
        tuple(record for record, restored in after if restored is None),
    )


def _without(record: MappingRecord, run: str, review: Review) -> MappingRecord | None:
    """The record with the steps of a run undone; ``None`` if another decision stands on top of them."""
    steps = [record.history[place] for place in histories.in_force(record)]
    own = [step.informed_by == run and step.action in (Action.REOPEN, Action.MOVE) for step in steps]
    first = own.index(True)
    if not all(own[first:]):
        return None
    for _ in own[first:]:
        record = curation.undo(record, review)
    return record
