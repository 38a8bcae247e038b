"""Credentials as an outcome sheet, CSV or XLSX: loading it gives the same credentials."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillgraph import files
from skillgraph.errors import InputError
from skillgraph.export.workbook import text_cell
from skillgraph.formulas import guarded, marked
from skillgraph.model import Assessment, Credential, Endorsement, EndorsementClaim, LearningOutcome
from skillgraph.model.credential import IN_LANGUAGES
from skillgraph.sources.outcome_sheet import UNDETERMINED
from skillgraph.sources.sheet_columns import COLUMNS
from skillgraph.sources.values import split_list

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

FORMATS = (".csv", ".xlsx")

SheetRow = Mapping[str, str]

_LEFT_OUT: Mapping[str, Callable[[Credential], bool]] = {
    "alignments": lambda c: bool(c.alignments),
    "criteria": lambda c: bool(c.criteria),
    "tags": lambda c: bool(c.tags),
    "the achievement type": lambda c: bool(c.achievement_type),
    "the address of the issuer's profile": lambda c: bool(c.issuer_id),
    "names with semicolons": lambda c: any(
        name not in split_list(name) for name in (*c.prerequisites, *c.stacks_into)
    ),
    "repeated assessments": lambda c: len(set(c.assessments)) < len(c.assessments),
    "an issuer (the row will not load without)": lambda c: not c.issuer,
}
_YES_NO = {True: "yes", False: "no", None: ""}
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def write_outcome_sheet(credentials: Iterable[Credential], target: Path) -> int:
    """Write a sheet in one step.

    Returns:
        How many rows it has below its header.

    Raises:
        InputError: If the extension is neither of :data:`FORMATS`.
    """
    rows = [row for credential in credentials for row in sheet_rows(credential)]
    if target.suffix.lower() not in FORMATS:
        raise InputError(
            f"{target} is no name for an outcome sheet.", hint=f"End it in {' or '.join(FORMATS)}."
        )
    write = _write_xlsx if target.suffix.lower() == ".xlsx" else _write_csv
    with files.atomic_path(target) as temporary:
        write(rows, temporary)
    return len(rows)


def left_out(credentials: Iterable[Credential]) -> dict[str, int]:
    """What the sheet has no column for, and how many credentials have it."""
    found = list(credentials)
    counts = {what: sum(has(credential) for credential in found) for what, has in _LEFT_OUT.items()}
    return {what: count for what, count in counts.items() if count}


def sheet_rows(credential: Credential) -> Iterator[SheetRow]:
    """The rows of one credential: its outcomes, assessments and endorsements side by side.

    What holds for the whole credential stands in the first row only.
    """
    parts = zip_longest(credential.outcomes, credential.assessments, credential.endorsements)
    for number, (outcome, assessment, endorsement) in enumerate(parts):
        row = {
            "credential": credential.name,
            "issuer": credential.issuer,
            "credential_id": credential.id,
            "lang": credential.lang,
        }
        if number == 0:
            row |= _whole(credential)
        if outcome is not None:
            row |= _outcome(outcome, credential.lang)
        if assessment is not None:
            row |= _assessment(assessment)
        if endorsement is not None:
            row |= _endorsement(endorsement)
        yield row


def _whole(credential: Credential) -> SheetRow:
    return {
        "description": credential.description,
        "url": credential.url,
        "level": credential.level,
        "field": credential.field,
        "delivery": credential.delivery,
        "cost": credential.cost,
        "duration_hours": _number(credential.duration_hours),
        "duration_weeks": _number(credential.duration_weeks),
        "credits": _number(credential.credits),
        "transcriptable": _YES_NO[credential.transcriptable],
        "evidence_of_need": credential.evidence_of_need,
        "learner_owned": _YES_NO[credential.learner_owned],
        "stacks_into": "; ".join(credential.stacks_into),
        "reviewed": credential.reviewed,
        "prerequisites": "; ".join(credential.prerequisites),
    }


def _outcome(outcome: LearningOutcome, lang: str) -> SheetRow:
    return {"outcome": outcome.shown, "outcome_id": outcome.id, "outcome_lang": _languages(outcome, lang)}


def _languages(outcome: LearningOutcome, lang: str) -> str:
    """Its languages; empty where it has that of the row alone, and nobody could think that it has two."""
    if outcome.other_texts:
        return IN_LANGUAGES.join((outcome.lang or UNDETERMINED, *(other for other, _ in outcome.other_texts)))
    may_seem_two = any(sign in outcome.text for sign in (IN_LANGUAGES.strip(), "/", "\n"))
    return "" if outcome.lang == lang and not may_seem_two else outcome.lang or UNDETERMINED


def _assessment(assessment: Assessment) -> SheetRow:
    return {
        "assessment_kind": assessment.kind,
        "assessment_description": assessment.description,
        "assessment_authentic": _YES_NO[assessment.authentic],
        "assessment_embedded": _YES_NO[assessment.embedded],
        "assessment_pass_mark": _number(assessment.pass_mark),
        "assessment_threshold": _number(assessment.threshold),
        "assessment_evidence": assessment.evidence,
    }


def _endorsement(endorsement: Endorsement) -> SheetRow:
    unspecified = endorsement.claim is EndorsementClaim.UNSPECIFIED
    return {
        "endorser": endorsement.endorser,
        "endorsement_claim": "" if unspecified else endorsement.claim.value,
        "endorsement_skill": endorsement.skill,
        "endorsement_until": endorsement.valid_until,
    }


def _number(measure: float | None) -> str:
    """A number without exponent, as people write it."""
    return "" if measure is None else f"{Decimal(repr(float(measure))):f}"


def _write_csv(rows: Iterable[SheetRow], target: Path) -> None:
    # Spreadsheet programs take a CSV file for UTF-8 only where it begins with a mark.
    with target.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        writer = csv.DictWriter(stream, list(COLUMNS), restval="")
        writer.writeheader()
        writer.writerows({column: guarded(cell) for column, cell in row.items()} for row in rows)


def _write_xlsx(rows: Iterable[SheetRow], target: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("outcomes")
    sheet.freeze_panes = "A2"
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([_cell(sheet, row.get(column, "")) for column in COLUMNS])
    book.save(target)


def _cell(sheet: WriteOnlyWorksheet, text: str) -> Any:  # noqa: ANN401 - openpyxl names no type
    """A cell that holds text, even where it looks like a formula; what the format escapes is escaped."""
    return text_cell(sheet, _UNPRINTABLE.sub("", _ESCAPE.sub("_x005F_", marked(text)))) if text else None
