"""How the process of the service shares processors and memory among its threads."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio.to_thread

THREADS = 4
"""One for the heavy question that has its turn, the others for look-ups."""

_SWITCH = 0.0005
"""Seconds after which a thread that computes lets another run: what receives requests waits so long for
each of the threads, several times a request."""

_ARENA_MAX, _ARENAS = -8, 2


@asynccontextmanager
async def few_threads() -> AsyncIterator[None]:
    """While an application runs, answer in few threads.

    With the forty that there are by default, each for itself takes processors from the one that receives
    requests, and holds memory.
    """
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


def settle() -> None:
    """Set this process up to serve; for a process that does nothing else, before it has threads.

    The C library of Linux gives every thread a heap of its own, up to eight a processor, and each keeps the
    memory of the largest question that its thread ever answered. Two are enough.
    """
    sys.setswitchinterval(_SWITCH)
    with suppress(OSError, AttributeError):  # other systems, and other C libraries, have no such setting
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)
