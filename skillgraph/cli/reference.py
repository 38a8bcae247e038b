"""Writes the reference of all commands: ``python -m skillgraph.cli.reference > docs/commands.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import typer

INTRODUCTION = """# Commands

What each command says with `--help`; made by `python -m skillgraph.cli.reference`.

Results go to standard output, in the format of `--format`; notes, progress and errors go to standard error.
Exit codes: 0 done, 1 a named error (`Error:` and `Hint:`), 2 wrong usage.
"""


def reference() -> str:
    """The text of the reference."""
    from skillgraph.cli.app import app

    sections = [f"## skillgraph {' '.join(path)}\n\n```text\n{helped(path)}\n```\n" for path in commands(app)]
    return "\n".join([INTRODUCTION, *sections])


def commands(app: typer.Typer, *path: str) -> Iterator[tuple[str, ...]]:
    """The words that call each command, in the order of the help."""
    for command in app.registered_commands:
        name = command.name or getattr(command.callback, "__name__", "")
        yield (*path, str(name))
    for group in app.registered_groups:
        if group.typer_instance is not None and group.name:
            if group.typer_instance.info.invoke_without_command is True:
                yield (*path, group.name)
            yield from commands(group.typer_instance, *path, group.name)


def helped(path: tuple[str, ...]) -> str:
    """What a command says with ``--help``."""
    from typer.testing import CliRunner

    from skillgraph.cli.app import app

    result = CliRunner().invoke(app, [*path, "--help"])
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


if __name__ == "__main__":
    sys.stdout.write(reference())
