"""The folder that a writer works in: a copy of a generation that shares its files through hard links.

Opening one takes as long as a small commit, and the store begins each time anew to order its tables, only to
be closed before it is done. A process that writes often therefore keeps its copy from one commit to the next.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
import weakref
from contextlib import ExitStack
from pathlib import Path

from skillgraph.graph.locks import locked
from skillgraph.graph.store import OxigraphTripleStore

NAME = re.compile(r"work-[0-9a-f]{8}")


class WorkingCopy:
    """A store to write to, in a folder that no other process touches; nothing of it stays when it goes.

    Args:
        folder: Where the generations are.
        origin: Where the one that it starts from is open for reading; without it, the copy is empty.
    """

    def __init__(self, folder: Path, origin: OxigraphTripleStore | None) -> None:
        name = f"work-{uuid.uuid4().hex[:8]}"
        with ExitStack() as stack:
            stack.enter_context(locked(folder, name, exclusive=True))
            stack.callback(_remove_own, os.getpid(), folder, name)
            if origin is not None:
                origin.backup(folder / name)
            self.store = OxigraphTripleStore.open_writable(folder / name)
            stack.callback(self.store.close)
            self._end = weakref.finalize(self, stack.pop_all().close)

    def remove(self) -> None:
        """Close the store and remove the folder."""
        self._end()


class KeptCopy:
    """The copy that a process keeps between two commits, and the generation that it holds the same as."""

    def __init__(self) -> None:
        self._kept: tuple[str, WorkingCopy] | None = None

    def take(self, current: str | None) -> WorkingCopy | None:
        """The copy, if it holds what a generation holds; one that another process has outrun is removed."""
        kept, self._kept = self._kept, None
        if kept is None or kept[0] == current:
            return kept and kept[1]
        kept[1].remove()
        return None

    def keep(self, copy: WorkingCopy, current: str) -> None:
        """Keep a copy that has just become a generation."""
        self._kept = (current, copy)


def remove(folder: Path, name: str) -> None:
    """Remove a copy whose lock is held, the lock last; half a copy has another ending."""
    for path in (folder / name, folder / f"{name}.tmp"):
        shutil.rmtree(path, ignore_errors=True)
    (folder / f"{name}.lock").unlink(missing_ok=True)


def _remove_own(process: int, folder: Path, name: str) -> None:
    """Remove a copy, but not from a process that was split off the one that made it."""
    if os.getpid() == process:
        remove(folder, name)
