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


@contextmanager
def audited(workspace: Workspace, writer: Writer, action: str, targets: Sequence[str]) -> Iterator[None]:
    """Write the block's entries: that it begins, and that it is done, refused or failed.

    Args:
        workspace: Whose log.
        writer: Who writes.
        action: What is done: ``accept``, ``key make`` ….
        targets: IRIs, or ids, of what it is done to.
    """
    journal = Journal(workspace.path / NAME)
    about = {
        "by": writer.by.uri,
        "name": writer.by.label,
        "key": writer.key,
        "request": writer.request,
        "action": action,
        "targets": list(targets),
    }
    journal.append({"at": now(), "state": "begun", **about})
    try:
        yield
    except BaseException as error:
        said = {"state": "refused", "why": error.message} if isinstance(error, SkillgraphError) else {}
        journal.append({"at": now(), "state": "failed", **about, **said})
        raise
    journal.append({"at": now(), "state": "done", **about})


def audit_log(workspace: Workspace) -> Journal:
    """The log, to read."""
    return Journal(workspace.path / NAME)
