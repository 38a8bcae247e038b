"""Applies a function to batches of Arrow records in processes of this machine.

A function that takes a batch to a batch and can be pickled runs here as it would on a cluster. Each worker is
a new interpreter: nothing is forked, no ``__main__`` is run again, and it ends when its pipe closes, also
when this process is killed. A worker that ends early loses nothing: its batch is done here instead.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

BatchFunction = Callable[["pa.RecordBatch"], "pa.RecordBatch"]

_SIZE = 8
_START = "from skillgraph.workspace.postings.pool import serve; serve()"
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


class Pool:
    """Some workers for one function; close it, or use it in a ``with`` block.

    Args:
        function: Takes a batch to a batch; what comes out depends on the batch alone.
        count: How many processes; with one, all is done here.
    """

    def __init__(self, function: BatchFunction, count: int) -> None:
        self._function = function
        self._count = count
        self._stack = ExitStack()
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def map(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The results in the order of the batches; a few are read ahead."""
        if self._count == 1:
            yield from map(self._function, batches)
            return
        threads = self._started()
        waiting: deque[Future[pa.RecordBatch]] = deque()
        for batch in batches:
            waiting.append(threads.submit(self._do, batch))
            if len(waiting) > 2 * self._count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _started(self) -> ThreadPoolExecutor:
        if self._threads is None:
            content = pickle.dumps(self._function)
            for _ in range(self._count):
                worker = _Worker(content)
                self._stack.callback(worker.end)
                self._idle.put(worker)
            self._threads = self._stack.enter_context(ThreadPoolExecutor(self._count, "skillgraph-pool"))
            self._stack.callback(self._threads.shutdown, cancel_futures=True)
        return self._threads

    def _do(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        worker = self._idle.get()
        try:
            answer = worker.ask(_packed(batch))
        finally:
            self._idle.put(worker)
        return _unpacked(answer) if answer else self._function(batch)


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
        """End the process and wait for it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                _close(stream)

    def _send(self, content: bytes) -> bool:
        assert self._process.stdin is not None
        try:
            _write(self._process.stdin, content)
        except OSError:
            return False
        return True


def serve() -> None:
    """Answer batches until the pipe is closed; what a worker runs."""
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    function: BatchFunction = pickle.loads(_read(jobs))
    while content := _read(jobs):
        _write(answers, _packed(function(_unpacked(content))))


def _packed(batch: pa.RecordBatch) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _unpacked(content: bytes) -> pa.RecordBatch:
    import pyarrow as pa

    with pa.ipc.open_stream(content) as reader:
        return reader.read_next_batch()


def _write(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(_SIZE, "little") + content)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes:
    """One message; nothing at the end."""
    size = int.from_bytes(stream.read(_SIZE), "little")
    content = stream.read(size)
    return content if len(content) == size else b""


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:  # what was never taken by a process that has ended
        return
