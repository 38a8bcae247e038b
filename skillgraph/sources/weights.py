"""Reads how much postings weigh: a table with a key (posting or stratum) and a weight."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from skillgraph.errors import InputError, ProblemLog
from skillgraph.sources.tables import Row, Table, open_table

WEIGHT = "weight"
OTHERS = "*"
"""The key whose weight all others have."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much postings weigh.

    Attributes:
        by: What the keys are: ``posting``, or the axis whose values they are, such as ``region``.
        of: The weight of each key.
        others: The weight of every other key; ``None`` where each must be named.
    """

    by: str
    of: Mapping[str, float]
    others: float | None = None


def read_weights(path: Path, known: Collection[str]) -> Weights:
    """Read a table of two columns, one of which is ``weight``.

    Args:
        path: CSV or XLSX.
        known: What the other column may be called.

    Raises:
        InputError: If a column is missing, a key is repeated, a weight is no number of 0 or more, or none
            is more than 0. A mistaken weight would change every figure, so no row is passed over.
    """
    with open_table(path, problems=ProblemLog(strict=True)) as table:
        by = _key_column(table, known)
        found: dict[str, float] = {}
        for row in table.rows:
            key = row.cells[by].strip()
            if not key or key in found:
                raise _wrong(path, row, f"the {by} {key!r} is named twice" if key else f"no {by} is named")
            found[key] = _weight(path, row)
    if not any(found.values()):
        raise InputError(f"{path} gives no weight above 0.", hint="Give weights such as 1.5.")
    others = found.pop(OTHERS, None)
    return Weights(by, found, others)


def _key_column(table: Table, known: Collection[str]) -> str:
    others = [column for column in table.columns if column != WEIGHT]
    if WEIGHT not in table.columns:
        raise table.missing([WEIGHT])
    if len(others) != 1 or others[0] not in known:
        raise InputError(
            f"{table.path}:{table.header_line}: the columns are {', '.join(table.columns)}.",
            hint=f"Give two: {WEIGHT}, and one of {', '.join(known)}.",
        )
    return others[0]


def _weight(path: Path, row: Row) -> float:
    text = row.cells[WEIGHT].strip()
    try:
        weight = float(text)
    except ValueError:
        weight = -1.0
    if not (isfinite(weight) and weight >= 0):
        raise _wrong(path, row, f"the weight {text!r} is no number of 0 or more")
    return weight


def _wrong(path: Path, row: Row, what: str) -> InputError:
    return InputError(f"{path}:{row.line}: {what}.", hint="Mend the row; no weight is passed over.")
