"""The Python client of the documentation does what the documentation says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import Scope, make_key
from tests.support.site import served

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.fixture
def space(workspace: Workspace, tmp_path: Path) -> Workspace:
    copytree(workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


def program(address: str) -> str:
    """The Python of the page, for a service at another address."""
    (found,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found).replace("http://localhost:8000", address)


def run(code: str, key: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"KEY": key},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_client_of_the_documentation_suggests_lists_and_decides(space: Workspace) -> None:
    key, record = make_key(space, "Ana", Scope.REVIEWER)
    with served(space) as address:
        first = run(program(address), key)
        again = run(program(address), key)
    said = first.stdout.splitlines()
    assert first.stderr == ""
    assert said[0] == "give constructive feedback"
    assert said[1:]
    assert set(said[1:]) <= {"accepted: Manage budgets", "accepted: Write reports"}
    assert again.stdout.splitlines() == said[:1]  # nothing is left to accept
    accepted = [one for one in Workspace.open(space.path).snapshot().mappings if one.revision == 1]
    assert len(accepted) == len(said) - 1
    assert {one.history[-1].by.label for one in accepted} == {record.agent.label}


def test_the_client_of_the_documentation_refuses_parameters_that_there_are_not(space: Workspace) -> None:
    with served(space) as address:
        begun = program(address).partition("asked =")[0]
        failed = run(f'{begun}client.ask("GET", "/api/v1/cover", skil="budgets")', "")
    assert failed.returncode == 1
    assert "TypeError" in failed.stderr
