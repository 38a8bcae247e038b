"""The process that does one job: `python -m skillgraph.workspace.jobs.work WORKSPACE JOB`.

It ends with the process that started it, which holds the other end of its standard input. Being killed loses
nothing that was committed, as of every command.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from skillgraph import disk
from skillgraph.errors import SkillgraphError
from skillgraph.workspace.jobs.kinds import Place, carry_out
from skillgraph.workspace.jobs.record import JobFailure, JobOutcome, JobProgress
from skillgraph.workspace.jobs.store import MADE, JobStore
from skillgraph.workspace.query import Run
from skillgraph.workspace.state.draft import WorkspaceDraft
from skillgraph.workspace.state.workspace import Workspace

_PATIENCE = 60.0
"""Seconds that a job waits for another writer, such as a reviewer who decides."""

_OFTEN = 0.5
"""Seconds between two notes of how far it is."""

_NICE = 10
"""Those who ask for little meanwhile come first."""


class PatientWorkspace(Workspace):
    """A workspace in which a write waits for others."""

    @contextmanager
    def writing(self, *, wait: float = _PATIENCE) -> Iterator[WorkspaceDraft]:
        """Give a draft, see `Workspace.writing`."""
        with super().writing(wait=max(wait, _PATIENCE)) as draft:
            yield draft


class _Telling:
    """Writes down how far a job is."""

    def __init__(self, store: JobStore, identifier: str) -> None:
        self._store, self._identifier = store, identifier
        self._stage, self._since, self._told = "", 0.0, 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take the stage, and how much is done of how much."""
        at = time.time()
        if stage != self._stage:
            self._stage, self._since, self._told = stage, at, 0.0
        if at - self._told >= _OFTEN or done == total:
            self._told = at
            self._store.save_progress(self._identifier, JobProgress(stage, done, total, self._since))


def main(arguments: list[str]) -> None:
    """Do a job, and write down what came of it."""
    workspace, identifier = Path(arguments[0]), arguments[1]
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_NICE)
    store = JobStore(workspace)
    store.save_outcome(identifier, _outcome(store, identifier))


def _outcome(store: JobStore, identifier: str) -> JobOutcome:
    notes: list[str] = []
    record = store.get(identifier)
    place = Place(store.files_of(record), store.path(identifier) / MADE, record.by)
    run = Run(progress=_Telling(store, identifier), notify=notes.append)
    try:
        result = carry_out(PatientWorkspace.open(store.workspace), record.kind, record.request, place, run)
    except Exception as error:
        return JobOutcome(failure=_failure(error), notes=tuple(notes))
    return JobOutcome(result, notes=tuple(notes))


def _failure(error: Exception) -> JobFailure:
    """What a person is told of an error, as the command line tells it."""
    if isinstance(error, SkillgraphError):
        return JobFailure(error.message, error.hint)
    if isinstance(error, OSError):
        return JobFailure(f"{disk.said(error)}.", disk.advice(error))
    traceback.print_exc()
    return JobFailure(
        f"Something went wrong that skillgraph does not foresee ({type(error).__name__}).",
        "The log of the service has the details.",
    )


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
