"""The command line's root: it finds the command and maps errors to sentences and exit codes, once."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from skillgraph import __version__, disk
from skillgraph.cli.commands import OnDemand
from skillgraph.cli.output import note
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import InputError, SkillgraphError

app = typer.Typer(
    cls=OnDemand,
    name="skillgraph",
    help="The open skills mapper: links learning outcomes and job postings to competency frameworks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"skillgraph {__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """The open skills mapper: links learning outcomes and job postings to competency frameworks."""
    del version
    context.obj = workspace


def run(arguments: list[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 an error (sentence and hint on stderr), 2 wrong usage."""
    closed = _open_closed()
    _print_anything()
    try:
        if "stdout" in closed:
            raise InputError(
                "Standard output is closed, so that nothing can be printed.",
                hint="Leave it open, or lead it to a file.",
            )
        _refuse_broken(sys.argv[1:] if arguments is None else arguments)
        _finish(arguments)
    except SkillgraphError as error:
        note(f"Error: {error.message}")
        if error.hint:
            note(f"Hint: {error.hint}")
        sys.exit(1)
    except BrokenPipeError:
        _close_quietly()
        sys.exit(0)
    except OSError as error:
        note(f"Error: {disk.said(error)}.")
        note(f"Hint: {disk.advice(error)}")
        sys.exit(1)
    except Exception as error:  # the last line of defence: whatever nobody foresaw
        from skillgraph.cli import unforeseen

        unforeseen.tell(error)
        sys.exit(1)


def _finish(arguments: list[str] | None) -> None:
    """Run the command to its exit, its output written.

    Raises:
        BrokenPipeError: If the reader of the output has gone, which typer calls an error of the command.
    """
    try:
        app(arguments)
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            raise ended.__context__ from None
        sys.stdout.flush()
        raise


def _open_closed() -> list[str]:
    """The standard streams that were closed: else the next files to be opened would take their places."""
    closed = [name for name in ("stdin", "stdout", "stderr") if getattr(sys, name) is None]
    for name in closed:
        mode = "r" if name == "stdin" else "w"
        setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    return closed


def _refuse_broken(arguments: Sequence[str]) -> None:
    """Names and words are kept as text, so every byte of them must be a character.

    Raises:
        InputError: If an argument has one that is not.
    """
    for number, argument in enumerate(arguments, start=1):
        if any("\ud800" <= character <= "\udfff" for character in argument):
            raise InputError(
                f"Argument {number} holds bytes that are not UTF-8: {argument!a}.",
                hint="Rename the file, or write the words in UTF-8.",
            )


def _print_anything() -> None:
    """Characters that the terminal's encoding lacks, and halves of surrogate pairs, come out as ``?``."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _close_quietly() -> None:
    """The reader of a pipe has gone: let the interpreter not complain again when it flushes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
