"""The composition root: a workspace on disk, loading into it, and the answers it gives.

What it exports is loaded when it is first used: the requests alone, which the command line needs to start, do
not open a workspace.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

__all__ = ["Query", "Snapshot", "Workspace"]

_FROM = {"Query": "query", "Snapshot": "state.snapshot", "Workspace": "state.workspace"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whichever it is
    if name not in _FROM:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_FROM[name]}"), name)
