"""The service as each process of it makes it; what the processes share is in the environment."""

from __future__ import annotations

import logging
import os
import signal
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread

from fastapi import FastAPI

from skillgraph.settings import ServiceLimits
from skillgraph_api.app import create_app
from skillgraph_api.heads import heads_within
from skillgraph_api.observing import LOGGER
from skillgraph_api.shared_database import IN_MEMORY
from skillgraph_api.threads import settle

WORKSPACE, LOG = "SKILLGRAPH_WORKSPACE", "SKILLGRAPH_SERVE_LOG"
SESSIONS = "SKILLGRAPH_SERVE_SESSIONS"

PROTOCOL = heads_within(ServiceLimits.from_environment().head)
"""What each connection is spoken to with."""


def application() -> FastAPI:
    """The service over the workspace that the environment names; it warms up as it starts."""
    settle()
    _end_with_parent()
    if os.environ.get(LOG):
        _log()
    sessions = Path(os.environ.get(SESSIONS) or IN_MEMORY)
    return create_app(Path(os.environ[WORKSPACE]), warming=True, sessions=sessions)


def _end_with_parent() -> None:
    """Let this process, if it is one of several, stop when that which started it is gone, however it ended.

    It would else keep the port, and nobody would replace it.
    """
    if (parent := parent_process()) is not None:
        Thread(target=_stop_after, args=(parent.sentinel,), daemon=True).start()


def _stop_after(sentinel: int) -> None:
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


def _log() -> None:
    """Let the service's log be written, as it is."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False
