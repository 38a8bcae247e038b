"""What the documents say of the commands is true."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.cli.reference import commands, reference

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(?:console|sh|bash)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def _shown() -> list[tuple[str, str]]:
    """Each command line that a document shows, with the document's name."""
    found = []
    for document in DOCUMENTS:
        for block in BLOCK.findall(document.read_text(encoding="utf-8")):
            lines = block.replace("\\\n", " ").splitlines()
            found += [(document.name, line.removeprefix("$ ")) for line in lines]
    return [(name, line) for name, line in found if line.startswith("skillgraph ")]


def test_the_reference_is_what_the_commands_say() -> None:
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == reference(), "run python -m skillgraph.cli.reference > docs/commands.md"


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_command_says_what_it_is_for(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*path, "--help"])
    assert result.exit_code == 0
    assert f"skillgraph {' '.join(path)}" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("document", "line"), _shown(), ids=lambda value: value[:60])
def test_every_command_line_in_the_documents_is_understood(document: str, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    words = words[: next((n for n, word in enumerate(words) if word in ("|", ">", "&&", "&")), len(words))]
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0, f"{document}: {line}\n{result.output}"


def test_every_setting_is_documented() -> None:
    sources = [ROOT / "skillgraph" / name for name in ("settings.py", "provider_settings.py")]
    names = {
        name for one in sources for name in re.findall(r'"(SKILLGRAPH_\w+)"', one.read_text(encoding="utf-8"))
    }
    written = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    assert names
    assert [name for name in sorted(names) if f"`{name}`" not in written] == []
