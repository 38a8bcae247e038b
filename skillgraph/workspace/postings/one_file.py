"""One file of postings on its way into a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.clock import now
from skillgraph.errors import ProblemLog
from skillgraph.sources import read_postings
from skillgraph.sources.columns import FIELDS
from skillgraph.workspace.postings.loading import named
from skillgraph.workspace.state.manifest import FileRecord, PartRecord, TableRecord

if TYPE_CHECKING:
    from skillgraph.workspace.postings.loading import PostingTables, SourceChange
    from skillgraph.workspace.postings.occupations import Occupations


@dataclass(frozen=True)
class PostingFile:
    """A file, and how it is to be read.

    Attributes:
        path: Where it is.
        name: Of the source.
        columns: See `skillgraph.sources.read_postings`.
        problems: Takes what cannot be read as it stands.
        replaces: Whether the source is to hold this file alone.
    """

    path: Path
    name: str
    columns: Mapping[str, str | Sequence[str]] | None
    problems: ProblemLog
    replaces: bool

    @cached_property
    def record(self) -> FileRecord:
        """The file, as it is when it is first asked for."""
        return FileRecord.of(self.path)

    def settings(self, occupations: Occupations | None) -> dict[str, str]:
        """Everything besides the file that the rows of its postings depend on.

        The fields are among it, so that loading a file again fills what an earlier version did not read.
        """
        return {
            "fields": " ".join(FIELDS),
            "columns": repr(sorted(self.columns.items())) if self.columns else "",
            "occupations": occupations.fingerprint if occupations else "",
        }

    def is_held(self, before: TableRecord, made_with: Mapping[str, str]) -> bool:
        """Whether the source holds the file last, or alone where it is to, read in the same way."""
        last = before.files if self.replaces else before.files[-1:]
        return [one.sha256 for one in last] == [self.record.sha256] and before.made_with == made_with

    def add(
        self, table: PostingTables, before: Sequence[PartRecord], occupations: Occupations | None
    ) -> SourceChange:
        """Read the file and write its postings to those before.

        Raises:
            InputError: If the file cannot be read.
        """
        read = named(read_postings(self.path, columns=self.columns, problems=self.problems), self.name)
        kept = () if self.replaces else before
        return table.add(self.name, kept, read, origin=self.path.name, occupations=occupations)

    def source(self, before: TableRecord, change: SourceChange, made_with: dict[str, str]) -> TableRecord:
        """What the manifest is to say of the source after the change."""
        older = [one for one in before.files if not self.replaces and one.sha256 != self.record.sha256]
        files = (*older, self.record)
        return TableRecord(self.name, tuple(change.parts), files=files, loaded=now(), made_with=made_with)
