"""Loads postings into the tables of a workspace: by id, near-duplicates linked, all in little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import files
from skillgraph.model import Posting
from skillgraph.workspace.state import table_parts as parts
from skillgraph.workspace.state import tables
from skillgraph.workspace.state.manifest import PartRecord

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from skillgraph.matching.near_duplicates import Links, Sketches
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
    """

    def __init__(self, root: Path) -> None:
        self._root = root

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
        folder = parts.folder_of(source)
        for batch in _batches(postings):
            table = completed(tables.posting_rows(batch), occupations)
            part = self._write(folder, table, origin)
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
        from skillgraph.matching.near_duplicates import link

        owned = [(source, part) for source, found in sources.items() for part in found]
        links = link([self._sketches(part.file) for _, part in owned])
        ids = _Ids(self._root, [part for _, part in owned])
        done: dict[str, tuple[list[PartRecord], int]] = {source: ([], 0) for source in sources}
        start = 0
        for source, part in owned:
            rows = slice(start, start + part.count)
            found, distinct = done[source]
            found.append(self._linked(part, links, ids, rows))
            done[source] = (found, distinct + int((links.reasons[rows] == 0).sum()))
            start += part.count
        return done

    def _write(self, folder: str, table: pa.Table, origin: str) -> PartRecord:
        return PartRecord(parts.write(self._root, folder, table), table.num_rows, origin)

    def _sketches(self, file: str) -> Sketches:
        """The sketches of a part; made where they are missing."""
        import numpy as np

        from skillgraph.matching.near_duplicates import sketches

        path = sketch_path(self._root / file)
        found = stored_sketches(self._root / file)
        if found is not None:
            return found
        with files.atomic_path(path) as temporary, temporary.open("wb") as stream:
            np.save(stream, sketches(parts.read(self._root / file)))
        made: Sketches = np.load(path, mmap_mode="r", allow_pickle=False)
        return made

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
        return self._write(_folder(part.file), table, part.origin)

    def _linked(self, part: PartRecord, links: Links, ids: _Ids, rows: slice) -> PartRecord:
        import pyarrow as pa

        from skillgraph.matching.near_duplicates import Reason

        words = {reason.value: reason.word for reason in Reason}
        columns = {
            "canonical": ids.take(links.canonical[rows]),
            "similarity": pa.array(links.similarity[rows], from_pandas=True),
            "duplicate": pa.array([words[reason] for reason in links.reasons[rows].tolist()], pa.string()),
        }
        path = self._root / part.file
        before = parts.read(path, columns=list(columns))
        if all(before[name].combine_chunks().equals(column) for name, column in columns.items()):
            return part
        table = parts.read(path)
        for name, column in columns.items():
            table = table.set_column(table.schema.get_field_index(name), name, column)
        linked = self._write(_folder(part.file), table, part.origin)
        if linked.file != part.file:
            sketch_path(path).rename(sketch_path(self._root / linked.file))
        return linked


def relink(draft: WorkspaceDraft, table: PostingTables) -> None:
    """Link near-duplicates over all sources, and count the postings that stand for themselves."""
    before = {record.name: record for record in draft.manifest.postings}
    linked = table.relinked({name: record.parts for name, record in before.items()})
    for name, (found, distinct) in linked.items():
        count = sum(part.count for part in found)
        draft.set_postings(replace(before[name], parts=tuple(found), count=count, distinct=distinct))


def sketch_path(part: Path) -> Path:
    """Where the sketches of a part are kept; they may be deleted, and are made again."""
    from skillgraph.matching.near_duplicates import VERSION

    return part.with_suffix(f".sketch{VERSION}.npy")


def stored_sketches(part: Path) -> Sketches | None:
    """The sketches of a part, mapped from their file; ``None`` where there are none that can be used."""
    import numpy as np

    from skillgraph.matching.near_duplicates import SKETCH

    try:
        found: Sketches = np.load(sketch_path(part), mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return found if found.dtype == SKETCH else None


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


class _Ids:
    """The ids of all postings of several parts, by their row over the parts."""

    def __init__(self, root: Path, found: Sequence[PartRecord]) -> None:
        self._root = root
        self._parts = found

    @cached_property
    def _ids(self) -> pa.ChunkedArray:
        import pyarrow as pa

        columns = [parts.read(self._root / part.file, columns=["id"])["id"] for part in self._parts]
        return pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string())

    def take(self, rows: npt.NDArray[np.int64]) -> pa.Array:
        """The ids of rows."""
        return self._ids.take(rows).combine_chunks()


def _folder(file: str) -> str:
    return file.rpartition("/")[0]


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
