"""The composition root: a workspace on disk, loading into it, and the answers it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillgraph.lazy import lazily

if TYPE_CHECKING:
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

__all__ = ["Query", "Snapshot", "Workspace"]

__getattr__ = lazily(
    __name__, {"Query": "query", "Snapshot": "state.snapshot", "Workspace": "state.workspace"}
)
