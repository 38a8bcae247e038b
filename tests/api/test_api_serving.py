"""The real server, as a process."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph.errors import NotFoundError
from skillgraph.workspace import Workspace

COMMAND = [sys.executable, "-c", "from skillgraph.cli import main; main()"]


@contextmanager
def served(
    workspace: Path, *options: str, environment: Mapping[str, str] = {}
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running server on a free port, and its address."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--workspace", str(workspace), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        address = re.search(r"http://\S+", said)
        assert address, said + process.stderr.read()
        yield process, address.group()
    finally:
        process.kill()
        process.communicate()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_answers_and_stops_when_asked_to(workspace: Workspace, number: signal.Signals) -> None:
    with served(workspace.path) as (process, address):
        with httpx2.Client(base_url=address, timeout=60) as client:
            assert client.get("/healthz").json()["status"] == "ok"
            asked = {"texts": ["Weld metal"], "k": 1, "lang": "en", "profile": "fast"}
            (result,) = client.post("/api/v1/suggest", json=asked).json()
            assert result["suggestions"][0]["label"] == "weld metal"
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_port_that_is_taken_is_named(workspace: Workspace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run("serve", "--port", port, "--workspace", str(workspace.path))
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Error: The service cannot listen on 127.0.0.1 port {port}")
    assert "--port" in ended.stderr.splitlines()[1]


def test_a_host_that_is_not_this_machine_is_named(workspace: Workspace) -> None:
    ended = run("serve", "--host", "192.0.2.1", "--port", "0", "--workspace", str(workspace.path))
    assert ended.returncode == 1
    assert "192.0.2.1" in ended.stderr.splitlines()[0]


def test_a_workspace_that_is_not_there_is_named(tmp_path: Path) -> None:
    ended = run("serve", "--workspace", str(tmp_path / "none"))
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Error: There is no workspace in {tmp_path / 'none'}")
    assert ended.stdout == ""


@pytest.mark.parametrize("name", ["READING", "HEAD", "RATE", "JOBS"])
def test_a_setting_that_is_wrong_is_told_before_the_address(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"SKILLGRAPH_SERVE_{name}", "-x")
    ended = run("serve", "--port", "0", "--workspace", str(workspace.path))
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Error: SKILLGRAPH_SERVE_{name} is '-x'")


def test_a_port_out_of_range_is_wrong_usage(tmp_path: Path) -> None:
    assert run("serve", "--port", "70000", "--workspace", str(tmp_path)).returncode == 2


def test_an_application_can_be_made_from_a_folder(workspace: Workspace, tmp_path: Path) -> None:
    with TestClient(create_app(workspace.path)) as client:
        assert client.get("/healthz").json()["status"] == "ok"
    with pytest.raises(NotFoundError, match="no workspace"):
        create_app(tmp_path / "none")
