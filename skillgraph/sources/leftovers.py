"""Says once a file which columns or keys no field takes, so that nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.model.texts import many
from skillgraph.sources.cells import Tally

_SHOWN = 40
_LONG = 200
"""A cell of so many characters is no name, code or label."""


class Leftovers:
    """Counts the records that have each key that no field takes."""

    def __init__(self) -> None:
        self._tallies: dict[str, Tally] = {}
        self._records: dict[str, Tally] = {}

    def add(self, keys: Iterable[str], line: int) -> None:
        """Count one record with these keys."""
        for key in keys:
            self._tallies.setdefault(key, Tally()).add(line)

    def add_record(self, kind: str, line: int) -> None:
        """Count one record of a type that is no posting."""
        self._records.setdefault(kind, Tally()).add(line)

    def report(self, path: Path, problems: ProblemLog) -> None:
        """Name them, the commonest first; no error in strict loading, for no record is wrong."""
        if self._records:
            line, named = _ranked(self._records)
            reason = f"records beside the postings that are of another type were left out: {named}"
            problems.note(path, line, reason)
        if self._tallies:
            line, named = _ranked(self._tallies)
            reason = "keys that no field takes were left out, with the number of records that have them"
            problems.note(path, line, f"{reason}: {named}; --column FIELD=KEY takes one")


def _ranked(tallies: Mapping[str, Tally]) -> tuple[int, str]:
    """The first line of all, and each with its number, the commonest first."""
    ranked = sorted(tallies.items(), key=lambda entry: (-entry[1].count, entry[0]))
    named = ", ".join(f"{key} ({tally.count:,})" for key, tally in ranked[:_SHOWN])
    more = f" and {len(ranked) - _SHOWN} more" if len(ranked) > _SHOWN else ""
    return min(tally.first_line or 0 for _, tally in ranked), named + more


class LongTexts:
    """Finds the columns of long texts that no field takes: one may be of the advertisement."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._columns = {column: [0, 0] for column in columns}

    def add(self, cells: Mapping[str, str]) -> None:
        """Count the cells of one row that hold something, and those that hold a long text."""
        for column, counts in self._columns.items():
            if text := cells.get(column):
                counts[0] += 1
                counts[1] += len(text) >= _LONG

    def report(self, path: Path, line: int, problems: ProblemLog) -> None:
        """Warn of each column of which half the cells are long; no error in strict loading."""
        for column, (filled, long) in self._columns.items():
            if long and long * 2 >= filled:
                what = many(long, "long text", "long texts")
                reason = f"the column {column!r} holds {what}, and no field takes it: nothing in it was read"
                taken = f"--column description={column!r}, or +{column!r} behind another, takes it"
                problems.note(path, line, f"{reason}; {taken}", field="description")


def note_columns(path: Path, line: int, columns: Iterable[str], problems: ProblemLog) -> None:
    """The same for the columns of a table."""
    if columns := list(columns):
        named = ", ".join(columns[:_SHOWN]) + (" …" if len(columns) > _SHOWN else "")
        reason = f"columns that no field takes were left out: {named}"
        problems.note(path, line, f"{reason}; --column FIELD=COLUMN takes one")
