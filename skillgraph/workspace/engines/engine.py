"""What an engine does: the long work over parts of tables, wherever it is done; the answers are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from skillgraph.workspace.state import kept_sketches
from skillgraph.workspace.state import table_parts as parts
from skillgraph.workspace.state.manifest import PartRecord

if TYPE_CHECKING:
    import pyarrow as pa

    from skillgraph.analytics.demand.counting import Table
    from skillgraph.matching.duplicate_links import Links
    from skillgraph.matching.matcher import Matcher
    from skillgraph.matching.mentions import MentionRule
    from skillgraph.progress import Progress

Item = TypeVar("Item")
Answer = TypeVar("Answer")

FINDING = "Finding skills in postings"

_COLUMNS = ["id", "canonical", "title", "description"]


@dataclass(frozen=True, slots=True)
class PostingPart:
    """A part of the postings whose mentions are to be found, and where they are to be written.

    Attributes:
        root: The workspace's ``postings`` folder.
        file: The part, below ``root``; it has ``count`` postings.
        folder: Where its mentions belong, below ``root``.
        made_with: What is noted in the file of its mentions.
    """

    root: Path
    file: str
    count: int
    folder: str
    made_with: Mapping[str, str]

    def read(self) -> pa.Table:
        """The columns that `skillgraph.matching.mentions.MentionFinder` needs.

        Raises:
            InputError: If the part is missing or damaged.
        """
        return parts.read(self.root / self.file, columns=_COLUMNS)

    def write(self, mentions: pa.Table) -> PartRecord:
        """Write its mentions; the same ones give the same file, whoever writes."""
        file = parts.write(self.root, self.folder, mentions, made_with=self.made_with)
        return PartRecord(file, mentions.num_rows, self.file)


@dataclass(frozen=True, slots=True)
class MentionSearch:
    """Parts of postings that are to be searched for skills.

    Attributes:
        parts: What to search.
        matcher: Of the framework; ``rule`` says what counts as a mention.
        progress: Called with how many postings are done.
    """

    parts: Sequence[PostingPart]
    matcher: Matcher
    rule: MentionRule
    progress: Progress | None = None

    @property
    def postings(self) -> int:
        """How many postings there are to search."""
        return sum(part.count for part in self.parts)

    def report(self, done: int) -> None:
        """Say that so many postings are done."""
        if self.progress is not None:
            self.progress(FINDING, done, self.postings)


@dataclass(frozen=True, slots=True)
class PostingWriter:
    """Makes parts of the postings of a source from rows as they were read.

    Attributes:
        root: The workspace's ``postings`` folder.
        folder: Where the parts belong, below ``root``.
        origin: Name of the file that the postings come from.
        completed: Fills the columns that follow from others.
    """

    root: Path
    folder: str
    origin: str
    completed: Callable[[pa.Table], pa.Table]

    def write(self, rows: pa.Table) -> PartRecord:
        """Write a part, with its sketches beside it; the same rows give the same file, whoever writes."""
        file = parts.write(self.root, self.folder, self.completed(rows))
        kept_sketches.of_part(self.root / file, [])
        return PartRecord(file, rows.num_rows, self.origin)

    def keep(self, rows: pa.Table) -> str:
        """Write rows as they are, for another process to make a part of; the name of the file."""
        return parts.write(self.root, f"{self.folder}/{AS_READ}", rows)

    def write_kept(self, file: str) -> PartRecord:
        """Write a part from rows that were kept.

        Raises:
            InputError: If they are missing or damaged.
        """
        return self.write(parts.read(self.root / file))


AS_READ = "as-read"
"""The folder, in that of a source, of rows that are no part yet; what lies there is removed after a load."""


class TableStore(Protocol):
    """Where tables are while they are counted, which Ibis says how to do."""

    def parts(self, paths: Sequence[Path], schema: pa.Schema) -> Table:
        """The rows of all these parts; a column that a part lacks is null there.

        Raises:
            InputError: If a part is missing or damaged; the message names the file.
        """
        ...

    def table(self, name: str, rows: pa.Table) -> Table:
        """Rows of this machine beside the parts."""
        ...


class Engine(Protocol):
    """Does the long work over parts of tables."""

    def search(self, search: MentionSearch) -> Iterator[Sequence[PartRecord]]:
        """Find the mentions in parts of postings, and write a part of mentions for each.

        Yields:
            Parts of mentions as they are ready, to be committed together.

        Raises:
            InputError: If a part is damaged.
        """
        ...

    def write(self, tables: Iterable[pa.Table], writer: PostingWriter) -> Iterator[PartRecord]:
        """Write a part of postings for each table, in their order; few tables are read ahead."""
        ...

    def links(self, files: Sequence[Path], damaged: list[str]) -> Links:
        """Find the near-duplicates among all postings of these parts; rows are counted over the parts.

        Args:
            files: The parts; sketches that are missing beside them are made.
            damaged: Takes a sentence for each file of sketches that was damaged, and made again.

        Raises:
            InputError: If a part is damaged whose sketches have to be made.
        """
        ...

    def each(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """What a function gives for each item, in their order; both can be pickled."""
        ...

    def tables(self, *, one_order: bool = False) -> TableStore:
        """Open a store of tables, empty.

        Args:
            one_order: Whether fractions should always be added in the same order, where that can be had.
        """
        ...
