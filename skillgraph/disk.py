"""What errors say of a full disk: those of the system, of stores, and of arrays half written."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT)
_NO_SPACE = re.compile(
    r"(?:file: (?P<file>\S[^:]*): )?(?:No space left on device|Disk quota exceeded)"
    r"|\d+ requested and \d+ written|database or disk is full"
)
"""How the graph store, numpy and SQLite, whose errors have no number, report it."""


def is_full(error: Exception) -> bool:
    """Whether an error of the system, or of a store, says that there is no room left."""
    return getattr(error, "errno", None) in _FULL or _NO_SPACE.search(str(error)) is not None


def file_of(error: Exception) -> str:
    """The file that an error of the system is about; empty where it does not say."""
    name = getattr(error, "filename", None)
    if isinstance(name, str | bytes):
        return str(Path(os.fsdecode(name)))
    said = _NO_SPACE.search(str(error))
    return (said["file"] if said else "") or ""


def said(error: OSError) -> str:
    """What the system said, with the file it said it of, without a full stop."""
    file = file_of(error)
    if is_full(error):
        return f"The disk is full: {file}" if file else "The disk is full"
    if file and isinstance(error, NotADirectoryError | FileExistsError):
        return f"{file}: there is a file where a folder is needed"
    reason = error.strerror or str(error) or type(error).__name__
    return f"{file}: {reason}" if file else reason


def advice(error: OSError) -> str:
    """What to do about it."""
    if is_full(error):
        return "Make room, or write elsewhere; nothing was half written."
    return "Check the path, its permissions and the free space."
