"""Reads the text files that commands are given."""

from __future__ import annotations

from pathlib import Path

from skillgraph.errors import InputError


def read_text(file: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark.

    Raises:
        InputError: If it is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{file} is not UTF-8 (byte {error.start} cannot be read).",
            hint="Save it as UTF-8 and try again.",
        ) from error
