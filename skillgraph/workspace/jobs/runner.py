"""Does the jobs of a workspace, one at a time, each in a process of its own, whoever else serves it too."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from skillgraph.clock import now
from skillgraph.errors import SkillgraphError, WorkspaceLockedError
from skillgraph.workspace.access.audit import audited
from skillgraph.workspace.access.keys import KeyState, keys
from skillgraph.workspace.jobs.kinds import resumes
from skillgraph.workspace.jobs.record import JobFailure, JobRecord, JobState
from skillgraph.workspace.state.locking import locked

if TYPE_CHECKING:
    from skillgraph.workspace.jobs.store import JobStore
    from skillgraph.workspace.state.workspace import Workspace

LOGGER = logging.getLogger("skillgraph.jobs")
ATTEMPTS = 3
"""How often a job that resumes is begun: one that kills the machine is not begun for ever."""

_IDLE = 2.0
"""Seconds after which is looked again for jobs that another process took in, or was killed at."""

_STEP = 0.1
"""Seconds after which is looked whether a job that runs is to be cancelled."""

_COMMAND = (sys.executable, "-m", "skillgraph.workspace.jobs.work")
INTERRUPTED = JobFailure(
    "The service ended while the job ran; what it writes is there whole, or not at all.",
    "See whether it is there, and send the job again if not: doing it twice does no harm.",
)


class _FailedError(SkillgraphError):
    """A job did not do what was asked; so that the audit log says why."""


class JobRunner:
    """Does jobs while it is started.

    Args:
        workspace: Whose jobs.
        store: Where they are.
    """

    def __init__(self, workspace: Workspace, store: JobStore) -> None:
        self._workspace = workspace
        self._store = store
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Do jobs from now on."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._go_on, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Do no more, and end the job that runs; it is begun again later if it resumes."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def wake(self) -> None:
        """Look for a job now."""
        self._woken.set()

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            try:
                worked = self._take_turn()
            except Exception:  # a full disk, say: the jobs wait for better times
                LOGGER.exception("The jobs of %s cannot be done", self._workspace.path)
                worked = False
            if not worked:
                self._woken.wait(_IDLE)
                self._woken.clear()

    def _take_turn(self) -> bool:
        """Do the next job, if nobody else does one; whether that was done."""
        if not any(self._pending()):
            return False
        try:
            with locked(self._workspace.path / "jobs-run.lock"):
                self._recover()
                first = next(iter(self._pending()), None)
                if first is not None:
                    self._do(first)
                return first is not None
        except WorkspaceLockedError:
            return False

    def _pending(self) -> list[JobRecord]:
        """The jobs that have not ended, or whose end was not written down, the first one first."""
        if not self._store.folder.is_dir():
            return []
        found = self._store.all()
        return [one for one in found if not one.state.ended or (one.cancelling and not one.ended)]

    def _recover(self) -> None:
        """Settle the jobs that nobody is at: whoever ran them is gone."""
        for one in self._pending():
            if one.state is JobState.RUNNING:
                self._settle(one, stopped=True)
            elif one.state is JobState.CANCELLED:
                self._store.save(replace(one, ended=now()))

    def _do(self, job: JobRecord) -> None:
        job = self._store.save(replace(job, state=JobState.RUNNING, started=now(), attempts=job.attempts + 1))
        try:
            with audited(self._workspace, job.writer, job.kind, [job.id, *job.files]):
                self._run(job)
        except _FailedError:
            pass  # it is in the record
        except SkillgraphError as error:  # such as a log that cannot be written
            self._end(job, JobState.FAILED, JobFailure(error.message, error.hint))

    def _run(self, job: JobRecord) -> None:
        """Do a job in a process, and settle it.

        Raises:
            _FailedError: If it did not do what was asked.
        """
        if (refused := self._refused(job)) is not None:
            ended = self._end(job, JobState.FAILED, refused)
        else:
            code, stopped = self._work(job)
            ended = self._settle(job, code=code, stopped=stopped)
        if ended.state is not JobState.DONE:
            why = ended.failure.message if ended.failure else f"It is {ended.state}."
            raise _FailedError(why)

    def _refused(self, job: JobRecord) -> JobFailure | None:
        """Why the key may not write any more; ``None`` where it may."""
        key = next((one for one in keys(self._workspace) if one.id == job.key), None)
        state = key.state(now()) if key else "unknown"
        if state == KeyState.VALID:
            return None
        return JobFailure(f"The key {job.key} is {state}.", "Send the job again with a key that holds.")

    def _work(self, job: JobRecord) -> tuple[int, bool]:
        """Let a process do a job; its exit code, and whether it was ended because the service stops."""
        command = [*_COMMAND, str(self._store.workspace.absolute()), job.id]
        with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as process:
            while True:
                try:
                    return process.wait(_STEP), False
                except subprocess.TimeoutExpired:
                    stopped = self._stopping.is_set()
                    if stopped or self._store.get(job.id).cancelling:
                        process.kill()
                        return process.wait(), stopped

    def _settle(self, job: JobRecord, *, code: int = 0, stopped: bool = False) -> JobRecord:
        """Write down what became of a job that nobody is at any more."""
        outcome = self._store.outcome(job.id)
        if outcome is not None:
            state = JobState.FAILED if outcome.failure else JobState.DONE
            return self._end(job, state, outcome.failure)
        if self._store.get(job.id).cancelling:
            return self._end(job, JobState.CANCELLED)
        if not stopped:
            return self._end(job, JobState.FAILED, _broken(code))
        if resumes(job.kind) and job.attempts < ATTEMPTS:
            return self._store.save(replace(job, state=JobState.QUEUED))
        return self._end(job, JobState.INTERRUPTED, INTERRUPTED)

    def _end(self, job: JobRecord, state: JobState, failure: JobFailure | None = None) -> JobRecord:
        return self._store.save(replace(job, state=state, ended=now(), failure=failure))


def _broken(code: int) -> JobFailure:
    how = f"by signal {-code}" if code < 0 else f"with code {code}"
    return JobFailure(
        f"The process of the job ended {how}, as one does that needs more memory than there is.",
        "The log of the service may say why; what the job writes is there whole, or not at all.",
    )
