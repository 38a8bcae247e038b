"""Shares the matching of many texts among processes, once there are enough texts to be worth their start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from weakref import WeakSet

from skillgraph.matching.types import MatchResult
from skillgraph.processes import Processes

ALONE = 500
"""So many texts of a call are matched before workers are started."""

_AHEAD = 4
"""Jobs of each worker that are handed in before the first is waited for."""

Results = Sequence[MatchResult]


@dataclass(frozen=True, slots=True)
class MatchingJob:
    """Texts to match, and how; see `Matcher.match`."""

    texts: Sequence[str]
    k: int
    lang: str
    explain: bool = False


Workers = Processes[MatchingJob, Results]


class BatchMatcher:
    """Matches the batches of one call: in this process, and in workers once there are many texts.

    Args:
        match: Does a job in this process.
        workers: Other processes that do jobs; ``None`` where this one does them all.
        k: How many suggestions a text gets; ``lang`` and ``explain`` as in `Matcher.match`.
    """

    def __init__(
        self,
        match: Callable[[MatchingJob], Results],
        workers: Workers | None,
        *,
        k: int,
        lang: str,
        explain: bool = False,
    ) -> None:
        self._match = match
        self._workers = workers
        self._k, self._lang, self._explain = k, lang, explain
        self._texts = 0
        self._pending: WeakSet[Future[Results]] = WeakSet()

    @property
    def ahead(self) -> int:
        """See `skillgraph.matching.stream.BatchAnswerer`."""
        return _AHEAD * self._workers.count if self._workers and self._workers.ready else 0

    def submit(self, questions: Sequence[str]) -> Callable[[], Results]:
        """See `skillgraph.matching.stream.BatchAnswerer`."""
        job = MatchingJob(questions, self._k, self._lang, self._explain)
        if self._workers and self._workers.ready:
            pending = self._workers.ask(job)
            self._pending.add(pending)
            return partial(self._workers.answer, pending, job, self._match)
        if self._workers and self._texts >= ALONE:
            self._workers.start(job)
        self._texts += len(questions)
        return partial(_given, self._match(job))

    def close(self) -> None:
        """Cancel the jobs that no worker has begun."""
        for pending in list(self._pending):
            pending.cancel()


def _given(results: Results) -> Results:
    return results
