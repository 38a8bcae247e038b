"""A service to measure: a workspace that is filled for it, and the running process."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from benchmarks.flow import credential_files, sample_files
from benchmarks.inputs import ESCO, FRENCH, Inputs, command
from benchmarks.measure import process
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_framework

UNLIMITED: Mapping[str, str] = {
    "SKILLGRAPH_SERVE_RATE": "1000000",
    "SKILLGRAPH_SERVE_CLIENT": "1000",
}
"""Settings for where all that is asked comes from one client."""

_NAMED = ("--profile", "fast", "--framework", ESCO, "--format", "json")
_PATIENCE = 600.0


def fill(inputs: Inputs, folder: Path, scratch: Path) -> None:
    """Load ESCO in both languages, credentials and postings, propose and search, all for the fast profile."""
    load_framework(Workspace.create(folder), inputs.esco("1.2.0"))
    steps: list[list[str | Path]] = [["posting", "load", path] for path in sample_files("postings")]
    if french := inputs.esco_files(FRENCH):
        steps += [["taxonomy", "load", *french], ["index", "--profile", "fast"]]
    for step in steps:
        process(command(folder, *step))
    fill_credentials(inputs, folder, scratch)
    process(command(folder, "gaps", *_NAMED))


def fill_credentials(inputs: Inputs, folder: Path, scratch: Path) -> None:
    """Load credentials beside ESCO 1.2.0, and propose mappings."""
    for path in credential_files(inputs, scratch):
        process(command(folder, "credential", "load", path))
    process(command(folder, "propose", *_NAMED))


@contextmanager
def served(folder: Path, settings: Mapping[str, str] = UNLIMITED) -> Iterator[tuple[psutil.Process, str]]:
    """A running service, and its host and port.

    Args:
        folder: The workspace.
        settings: What the environment says besides.
    """
    started = subprocess.Popen(
        command(folder, "serve", "--port", "0"),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **settings},
    )
    try:
        assert started.stderr is not None
        address = re.search(r"http://\S+", started.stderr.readline())
        assert address is not None
        yield psutil.Process(started.pid), urlsplit(address.group()).netloc
    finally:
        started.kill()
        started.communicate()


def wait_until_ready(address: str) -> None:
    """Wait until the service has read what it answers from.

    Raises:
        RuntimeError: If it has not in ten minutes.
    """
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(address, timeout=_PATIENCE)
        connection.request("GET", "/readyz")
        if connection.getresponse().status == http.HTTPStatus.OK:
            return
        time.sleep(0.2)
    raise RuntimeError("The service is not ready.")
