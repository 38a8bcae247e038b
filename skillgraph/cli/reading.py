"""Reads the texts that commands are given in files and on standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from skillgraph.cli.output import note
from skillgraph.errors import ProblemLog

STANDARD_INPUT = Path("-")


def read_text(file: Path) -> str:
    """The text of a file, or for ``-`` of standard input; an encoding that had to be guessed is told.

    Raises:
        InputError: If it is not text.
    """
    from skillgraph.sources.encodings import decode

    piped = file == STANDARD_INPUT
    problems = ProblemLog()
    content = sys.stdin.buffer.read() if piped else file.read_bytes()
    text = decode(content, Path("standard input") if piped else file, problems=problems)
    for problem in problems:
        note(str(problem))
    return text
