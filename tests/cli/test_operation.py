"""The unit of systemd and the file of the container say what skillgraph understands."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from skillgraph import settings
from skillgraph.cli.app import app

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "docs" / "operation" / "skillgraph.service"
CONTAINER = ROOT / "docs" / "operation" / "Containerfile"
INSTRUCTIONS = {
    *("FROM", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE"),
    *("HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT", "CMD"),
}


def unit() -> dict[str, dict[str, list[str]]]:
    """The values of each name, by section."""
    found: dict[str, dict[str, list[str]]] = {}
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            section.setdefault(name, []).append(value)
    return found


def instructions() -> list[tuple[str, str]]:
    lines = CONTAINER.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    pairs = (line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#"))
    return [(name, rest) for name, rest in pairs]


def understood(words: list[str]) -> None:
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0, result.output


def test_the_unit_starts_what_skillgraph_understands() -> None:
    found = unit()
    assert list(found) == ["Unit", "Service", "Install"]
    service = found["Service"]
    program, *words = shlex.split(service["ExecStart"][0])
    assert program.endswith("/skillgraph")
    understood(words)
    known = settings.__doc__ or ""
    given = [one.partition("=")[0] for one in service["Environment"]]
    assert given == ["SKILLGRAPH_WORKSPACE", "SKILLGRAPH_CACHE"]
    assert all(f"``{name}``" in known for name in given)


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("needs systemd-analyze")
    done = subprocess.run([verify, "verify", UNIT], capture_output=True, text=True, timeout=60, check=False)
    said = [line for line in done.stderr.splitlines() if "skillgraph.service" in line]
    wrong = [line for line in said if "not executable" not in line]  # it is not installed here
    assert wrong == []


def test_the_container_runs_what_skillgraph_understands() -> None:
    found = instructions()
    assert {name for name, _ in found} <= INSTRUCTIONS
    last = dict(found)
    assert json.loads(last["ENTRYPOINT"]) == ["skillgraph"]
    understood(json.loads(last["CMD"]))
    checked = json.loads(last["HEALTHCHECK"].partition("CMD ")[2])
    compile(checked[2], "HEALTHCHECK", "exec")
    assert last["USER"] != "root"
    copied = [rest.split()[0] for name, rest in found if name == "COPY" and "--from" not in rest]
    assert all((ROOT / one).exists() for one in copied)
    assert (ROOT / "constraints.txt").exists()
