"""Tells a person what a load brought in, and which rows were not taken as they stand."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from skillgraph.cli.output import note

if TYPE_CHECKING:
    from skillgraph.workspace.loading import Loaded

SHOWN = 20


def tell(loaded: Loaded) -> None:
    """Print a summary and the first problems on stderr."""
    brought = ", ".join(f"{count:,} {what}" for what, count in loaded.counts.items())
    note(f"Loaded {loaded.name}: {brought}.")
    for problem in loaded.problems.problems[:SHOWN]:
        note(f"  {problem}")
    if len(loaded.problems) > SHOWN:
        note(f"  … and {len(loaded.problems) - SHOWN:,} more rows with problems.")
    for result in loaded.shapes[:SHOWN]:
        note(f"  {result.severity}: {result.message()} ({result.focus_node})")
    if len(loaded.shapes) > SHOWN:
        counts = Counter(result.severity for result in loaded.shapes)
        note(f"  … in all {', '.join(f'{count:,} {name}s' for name, count in sorted(counts.items()))}.")
