"""A question on postings that were not searched yet: it says what it makes, or names what to run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from skillgraph.cli.app import run
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_postings

QUESTIONS = (
    ("gaps", "--no-new-terms"),
    ("demand",),
    ("demand", "trend", "--by", "concept"),
    ("demand", "sentences"),
)
EXTRACTS = "Extracting mentions from the postings first, as `skillgraph posting extract"


@pytest.fixture
def space(indexed_crafts: Workspace, tmp_path: Path) -> Path:
    """An index, and two postings whose mentions are missing."""
    shutil.copytree(indexed_crafts.path, tmp_path / "workspace")
    rows = "id,title,description,date\na,Welder,Weld metal.,2026-01-02\nb,Welder,Weld metal.,2026-05-02\n"
    (tmp_path / "jobs.csv").write_text(rows, encoding="utf-8")
    load_postings(Workspace.open(tmp_path / "workspace"), tmp_path / "jobs.csv")
    return tmp_path / "workspace"


def ask(space: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["-w", str(space), *arguments])
    return int(ended.value.code or 0)


def report(space: Path) -> tuple[str, ...]:
    return ("report", "demand", "--output", str(space.parent / "report"))


@pytest.mark.parametrize("question", [*QUESTIONS, ("report",)], ids=" ".join)
def test_it_makes_nothing_where_it_must_not_and_names_the_command(
    space: Path, capsys: pytest.CaptureFixture[str], question: tuple[str, ...]
) -> None:
    before = Workspace.open(space).manifest
    asked = report(space) if question == ("report",) else question

    assert ask(space, *asked, "--no-extract") != 0
    assert "Run `skillgraph posting extract" in capsys.readouterr().err
    assert Workspace.open(space).manifest == before


@pytest.mark.parametrize("question", [QUESTIONS[0], QUESTIONS[1], ("report",)], ids=" ".join)
def test_it_says_once_that_it_runs_the_command_and_is_answered(
    space: Path, capsys: pytest.CaptureFixture[str], question: tuple[str, ...]
) -> None:
    asked = report(space) if question == ("report",) else question

    assert ask(space, *asked) == 0
    assert capsys.readouterr().err.count(EXTRACTS) == 1
    assert ask(space, *asked, "--no-extract") == 0
    assert EXTRACTS not in capsys.readouterr().err


def test_the_command_names_framework_and_profile_that_are_not_the_usual(
    space: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    framework = str(Workspace.open(space).manifest.framework().id)

    assert ask(space, "gaps", "--framework", framework, "--no-extract") != 0
    assert f"`skillgraph posting extract --framework {framework}`" in capsys.readouterr().err
    assert ask(space, "posting", "extract", "--framework", framework) == 0
    assert ask(space, "gaps", "--framework", framework, "--no-extract", "--no-new-terms") == 0
