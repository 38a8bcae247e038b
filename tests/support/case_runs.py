"""Runs a case: its commands in a workspace, and what they must print or must not."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FRENCH = "esco/ESCO dataset - v1.2.1 - classification - fr - csv (skills_fr merged).zip"


@dataclass(frozen=True)
class Step:
    """One command.

    Attributes:
        arguments: ``{case}`` stands for the folder of the case; ``{case}/FILE:N`` for a line of a file there.
        says: Regular expressions that what it prints must match.
        never: Regular expressions that it must not match.
        code: How it must end.
    """

    arguments: Sequence[str]
    says: Sequence[str] = ()
    never: Sequence[str] = ()
    code: int = 0


@dataclass(frozen=True)
class Case:
    """What a folder of cases must answer.

    Attributes:
        folder: Its name.
        expected: In short.
        steps: Its commands, in one workspace.
        esco: Whether they need the built-in ESCO with its index; else the workspace is an empty one.
    """

    folder: str
    expected: str
    steps: Sequence[Step]
    esco: bool = False


@dataclass(frozen=True)
class Answer:
    """What came of a case: what was found where it passed, what was wrong where it failed."""

    case: Case
    passed: bool
    said: str


def run(case: Case, folder: Path, workspace: Path) -> Answer:
    """Run the commands of a case.

    Args:
        case: The case.
        folder: Its folder.
        workspace: Where its commands work.
    """
    found: list[str] = []
    for step in case.steps:
        printed = _printed(step, folder, workspace)
        if wrong := list(_wrong(step, printed)):
            return Answer(case, False, "; ".join(wrong))
        found += [match[0] for pattern in step.says if (match := _match(pattern, printed))]
    return Answer(case, True, "; ".join(dict.fromkeys(found)))


def language_file(shared: Path, target: Path) -> Path:
    """A folder that holds the French skills of the real ESCO and nothing else."""
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(shared / "data" / FRENCH) as bundle:
        name = next(name for name in bundle.namelist() if name.endswith("skills_fr.csv"))
        with bundle.open(name) as source, (target / "skills_fr.csv").open("wb") as stream:
            shutil.copyfileobj(source, stream)
    return target


def skillgraph(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the program in a process of its own."""
    command = [sys.executable, "-m", "skillgraph", "--workspace", str(workspace), *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "400"}
    return subprocess.run(command, capture_output=True, check=False, encoding="utf-8", env=environment)


def _printed(step: Step, folder: Path, workspace: Path) -> str:
    """The exit code, then stderr and stdout; suggestions as lines ``text -> label``."""
    done = skillgraph(workspace, *(_filled(argument, folder, workspace) for argument in step.arguments))
    told = done.stdout
    if step.arguments[0] == "suggest" and done.returncode == 0:
        told = "\n".join(_suggested(json.loads(told)))
    return f"exit {done.returncode}\n{done.stderr}\n{told}"


def _filled(argument: str, folder: Path, workspace: Path) -> str:
    path = argument.replace("{case}", str(folder)).replace("{beside}", str(workspace.parent))
    name, _, line = path.rpartition(":")
    if "{case}" in argument and line.isdecimal():
        return Path(name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    return path


def _suggested(results: Sequence[dict[str, object]]) -> Iterator[str]:
    for result in results:
        suggestions = result["suggestions"]
        first = suggestions[0]["label"] if isinstance(suggestions, list) and suggestions else "nothing"
        silent = f"silent ({result.get('reason_kind')})" if result["abstained"] else str(first)
        yield f"{result['text']} -> {silent}"


def _wrong(step: Step, printed: str) -> Iterator[str]:
    if not printed.startswith(f"exit {step.code}\n"):
        yield " ".join(printed.split())[:200]
    for pattern in step.says:
        if not _match(pattern, printed):
            close = [line for line in printed.splitlines() if line.startswith(pattern.strip("^")[:6])]
            yield f"lacks {pattern!r}" + (f", says {close[0]!r}" if close else "")
    for pattern in step.never:
        if match := _match(pattern, printed):
            yield f"says {match[0]!r}"


def _match(pattern: str, printed: str) -> re.Match[str] | None:
    return re.search(pattern, printed, re.MULTILINE)
