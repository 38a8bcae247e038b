"""The audit log: who wrote what to a workspace, when, with which key and in which request.

Each write has an entry before it begins and one when it has ended, so that a write whose process was killed
is known by the first alone; the history of the mapping says whether it was carried out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.clock import now
from skillgraph.errors import SkillgraphError
from skillgraph.model import Agent
from skillgraph.workspace.state.journal import Journal

if TYPE_CHECKING:
    from skillgraph.workspace.state.workspace import Workspace

NAME = "audit.jsonl"


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes.

    Attributes:
        key: The id of the key; empty on the command line.
        request: The id of the request; empty on the command line.
    """

    by: Agent
    key: str = ""
    request: str = ""


COMMAND_LINE = Writer(Agent("", "command line"))


class Entry:
    """One write in the log: that it begins is written when this is made.

    Args:
        workspace: Whose log.
        writer: Who writes.
        action: What is done: ``accept``, ``key make`` ….
        targets: IRIs, or ids, of what it is done to.
    """

    def __init__(self, workspace: Workspace, writer: Writer, action: str, targets: Sequence[str]) -> None:
        self._journal = audit_log(workspace)
        self._about = {
            "by": writer.by.uri,
            "name": writer.by.label,
            "key": writer.key,
            "request": writer.request,
            "action": action,
            "targets": list(targets),
        }
        self._append("begun")

    def done(self) -> None:
        """Write that it was carried out."""
        self._append("done")

    def failed(self, error: BaseException) -> None:
        """Write that it was refused, with the reason, or that something else hindered it."""
        if isinstance(error, SkillgraphError):
            self._append("refused", why=error.message)
        else:
            self._append("failed")

    def _append(self, state: str, **said: str) -> None:
        self._journal.append({"at": now(), "state": state, **self._about, **said})


@contextmanager
def audited(workspace: Workspace, writer: Writer, action: str, targets: Sequence[str]) -> Iterator[None]:
    """Write the block's entries: that it begins, and that it is done, refused or failed; see `Entry`."""
    entry = Entry(workspace, writer, action, targets)
    try:
        yield
    except BaseException as error:
        entry.failed(error)
        raise
    entry.done()


def audit_log(workspace: Workspace) -> Journal:
    """The log, to read."""
    return Journal(workspace.path / NAME)
