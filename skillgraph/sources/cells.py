"""Cleans what people's cells hold: control characters, mis-decoded UTF-8, endless text.

Each kind of repair is reported once a file, with the number of cells and the first line, because an export
that has one such cell has thousands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from skillgraph import limits
from skillgraph.errors import InputError, ProblemLog
from skillgraph.model.texts import many

MAX_CHARACTERS = 1_000_000
"""Longer cells are cut: no description of a job or a credential is a megabyte long."""

MAX_PADDING = 50_000_000
"""Cells that a table's rows may leave out: a small file of wide, all but empty rows would never end."""

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85]")
# Lone surrogates and non-characters come out of JSON escapes; no store and no UTF-8 file takes them.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
# A leading byte of UTF-8 and a continuation byte, each seen through cp1252.
_SUSPECT = re.compile("[Â-ô][\x80-¿ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")


class TooDeepError(ValueError):
    """JSON nested deeper than ``limits.MAX_DEPTH``."""


@dataclass(slots=True)
class Tally:
    """How many rows one thing happened to, and where first."""

    count: int = 0
    first_line: int | None = None

    def add(self, line: int | None) -> None:
        """Count one."""
        if not self.count:
            self.first_line = line
        self.count += 1


@dataclass(slots=True)
class Padding:
    """Counts the cells of one table that have to be filled in because its rows do not hold them."""

    path: Path
    _cells: int = 0

    def add(self, cells: int, line: int) -> None:
        """Count the cells of one row.

        Raises:
            InputError: If there are more than ``MAX_PADDING`` by now.
        """
        self._cells += cells
        if self._cells > MAX_PADDING:
            raise InputError(
                f"{self.path}:{line}: the rows so far leave more than {MAX_PADDING:,} cells empty, "
                "for the table is wide and its rows hold next to nothing.",
                hint="Delete the columns that are not needed, and save the table again.",
            )


@dataclass(slots=True)
class CellCleaner:
    """Cleans the cells of one file and says at the end what it did."""

    path: Path
    problems: ProblemLog
    _tallies: dict[str, Tally] = field(default_factory=dict)

    def clean(self, text: str, line: int) -> str:
        """The text as it was meant, without surrounding white space, with plain line ends."""
        text = text.strip()
        if len(text) > MAX_CHARACTERS:
            self._count(f"cut after {MAX_CHARACTERS:,} characters", line)
            text = text[:MAX_CHARACTERS]
        text = self._unmojibake(text, line)
        text = _LINE_ENDS.sub("\n", text)
        if _UNWANTED.search(text):
            self._count("cleaned of control characters", line)
            text = _UNWANTED.sub("", text).strip()
        return text

    def clean_json(self, value: object, line: int, depth: int = 0) -> object:
        """The same for every string inside a JSON value.

        Raises:
            TooDeepError: If it is nested more than ``limits.MAX_DEPTH`` deep.
        """
        if depth > limits.MAX_DEPTH:
            raise TooDeepError
        if isinstance(value, str):
            return self.clean(value, line)
        if isinstance(value, list):
            return [self.clean_json(item, line, depth + 1) for item in value]
        if isinstance(value, dict):
            return {key: self.clean_json(item, line, depth + 1) for key, item in value.items()}
        return value

    def report(self) -> None:
        """Record one problem for each kind of repair."""
        for reason, tally in self._tallies.items():
            self.problems.add(
                self.path, tally.first_line, f"{many(tally.count, 'cell')} {reason} (first here)"
            )

    def _unmojibake(self, text: str, line: int) -> str:
        if text.isascii() or not _SUSPECT.search(text):
            return text
        import ftfy
        import ftfy.badness

        repaired = ftfy.fix_encoding(text) if ftfy.badness.is_bad(text) else text
        if repaired != text:
            self._count("repaired, UTF-8 that had been read as another encoding", line)
        return repaired

    def _count(self, reason: str, line: int) -> None:
        self._tallies.setdefault(reason, Tally()).add(line)
