"""From one version of a framework to another: what differs, and what becomes of the mappings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.alignment.succession import Similarities, Succession, Version, successions
from skillgraph.alignment.upgrade import UndoneUpgrade, Upgrade, undo_upgrade
from skillgraph.alignment.upgrade import upgrade as upgrade_records
from skillgraph.clock import now
from skillgraph.errors import InputError, NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.matching.profile import Profile
from skillgraph.model import FrameworkId
from skillgraph.progress import Progress
from skillgraph.taxonomies.differences import Change, changes_of, differences
from skillgraph.workspace.query import Query
from skillgraph.workspace.state import graphs
from skillgraph.workspace.state.indexing import open_matcher

if TYPE_CHECKING:
    from skillgraph.export.upgrades import UpgradeContent
    from skillgraph.workspace.state.manifest import FrameworkRecord
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """Two versions of a framework, compared.

    Attributes:
        labels: The label of each concept of either, by URI; the newer version's where both have it.
    """

    old: FrameworkId
    new: FrameworkId
    changes: tuple[Change, ...]
    labels: Mapping[str, str]


def compare(workspace: Workspace, old: str, new: str) -> VersionComparison:
    """What changed from one loaded version of a framework to another.

    Raises:
        NotFoundError: If one of them is not loaded.
        InputError: If they are versions of different frameworks, or the same one.
    """
    snapshot = workspace.snapshot()
    before, after = versions_of(snapshot, old, new)
    concepts = [list(snapshot.concepts(record)) for record in (before, after)]
    labels = {concept.uri: concept.label() for version in concepts for concept in version}
    return VersionComparison(before.id, after.id, tuple(differences(*concepts)), labels)


def upgrade_mappings(
    workspace: Workspace, old: str, new: str, *, dry_run: bool = False, progress: Progress | None = None
) -> Upgrade:
    """Take all mappings of one version of a framework to another, in one commit.

    Args:
        workspace: Where to read and write.
        old: The version they are of, such as ``esco@1.1.1``.
        new: The version to take them to.
        dry_run: Write nothing.
        progress: Called while the search index of the newer version is built, where it is missing.

    Raises:
        NotFoundError: If one of the versions is not loaded.
        InputError: If they are versions of different frameworks, or the same one.
    """
    from skillgraph.graph import codec

    before, after = versions_of(workspace.snapshot(), old, new)
    older, newer = (version_of(workspace.snapshot(), record) for record in (before, after))
    changes = changes_of(differences(older.concepts.values(), newer.concepts.values()))
    query = Query(str(after.id), Profile.PRECISE, progress=progress)
    successors = successors_of(workspace, older, newer, query)

    def made(snapshot: Snapshot) -> Upgrade:
        return upgrade_records(
            snapshot.mappings,
            old=before.id,
            new=after.id,
            version=newer,
            successions=successors,
            changes=changes,
            at=now(),
        )

    if dry_run:
        return made(workspace.snapshot())
    with workspace.writing() as draft:
        upgrade = made(workspace.snapshot())
        if upgrade.changed:
            codec.rewrite_mappings(draft.store, graphs.MAPPINGS, upgrade.changed)
    return upgrade


def undo_last_upgrade(workspace: Workspace, old: str, new: str) -> UndoneUpgrade:
    """Undo the last upgrade from one version to another, in one commit; histories only grow.

    Raises:
        NotFoundError: If no such upgrade stands.
    """
    from skillgraph.graph import codec

    before, after = FrameworkId.parse(old), FrameworkId.parse(new)
    with workspace.writing() as draft:
        undone = undo_upgrade(workspace.snapshot().mappings, old=before, new=after, at=now())
        if not undone.run:
            raise NotFoundError(
                f"No upgrade from {before} to {after} stands.",
                hint="See the history of a mapping with `skillgraph review show`.",
            )
        if undone.restored:
            codec.rewrite_mappings(draft.store, graphs.MAPPINGS, undone.restored)
    return undone


def page_content(workspace: Workspace, upgrade: Upgrade, *, dry_run: bool) -> UpgradeContent:
    """What a page on an upgrade shows beside it: credentials, labels, acknowledgements."""
    from skillgraph.export.upgrades import UpgradeContent

    snapshot = workspace.snapshot()
    records = [snapshot.manifest.framework(str(one)) for one in (upgrade.old, upgrade.new)]
    return UpgradeContent(
        upgrade=upgrade,
        credentials={outcome.id: one.name for one in snapshot.credentials for outcome in one.outcomes},
        labels={concept.uri: concept.label() for record in records for concept in snapshot.concepts(record)},
        acknowledgements=tuple(dict.fromkeys(filter(None, (record.acknowledgement for record in records)))),
        dry_run=dry_run,
    )


def versions_of(snapshot: Snapshot, old: str, new: str) -> tuple[FrameworkRecord, FrameworkRecord]:
    """Two versions of one framework.

    Raises:
        NotFoundError: If one of them is not loaded.
        InputError: If they are versions of different frameworks, or the same one.
    """
    before, after = snapshot.manifest.framework(old), snapshot.manifest.framework(new)
    if before.id.name != after.id.name or before.id == after.id:
        raise error_of(InputError, "versions-unlike", old=str(before.id), new=str(after.id))
    return before, after


def version_of(snapshot: Snapshot, record: FrameworkRecord) -> Version:
    """The concepts of a version, and the relations among them."""
    from skillgraph.graph import codec

    return Version.of(snapshot.concepts(record), codec.read_relations(snapshot.store, [record.graph]))


def successors_of(workspace: Workspace, old: Version, new: Version, query: Query) -> dict[str, Succession]:
    """What takes the place of every concept that is gone; no index is opened where none is.

    Args:
        workspace: Where the index is.
        old: The older version.
        new: The newer one.
        query: How to open the index of the newer version.

    Raises:
        IndexMissingError: If it is missing and may not be built.
    """
    uris = sorted(uri for uri in old.concepts if not new.has(uri))
    matchable = [old.concepts[uri] for uri in uris if old.concepts[uri].kind.matchable]
    similar: Mapping[str, Similarities] = {}
    if matchable:
        from skillgraph.matching.similar import similar_concepts

        similar = similar_concepts(open_matcher(workspace, query).index, matchable)
    return successions(uris, old, new, similar)
