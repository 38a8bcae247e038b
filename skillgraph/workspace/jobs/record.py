"""What is known of a job, as it is written to disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from skillgraph.model import Agent
from skillgraph.workspace.access.audit import Writer

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class JobKind(StrEnum):
    """What a job does, named for the command that does the same."""

    CREDENTIAL_LOAD = "credential-load"
    POSTING_LOAD = "posting-load"
    FRAMEWORK_LOAD = "framework-load"
    CROSSWALK_LOAD = "crosswalk-load"
    MAPPING_LOAD = "mapping-load"
    REVIEW_IMPORT = "review-import"
    FRAMEWORK_UPGRADE = "framework-upgrade"
    PROPOSE = "propose"
    EXTRACT = "extract"
    REPORT_DEMAND = "report-demand"
    REPORT_GAPS = "report-gaps"


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The service ended while it ran; whether it had committed is not known."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will become of it."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class JobFailure:
    """Why a job did not do what was asked, as the command says it.

    Attributes:
        message: What is wrong and where.
        hint: What to do next.
    """

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job that runs is.

    Attributes:
        stage: What it is at.
        done, total: So much of it is done, of so much.
        since: When the stage began, in seconds since 1970.
    """

    stage: str
    done: int
    total: int
    since: float

    def seconds_left(self, at: float) -> float | None:
        """Of this stage, at a moment, if it goes on as it did; ``None`` where nothing is done yet."""
        return (at - self.since) / self.done * (self.total - self.done) if self.done > 0 else None


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job.

    Attributes:
        id: Sorts jobs by when they were asked for.
        request: What is asked, as JSON of the request of its kind.
        files: The names of the files that were sent with it.
        by: Who asked, by the key.
        key: The id of the key.
        http_request: The id of the request that asked.
        made, started, ended: ISO 8601 in UTC; empty where it is not so far.
        again: What the client calls it, so that it is not done twice; empty where it has no name.
        fingerprint: Of all that was sent, to tell whether the same name means the same job.
        attempts: How often it was begun.
        cancelling: Whether it is to be cancelled.
        failure: Why it failed; ``None`` where it did not.
    """

    id: str
    kind: JobKind
    request: Mapping[str, Any]
    files: tuple[str, ...]
    by: Agent
    key: str
    http_request: str
    made: str
    again: str = ""
    fingerprint: str = ""
    state: JobState = JobState.QUEUED
    started: str = ""
    ended: str = ""
    attempts: int = 0
    cancelling: bool = False
    failure: JobFailure | None = None

    @property
    def writer(self) -> Writer:
        """Who writes, for the audit log."""
        return Writer(self.by, self.key, self.http_request)


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What came of the work of a job.

    Attributes:
        result: As JSON; ``None`` where it failed.
        notes: What it did besides, as sentences.
    """

    result: Any = None
    failure: JobFailure | None = None
    notes: tuple[str, ...] = field(default=())


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a class, of any kind
    """Reads and writes one of these as JSON."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
