"""The engine of one machine: processes that search postings, and DuckDB that counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillgraph.matching.profile import processes_for
from skillgraph.processes import Processes
from skillgraph.settings import Settings
from skillgraph.workspace.engines.parcel import OnParcels, Parcel
from skillgraph.workspace.state import kept_sketches, table_parts

if TYPE_CHECKING:
    import pyarrow as pa

    from skillgraph.analytics.demand.counting import Table
    from skillgraph.matching.duplicate_links import Links
    from skillgraph.workspace.engines.engine import Answer, Item, MentionSearch, PostingWriter
    from skillgraph.workspace.state.manifest import PartRecord

BATCH = 100
"""Postings that a process works on at a time."""

ALONE = 500
"""So many postings are not worth the start of processes."""


class LocalEngine:
    """Searches the postings part by part, in as many processes as the settings say, and counts in memory."""

    def search(self, search: MentionSearch) -> Iterator[Sequence[PartRecord]]:
        """See `skillgraph.workspace.engines.engine.Engine`."""
        import pyarrow as pa

        from skillgraph.matching.mentions import MentionFinder
        from skillgraph.model.tables import MENTIONS

        find = OnParcels(MentionFinder(search.matcher, search.rule))
        count = processes_for(search.matcher.profile) if search.postings > ALONE else 1
        done = 0
        with closing(Processes(find, count)) as processes:
            for part in search.parts:
                parcels = map(Parcel, part.read().to_batches(BATCH))
                found = _told(processes.map(parcels, find), search, done, part.count)
                yield [part.write(pa.Table.from_batches(found, schema=MENTIONS))]
                done += part.count

    def write(self, tables: Iterable[pa.Table], writer: PostingWriter) -> Iterator[PartRecord]:
        """See `skillgraph.workspace.engines.engine.Engine`."""
        return map(writer.write, tables)

    def links(self, files: Sequence[Path], damaged: list[str]) -> Links:
        """See `skillgraph.workspace.engines.engine.Engine`."""
        from skillgraph.matching.duplicate_links import link

        return link([kept_sketches.of_part(file, damaged) for file in files])

    def each(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """See `skillgraph.workspace.engines.engine.Engine`."""
        return map(function, items)

    def tables(self, *, one_order: bool = False) -> DuckTables:
        """See `skillgraph.workspace.engines.engine.Engine`; threads add in any order, one thread in one."""
        import ibis

        threads = 1 if one_order else Settings.from_environment().threads
        return DuckTables(ibis.duckdb.connect(threads=threads))


class DuckTables:
    """Tables in DuckDB.

    Args:
        backend: Of Ibis, which gives its methods no types.
    """

    def __init__(self, backend: Any) -> None:  # noqa: ANN401
        self._backend = backend

    def parts(self, paths: Sequence[Path], schema: pa.Schema) -> Table:
        """See `skillgraph.workspace.engines.engine.TableStore`.

        All bytes are read once before: DuckDB reads parts late and in pieces, and does not say which is
        damaged. Folder names such as ``source=jobs`` are no columns.
        """
        import ibis

        for path in paths:
            table_parts.check(path)
        files = [str(path) for path in paths]
        found = self._backend.read_parquet(files, hive_partitioning=False, union_by_name=True)
        types = ibis.Schema.from_pyarrow(schema)
        lacking = {name: ibis.null(types[name]) for name in schema.names if name not in found.columns}
        return found.mutate(**lacking) if lacking else found

    def table(self, name: str, rows: pa.Table) -> Table:
        """See `skillgraph.workspace.engines.engine.TableStore`."""
        return self._backend.create_table(name, rows, temp=True)


def _told(
    batches: Iterable[pa.RecordBatch], search: MentionSearch, start: int, count: int
) -> Iterator[pa.RecordBatch]:
    for number, batch in enumerate(batches, start=1):
        search.report(start + min(number * BATCH, count))
        yield batch


LOCAL = LocalEngine()
