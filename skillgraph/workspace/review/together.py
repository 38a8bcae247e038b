"""Decisions of several people in one commit: each is carried out or refused for itself.

A commit costs the same for one decision as for fifty, so that what waits while one is written is written
with the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.errors import SkillgraphError
from skillgraph.settings import WAIT
from skillgraph.workspace.access.audit import Entry, Writer
from skillgraph.workspace.review.asking import verdict_of
from skillgraph.workspace.review.deciding import decide

if TYPE_CHECKING:
    from skillgraph.alignment.verdicts import Verdict
    from skillgraph.model import Mapping
    from skillgraph.workspace.review.requests import DecisionRequest
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision, and who asks for it."""

    request: DecisionRequest
    writer: Writer


Result = tuple["Mapping", ...] | BaseException
"""The records that a decision made, that decided on first; or why it was not carried out."""


def decide_each(workspace: Workspace, asked: Sequence[Asked], *, wait: float = WAIT) -> list[Result]:
    """Carry out decisions in one commit, in order; later ones see what earlier ones did.

    Each has its entries in the audit log, and is on disk when this returns.

    Args:
        workspace: Where to write.
        asked: The decisions.
        wait: For so many seconds, let another writer end first.

    Returns:
        For each decision what it made, or why it was refused.
    """
    entries = [Entry(workspace, one.writer, one.request.action, [one.request.target]) for one in asked]
    results = _results(workspace, asked, wait)
    for entry, result in zip(entries, results, strict=True):
        if isinstance(result, BaseException):
            entry.failed(result)
        else:
            entry.done()
    return results


def _results(workspace: Workspace, asked: Sequence[Asked], wait: float) -> list[Result]:
    try:
        verdicts = [_verdict(workspace, one) for one in asked]
        usable = [one for one in verdicts if not isinstance(one, SkillgraphError)]
        carried_out = iter(_carried_out(workspace, usable, wait))
    except Exception as error:  # nothing was written: all of them hear why
        return [error] * len(asked)
    return [one if isinstance(one, SkillgraphError) else next(carried_out) for one in verdicts]


def _verdict(workspace: Workspace, one: Asked) -> Verdict | SkillgraphError:
    try:
        return verdict_of(workspace.snapshot(), one.request, one.writer.by)
    except SkillgraphError as error:
        return error


def _carried_out(workspace: Workspace, verdicts: Sequence[Verdict], wait: float) -> list[Result]:
    if not verdicts:
        return []
    decided = decide(workspace, verdicts, wait=wait, skip_refused=True)
    refused = {one.place: one.error for one in decided.refused}
    return [refused.get(place, made) for place, made in enumerate(decided.made)]
