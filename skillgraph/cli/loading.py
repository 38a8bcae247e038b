"""Tells a person what a load brought in, and which rows were not taken as they stand."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from skillgraph.cli.output import note
from skillgraph.model.texts import many

if TYPE_CHECKING:
    from skillgraph.workspace.loading import Loaded

SHOWN = 20
_NO_NOUNS = frozenset({"unchanged", "related"})
"""What is counted by a word that has no plural."""


def tell(loaded: Loaded) -> None:
    """Print a summary and the first problems on stderr."""
    brought = ", ".join(_counted(count, what) for what, count in loaded.counts.items())
    note(f"Loaded {loaded.name}: {brought}." + (f" {loaded.note}" if loaded.note else ""))
    for problem in loaded.problems.problems[:SHOWN]:
        note(f"  {problem}")
    if len(loaded.problems) > SHOWN:
        note(f"  … and {many(len(loaded.problems) - SHOWN, 'more row')} with problems.")
    counts = Counter((result.severity, result.message()) for result in loaded.shapes)
    first = {(result.severity, result.message()): result for result in reversed(loaded.shapes)}
    for (severity, message), count in counts.most_common(SHOWN):
        others = f", and {count - 1:,} more" if count > 1 else ""
        note(f"  {severity}: {message} ({first[severity, message].focus_node}{others})")


def _counted(count: int, what: str) -> str:
    """Kinds and relations are named in the singular, others not; a collection is counted by its members."""
    if what.startswith("collection "):
        return f"{many(count, 'member')} of the {what}"
    if what in _NO_NOUNS:
        return f"{count:,} {what}"
    first, *rest = what.split(" ", 1)
    if rest:  # such as "decided mappings opened again"
        return many(count, what.replace("mappings", "mapping").replace("their text", "its text"), what)
    return many(count, first.removesuffix("s"))
