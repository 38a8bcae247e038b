"""What a benchmark found, as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.measure import Sample


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One comparison.

    Attributes:
        what: What was measured.
        unit: Its unit; ``better`` says which way is good, ``less`` or ``more``.
        ours: The measurements of skillgraph.
        peer: Those of the peer in the same run, where there is one.
        limit: What was promised, where something was.
    """

    what: str
    unit: str
    ours: Sample
    peer: Sample | None = None
    limit: float | None = None
    better: str = "less"

    @property
    def ratio(self) -> float | None:
        """How many times better the median is than the peer's; below 1 it is worse."""
        if self.peer is None:
            return None
        ours, peer = self.ours.median, self.peer.median
        return peer / ours if self.better == "less" else ours / peer

    @property
    def kept(self) -> bool | None:
        """Whether the median keeps the limit."""
        if self.limit is None:
            return None
        return self.ours.median <= self.limit if self.better == "less" else self.ours.median >= self.limit


@dataclass(frozen=True, slots=True)
class Report:
    """What one benchmark found: its rows, and what one has to know to read them."""

    name: str
    title: str
    peer: str
    rows: tuple[ReportRow, ...]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The report as JSON values."""
        return {
            "name": self.name,
            "title": self.title,
            "peer": self.peer,
            "rows": [_row_json(row) for row in self.rows],
            "notes": list(self.notes),
        }

    def as_text(self) -> str:
        """The report as an aligned table."""
        header = ["", "unit", "skillgraph", "(low-high)", "peer", "(low-high)", "ratio", "limit"]
        lines = _aligned([header, *map(_cells, self.rows)])
        peer = f" against {self.peer}" if self.peer else ""
        return "\n".join([f"== {self.name}: {self.title}{peer}", *lines, *(f"   {n}" for n in self.notes)])


def _row_json(row: ReportRow) -> dict[str, object]:
    return {
        "what": row.what,
        "unit": row.unit,
        "better": row.better,
        "skillgraph": _sample_json(row.ours),
        "peer": _sample_json(row.peer) if row.peer else None,
        "ratio": row.ratio,
        "limit": row.limit,
        "kept": row.kept,
    }


def _sample_json(sample: Sample) -> dict[str, object]:
    return {"low": sample.low, "median": sample.median, "high": sample.high, "values": list(sample.values)}


def _cells(row: ReportRow) -> list[str]:
    ratio = "" if row.ratio is None else f"{row.ratio:.3g}x"
    limit = "" if row.limit is None else f"{row.limit:g} {'kept' if row.kept else 'MISSED'}"
    return [row.what, row.unit, *_pair(row.ours), *_pair(row.peer), ratio, limit]


def _pair(sample: Sample | None) -> list[str]:
    if sample is None:
        return ["", ""]
    spread = f"({_number(sample.low)}-{_number(sample.high)})" if len(sample.values) > 1 else ""
    return [_number(sample.median), spread]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.3g}"


def _aligned(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "   "
        + "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]
