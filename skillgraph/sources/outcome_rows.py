"""Rows of an outcome sheet that are none of their own: what goes on with the row above, and totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from skillgraph import languages
from skillgraph.errors import ProblemLog
from skillgraph.model.texts import many
from skillgraph.sources.cells import Tally
from skillgraph.sources.placeholders import is_number
from skillgraph.sources.sheet_columns import SheetColumns
from skillgraph.sources.tables import Row, normalise_header

_TOTALS = frozenset(languages.together("values", "outcomes")["totals"])
_OF_CREDENTIAL = ("credential", "issuer", "credential_id")


@dataclass(slots=True)
class Rows:
    """Gives the rows of one sheet with what they leave to the row above, and says so at the end."""

    path: Path
    problems: ProblemLog
    _continued: Tally = field(default_factory=Tally)
    _totals: Tally = field(default_factory=Tally)

    def whole(
        self, rows: Iterable[Row], columns: SheetColumns, read: Callable[[str], str]
    ) -> Iterator[tuple[Row, dict[str, str]]]:
        """Each row that is none of totals, with its cells but those of outcomes; ``read`` cleans one cell."""
        above: Mapping[str, str] = {}
        for row in rows:
            cells = columns.cells(row, read)
            texts = columns.outcomes(row, read)
            if _is_total(cells, texts):
                self._totals.add(row.line)
                continue
            if above and texts and not any(cells.get(name) for name in _OF_CREDENTIAL):
                self._continued.add(row.line)
                cells |= above
            elif cells.get("credential"):
                above = {name: cells.get(name, "") for name in _OF_CREDENTIAL}
            yield row, cells

    def report(self) -> None:
        """Say how many rows went on with the one above, and how many were totals."""
        if self._continued.count:
            what = many(self._continued.count, "row names", "rows name")
            reason = f"{what} no credential; read as more of the one above (first here)"
            self.problems.note(self.path, self._continued.first_line, reason)
        if self._totals.count:
            what = many(self._totals.count, "row", "rows") + " of totals"
            self.problems.note(self.path, self._totals.first_line, f"{what} left out (first here)")


def _is_total(cells: Mapping[str, str], texts: Iterable[str]) -> bool:
    """Whether a row is one of totals: called so, with nothing but numbers for outcomes."""
    named = any(normalise_header(cells.get(name, "")) in _TOTALS for name in _OF_CREDENTIAL)
    return named and all(map(is_number, texts))
