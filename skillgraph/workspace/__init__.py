"""The composition root: a workspace on disk, loading into it, and the answers it gives."""

from skillgraph.workspace.query import Query
from skillgraph.workspace.state.snapshot import Snapshot
from skillgraph.workspace.state.workspace import Workspace

__all__ = ["Query", "Snapshot", "Workspace"]
