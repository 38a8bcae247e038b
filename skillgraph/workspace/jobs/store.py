"""The jobs of a workspace on disk: one folder for each, whose record is replaced in one step.

`jobs/ID/` has `job.json`; while it waits and runs the files that were sent (`files/`), and `progress.json`;
when it has ended `outcome.json` and what it made. Who runs jobs holds `jobs-run.lock`: a job that is called
running while nobody holds it was interrupted.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

from skillgraph import files, halves, sealed_json
from skillgraph.clock import now
from skillgraph.errors import InputError, JobError, JobQueueFullError, NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.settings import WAIT
from skillgraph.workspace.access.audit import Writer
from skillgraph.workspace.jobs.record import (
    JobKind,
    JobOutcome,
    JobProgress,
    JobRecord,
    JobState,
    adapter,
)
from skillgraph.workspace.state.locking import locked

FOLDER = "jobs"
KEPT = 200
"""Jobs that have ended and are kept; older ones are forgotten."""

MADE = "made.zip"
"""What a job made, where that is more than an answer."""

_RECORD, _PROGRESS, _OUTCOME, _CANCEL = "job.json", "progress.json", "outcome.json", "cancel"
_DIGITS = 32


@dataclass(frozen=True, slots=True)
class JobOrder:
    """A job to be done.

    Attributes:
        request: As JSON values.
        sent: A folder with the files that were sent; it is moved.
        again: What the client calls it; empty where it has no name.
    """

    kind: JobKind
    request: dict[str, Any]
    sent: Path | None = None
    again: str = ""


class JobStore:
    """The jobs of one workspace.

    Args:
        workspace: Its folder.
        waiting: How many jobs may wait.
    """

    def __init__(self, workspace: Path, *, waiting: int = 1) -> None:
        self.workspace = workspace
        self.folder = workspace / FOLDER
        self._waiting = waiting

    @contextmanager
    def receiving(self) -> Iterator[Path]:
        """A new folder for files that are being sent; it is removed when the block ends, if it is there."""
        self.folder.mkdir(exist_ok=True)
        with halves.half(self.folder / "sent", Path.mkdir) as folder:
            yield folder

    def order(self, order: JobOrder, writer: Writer) -> JobRecord:
        """Put a job last in the queue, or give the one that was ordered under the same name before.

        Raises:
            JobQueueFullError: If as many wait as may.
            InputError: If the name was given to another job.
        """
        names = tuple(sorted(path.name for path in order.sent.iterdir())) if order.sent else ()
        made = JobRecord(
            id=f"{time.time_ns():016x}{token_hex(8)}",
            kind=order.kind,
            request=order.request,
            files=names,
            by=writer.by,
            key=writer.key,
            http_request=writer.request,
            made=now(),
            again=order.again,
            fingerprint=_fingerprint(order),
        )
        self.folder.mkdir(exist_ok=True)
        with locked(self.workspace / "jobs.lock", wait=WAIT):
            if (before := self._named(made)) is not None:
                return before
            waiting = sum(one.state is JobState.QUEUED for one in self.all())
            if waiting >= self._waiting:
                raise error_of(JobQueueFullError, "jobs-full", count=waiting)
            self._put(made, order.sent)
        return made

    def all(self) -> list[JobRecord]:
        """All jobs, in the order in which they were asked for."""
        found = []
        for path in sorted(self.folder.glob("*")):
            if _is_id(path.name):
                with suppress(NotFoundError):  # it was forgotten this moment
                    found.append(self.get(path.name))
        return found

    def get(self, identifier: str) -> JobRecord:
        """The job with an id.

        Raises:
            NotFoundError: If there is none.
            InputError: If its record is damaged.
        """
        path = self.path(identifier) / _RECORD
        try:
            record: JobRecord = adapter(JobRecord).validate_json(sealed_json.unseal(path.read_bytes()))
        except FileNotFoundError:
            raise _unknown(identifier) from None
        except ValueError as error:
            raise InputError(f"{path} is damaged.", hint=f"Remove the folder {path.parent}.") from error
        if record.state.ended or not (self.path(identifier) / _CANCEL).exists():
            return record
        if record.state is JobState.QUEUED:
            return replace(record, state=JobState.CANCELLED, cancelling=True)
        return replace(record, cancelling=True)

    def path(self, identifier: str) -> Path:
        """The folder of a job.

        Raises:
            NotFoundError: If that cannot be its id.
        """
        if not _is_id(identifier):
            raise _unknown(identifier)
        return self.folder / identifier

    def cancel(self, identifier: str) -> JobRecord:
        """Have a job not be done, or not to its end; it may take a moment.

        Raises:
            NotFoundError: If there is none.
            JobError: If it has ended.
        """
        record = self.get(identifier)
        if record.state.ended:
            raise error_of(JobError, "job-ended", job=identifier, state=record.state.value)
        (self.path(identifier) / _CANCEL).touch()
        return self.get(identifier)

    def save(self, record: JobRecord) -> JobRecord:
        """Replace the record of a job; the files that were sent go when it ends."""
        path = self.path(record.id)
        files.write_bytes(path / _RECORD, sealed_json.seal(adapter(JobRecord).dump_json(record, indent=1)))
        if record.state.ended:
            shutil.rmtree(path / "files", ignore_errors=True)
            (path / _PROGRESS).unlink(missing_ok=True)
            self._forget_old()
        return record

    def files_of(self, record: JobRecord) -> list[Path]:
        """The files that were sent with a job."""
        return [self.path(record.id) / "files" / name for name in record.files]

    def progress(self, identifier: str) -> JobProgress | None:
        """How far a job is; ``None`` where that is not known."""
        try:
            content = (self.path(identifier) / _PROGRESS).read_bytes()
        except FileNotFoundError:
            return None
        found: JobProgress = adapter(JobProgress).validate_json(content)
        return found

    def save_progress(self, identifier: str, progress: JobProgress) -> None:
        """Write down how far a job is."""
        path = self.path(identifier) / _PROGRESS
        files.write_bytes(path, adapter(JobProgress).dump_json(progress))

    def outcome(self, identifier: str) -> JobOutcome | None:
        """What came of a job; ``None`` where nothing did yet."""
        try:
            content = (self.path(identifier) / _OUTCOME).read_bytes()
        except FileNotFoundError:
            return None
        found: JobOutcome = adapter(JobOutcome).validate_json(sealed_json.unseal(content))
        return found

    def save_outcome(self, identifier: str, outcome: JobOutcome) -> None:
        """Write down what came of a job, with files called as their sender calls them."""
        said = json.dumps(adapter(JobOutcome).dump_python(outcome, mode="json"), indent=1)
        folder = json.dumps(f"{self.path(identifier) / 'files'}/")[1:-1]
        files.write_bytes(self.path(identifier) / _OUTCOME, sealed_json.seal(said.replace(folder, "")))

    def _named(self, asked: JobRecord) -> JobRecord | None:
        """The job that somebody ordered under the same name with the same key."""
        named = (
            one for one in self.all() if asked.again and (one.again, one.key) == (asked.again, asked.key)
        )
        found = next(named, None)
        if found is not None and found.fingerprint != asked.fingerprint:
            raise error_of(InputError, "job-other", key=asked.again, job=found.id)
        return found

    def _put(self, record: JobRecord, sent: Path | None) -> None:
        with files.atomic_folder(self.folder / record.id) as folder:
            if sent is not None:
                sent.rename(folder / "files")
            content = sealed_json.seal(adapter(JobRecord).dump_json(record, indent=1))
            (folder / _RECORD).write_bytes(content)

    def _forget_old(self) -> None:
        ended = [one.id for one in self.all() if one.state.ended]
        for identifier in ended[: max(0, len(ended) - KEPT)]:
            shutil.rmtree(self.path(identifier), ignore_errors=True)


def _fingerprint(order: JobOrder) -> str:
    """The same for orders of the same with files of the same names and contents."""
    sent = sorted(order.sent.iterdir()) if order.sent else []
    said = json.dumps([order.kind, order.request], sort_keys=True)
    return sha256(f"{said}\n{files.sha256_of(sent)}".encode()).hexdigest()


def _is_id(name: str) -> bool:
    return len(name) == _DIGITS and all(sign in "0123456789abcdef" for sign in name)


def _unknown(identifier: str) -> NotFoundError:
    return error_of(NotFoundError, "job-unknown", job=identifier[:80], kept=KEPT)
