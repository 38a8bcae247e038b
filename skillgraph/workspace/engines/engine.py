"""What an engine does: the long work over parts of tables, wherever it is done; the answers are the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from skillgraph.workspace.state import table_parts as parts
from skillgraph.workspace.state.manifest import PartRecord

if TYPE_CHECKING:
    import pyarrow as pa

    from skillgraph.analytics.demand.counting import Table
    from skillgraph.matching.matcher import Matcher
    from skillgraph.matching.mentions import MentionRule
    from skillgraph.progress import Progress

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

    def tables(self, *, one_order: bool = False) -> TableStore:
        """Open a store of tables, empty.

        Args:
            one_order: Whether fractions should always be added in the same order, where that can be had.
        """
        ...
