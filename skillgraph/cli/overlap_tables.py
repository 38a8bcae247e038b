"""How overlaps are printed: the existing credentials, then what would be new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from skillgraph.cli.output import Column, Format, console, emit, note
from skillgraph.cli.unreviewed import note_rests_on
from skillgraph.model.texts import many

if TYPE_CHECKING:
    from skillgraph.analytics.overlap import Overlap, OverlapReport, WantedConcept

NAMED = 3
"""How many shared concepts of a credential are named on the terminal."""


class _Row(NamedTuple):
    report: OverlapReport
    overlap: Overlap


def print_overlaps(found: Sequence[OverlapReport], form: Format, *, top: int | None) -> None:
    """Print what exists of each credential asked about, at most ``top`` existing ones for each."""
    if form is Format.JSON:
        emit(found, [], form)
        return
    if form is not Format.TABLE:
        rows = [_Row(report, one) for report in found for one in report.overlaps[:top]]
        emit(rows, [Column("asked", lambda row: row.report.credential), *_columns(named=None)], form)
        for report in found:
            note_rests_on(report.rests_on)
        return
    for report in found:
        console().print(f"\n{report.credential}", style="bold", markup=False, highlight=False)
        _print_report(report, top)


def _print_report(report: OverlapReport, top: int | None) -> None:
    if not report.wanted:
        note("It is linked to no concept, so nothing can be compared: see skillgraph suggest.")
        return
    rows = [_Row(report, one) for one in report.overlaps[:top]]
    emit(rows, _columns(named=NAMED), Format.TABLE, empty="No loaded credential targets its concepts.")
    if left := len(report.overlaps) - len(rows):
        note(f"… and {many(left, 'more credential')}.")
    columns: list[Column[WantedConcept]] = [
        Column("new concept", lambda one: one.label),
        Column("weight", lambda one: one.weight, wrap=False),
        Column("status", lambda one: one.status.value, wrap=False),
        Column("outcome", lambda one: list(one.outcomes)),
    ]
    emit(report.new, columns, Format.TABLE, empty="Nothing would be new: each concept is targeted already.")
    note(f"{len(report.new)} of its {len(report.wanted)} concepts would be new.")
    note_rests_on(report.rests_on)


def _columns(named: int | None) -> list[Column[_Row]]:
    return [
        Column("credential", lambda row: row.overlap.credential),
        Column("issuer", lambda row: row.overlap.issuer),
        Column("shared", lambda row: row.overlap.total.share, share=True, wrap=False),
        Column("weighted", lambda row: row.overlap.total.weighted, share=True, wrap=False),
        Column("direct", lambda row: row.overlap.direct.share, share=True, wrap=False),
        Column("narrower", lambda row: row.overlap.narrower.share, share=True, wrap=False),
        Column("broader", lambda row: row.overlap.broader.share, share=True, wrap=False),
        Column("concepts", lambda row: _concepts(row.overlap, named)),
        Column("credential id", lambda row: row.overlap.credential_id, identifier=True),
    ]


def _concepts(one: Overlap, named: int | None) -> list[str]:
    """The shared concepts, each with its relation and status."""
    labels = [f"{c.label} ({c.relation.value}, {c.status.value})" for c in one.shared[:named]]
    left = len(one.shared) - len(labels)
    return [*labels, f"and {left} more"] if left else labels
