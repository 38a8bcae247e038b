"""Which postings say the same, and which speak for the same employer: what tells one text from many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.workspace.state import kept_sketches
from skillgraph.workspace.state import table_parts as parts

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from skillgraph.matching.near_duplicates import Sketches
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


def statements(workspace: Workspace, snapshot: Snapshot) -> pa.Table:
    """One row for each posting: ``posting``, ``text`` and ``said_by``.

    ``text`` is the same number for postings whose texts are the same but for a few words, such as the name of
    a town; ``said_by`` is the same for those of one employer, whatever its legal form, and null where none
    is named. Made once and kept in memory until postings change.
    """
    files = snapshot.posting_files()
    return workspace.cached("statements", files, lambda: _statements(files))


def _statements(files: list[Path]) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    from skillgraph.matching.duplicate_links import same_texts

    found = [_sketches(file) for file in files]
    employers = np.concatenate([part["employer"] for part in found])
    ids = [chunk for file in files for chunk in parts.read(file, columns=["id"])["id"].chunks]
    columns = {
        "posting": pa.chunked_array(ids, pa.string()),
        "text": pa.array(same_texts(found), pa.int64()),
        "said_by": pa.array(employers.view(np.int64), pa.int64(), mask=employers == 0),
    }
    return pa.table(columns)


def _sketches(file: Path) -> Sketches:
    """The sketches of a part; where they are missing they are made, and left to the next load to keep."""
    from skillgraph.matching.near_duplicates import sketches

    found = kept_sketches.stored(file)
    return sketches(parts.read(file)) if found is None else found
