"""Keeps small cells out of what is published, and those from which a reader could tell them.

The rule is that of statistical tables (Hundepool and others, *Statistical Disclosure Control*, 2012, ch. 4):
a cell of fewer postings than the minimum is primary. Along each line of the table (cells that differ in one
axis only, so that they sum to something others may publish) a single suppressed cell could be had by
subtraction, so the smallest other one is suppressed with it, until the suppressed ones of the line number
two and sum to the minimum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from skillgraph.analytics.demand.question import Suppression

Key = tuple[str, ...]
"""The values of a cell on each axis that divides the postings."""


def suppressed(counts: Mapping[Key, int], minimum: int) -> dict[Key, Suppression]:
    """Which cells of one skill to hold back, and why.

    Args:
        counts: Postings by cell; every key of the same length. Cells of 0 tell of nobody and are shown.
        minimum: Cells of fewer postings are held back.
    """
    held = {key: Suppression.SMALL for key, count in counts.items() if 0 < count < minimum}
    lines = list(_lines(counts))
    while added := next(_unsafe(lines, counts, held, minimum), None):
        held[added] = Suppression.COMPLEMENTARY
    return held


def publishable(count: int | None, minimum: int) -> int | None:
    """A count beside others, such as a part of one: itself where it is none or enough, else ``None``."""
    return None if count is None or 0 < count < minimum else count


def _lines(counts: Mapping[Key, int]) -> Iterator[list[Key]]:
    """The cells that differ in one axis only, smallest first."""
    for axis in range(max(map(len, counts), default=0)):
        lines: defaultdict[Key, list[Key]] = defaultdict(list)
        for key, count in counts.items():
            if count:
                lines[key[:axis] + key[axis + 1 :]].append(key)
        yield from (sorted(line, key=lambda key: (counts[key], key)) for line in lines.values())


def _unsafe(
    lines: Sequence[Sequence[Key]], counts: Mapping[Key, int], held: Mapping[Key, Suppression], minimum: int
) -> Iterator[Key]:
    """The cell to hold back next, in each line that gives one away."""
    for line in lines:
        hidden = [counts[key] for key in line if key in held]
        shown = next((key for key in line if key not in held), None)
        if shown is not None and hidden and (len(hidden) == 1 or sum(hidden) < minimum):
            yield shown
