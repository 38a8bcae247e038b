"""Named errors, and problems of single rows.

The errors know neither the terminal nor HTTP: the command line and the service each map them once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


class SkillgraphError(Exception):
    """Something a user can cause and mend.

    Args:
        message: One sentence saying what is wrong and where.
        hint: One sentence saying what to do next.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(SkillgraphError):
    """A file, row or argument that cannot be used as it is."""


class QueryError(InputError):
    """A SPARQL query that cannot be run: malformed, changing data, or asking what is not loaded."""


class QueryTimeoutError(InputError):
    """A SPARQL query that takes longer than it may."""


class QueryTooLargeError(InputError):
    """A SPARQL query that takes more memory than it may, or whose result is longer than it may be."""


class NotAcceptableError(InputError):
    """An answer of a kind that has none of the formats in which it was asked for."""


class NotFoundError(SkillgraphError):
    """A concept, credential, framework or workspace that is not there."""


class DecisionError(SkillgraphError):
    """A decision that the state of a mapping does not allow, or that somebody else made meanwhile."""


class StaleDecisionError(DecisionError):
    """A decision on another revision of a mapping than the present one."""


class JobError(SkillgraphError):
    """A job that is not in the state that what is asked needs."""


class JobQueueFullError(SkillgraphError):
    """As many jobs wait to be done as may."""


class DiskFullError(InputError):
    """There is no room for what is to be written; nothing of it is there."""


class WorkspaceLockedError(SkillgraphError):
    """Another process is writing to the workspace."""


class IndexMissingError(SkillgraphError):
    """The search index that a question needs has not been built."""


class IndexDamagedError(IndexMissingError):
    """The search index that a question needs was built, and holds other bytes now."""


class MentionsMissingError(SkillgraphError):
    """Postings that a question counts have not been searched for skills yet."""


class MissingDependencyError(SkillgraphError):
    """An optional library is needed and is not installed."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One row, cell or value of an input that was not taken as it stands.

    Attributes:
        path: The file, or ``archive.zip/member.csv``.
        line: The first line of the row, counted from 1; ``None`` where the whole file is meant.
        field: The column or key, or an empty string.
        reason: What is wrong, as a sentence without a full stop.
        whole: Whether the whole record is left out for it.
    """

    path: str
    line: int | None
    field: str
    reason: str
    whole: bool = False

    @property
    def place(self) -> str:
        """Where it is: the file, its line and the field, as far as they are known."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.field}" if self.field else place

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(slots=True)
class ProblemLog:
    """Collects row problems while loading goes on; ``strict`` turns the first one into an error.

    Memory stays bounded: the first ``keep`` problems are kept whole, the rest only counted by reason.
    """

    strict: bool = False
    keep: int = 10_000
    problems: list[RowProblem] = field(default_factory=list)
    total: int = 0

    def add(
        self, path: str | Path, line: int | None, reason: str, *, field: str = "", whole: bool = False
    ) -> None:
        """Record one problem.

        Args:
            path: The file.
            line: Its line; ``None`` for the whole file.
            reason: What is wrong.
            field: The field that it is about.
            whole: Whether the whole record is left out for it, and not only a field.

        Raises:
            InputError: In strict mode.
        """
        problem = RowProblem(str(path), line, field, reason, whole)
        if self.strict:
            raise InputError(f"{problem}.", hint="Mend the row, or load without --strict to pass over it.")
        self._keep(problem)

    def note(self, path: str | Path, line: int | None, reason: str, *, field: str = "") -> None:
        """Record what a person should know although nothing is wrong; no error in strict mode either."""
        self._keep(RowProblem(str(path), line, field, reason))

    def _keep(self, problem: RowProblem) -> None:
        self.total += 1
        if len(self.problems) < self.keep:
            self.problems.append(problem)

    def worst(self) -> RowProblem | None:
        """The first problem for which a whole record was left out, else the first one."""
        whole = (problem for problem in self.problems if problem.whole)
        return next(whole, next(iter(self.problems), None))

    def __iter__(self) -> Iterator[RowProblem]:
        return iter(self.problems)

    def __len__(self) -> int:
        return self.total
