"""Loads postings into the tables of a workspace: by id, near-duplicates linked, all in little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.model import Posting
from skillgraph.workspace.engines.engine import PostingWriter
from skillgraph.workspace.engines.local import LOCAL
from skillgraph.workspace.state import kept_sketches, tables
from skillgraph.workspace.state import table_parts as parts
from skillgraph.workspace.state.manifest import PartRecord

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from skillgraph.matching.duplicate_links import Links
    from skillgraph.matching.near_duplicates import Sketches
    from skillgraph.workspace.engines.engine import Engine
    from skillgraph.workspace.postings.occupations import Occupations
    from skillgraph.workspace.state.draft import WorkspaceDraft

ROWS = 5_000
CHARACTERS = 8_000_000
"""A part ends after so many postings or so many characters of descriptions, whichever comes first."""


@dataclass(slots=True)
class SourceChange:
    """What a load did to a source.

    Attributes:
        parts: The parts of the source afterwards.
        read: Postings read.
        replaced: Of these, those whose id the source had before.
    """

    parts: list[PartRecord] = field(default_factory=list)
    read: int = 0
    replaced: int = 0


class PostingTables:
    """The posting tables of a workspace that is locked for writing.

    Args:
        root: The workspace's ``postings`` folder.
        engine: Writes parts and finds near-duplicates.

    Attributes:
        made_again: A sentence for each file beside the tables that was damaged, and made again.
    """

    def __init__(self, root: Path, engine: Engine = LOCAL) -> None:
        self._root = root
        self._engine = engine
        self.made_again: list[str] = []

    def add(
        self,
        source: str,
        before: Sequence[PartRecord],
        postings: Iterable[Posting],
        *,
        origin: str,
        occupations: Occupations | None,
    ) -> SourceChange:
        """Write postings, and leave those of the same id out of the parts before.

        Args:
            source: The name of the source.
            before: Its parts so far.
            postings: What to add; streamed.
            origin: Name of the file they come from.
            occupations: Suggests occupations for titles.
        """
        import numpy as np

        change, ids = SourceChange(), [np.empty(0, dtype=np.uint64)]
        complete = partial(completed, occupations=occupations)
        writer = PostingWriter(self._root, parts.folder_of(source), origin, complete)
        for part in self._engine.write(map(tables.posting_rows, _batches(postings)), writer):
            change.parts.append(part)
            change.read += part.count
            ids.append(np.array(self._sketches(part.file)["id"]))
        new = np.unique(np.concatenate(ids))
        kept = [self._without(part, new) for part in before]
        change.replaced = sum(part.count for part in before) - sum(part.count for part in kept if part)
        change.parts = [part for part in kept if part] + change.parts
        return change

    def relinked(
        self, sources: Mapping[str, Sequence[PartRecord]]
    ) -> dict[str, tuple[list[PartRecord], int]]:
        """Link the near-duplicates of all sources; parts in which nothing changed stay as they are.

        Returns:
            For each source its parts, and how many of its postings stand for themselves.
        """
        owned = [(source, part) for source, found in sources.items() for part in found]
        found = [part for _, part in owned]
        links = self._engine.links([self._root / part.file for part in found], self.made_again)
        linked = self._engine.each(relinked_part, _relinkings(self._root, found, links))
        done: dict[str, tuple[list[PartRecord], int]] = {source: ([], 0) for source in sources}
        start = 0
        for (source, before), part in zip(owned, linked, strict=True):
            rows = slice(start, start := start + before.count)
            so_far, distinct = done[source]
            so_far.append(part)
            done[source] = (so_far, distinct + int((links.reasons[rows] == 0).sum()))
        return done

    def _sketches(self, file: str) -> Sketches:
        """The sketches of a part; made where they are missing or damaged."""
        return kept_sketches.of_part(self._root / file, self.made_again)

    def _without(self, part: PartRecord, ids: npt.NDArray[np.uint64]) -> PartRecord | None:
        """The part without the postings of these ids; ``None`` where nothing is left."""
        import numpy as np
        import pyarrow as pa

        gone = np.isin(self._sketches(part.file)["id"], ids)
        if not gone.any():
            return part
        if gone.all():
            return None
        table = parts.read(self._root / part.file).filter(pa.array(~gone))
        return _written(self._root, part, table)


@dataclass(frozen=True, slots=True)
class Relinking:
    """A part whose postings are to be linked to those that stand for them.

    Attributes:
        root: The workspace's ``postings`` folder.
        part: The part.
        rows: Its rows that others stand for, ascending; ``canonical``, ``similarity`` and ``reasons`` say
            by which id, how like they are, and why.
    """

    root: Path
    part: PartRecord
    rows: npt.NDArray[np.int64]
    canonical: pa.Array
    similarity: npt.NDArray[np.float64]
    reasons: npt.NDArray[np.uint8]

    def columns(self, ids: pa.Array) -> dict[str, pa.Array]:
        """The columns that say so; all other postings, by their ids, stand for themselves."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        from skillgraph.matching.near_duplicates import Reason

        linked = np.zeros(len(ids), dtype=bool)
        linked[self.rows] = True
        similarity = np.full(len(ids), np.nan)
        similarity[self.rows] = self.similarity
        words = np.full(len(ids), Reason.NONE.word, dtype=object)
        words[self.rows] = [Reason(reason).word for reason in self.reasons.tolist()]
        return {
            "canonical": pc.replace_with_mask(ids, pa.array(linked), self.canonical),
            "similarity": pa.array(similarity, from_pandas=True),
            "duplicate": pa.array(words, pa.string()),
        }


def _relinkings(root: Path, found: Sequence[PartRecord], links: Links) -> Iterator[Relinking]:
    import numpy as np

    linked = np.flatnonzero(links.reasons)
    canonical = _ids(root, found, links.canonical[linked])
    start = 0
    for part in found:
        here = slice(*np.searchsorted(linked, (start, start + part.count)))
        rows = linked[here]
        yield Relinking(
            root,
            part,
            rows - start,
            canonical.slice(here.start, len(rows)),
            links.similarity[rows],
            links.reasons[rows],
        )
        start += part.count


def _ids(root: Path, found: Sequence[PartRecord], rows: npt.NDArray[np.int64]) -> pa.Array:
    """The ids of some rows, which are counted over all parts; the parts are not read for none."""
    import pyarrow as pa

    owned = found if len(rows) else ()
    columns = [parts.read(root / part.file, columns=["id"])["id"] for part in owned]
    every = pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string())
    return every.take(rows).combine_chunks()


def relinked_part(change: Relinking) -> PartRecord:
    """Write a part with other links; one in which nothing changes stays as it is."""
    path = change.root / change.part.file
    before = parts.read(path, columns=["id", "canonical", "similarity", "duplicate"])
    columns = change.columns(before["id"].combine_chunks())
    if all(before[name].combine_chunks().equals(column) for name, column in columns.items()):
        return change.part
    table = parts.read(path)
    for name, column in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, column)
    linked = _written(change.root, change.part, table)
    if linked.file != change.part.file:
        kept_sketches.move(path, change.root / linked.file)
    return linked


def _written(root: Path, part: PartRecord, table: pa.Table) -> PartRecord:
    """Other rows of a part, beside it."""
    file = parts.write(root, part.file.rpartition("/")[0], table)
    return PartRecord(file, table.num_rows, part.origin)


def relink(draft: WorkspaceDraft, table: PostingTables) -> None:
    """Link near-duplicates over all sources, and count the postings that stand for themselves."""
    before = {record.name: record for record in draft.manifest.postings}
    linked = table.relinked({name: record.parts for name, record in before.items()})
    for name, (found, distinct) in linked.items():
        count = sum(part.count for part in found)
        draft.set_postings(replace(before[name], parts=tuple(found), count=count, distinct=distinct))


def completed(table: pa.Table, occupations: Occupations | None) -> pa.Table:
    """The table with region and sector normalised and occupations suggested."""
    import pyarrow as pa

    from skillgraph.sources.regions import region_of
    from skillgraph.sources.sectors import naics_sector

    regions = map(region_of, table["region"].to_pylist(), table["place"].to_pylist())
    columns: dict[str, pa.Array] = {
        "region": pa.array(regions, pa.string()),
        "sector_normalised": pa.array(map(naics_sector, table["sector"].to_pylist()), pa.string()),
    }
    if occupations is not None:
        columns |= _occupations(table, occupations)
    for name, column in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, column)
    return table


def _occupations(table: pa.Table, occupations: Occupations) -> dict[str, pa.Array]:
    import pyarrow as pa

    found = occupations.suggest(table["title"].to_pylist())
    given = table["isco"].to_pylist()
    return {
        "occupation": pa.array([one.uri if one else "" for one in found], pa.string()),
        "occupation_label": pa.array([one.label if one else "" for one in found], pa.string()),
        "occupation_confidence": pa.array([one.confidence if one else None for one in found], pa.float64()),
        "isco": pa.array([code or (one.isco if one else "") for code, one in zip(given, found, strict=True)]),
    }


def _batches(postings: Iterable[Posting]) -> Iterator[list[Posting]]:
    batch: list[Posting] = []
    characters = 0
    for posting in postings:
        batch.append(posting)
        characters += len(posting.description)
        if len(batch) == ROWS or characters > CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def named(postings: Iterable[Posting], source: str) -> Iterator[Posting]:
    """Postings with identifiers that are unique over all sources."""
    return (replace(posting, id=f"{source}/{posting.id}", source=source) for posting in postings)
