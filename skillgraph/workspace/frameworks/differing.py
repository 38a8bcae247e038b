"""What changed between two versions of a framework, with what took the place of what is gone, for readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from skillgraph.alignment.succession import Candidate, Succession, successions
from skillgraph.alignment.upgrade import of_version
from skillgraph.errors import IndexDamagedError, IndexMissingError
from skillgraph.export.datatables import ColumnKind, DataField, DataTable
from skillgraph.matching.profile import Profile
from skillgraph.model import FrameworkId
from skillgraph.taxonomies.differences import Change, ChangeKind, differences
from skillgraph.workspace.frameworks.upgrading import successors_of, version_of, versions_of
from skillgraph.workspace.query import Query

if TYPE_CHECKING:
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

GONE = (ChangeKind.REMOVED, ChangeKind.DEPRECATED)
"""After these a concept is not to be used any more."""


@dataclass(frozen=True, slots=True)
class VersionDifferences:
    """Two versions of a framework, compared.

    Attributes:
        successions: What takes the place of each concept that is gone, by URI.
        by_meaning: Whether labels were compared by meaning too, which needs the index of the newer version.
    """

    old: FrameworkId
    new: FrameworkId
    changes: tuple[Change, ...]
    successions: Mapping[str, Succession]
    by_meaning: bool

    def successor(self, uri: str) -> Candidate | None:
        """The sure replacement of a concept that is gone."""
        found = self.successions.get(uri)
        return found.successor if found else None


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One change, as tables show it.

    Attributes:
        label: Of the concept, in the language of the table, as are all others.
        before, after: Labels of what only the older, or only the newer version says.
        successor: What surely takes the place of a concept that is gone, with its label.
        mappings: How many mappings of outcomes lead to the concept in the older version.
    """

    change: Change
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    successor: Candidate | None
    mappings: int


def version_differences(workspace: Workspace, old: str, new: str) -> VersionDifferences:
    """What changed from one loaded version to another; kept in memory until one is loaded again.

    Nothing is built: without an index of the newer version, labels are not compared by meaning.

    Raises:
        NotFoundError: If one of them is not loaded.
        InputError: If they are versions of different frameworks, or the same one.
    """
    snapshot = workspace.snapshot()
    before, after = versions_of(snapshot, old, new)
    query = Query(str(after.id), Profile.PRECISE, build=False)
    return workspace.cached(
        ("differences", before.id, after.id),
        (before, after),
        lambda: _compared(workspace, snapshot, str(before.id), query),
    )


def _compared(workspace: Workspace, snapshot: Snapshot, old: str, query: Query) -> VersionDifferences:
    records = versions_of(snapshot, old, query.framework or "")
    older, newer = (version_of(snapshot, record) for record in records)
    try:
        found, by_meaning = successors_of(workspace, older, newer, query), True
    except (IndexMissingError, IndexDamagedError):
        gone = sorted(uri for uri in older.concepts if not newer.has(uri))
        found, by_meaning = successions(gone, older, newer, {}), False
    changes = tuple(differences(older.concepts.values(), newer.concepts.values()))
    return VersionDifferences(records[0].id, records[1].id, changes, found, by_meaning)


def difference_rows(snapshot: Snapshot, found: VersionDifferences, lang: str) -> list[DifferenceRow]:
    """Every change with labels in a language, and the mappings that it touches."""
    touched = Counter(one.object_id for one in of_version(snapshot.mappings, found.old))
    placed = {uri for one in found.changes for uri in (one.uri, *one.before, *one.after)}
    followed = {uri: one for uri in placed if (one := found.successor(uri))}
    names = snapshot.names(placed | {one.uri for one in followed.values()}, lang)
    successors = {uri: replace(one, label=names.get(one.uri, one.label)) for uri, one in followed.items()}
    return [
        DifferenceRow(
            change,
            names.get(change.uri, change.label),
            tuple(names.get(text, text) for text in change.before),
            tuple(names.get(text, text) for text in change.after),
            successors.get(change.uri) if change.kind in GONE else None,
            touched[change.uri],
        )
        for change in found.changes
    ]


def difference_table(rows: Sequence[DifferenceRow]) -> DataTable:
    """The rows as data; column names are for programs, the same in every language."""
    text = ColumnKind.TEXT
    fields: list[DataField[DifferenceRow]] = [
        DataField("change", text, lambda row: row.change.kind.value),
        DataField("uri", text, lambda row: row.change.uri),
        DataField("label", text, lambda row: row.label),
        DataField("kind", text, lambda row: row.change.concept_kind.value),
        DataField("lang", text, lambda row: row.change.lang),
        DataField("before", text, lambda row: " | ".join(row.before)),
        DataField("after", text, lambda row: " | ".join(row.after)),
        DataField("successor", text, lambda row: row.successor.uri if row.successor else ""),
        DataField("successor_label", text, lambda row: row.successor.label if row.successor else ""),
        DataField("evidence", text, lambda row: str(row.successor.kind or "") if row.successor else ""),
        DataField(
            "confidence", ColumnKind.NUMBER, lambda row: row.successor.confidence if row.successor else None
        ),
        DataField("mappings", ColumnKind.COUNT, lambda row: row.mappings),
    ]
    return DataTable.of("differences", rows, fields)
