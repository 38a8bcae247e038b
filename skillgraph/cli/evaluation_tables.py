"""How the measures of `evaluate` are printed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from skillgraph.cli.output import Column, Format, emit, emit_json, note

if TYPE_CHECKING:
    from skillgraph.matching.advertisements import FoundSkills
    from skillgraph.matching.evaluation.evaluation import Evaluation
    from skillgraph.matching.evaluation.outcomes import OutcomeFigures, Share

FigureRow = dict[str, Any]

_ALL = "all"
_SHARES = ("confidence", "share_right", "precision", "recall", "answered", "low", "high")


class Show(StrEnum):
    """The tables of an evaluation."""

    FIGURES = "figures"
    RELIABILITY = "reliability"
    THRESHOLDS = "thresholds"
    CUTOFFS = "cutoffs"
    OUTCOMES = "outcomes"


_NO_OUTCOMES = "There is no table of outcomes, for the texts are judged as sentences: give --kind outcome."

_TITLES = {
    Show.FIGURES: "How good the ranking is, and how far confidence can be trusted",
    Show.RELIABILITY: "Confidence against the share that is right (95 % intervals)",
    Show.THRESHOLDS: "What remains where only suggestions from a confidence on count",
    Show.CUTOFFS: "The confidence from which suggestions reach a precision (empty: not shown by these texts)",
    Show.OUTCOMES: "Outcomes: silence, the first five, what is proposed by default (%, 95 % intervals)",
}


def print_evaluation(
    found: Evaluation,
    shown: Sequence[Show] | None,
    form: Format,
    *,
    outcomes: Sequence[OutcomeFigures] = (),
) -> None:
    """Print the tables that are asked for; JSON has all of them."""
    if form is Format.JSON:
        of_outcomes = {"outcomes": [one.as_json() for one in outcomes]} if outcomes else {}
        emit_json(found.as_json() | of_outcomes)
        return
    by_language = {_ALL: found, **found.languages}
    people = form is Format.TABLE
    for show in dict.fromkeys(shown or (list(Show) if people else [Show.FIGURES])):
        if show is Show.OUTCOMES:
            _print_outcomes(outcomes, form, asked=bool(shown))
        elif people:
            sys.stdout.write(f"{_TITLES[show]}\n")
            _print_for_people(show, by_language)
        else:
            _print_rows(_ROWS[show](by_language), form)


def _print_outcomes(outcomes: Sequence[OutcomeFigures], form: Format, *, asked: bool) -> None:
    """A column for each language and form for people, a row for programs; nothing where no text is one."""
    rows = [one.as_json() for one in outcomes]
    if not rows:
        note(_NO_OUTCOMES) if asked else None
        return
    if form is not Format.TABLE:
        _print_rows(rows, form)
        return
    sys.stdout.write(f"{_TITLES[Show.OUTCOMES]}\n")
    said = [
        {"figure": name} | {f"{one.lang} {one.form}": _cell(one.shares[name]) for one in outcomes}
        for name in outcomes[0].shares
    ]
    _print_rows(said, form)


def _cell(share: Share) -> str:
    if share.share is None:
        return "–"
    return f"{share.share:.0f} ({share.low:.0f}–{share.high:.0f}) of {share.of}"


def print_advertisements(found: Sequence[FoundSkills], form: Format) -> None:
    """Print how many skills of whole advertisements are found, one row for each confidence."""
    _print_rows(
        [
            {
                "confidence": one.confidence,
                "recall": one.recall,
                "found": one.found,
                "skills": one.agreed,
                "precision": one.precision,
                "noted": one.listed,
                "mentions": one.mentions,
            }
            for one in found
        ],
        form,
    )


def _print_for_people(show: Show, by_language: Mapping[str, Evaluation]) -> None:
    """Figures one below the other, since they are many; languages only where there are several."""
    rows = _ROWS[show](by_language)
    if show is Show.FIGURES:
        rows = [{"figure": name} | {row["language"]: row[name] for row in rows} for name in list(rows[0])[1:]]
    elif len(by_language) == 1:
        rows = [{name: cell for name, cell in row.items() if name != "language"} for row in rows]
    _print_rows(rows, Format.TABLE)


def _print_rows(rows: Sequence[FigureRow], form: Format) -> None:
    names = list(rows[0]) if rows else []
    emit(rows, [Column(n, itemgetter(n), wrap=False, share=n in _SHARES) for n in names], form)


def _figures(by_language: Mapping[str, Evaluation]) -> list[FigureRow]:
    return [{"language": lang, **one.figures()} for lang, one in by_language.items()]


def _reliability(by_language: Mapping[str, Evaluation]) -> list[FigureRow]:
    return [
        {"language": lang, "of": of, **row.as_json()}
        for lang, one in by_language.items()
        for of, bins in (("best", one.best), ("shown", one.shown))
        for row in bins
    ]


def _stated(
    rows_of: Callable[[Evaluation], list[FigureRow]], by_language: Mapping[str, Evaluation]
) -> list[FigureRow]:
    return [{"language": lang, **row} for lang, one in by_language.items() for row in rows_of(one)]


_ROWS: Mapping[Show, Callable[[Mapping[str, Evaluation]], list[FigureRow]]] = {
    Show.FIGURES: _figures,
    Show.RELIABILITY: _reliability,
    Show.THRESHOLDS: partial(_stated, lambda one: [dict(row.as_json()) for row in one.thresholds]),
    Show.CUTOFFS: partial(_stated, lambda one: [dict(row.to_json()) for row in one.cutoffs]),
}
