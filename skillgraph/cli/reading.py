"""Reads the texts that commands are given in files and on standard input."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

from skillgraph.cli.output import note
from skillgraph.errors import ProblemLog
from skillgraph.limits import read_within

STANDARD_INPUT = Path("-")


def read_text(file: Path) -> str:
    """The text of a file, or for ``-`` of standard input; an encoding that had to be guessed is told.

    Raises:
        InputError: If it is not text, or too long.
    """
    from skillgraph.sources.encodings import decode

    piped = file == STANDARD_INPUT
    problems = ProblemLog()
    place = Path("standard input") if piped else file
    with nullcontext(sys.stdin.buffer) if piped else file.open("rb") as stream:
        content = read_within(stream, str(place))
    text = decode(content, place, problems=problems)
    for problem in problems:
        note(str(problem))
    return text
