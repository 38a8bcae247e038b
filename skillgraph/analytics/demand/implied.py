"""What postings imply that state no skill: what their occupations need, apart from what is stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from skillgraph.analytics.demand import counting
from skillgraph.analytics.demand.answering import Labels, rows
from skillgraph.analytics.demand.counting import Tables
from skillgraph.analytics.demand.question import Axis, Cell, Demand
from skillgraph.analytics.demand.suppression import publishable
from skillgraph.errors import InputError
from skillgraph.matching.intervals import wilson


def with_implied(
    found: Demand, tables: Tables, essential: Callable[[str], Iterable[str]], labels: Labels
) -> Demand:
    """A demand whose cells say in how many silent postings their skill is implied.

    Skills that are implied only follow the others, asked for by no posting.

    Args:
        found: By concept alone.
        tables: What it was counted in.
        essential: Gives the essential skills of an occupation by its URI.
        labels: Gives the labels of URIs.

    Raises:
        InputError: If the demand is counted by something else.
    """
    question = found.question
    if question.by != (Axis.CONCEPT,):
        raise InputError(
            f"What is implied cannot be counted by {', '.join(question.by)}.",
            hint="Count by concept alone; choose places and the like by conditions.",
        )
    counts: Counter[str] = Counter()
    for row in rows(counting.silent(tables, question)):
        for uri in essential(row["occupation"]):
            counts[uri] += row["postings"]
    shown = {uri: publishable(count, question.min_cell) for uri, count in counts.items()}
    stated = {cell.uri for cell in found.cells}
    named = labels(uri for uri in shown if uri not in stated)
    alone = sorted((-count, named.get(uri, uri), uri) for uri, count in counts.items() if uri not in stated)
    blank = Cell("", "", {}, 0, found.postings, 0.0, *wilson(0, found.postings), 0, 0)
    cells = [replace(cell, implied=shown.get(cell.uri, 0)) for cell in found.cells]
    cells += [replace(blank, uri=u, label=label, implied=shown[u]) for _, label, u in alone if shown[u]]
    return replace(found, cells=tuple(cells))
