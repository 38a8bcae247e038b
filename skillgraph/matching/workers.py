"""Shares the matching of many texts among processes.

Each worker is a new interpreter that opens the index by its path: nothing is forked, no ``__main__`` is run
again, and the mapped files of the index are in memory once. Jobs and answers go through pipes. A worker that
ends early loses nothing: its job is done here instead, and what stopped it comes to light.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING

from skillgraph.matching.types import MatchResult

if TYPE_CHECKING:
    from skillgraph.matching.matcher import Matcher

ALONE = 500
"""So many texts of a call are matched before workers are started."""

_AHEAD = 4
"""Jobs of each worker that are handed in before the first is waited for."""

_SIZE = 8
_START = "from skillgraph.matching.workers import serve; serve()"
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}

Results = Sequence[MatchResult]


@dataclass(frozen=True, slots=True)
class Job:
    """Texts to match, and how; see `Matcher.match`."""

    texts: Sequence[str]
    k: int
    lang: str
    explain: bool = False


class Desk:
    """Matches batches of one call: here at first, by workers once there are many texts and they are ready.

    Args:
        match: Does a job here.
        workers: Do jobs elsewhere; ``None`` where all is done here.
        batch: See `skillgraph.matching.stream.Desk`.
    """

    def __init__(
        self,
        match: Callable[[Job], Results],
        workers: Workers | None,
        *,
        batch: int,
        k: int,
        lang: str,
        explain: bool = False,
    ) -> None:
        self._match = match
        self._workers = workers
        self.batch = batch
        self._k, self._lang, self._explain = k, lang, explain
        self._texts = 0

    @property
    def ahead(self) -> int:
        """See `skillgraph.matching.stream.Desk`."""
        return _AHEAD * self._workers.count if self._workers and self._workers.ready else 0

    def ask(self, questions: Sequence[str]) -> Callable[[], Results]:
        """See `skillgraph.matching.stream.Desk`."""
        job = Job(questions, self._k, self._lang, self._explain)
        if self._workers and self._workers.ready:
            answer = self._threads.submit(self._workers.do, job)
            return lambda: answer.result() or self._match(job)
        if self._workers and self._texts >= ALONE:
            self._workers.prepare(job)
        self._texts += len(questions)
        return partial(_given, self._match(job))

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        """Two for each worker: one waits for its answer while another unpacks the one before."""
        assert self._workers is not None
        return ThreadPoolExecutor(2 * self._workers.count, "skillgraph-match")

    def close(self) -> None:
        """Give up what is not begun and wait for the rest."""
        if "_threads" in self.__dict__:
            self._threads.shutdown(cancel_futures=True)


def _given(results: Results) -> Results:
    return results


class Workers:
    """Processes that answer as the matcher does; they end with it.

    Args:
        matcher: Must be picklable, its encoders included.
        count: How many processes.

    Attributes:
        ready: Whether they can be given jobs.
    """

    def __init__(self, matcher: Matcher, count: int) -> None:
        self.count = count
        self.ready = False
        self._content = pickle.dumps(matcher)
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._started: list[_Worker] = []
        self._starting: Thread | None = None
        weakref.finalize(matcher, _end, self._started)

    def prepare(self, job: Job) -> Thread:
        """Start the processes, if that was not done, without waiting for them.

        Args:
            job: Each does it once, so that all it needs is in memory before anyone waits for it.
        """
        if self._starting is None:
            self._starting = Thread(target=self._start, args=(job,), daemon=True)
            self._starting.start()
        return self._starting

    def do(self, job: Job) -> Results:
        """The answers of whichever worker is free first; none where it has ended."""
        worker = self._idle.get()
        try:
            answer = worker.ask(pickle.dumps(job))
        finally:
            self._idle.put(worker)
        results: Results = pickle.loads(answer) if answer else ()
        return results

    def _start(self, job: Job) -> None:
        """Those that end before they are ready are never asked again."""
        self._started += [_Worker(self._content) for _ in range(self.count)]
        content = pickle.dumps(job)
        with ThreadPoolExecutor(self.count, "skillgraph-start") as threads:
            answers = list(threads.map(lambda worker: worker.ask(content), self._started))
        for worker, answer in zip(tuple(self._started), answers, strict=False):
            if answer:
                self._idle.put(worker)
        self.ready = any(answers)


class _Worker:
    """One process and its pipes."""

    def __init__(self, content: bytes) -> None:
        paths = [path or str(Path.cwd()) for path in sys.path]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(paths)},
        )
        self._send(content)

    def ask(self, job: bytes) -> bytes:
        """The answer; nothing where the process has ended."""
        assert self._process.stdout is not None
        return _read(self._process.stdout) if self._send(job) else b""

    def end(self) -> None:
        """End the process, and close the pipes, whatever is still in them."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.kill()
        self._process.wait()
        with suppress(OSError):
            self._process.stdin.close()
        self._process.stdout.close()

    def _send(self, content: bytes) -> bool:
        assert self._process.stdin is not None
        try:
            _write(self._process.stdin, content)
        except OSError:
            return False
        return True


def _end(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.end()
    workers.clear()


def serve() -> None:
    """Answer jobs until the pipe is closed; what a worker runs."""
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    matcher: Matcher = pickle.loads(_read(jobs))
    while content := _read(jobs):
        job: Job = pickle.loads(content)
        found = matcher.match(job.texts, k=job.k, lang=job.lang, explain=job.explain)
        _write(answers, pickle.dumps(list(found)))


def _write(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(_SIZE, "little") + content)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes:
    """One message; nothing at the end."""
    size = int.from_bytes(stream.read(_SIZE), "little")
    content = stream.read(size)
    return content if len(content) == size else b""
