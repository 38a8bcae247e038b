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
    brought = ", ".join(f"{count:,} {_plural(what)}" for what, count in loaded.counts.items())
    note(f"Loaded {loaded.name}: {brought}." + (f" {loaded.note}" if loaded.note else ""))
    for problem in loaded.problems.problems[:SHOWN]:
        note(f"  {problem}")
    if len(loaded.problems) > SHOWN:
        note(f"  … and {len(loaded.problems) - SHOWN:,} more rows with problems.")
    counts = Counter((result.severity, result.message()) for result in loaded.shapes)
    first = {(result.severity, result.message()): result for result in reversed(loaded.shapes)}
    for (severity, message), count in counts.most_common(SHOWN):
        others = f", and {count - 1:,} more" if count > 1 else ""
        note(f"  {severity}: {message} ({first[severity, message].focus_node}{others})")


def _plural(what: str) -> str:
    """Kinds and relations are named in the singular; a collection is counted by its members."""
    return what if what.endswith("s") or what.startswith("collection ") else f"{what}s"
