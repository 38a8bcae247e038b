"""How differences between versions, and upgrades, are printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from skillgraph.alignment.upgrade import Fate, Transition, UndoneUpgrade, Upgrade
from skillgraph.cli.output import Column, Format, emit, emit_json, note
from skillgraph.model import ConceptKind, MappingStatus
from skillgraph.model import Mapping as MappingRecord
from skillgraph.taxonomies.differences import Change, ChangeKind, counts
from skillgraph.workspace.results import chosen_changes, comparison_json
from skillgraph.workspace.upgrade_results import undone_json, upgrade_json

if TYPE_CHECKING:
    from skillgraph.export.upgrades import ConceptGroup
    from skillgraph.workspace.frameworks.upgrading import VersionComparison

_SHOWN = 3
"""How many candidates a table for people names."""


def print_comparison(found: VersionComparison, kinds: Sequence[ChangeKind], form: Format, limit: int) -> None:
    """Print the changes of some kinds; people see counts first, and at most ``limit`` changes (0: all)."""
    changes = chosen_changes(found, kinds)
    if form is Format.JSON:
        emit_json(comparison_json(found, changes))
        return
    shown = changes
    if form is Format.TABLE:
        _emit_counts(counts(changes))
        shown = changes[: limit or None]
    columns: list[Column[Change]] = [
        Column("change", lambda c: c.kind.value, wrap=False),
        Column("concept", lambda c: c.label),
        Column("kind", lambda c: c.concept_kind.value, wrap=False),
        Column("lang", lambda c: c.lang),
        Column("before", lambda c: _value_texts(c.before, found.labels)),
        Column("after", lambda c: _value_texts(c.after, found.labels)),
        Column("uri", lambda c: c.uri, identifier=True),
    ]
    emit(shown, columns, form, empty="Nothing changed.")
    if len(shown) < len(changes):
        note(f"… and {len(changes) - len(shown):,} more; --limit 0 lists all, --change one kind.")


def print_upgrade(found: Upgrade, form: Format) -> None:
    """Print an upgrade: for people, counts and the concepts that are gone; for programs, every record."""
    if form is Format.JSON:
        emit_json(upgrade_json(found))
    elif form is Format.TABLE:
        _emit_fates(found)
        _emit_concepts(found)
    else:
        emit(found.transitions, _record_columns(), form)


def print_undone(undone: UndoneUpgrade, form: Format) -> None:
    """Print the records that an undone upgrade gave back; people are told their number elsewhere."""
    if form is Format.JSON:
        emit_json(undone_json(undone))
    elif form is not Format.TABLE:
        columns: list[Column[MappingRecord]] = [
            Column("record", lambda r: r.uri),
            Column("status", lambda r: r.status.value),
            Column("concept", lambda r: r.object_id),
        ]
        emit(undone.restored, columns, form)


def _emit_counts(numbers: Mapping[ChangeKind, Mapping[ConceptKind, int]]) -> None:
    kinds = [one for one in ConceptKind if any(one in row for row in numbers.values())]
    columns: list[Column[ChangeKind]] = [Column("change", lambda kind: kind.value)]
    columns += [Column(f"{one.value}s", lambda kind, one=one: numbers[kind].get(one, 0)) for one in kinds]  # type: ignore[misc]
    emit(list(numbers), columns, Format.TABLE, empty="Nothing changed.")


def _emit_fates(found: Upgrade) -> None:
    numbers = found.counts
    statuses = [one for one in MappingStatus if any(one in row for row in numbers.values())]
    columns: list[Column[Fate]] = [
        Column("mappings", lambda fate: fate.value),
        Column("all", lambda fate: sum(numbers[fate].values())),
    ]
    columns += [Column(one.value, lambda fate, one=one: numbers[fate].get(one, 0)) for one in statuses]  # type: ignore[misc]
    emit(
        list(Fate) if found.transitions else [], columns, Format.TABLE, empty=f"No mapping is of {found.old}."
    )


def _emit_concepts(found: Upgrade) -> None:
    from skillgraph.export.upgrades import by_concept

    gone = (one for one in found.transitions if one.fate is not Fate.KEPT)
    columns: list[Column[ConceptGroup]] = [
        Column("fate", lambda g: g.first.fate.value, wrap=False),
        Column("concept", lambda g: g.label),
        Column("mappings", lambda g: len(g.transitions)),
        Column("replacement or candidates", lambda g: _led_to(g.first)),
        Column("evidence", lambda g: _why(g.first)),
        Column("confidence", lambda g: g.first.successor.confidence if g.first.successor else None),
    ]
    emit(by_concept(gone), columns, Format.TABLE, empty=f"{found.new} has every concept that is mapped.")
    changed = sum(bool(one.changes) for one in found.transitions)
    if changed:
        note(
            f"{changed:,} of the kept mappings lead to concepts that changed;"
            " --report and --format json name them."
        )


def _led_to(one: Transition) -> object:
    return (
        one.successor.label if one.successor else [candidate.label for candidate in one.candidates[:_SHOWN]]
    )


def _why(one: Transition) -> str:
    return str((one.successor.kind if one.successor else one.obstacle) or "")


def _record_columns() -> list[Column[Transition]]:
    return [
        Column("fate", lambda t: t.fate.value),
        Column("record", lambda t: t.before.uri),
        Column("status", lambda t: t.before.status.value),
        Column("new_status", lambda t: t.after.status.value),
        Column("outcome", lambda t: t.before.subject_id),
        Column("text", lambda t: t.before.subject_label),
        Column("concept", lambda t: t.before.object_id),
        Column("label", lambda t: t.before.object_label),
        Column("new_concept", lambda t: t.after.object_id),
        Column("new_label", lambda t: t.after.object_label),
        Column("evidence", _why),
        Column("trace", lambda t: t.successor.trace if t.successor else ""),
        Column("confidence", lambda t: t.successor.confidence if t.successor else None),
        Column("changes", lambda t: list(dict.fromkeys(change.kind.value for change in t.changes))),
        Column("candidates", lambda t: [candidate.uri for candidate in t.candidates]),
    ]


def _value_texts(values: Iterable[str], labels: Mapping[str, str]) -> list[str]:
    """Labels as they are, and concepts by theirs."""
    return [labels.get(value, value) for value in values]
