"""Puts counts, intervals and suppression together into the answer to a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from skillgraph.analytics.demand import counting
from skillgraph.analytics.demand.counting import POSTING_AXES, STATEMENT, Tables
from skillgraph.analytics.demand.estimates import Sums, estimate
from skillgraph.analytics.demand.question import (
    SENSITIVITY,
    AtConfidence,
    Axis,
    Cell,
    Demand,
    Question,
    Suppression,
)
from skillgraph.analytics.demand.suppression import Key, publishable, suppressed
from skillgraph.errors import InputError
from skillgraph.model.spread import Spread, spread_of

Labels = Callable[[Iterable[str]], Mapping[str, str]]
"""Gives the labels of URIs; those it does not know are left out."""

CountRow = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Counts:
    """What the tables say of one skill: by stratum the cells, the same at other confidences, and the spread.

    ``texts`` and ``employers`` hold how many different ones ask, and the postings of the commonest.
    """

    cells: Mapping[Key, CountRow]
    sensitivity: Mapping[Key, CountRow]
    texts: Mapping[Key, CountRow]
    employers: Mapping[Key, CountRow]


def demand(tables: Tables, question: Question, labels: Labels) -> Demand:
    """Answer a question.

    Raises:
        InputError: If there are weights, and postings without one.
    """
    (about,) = rows(counting.unknown(tables, question))
    if about["weightless"]:
        raise InputError(
            f"{about['weightless']} of {about['postings']} postings have no weight.",
            hint="Add rows for them, or one with * for all others.",
        )
    (left_out,) = rows(counting.duplicates(tables, question))
    return Demand(
        question=question,
        cells=tuple(_cells(tables, question, labels)),
        postings=int(about["postings"]),
        duplicates=0 if question.near_duplicates else int(left_out["duplicates"]),
        unknown={axis: int(about[axis.value] or 0) for axis in POSTING_AXES},
        weighted=tables.weights is not None,
        first=_day(about["first"]),
        last=_day(about["last"]),
        vacancies=int(about["vacancies"] or 0),
        vacancies_unsaid=int(about["vacancies_unsaid"] or 0),
        in_titles_alone=_in_titles_alone(tables, question),
        silent=sum(int(row["postings"]) for row in rows(counting.silent(tables, question))),
    )


def _in_titles_alone(tables: Tables, question: Question) -> int:
    """How many mentions are left out since they stand in titles alone."""
    if question.reads_titles:
        return 0
    (found,) = rows(counting.in_titles_alone(tables, question))
    return int(found["mentions"] or 0)


def _day(found: date | None) -> str:
    return found.isoformat() if found else ""


def rows(expression: counting.Table) -> list[dict[str, Any]]:
    """Run an expression, where its tables are."""
    found: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
    return found


def _cells(tables: Tables, question: Question, labels: Labels) -> Iterator[Cell]:
    totals = {_key(row, question): row for row in rows(counting.totals(tables, question))}
    sizes = {key: int(row["postings"]) for key, row in totals.items()}
    hidden = suppressed(sizes, question.min_cell)
    found = _by_target(rows(counting.cells(tables, question)), question)
    at = rows(counting.sensitivity(tables, question)) if question.sensitivity else []
    other = _by_target(at, question)
    spread = [_by_target(rows(counting.spread(tables, question, of)), question) for of in STATEMENT]
    named = labels(found)
    cells: list[Cell] = []
    for uri, by_stratum in found.items():
        counts = _Counts(by_stratum, *(each.get(uri, {}) for each in (other, *spread)))
        cells += _of_target(uri, named.get(uri, uri), counts, totals, hidden, question)
    return iter(_sorted(cells))


def spreads(tables: Tables, question: Question) -> dict[str, Spread]:
    """By how many texts and employers each skill is asked for, whatever strata the question has."""
    whole = replace(question, by=tuple(axis for axis in question.by if axis.is_skill))
    texts, employers = (
        {row["target"]: row for row in rows(counting.spread(tables, whole, of))} for of in STATEMENT
    )
    sizes = {row["target"]: int(row["postings"]) for row in rows(counting.cells(tables, whole))}
    return {
        uri: Spread.measured(size, _different(texts.get(uri)), _different(employers.get(uri)))
        for uri, size in sizes.items()
    }


def _by_target(found: Iterable[CountRow], question: Question) -> dict[str, dict[Key, CountRow]]:
    grouped: defaultdict[str, dict[Key, CountRow]] = defaultdict(dict)
    for row in found:
        grouped[row["target"]][_key(row, question)] = row
    return grouped


def _key(row: CountRow, question: Question) -> Key:
    return tuple(row[axis.value] for axis in question.strata)


def _of_target(
    uri: str,
    label: str,
    counts: _Counts,
    totals: Mapping[Key, CountRow],
    hidden: Mapping[Key, Suppression],
    question: Question,
) -> Iterator[Cell]:
    """The cells of one skill; over periods, those without a posting that asks too.

    Where the size of a stratum is hidden, all of the cell is: its share would tell the size.
    """
    asked = {key: int(row["postings"]) for key, row in counts.cells.items() if key in totals}
    if Axis.PERIOD in question.by:
        asked = dict.fromkeys(_lines_of(asked, totals, question), 0) | asked
    held = dict(hidden) | suppressed(asked, question.min_cell)
    for key in asked:
        strata = dict(zip(question.strata, key, strict=True))
        of = None if key in hidden else int(totals[key]["postings"])
        if key in held:
            yield Cell(uri, label, strata, None, of, None, None, None, suppressed=held[key])
        elif of is not None:
            blank = Cell(uri, label, strata, 0, of, 0.0, 0.0, 1.0, 0, 0)
            cell = _cell(blank, key, counts, totals[key], question.min_cell)
            yield replace(cell, vacancies=_vacancies(counts.cells.get(key))) if question.vacancies else cell


def _lines_of(asked: Iterable[Key], totals: Iterable[Key], question: Question) -> Iterator[Key]:
    """The strata that differ from one with a posting in the period only."""
    place = question.strata.index(Axis.PERIOD)
    present = {key[:place] + key[place + 1 :] for key in asked}
    return (key for key in totals if key[:place] + key[place + 1 :] in present)


def _cell(cell: Cell, key: Key, counts: _Counts, total: CountRow, minimum: int) -> Cell:
    row = counts.cells.get(key)
    nothing = Sums(0, 0.0, 0.0)
    every = _sums(total)
    found = estimate(_sums(row) if row else nothing, every)
    postings = int(row["postings"]) if row else 0
    said = Spread.measured(postings, _different(counts.texts.get(key)), _different(counts.employers.get(key)))
    return replace(
        cell,
        **spread_of(said),
        postings=postings,
        share=found.share,
        low=found.low,
        high=found.high,
        required=publishable(int(row["required"]) if row else 0, minimum),
        asset=publishable(int(row["asset"]) if row else 0, minimum),
        sensitivity=tuple(_sensitivity(counts.sensitivity.get(key), every, minimum)),
    )


def _vacancies(row: CountRow | None) -> int:
    return int(row["vacancies"]) if row else 0


def _different(row: CountRow | None) -> tuple[int, int]:
    """How many different ones there are, and the postings of the commonest."""
    return (int(row["different"]), int(row["most"])) if row else (0, 0)


def _sums(row: CountRow) -> Sums:
    return Sums(int(row["postings"]), float(row["weight"]), float(row["square"]))


def _sensitivity(row: CountRow | None, every: Sums, minimum: int) -> Iterator[AtConfidence]:
    for number, confidence in enumerate(SENSITIVITY):
        if row is not None:
            share = float(row[f"weight{number}"] / every.weight)
            count = publishable(int(row[f"at{number}"]), minimum)
            yield AtConfidence(confidence, count, None if count is None else share)


def _sorted(cells: Iterable[Cell]) -> list[Cell]:
    """The most demanded first, over all periods; the periods of each in their order."""
    cells = list(cells)
    sizes: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for cell in cells:
        sizes[line_of(cell)] += cell.vacancies or cell.postings or 0
    return sorted(
        cells,
        key=lambda cell: (
            -sizes[line_of(cell)],
            cell.label,
            line_of(cell),
            cell.strata.get(Axis.PERIOD, ""),
        ),
    )


def line_of(cell: Cell) -> tuple[str, ...]:
    """What a cell is of, whatever its period."""
    return (cell.uri, *(value for axis, value in cell.strata.items() if axis is not Axis.PERIOD))
