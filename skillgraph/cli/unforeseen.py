"""What a person is told of an error that nobody foresaw: one sentence, and where its details are."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from skillgraph import __version__, files
from skillgraph.clock import now
from skillgraph.settings import cache_folder

DEBUG = "SKILLGRAPH_DEBUG"
"""Set to 1, this variable prints the traceback as well."""


def tell(error: Exception) -> None:
    """Write the error's details to a file, and a sentence with the file's name to stderr."""
    if os.environ.get(DEBUG) == "1":
        traceback.print_exception(error)
    where = _written(_details(error))
    if isinstance(error, MemoryError):
        sentence = "The memory of this machine does not suffice"
    else:
        sentence = f"Something went wrong that skillgraph does not foresee ({type(error).__name__})"
    details = f"the details are in {where}" if where else f"{DEBUG}=1 prints the details"
    sys.stderr.write(f"Error: {sentence}; {details}.\n")
    sys.stderr.write(
        "Hint: Send the maintainers the details and what you did; look through them first, "
        "they hold the command and may quote your data.\n"
    )


def _details(error: Exception) -> str:
    lines = [
        f"{now()}  skillgraph {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"command: {sys.argv}",
        "",
        "".join(traceback.format_exception(error)),
        *sorted({f"{one.name} {one.version}" for one in distributions()}, key=str.casefold),
    ]
    return "\n".join(lines) + "\n"


def _written(details: str) -> Path | None:
    """The file with the details, in the first folder that takes it; nothing where none does."""
    name = f"error-{now().replace(':', '')}-{os.getpid()}.txt"
    for folder in _folders():
        try:
            files.write_bytes(folder / name, details.encode("utf-8", "backslashreplace"))
        except (OSError, MemoryError):
            continue
        return folder / name
    return None


def _folders() -> Iterator[Path]:
    yield cache_folder() / "errors"
    yield Path(tempfile.gettempdir())
