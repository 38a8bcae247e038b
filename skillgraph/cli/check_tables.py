"""How checks are printed: element by element, or counted where there are many credentials."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from skillgraph.cli.output import Column, Format, console, emit, emit_json, note
from skillgraph.model import CredentialCheck, ElementCheck, ElementEvidence, in_language
from skillgraph.workspace.results import check_json

if TYPE_CHECKING:
    from skillgraph.cli.options import Language
    from skillgraph.export.checks import CheckContent, OverviewRow
    from skillgraph.export.page_words import Words
    from skillgraph.workspace.credentials.checking import Checked

SHOWN = 5
"""Up to so many credentials are shown on the terminal one by one; more are counted."""

VALUES = 3
"""How many values of one kind of evidence are shown on the terminal."""


class CheckFormat(StrEnum):
    """How to print checks."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


class _Row(NamedTuple):
    check: CredentialCheck
    element: ElementCheck


def print_checks(checked: Checked, form: CheckFormat, lang: Language) -> None:
    """Print checks; JSON holds both languages."""
    from skillgraph.export.checks import CheckContent, check_words, render_checks

    profile = checked.profile
    content = CheckContent(
        profile.titles, profile.descriptions, checked.day, checked.checks, checked.acknowledgements
    )
    if form is CheckFormat.JSON:
        emit_json(check_json(checked))
    elif form is CheckFormat.HTML:
        sys.stdout.write(render_checks(content, lang=lang))
    elif form is CheckFormat.CSV:
        emit(_rows(checked.checks), _csv_columns(lang, check_words(lang)), Format.CSV)
    elif len(checked.checks) <= SHOWN:
        _print_each(content, lang, check_words(lang))
    else:
        _print_overview(content, lang, check_words(lang))


def _rows(checks: Sequence[CredentialCheck]) -> Iterator[_Row]:
    return (_Row(check, element) for check in checks for element in check.elements)


def _csv_columns(lang: Language, words: Words) -> list[Column[_Row]]:
    named = words["columns"]
    return [
        Column(named["credential"], lambda row: row.check.credential),
        Column(named["issuer"], lambda row: row.check.issuer),
        Column(named["element"], lambda row: in_language(row.element.labels, lang)),
        Column(named["strength"], lambda row: words["strength"][row.element.strength]),
        Column(named["status"], lambda row: words["status"][row.element.status]),
        Column(named["evidence"], lambda row: _seen(row.element, lang, words, limit=None)),
        Column(named["add"], lambda row: _to_add(row.element, lang)),
        Column(named["judge"], lambda row: in_language(row.element.judgement, lang)),
        Column("credential id", lambda row: row.check.credential_id, identifier=True),
    ]


def _print_each(content: CheckContent, lang: Language, words: Words) -> None:
    named = words["columns"]
    columns: list[Column[ElementCheck]] = [
        Column(named["element"], lambda one: in_language(one.labels, lang)),
        Column(named["strength"], lambda one: words["strength"][one.strength], wrap=False),
        Column(named["status"], lambda one: words["status"][one.status], wrap=False),
        Column(named["evidence"], lambda one: "\n".join(_seen(one, lang, words, limit=VALUES))),
        Column(named["add"], lambda one: "\n".join(_to_add(one, lang))),
    ]
    for check in content.checks:
        console().print(f"\n{check.credential} ({check.issuer})", style="bold", markup=False, highlight=False)
        emit(check.elements, columns, Format.TABLE)
    _print_judgements(content.checks, lang, words)
    _note_sum(content, lang, words)


def _print_judgements(checks: Sequence[CredentialCheck], lang: Language, words: Words) -> None:
    """What only a person can judge, once for all credentials."""
    questions = {
        in_language(element.judgement, lang): in_language(element.labels, lang)
        for check in checks
        for element in check.elements
        if element.judgement
    }
    if questions:
        note(words["columns"]["judge_lead"])
    for question, element in questions.items():
        note(f"  {element}: {question}")


def _print_overview(content: CheckContent, lang: Language, words: Words) -> None:
    from skillgraph.export.checks import STATUSES, overview

    columns: list[Column[OverviewRow]] = [
        Column(words["columns"]["element"], lambda row: in_language(row.labels, lang)),
        Column(words["columns"]["strength"], lambda row: words["strength"][row.strength], wrap=False),
        *(_count_column(words["status"][status], place) for place, status in enumerate(STATUSES)),
    ]
    emit(overview(content.checks), columns, Format.TABLE)
    _note_sum(content, lang, words)
    note("Name credentials to see each of them; --format json, csv and html hold them all.")


def _count_column(header: str, place: int) -> Column[OverviewRow]:
    return Column(header, lambda row: row.counts[place])


def _note_sum(content: CheckContent, lang: Language, words: Words) -> None:
    count = words.count(len(content.checks), "credential")
    made = words["page"]["title"]
    note(f"{made}: {in_language(content.titles, lang) or '–'}, {content.day}, {count}.")


def _seen(element: ElementCheck, lang: Language, words: Words, *, limit: int | None) -> list[str]:
    return [_piece(piece, lang, words, limit) for piece in element.evidence]


def _piece(piece: ElementEvidence, lang: Language, words: Words, limit: int | None) -> str:
    from skillgraph.export.checks import plain_value

    shown = [plain_value(value, words) for value in piece.values[:limit]]
    if len(piece.values) > len(shown):
        shown.append(words["values"]["more"].format(n=len(piece.values) - len(shown)))
    return f"{in_language(piece.labels, lang)}: {'; '.join(shown)}"


def _to_add(element: ElementCheck, lang: Language) -> list[str]:
    """What was found and what to add, gravest first."""
    return [
        " ".join(
            filter(None, (in_language(f.messages, lang), in_language(f.advice, lang) if f.advice else ""))
        )
        for f in element.findings
    ]
