"""What there is to review, as the command line and the service ask for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from skillgraph.alignment import listing
from skillgraph.alignment.agreement import Agreement, Opinion, agreements, opinions
from skillgraph.alignment.listing import Listing, OutcomeContext, ReviewFilter, ReviewItem
from skillgraph.alignment.votes import Vote, votes
from skillgraph.errors import NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.model import Credential, LearningOutcome, Mapping, MappingStatus
from skillgraph.workspace.credentials.finding import find_credential
from skillgraph.workspace.review.deciding import record_named
from skillgraph.workspace.review.notes import Note, notes_about
from skillgraph.workspace.state import graphs

if TYPE_CHECKING:
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """All there is to know of one record.

    Attributes:
        item: As it is listed.
        record: With its history.
        others: The other records of the same outcome.
        opinions: The last word of each reviewer.
        votes: Every step of its history.
        notes: Those on it and on its outcome.
    """

    item: ReviewItem
    record: Mapping
    others: tuple[ReviewItem, ...]
    opinions: tuple[Opinion, ...]
    votes: tuple[Vote, ...]
    notes: tuple[Note, ...]


def listed(workspace: Workspace, wanted: ReviewFilter) -> Listing:
    """The mappings that a filter leaves.

    Raises:
        NotFoundError: If the credential that it names is not loaded.
        InputError: If it names several.
    """
    snapshot = workspace.snapshot()
    exact = replace(wanted, credential=_credential_id(snapshot, wanted.credential))
    found = listing.listing(snapshot.mappings, _places(workspace, snapshot), exact)
    return replace(
        found, retired=_retired(workspace, snapshot, [record.object_id for record in found.records])
    )


def shown(workspace: Workspace, words: str) -> ShownRecord:
    """One mapping, named by its IRI or the start of its last part.

    Raises:
        NotFoundError: If there is none.
    """
    from skillgraph.graph import codec
    from skillgraph.workspace.review.deciding import GraphReviewContext

    snapshot = workspace.snapshot()
    uri = record_named(snapshot, words)
    record = codec.read_mapping(snapshot.store, graphs.MAPPINGS, uri)
    if record is None:
        raise error_of(NotFoundError, "mapping-unknown", name=uri)
    place = _place(snapshot, record.subject_id)
    known = {} if place is None else {record.subject_id: place}
    others = [
        one for one in GraphReviewContext(snapshot.store).of_outcome(record.subject_id) if one.uri != uri
    ]
    retired = _retired(workspace, snapshot, [one.object_id for one in (record, *others)])
    return ShownRecord(
        listing.item(record, known, retired),
        record,
        tuple(listing.item(one, known, retired) for one in others),
        tuple(opinions(record)),
        tuple(votes(record, "" if place is None else place.text)),
        tuple(notes_about(workspace, (record.uri, record.subject_id))),
    )


def items_of(workspace: Workspace, records: Sequence[Mapping]) -> list[ReviewItem]:
    """Records as they are listed, in the state that they were just brought into."""
    snapshot = workspace.snapshot()
    places = {record.subject_id: _place(snapshot, record.subject_id) for record in records}
    known = {outcome: place for outcome, place in places.items() if place is not None}
    retired = _retired(workspace, snapshot, [record.object_id for record in records])
    return [listing.item(record, known, retired) for record in records]


def agreement(workspace: Workspace) -> list[Agreement]:
    """How far each two reviewers agree on the records that both have judged."""
    return agreements(workspace.snapshot().mappings)


def without_record(
    workspace: Workspace, credential: str = "", issuer: str = ""
) -> list[tuple[Credential, LearningOutcome]]:
    """The outcomes that nobody has looked at and nothing is proposed for, with their credentials.

    Args:
        workspace: Where to look.
        credential: Only those of the credential that is called so.
        issuer: Only issuers whose name holds these letters.

    Raises:
        NotFoundError: If that is not loaded.
        InputError: If several are called so.
    """
    snapshot = workspace.snapshot()
    only = _credential_id(snapshot, credential)
    known = {
        record.subject_id for record in snapshot.mappings if record.status is not MappingStatus.WITHDRAWN
    }
    return [
        (one, outcome)
        for one in snapshot.credentials
        if only in ("", one.id) and issuer.casefold() in one.issuer.casefold()
        for outcome in one.outcomes
        if outcome.id not in known
    ]


def _retired(workspace: Workspace, snapshot: Snapshot, concepts: Collection[str]) -> dict[str, str]:
    """What to say of those concepts that the versions in use call retired: their successors, by label."""
    from skillgraph.graph import codec
    from skillgraph.workspace.review.deciding import preferred_label

    found: dict[str, str] = {}
    for record in map(snapshot.manifest.framework, snapshot.manifest.framework_names()):
        read = partial(codec.read_retired, snapshot.store, [record.graph])
        successors = workspace.cached(("retired", record.id), record, read)
        for uri in set(concepts) & successors.keys():
            named = [f"{preferred_label(snapshot, one, record.graph)} <{one}>" for one in successors[uri]]
            found[uri] = f"retired; now {', '.join(named)}" if named else "retired"
    return found


def _credential_id(snapshot: Snapshot, words: str) -> str:
    """The identifier of the credential that is named; empty where none is."""
    return find_credential(snapshot.credentials_of(None), words).id if words else ""


def _places(workspace: Workspace, snapshot: Snapshot) -> dict[str, OutcomeContext]:
    return workspace.cached(
        "places", snapshot.manifest.credentials, lambda: listing.places(snapshot.credentials)
    )


def _place(snapshot: Snapshot, outcome: str) -> OutcomeContext | None:
    from skillgraph.graph.queries import OutcomeCredential, run

    rows = list(run(snapshot.store, OutcomeCredential, outcome=outcome))
    if not rows:
        return None
    row = rows[0]
    others = tuple((one.lang, one.outcome_text) for one in rows[1:] if one.credential == row.credential)
    return OutcomeContext(row.outcome_text, row.credential, row.credential_name, row.issuer, others)
