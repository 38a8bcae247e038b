"""The table of commands is what the commands say of themselves; none is loaded for the list."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from skillgraph.cli.app import app
from skillgraph.cli.commands import COMMANDS

LONG = 1_000


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says(name: str) -> None:
    root: Any = typer.main.get_command(app)
    command = root.commands[name]
    assert command.get_short_help_str(LONG) == COMMANDS[name].help


def test_every_command_that_a_module_makes_is_in_the_list() -> None:
    from skillgraph.cli.commands import made

    modules = {entry.modules for entry in COMMANDS.values()}
    assert {name for group in modules for name in made(group)} == set(COMMANDS)


def test_the_list_and_a_wrong_name_load_no_command() -> None:
    script = (
        "import sys; from skillgraph.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = ('skillgraph.workspace', 'skillgraph.matching')\n"
        "print([one for one in sys.modules if one.startswith(heavy)])"
    )
    for words in (["--help"], ["sugest"], ["--version"]):
        done = subprocess.run(
            [sys.executable, "-c", script, *words], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]", words
        if words == ["sugest"]:
            assert "Did you mean 'suggest'?" in done.stderr


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["train", "--help"]])
def test_a_reader_that_has_gone_is_no_error(words: list[str], tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "skillgraph", "--workspace", str(tmp_path / "w"), *words]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
