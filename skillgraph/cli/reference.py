"""Writes the reference of all commands: ``python -m skillgraph.cli.reference > docs/commands.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup

INTRODUCTION = """# Commands

What each command says with `--help`; made by `python -m skillgraph.cli.reference`.

Results go to standard output, in the format of `--format`; notes, progress and errors go to standard error.
Exit codes: 0 done, 1 a named error (`Error:` and `Hint:`), 2 wrong usage.
"""


def reference() -> str:
    """The text of the reference."""
    sections = (f"## skillgraph {' '.join(path)}\n\n```text\n{helped(path)}\n```\n" for path in commands())
    return "\n".join([INTRODUCTION, *sections])


def commands() -> Iterator[tuple[str, ...]]:
    """The words that call each command, in the order of the help."""
    from skillgraph.cli.app import app

    return _under(typer.main.get_command(app))


def _under(group: Any, *path: str) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - typer's click is its own
    for name, command in group.commands.items():
        inner = isinstance(command, TyperGroup)
        if not inner or command.invoke_without_command:
            yield (*path, name)
        if inner:
            yield from _under(command, *path, name)


def helped(path: tuple[str, ...]) -> str:
    """What a command says with ``--help``."""
    from typer.testing import CliRunner

    from skillgraph.cli.app import app

    result = CliRunner().invoke(app, [*path, "--help"])
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


if __name__ == "__main__":
    sys.stdout.write(reference())
