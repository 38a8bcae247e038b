"""How mappings under review are printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from skillgraph.cli.output import Column, Format, emit, emit_json, note, readable
from skillgraph.model.texts import many
from skillgraph.workspace.results import shown_json, unmapped_json

if TYPE_CHECKING:
    from skillgraph.alignment.agreement import Agreement
    from skillgraph.alignment.listing import Listing, ReviewItem
    from skillgraph.model import Credential, Decision, LearningOutcome, Mapping
    from skillgraph.workspace.review.listing import ShownRecord

SHOWN = 50
"""Rows of a table, unless more are asked for."""


def print_listing(found: Listing, top: int | None, form: Format) -> None:
    """Print mappings, and how many there are in each state."""
    limit = top or (SHOWN if form is Format.TABLE else None)
    columns: list[Column[ReviewItem]] = [
        Column("id", lambda i: i.id, wrap=False),
        Column("status", _status, wrap=False),
        Column("credential", lambda i: i.credential),
        Column("outcome", lambda i: i.shown),
        Column("relation", lambda i: i.predicate.removeprefix("skos:").removesuffix("Match"), wrap=False),
        Column("concept", _concept),
        Column("confidence", lambda i: i.confidence, wrap=False),
        Column("reviewers", lambda i: i.reviewers),
        Column("marks", lambda i: i.marks),
        Column("issuer", lambda i: i.issuer, identifier=True),
        Column("framework", lambda i: i.framework, identifier=True),
        Column("revision", lambda i: i.revision, identifier=True),
        Column("reviewed", lambda i: i.reviewed, identifier=True),
        Column("outcome id", lambda i: i.outcome, identifier=True),
        Column("concept uri", lambda i: i.concept, identifier=True),
        Column("uri", lambda i: i.uri, identifier=True),
    ]
    emit(found.items(stop=limit), columns, form, empty="No mapping fits.")
    if found.records:
        note(f"{many(len(found.records), 'mapping')}: {summary(found.counts())}.")
    if form is Format.TABLE and limit and len(found.records) > limit:
        note(f"The first {limit} are shown; --top {len(found.records)} shows all.")


def summary(counts: dict[str, int]) -> str:
    """``12 proposed, 3 accepted``."""
    return ", ".join(f"{count} {status}" for status, count in counts.items()) or "none"


def print_without_record(found: Sequence[tuple[Credential, LearningOutcome]], form: Format) -> None:
    """Print outcomes that have no mapping."""
    columns: list[Column[tuple[Credential, LearningOutcome]]] = [
        Column("credential", lambda one: one[0].name),
        Column("issuer", lambda one: one[0].issuer),
        Column("outcome", lambda one: one[1].shown),
        Column("outcome id", lambda one: one[1].id, identifier=True),
    ]

    emit(
        found, columns, form, as_json=unmapped_json, empty="Every outcome has a mapping, proposed or decided."
    )


def print_shown(found: ShownRecord, form: Format) -> None:
    """Print one mapping with its history."""
    if form is Format.JSON:
        emit_json(shown_json(found))
        return
    emit(_facts(found), [Column("", lambda f: f[0], wrap=False), Column("value", lambda f: f[1])], form)
    for one in found.notes:
        note(readable(f"Note of {one.by}, {one.at}: {one.text}"))
    note("History, oldest first:" if found.record.history else "Nobody has decided on it.")
    if found.record.history:
        emit(found.record.history, _history_columns(), form)


def print_decided(records: Sequence[Mapping]) -> None:
    """Tell what was decided."""
    for record in records:
        target = "no good term" if record.no_term else record.object_label or record.object_id
        step = record.history[-1]
        beside = " (second opinion)" if step.second_opinion else ""
        note(
            readable(
                f"{step.action}: “{_cut(record.subject_label)}” → {target}: {record.status}{beside}, "
                f"revision {record.revision}."
            )
        )


def print_agreements(found: Sequence[Agreement], form: Format) -> None:
    """Print how far reviewers agree."""
    columns: list[Column[Agreement]] = [
        Column("first", lambda a: str(a.first)),
        Column("second", lambda a: str(a.second)),
        Column("judged by both", lambda a: a.n),
        Column("same", lambda a: a.observed, share=True),
        Column("by chance", lambda a: a.expected, share=True),
        Column("kappa", lambda a: a.kappa),
    ]
    emit(found, columns, form, empty="No mapping has been judged by two reviewers.")
    note("Over the last word of each on the same mappings: right, wrong, another mapping, or no term.")


def _facts(found: ShownRecord) -> list[tuple[str, object]]:
    item, record = found.item, found.record
    facts: list[tuple[str, object]] = [
        ("mapping", item.uri),
        ("status", _status(item)),
        ("credential", f"{item.credential} ({item.issuer})" if item.credential else "not loaded (any more)"),
        ("outcome", item.shown),
        ("relation", item.predicate),
        ("concept", f"{item.label} <{item.concept}>" if item.concept else item.label),
        ("concept is", item.retired),
        ("framework", item.framework),
        ("tool's confidence", item.confidence),
        ("similarity", record.similarity_score),
        ("measured by", f"{record.mapping_tool} {record.mapping_tool_version} {record.similarity_measure}"),
        ("nearest label", record.match_string),
        ("tool's evidence", record.other.replace("|", "; ")),
        ("reviewers", record.reviewer_label + record.reviewer_id),
        ("reviewer's confidence", record.reviewer_agreement),
        ("text was", record.subject_label if record.subject_label != item.text else ""),
        ("marks", item.marks),
        ("revision", str(item.revision)),
        ("same outcome", [f"{one.label} ({one.status}, {one.id})" for one in found.others]),
    ]
    return [(name, said) for name, said in facts if said not in (None, "", (), []) and str(said).strip()]


def _history_columns() -> list[Column[Decision]]:
    return [
        Column("when", lambda d: d.at, wrap=False),
        Column("who", lambda d: str(d.by)),
        Column("what", _what),
        Column("confidence", lambda d: d.confidence, wrap=False),
        Column("reason", lambda d: d.reason or d.evidence),
        Column("before", _before),
    ]


def _what(decision: Decision) -> str:
    return f"{decision.action} (second opinion)" if decision.second_opinion else decision.action.value


def _before(decision: Decision) -> str:
    before = decision.before
    if before is None:
        return ""
    target = "no good term" if before.no_term else before.object_label or before.object_id
    return f"{before.status}: {before.predicate_id.value} {target}, on “{_cut(before.subject_label)}”"


def _concept(item: ReviewItem) -> str:
    return f"{item.label} ({item.retired})" if item.retired else item.label


def _status(item: ReviewItem) -> str:
    return f"{item.status} (was {item.decided_before})" if item.decided_before else item.status.value


def _cut(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
