"""Which reader a file belongs to: tables of formats, whose readers are imported when one of them is needed.

A new format is one module that reads it, and one row in the table of what it is read as: frameworks
(`skillgraph.taxonomies.framework`), mappings (`skillgraph.taxonomies.sssom`), credentials
(`skillgraph.sources.credentials`) or postings (`skillgraph.sources.postings`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Format:
    """A row of a table: one format.

    Attributes:
        name: What people call it.
        endings: Of the names of its files, in small letters.
        reader: What reads it, as ``module:function``.
        options: The options that the reader knows; others are not passed to it.
        recognises: Whether a file, or a folder, is of this format, where the ending does not say it.
    """

    name: str
    endings: tuple[str, ...]
    reader: str
    options: tuple[str, ...] = ("problems",)
    recognises: Callable[[Path], bool] | None = None

    def fits(self, path: Path) -> bool:
        """Whether a file, or a folder, is of this format."""
        return path.suffix.lower() in self.endings if self.recognises is None else self.recognises(path)

    def read(self, source: object, **options: object) -> Any:  # noqa: ANN401 - each table says what comes out
        """Have the reader read a file, or whatever its table gives to readers."""
        module, _, function = self.reader.partition(":")
        known = {name: value for name, value in options.items() if name in self.options}
        return getattr(import_module(module), function)(source, **known)


def format_of(path: Path, formats: Sequence[Format]) -> Format | None:
    """The first format of a table that a file is of."""
    return next((one for one in formats if one.fits(path)), None)


def endings(formats: Sequence[Format]) -> tuple[str, ...]:
    """The endings of all formats of a table, each once, for messages."""
    return tuple(dict.fromkeys(ending for one in formats for ending in one.endings))
