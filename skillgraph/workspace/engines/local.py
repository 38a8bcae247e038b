"""The engine of one machine: processes that search postings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from skillgraph.processes import Processes
from skillgraph.workspace.engines.parcel import OnParcels, Parcel
from skillgraph.workspace.state.indexing import processes_for

if TYPE_CHECKING:
    import pyarrow as pa

    from skillgraph.workspace.engines.engine import MentionSearch
    from skillgraph.workspace.state.manifest import PartRecord

BATCH = 100
"""Postings that a process works on at a time."""

ALONE = 500
"""So many postings are not worth the start of processes."""


class LocalEngine:
    """Searches the postings part by part, in as many processes as the settings say."""

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


def _told(
    batches: Iterable[pa.RecordBatch], search: MentionSearch, start: int, count: int
) -> Iterator[pa.RecordBatch]:
    for number, batch in enumerate(batches, start=1):
        search.report(start + min(number * BATCH, count))
        yield batch


LOCAL = LocalEngine()
