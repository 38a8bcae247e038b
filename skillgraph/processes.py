"""Shares work among processes of this machine.

Each process is a new interpreter: nothing is forked, and no ``__main__`` is run again. It works with one
thread of its own and ends with the process that started it, also where that one is killed. A process that
ends early loses nothing: what it had, and what the others still have, is done here instead.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager, suppress
from functools import cache
from importlib.machinery import ModuleSpec
from multiprocessing import parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Work = TypeVar("Work")
Answer = TypeVar("Answer")

_AHEAD = 2
"""Pieces of work of each process that `Processes.map` hands in before it waits for the first."""

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
"""Variables of the environment by which the libraries of a process keep to one thread."""


class Processes(Generic[Work, Answer]):
    """Some processes for one function; they end when it is closed or forgotten.

    Args:
        function: Must be picklable, as must what it takes and gives. It is not kept here, so its owner may
            own the processes too.
        count: How many processes.
    """

    def __init__(self, function: Callable[[Work], Answer], count: int) -> None:
        self.count = count
        self._content = pickle.dumps(function)
        self._context = _Context()
        self._lock = threading.Lock()
        self._executor: ProcessPoolExecutor | None = None
        self._begun: list[Future[None]] = []
        self._broken = False
        weakref.finalize(self, _end, self._context.started)

    @property
    def ready(self) -> bool:
        """Whether one of them is waiting for work, or at it."""
        return not self._broken and any(one.done() and not one.exception() for one in self._begun)

    def start(self, *first: Work) -> None:
        """Start the processes, if that was not done, without waiting for them.

        Args:
            first: Each does it once before it counts as ready, so that all it needs is in memory.
        """
        with self._lock:
            if self._executor is None:
                self._executor = _executor(self.count, self._context, (self._content, pickle.dumps(first)))
                self._begun = [self._handed_in(self._executor, _nothing) for _ in range(self.count)]

    def wait(self) -> bool:
        """Wait until they are started; whether they are ready."""
        for one in self._begun:
            one.exception()
        return self.ready

    def ask(self, work: Work) -> Future[Answer]:
        """Hand in a piece of work, to whichever process is free first; `answer` gives what comes of it."""
        self.start()
        assert self._executor is not None
        return self._handed_in(self._executor, _do, work)

    def answer(self, pending: Future[Answer], work: Work, here: Callable[[Work], Answer]) -> Answer:
        """Wait for what comes of a piece of work; it is done here where its process has ended."""
        try:
            return pending.result()
        except BrokenExecutor:
            self._broken = True
            return here(work)

    def map(self, works: Iterable[Work], here: Callable[[Work], Answer]) -> Iterator[Answer]:
        """The answers in the order of the works, of which few are read ahead.

        Args:
            works: Any number of them.
            here: The function; with one process, it does all here.
        """
        if self.count == 1:
            yield from map(here, works)
            return
        waiting: deque[tuple[Future[Answer], Work]] = deque()
        for work in works:
            waiting.append((self.ask(work), work))
            if len(waiting) > _AHEAD * self.count:
                yield self.answer(*waiting.popleft(), here)
        while waiting:
            yield self.answer(*waiting.popleft(), here)

    def close(self) -> None:
        """End the processes, whatever they are at."""
        _end(self._context.started)
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def _handed_in(
        self, executor: ProcessPoolExecutor, function: Callable[..., Any], *arguments: Work
    ) -> Future[Any]:
        """A process that cannot be started, or has ended, is found out by who waits for the answer.

        While one is started, the executor may find that another has ended and close the pipes of all: the
        start then fails with a ValueError about the pipe's number.
        """
        try:
            return executor.submit(function, *arguments)
        except (BrokenExecutor, OSError, ValueError) as error:
            failed: Future[Any] = Future()
            failed.set_exception(BrokenExecutor(str(error)))
            return failed


class _Context(SpawnContext):
    """Starts processes, and knows which."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: ANN401, N802
        process = _Process(*args, **kwargs)
        self.started.append(process)
        return process


class _Process(SpawnProcess):
    def start(self) -> None:
        with _without_main():
            super().start()


@contextmanager
def _without_main() -> Iterator[None]:
    """A new process runs the ``__main__`` of its parent again, unless that is one of a package."""
    main = sys.modules["__main__"]
    with _STARTING:
        spec = getattr(main, "__spec__", None)
        main.__spec__ = ModuleSpec("__main__", None)
        try:
            yield
        finally:
            main.__spec__ = spec


_STARTING = threading.Lock()


def _executor(count: int, context: _Context, begin: tuple[bytes, bytes]) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor

    executor = ProcessPoolExecutor(count, context, _begin, begin)
    # All are started at once, before the thread that waits for their ends: it goes through the dictionary of
    # them where one has ended, which breaks where another is added meanwhile. There is no public option.
    vars(executor)["_safe_to_dynamically_spawn_children"] = False
    _OPEN.add(context)
    _end_all_at_exit()
    return executor


_OPEN: weakref.WeakSet[_Context] = weakref.WeakSet()


@cache
def _end_all_at_exit() -> None:
    """The executors wait for what their processes are at before functions of `atexit` are called.

    Those that they registered to wait in are called in reverse order, so this one comes before.
    """
    getattr(threading, "_register_atexit", atexit.register)(_end_all)


def _end_all() -> None:
    for context in list(_OPEN):
        _end(context.started)


def _end(processes: list[SpawnProcess]) -> None:
    for process in processes:
        with suppress(ValueError):  # it was closed
            if process.pid is not None and process.exitcode is None:
                process.kill()


_function: Callable[[Any], Any]


def _begin(content: bytes, first: bytes) -> None:
    """Prepare a new process: before anything is imported that asks how many threads it may have."""
    global _function
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.environ.update(ONE_THREAD)
    _function = pickle.loads(content)
    for work in pickle.loads(first):
        _function(work)


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _nothing() -> None:
    """What a process does to say that it has begun."""


def _do(work: Any) -> Any:  # noqa: ANN401
    return _function(work)
