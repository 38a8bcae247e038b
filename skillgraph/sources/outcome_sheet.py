"""The outcome sheet: a CSV or XLSX table with one row for each outcome of each credential.

The columns are documented in ``docs/outcome-sheet.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from skillgraph.errors import ProblemLog
from skillgraph.formulas import unguarded
from skillgraph.model import Assessment, Credential, Endorsement, EndorsementClaim, LearningOutcome
from skillgraph.model.credential import IN_LANGUAGES
from skillgraph.sources.bilingual import Judge
from skillgraph.sources.columns import check_columns
from skillgraph.sources.fields import OutcomeIds, Place, parse_claim
from skillgraph.sources.html import clean_html
from skillgraph.sources.identifiers import content_hash, credential_uri
from skillgraph.sources.outcome_cells import OutcomeCells
from skillgraph.sources.outcome_rows import Rows
from skillgraph.sources.schemes import parse_address, parse_identifier
from skillgraph.sources.sheet_columns import SHEET, header_of, sheet_columns
from skillgraph.sources.tables import open_table
from skillgraph.sources.values import (
    parse_credits,
    parse_date,
    parse_hours,
    parse_lang,
    parse_share,
    parse_weeks,
    parse_yes_no,
    split_list,
)

UNDETERMINED = "und"
"""BCP 47's tag for a language that nobody has said."""

_PLAIN = ("description", "url", "level", "field", "delivery", "cost", "evidence_of_need")

_PARSED: Mapping[str, Callable[[str], object]] = {
    "duration_hours": parse_hours,
    "duration_weeks": parse_weeks,
    "credits": parse_credits,
    "transcriptable": parse_yes_no,
    "learner_owned": parse_yes_no,
    "reviewed": parse_date,
}
"""What describes the credential and is not words: how each cell is read. Empty cells give an empty value."""

_ADDRESSES: Mapping[str, Callable[[str], str]] = {
    "credential_id": parse_identifier,
    "outcome_id": parse_identifier,
    "url": parse_address,
}

_LISTS = ("prerequisites", "stacks_into")

Cells = Mapping[str, str]
T = TypeVar("T")


def read_outcome_sheet(
    path: Path,
    *,
    problems: ProblemLog,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    issuer: str = "",
    keep_lists: bool = False,
    judge: Judge | None = None,
) -> Iterator[Credential]:
    """Read the credentials of an outcome sheet, in the order of their first rows.

    The rows of one credential need not follow each other: they are grouped by ``credential_id``, or by name
    and issuer where there is none; a row that names neither goes on with the one above. HTML is cleaned. A
    cell with a list of outcomes, and columns such as ``CLO1``, ``CLO2`` make as many outcomes; with
    ``keep_lists``, or where the row has an ``outcome_id``, a cell stays one outcome.

    Args:
        path: The sheet.
        problems: Takes what cannot be read as it stands.
        columns: For fields whose headers do not tell, the column, or several: outcomes stay apart, other
            texts are joined.
        issuer: Who issues the credentials whose rows do not say so.
        keep_lists: Whether a cell with a list, or with texts in two languages, stays one outcome of one text.
        judge: Tells the languages of a cell with texts in two; without it they have to be named.

    Raises:
        InputError: If the file cannot be read as a table, a required column is missing, or a field unknown.
    """
    checked = check_columns(columns or {}, SHEET)
    drafts = _Drafts(path, problems, OutcomeCells(path, problems, keep_lists, judge))
    with open_table(path, problems=problems, heads=header_of(checked, issuer)) as table:
        found = sheet_columns(table, problems, columns=checked, issuer=issuer)
        rows = Rows(path, problems)
        for row, cells in rows.whole(table.rows, found, _read):
            cells["issuer"] = cells.get("issuer") or issuer
            place = Place(path, row.line, problems)
            for column, parse in _ADDRESSES.items():
                cells[column] = place.parsed(column, cells.get(column, ""), parse, "")
            drafts.add(cells, found.outcomes(row, drafts.reader(row.line)), place)
    rows.report()
    drafts.cells.report()
    if not drafts.drafts:
        problems.add(path, None, "holds no outcome that could be read")
    for draft in drafts.drafts:
        yield draft.credential(str(path))


def _read(cell: str) -> str:
    return clean_html(unguarded(cell))


@dataclass(slots=True)
class _Draft:
    """A credential while its rows come in."""

    uri: str
    name: str
    issuer: str
    given_id: str
    lang: str = ""
    values: dict[str, str] = field(default_factory=dict)
    parsed: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _LISTS})
    outcomes: list[LearningOutcome] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    endorsements: list[Endorsement] = field(default_factory=list)

    def credential(self, source: str) -> Credential:
        said: dict[str, Any] = {name: self.values.get(name, "") for name in _PLAIN}
        said |= self.parsed | {name: tuple(self.lists[name]) for name in _LISTS}
        return Credential(
            id=self.uri,
            name=self.name,
            issuer=self.issuer,
            outcomes=tuple(self.outcomes),
            lang=self.lang,
            assessments=tuple(self.assessments),
            endorsements=tuple(self.endorsements),
            source=source,
            **said,
        )

    def update(self, cells: Cells, lang: str, place: Place) -> None:
        """Take in what a row says of the credential itself; the first word stands."""
        self.lang = self.lang or lang
        for name in ("credential", "issuer", *_PLAIN):
            self._set(name, cells.get(name, ""), place)
        for name, parse in _PARSED.items():
            self._parse(name, cells.get(name, ""), parse, place)
        for name, items in self.lists.items():
            _extend(items, split_list(cells.get(name, "")))
        self._add_assessment(cells, place)
        self._add_endorsement(cells, place)

    def _set(self, name: str, value: str, place: Place) -> None:
        known = {"credential": self.name, "issuer": self.issuer}.get(name) or self.values.get(name, "")
        if not known:
            self.values[name] = value
        elif value and not _same(value, known):
            place.problem(name, f"{_short(value)} differs from {_short(known)} above; ignored")

    def _parse(self, name: str, text: str, parse: Callable[[str], object], place: Place) -> None:
        value = place.parsed(name, text, parse, None)
        if value in (None, ""):
            return
        known = self.parsed.setdefault(name, value)
        if known != value:
            place.problem(name, f"{_written(value)} differs from {_written(known)} above; ignored")

    def _add_assessment(self, cells: Cells, place: Place) -> None:
        assessment = Assessment(
            kind=cells.get("assessment_kind", ""),
            description=cells.get("assessment_description", ""),
            authentic=place.parsed(
                "assessment_authentic", cells.get("assessment_authentic", ""), parse_yes_no, None
            ),
            threshold=place.parsed(
                "assessment_threshold", cells.get("assessment_threshold", ""), parse_share, None
            ),
            evidence=cells.get("assessment_evidence", ""),
            embedded=place.parsed(
                "assessment_embedded", cells.get("assessment_embedded", ""), parse_yes_no, None
            ),
            pass_mark=place.parsed(
                "assessment_pass_mark", cells.get("assessment_pass_mark", ""), parse_share, None
            ),
        )
        if assessment.kind:
            if not any(_says_as_much(known, assessment) for known in self.assessments):
                self.assessments.append(assessment)
        elif assessment != Assessment(kind=""):
            place.problem("assessment_kind", "is empty; the assessment was ignored")

    def _add_endorsement(self, cells: Cells, place: Place) -> None:
        claim, skill, until = (
            cells.get(name, "") for name in ("endorsement_claim", "endorsement_skill", "endorsement_until")
        )
        if endorser := cells.get("endorser", ""):
            endorsement = Endorsement(
                endorser=endorser,
                claim=place.parsed("endorsement_claim", claim, parse_claim, EndorsementClaim.UNSPECIFIED),
                skill=skill,
                valid_until=place.parsed("endorsement_until", until, parse_date, ""),
            )
            _extend(self.endorsements, (endorsement,))
        elif claim or skill or until:
            place.problem("endorser", "is empty; the endorsement was ignored")


@dataclass(slots=True)
class _Drafts:
    """Finds the credential a row belongs to."""

    path: Path
    problems: ProblemLog
    cells: OutcomeCells
    drafts: list[_Draft] = field(default_factory=list)
    _by_key: dict[str, _Draft] = field(default_factory=dict)
    _ids: OutcomeIds = field(default_factory=OutcomeIds)

    def add(self, cells: Cells, texts: Sequence[str], place: Place) -> None:
        """Take in a row with its outcomes; one that names no credential, or is empty, is reported."""
        draft = self._find(cells) or self._start(cells, place)
        if draft is None:
            return
        lang = place.parsed("lang", cells.get("lang", ""), parse_lang, "")
        draft.update(cells, lang, place)
        if not texts:
            self._without_outcome(cells, place)
            return
        said = cells.get("outcome_lang", "").split(IN_LANGUAGES.strip())
        own = tuple(place.parsed("outcome_lang", one.strip(), parse_lang, "") for one in said)
        given = cells.get("outcome_id", "")
        for item in self.cells.items(texts, own if all(own) else (), lang, place, whole=bool(given)):
            outcome = self._ids.outcome(
                draft.uri,
                item.text,
                given=given if item.is_first else "",
                lang="" if item.lang == UNDETERMINED else item.lang,
                place=place,
                others=item.others,
            )
            if outcome is not None:
                draft.outcomes.append(outcome)

    def reader(self, line: int) -> Callable[[str], str]:
        """Reads a row's cells with outcomes; a placeholder is as good as an empty one, and counted."""
        return lambda cell: self.cells.stated(_read(cell), line)

    def _find(self, cells: Cells) -> _Draft | None:
        if given := cells.get("credential_id", ""):
            return self._by_key.get(_id_key(given))
        return self._by_key.get(_name_key(cells))

    def _start(self, cells: Cells, place: Place) -> _Draft | None:
        missing = [column for column in ("credential", "issuer") if not cells[column]]
        if missing:
            place.problem(missing[0], f"{' and '.join(missing)} must not be empty; the row was passed over")
            return None
        given = cells.get("credential_id", "")
        uri = credential_uri(cells["issuer"], cells["credential"], given)
        draft = _Draft(uri, cells["credential"], cells["issuer"], given)
        self.drafts.append(draft)
        namesake = self._by_key.setdefault(_name_key(cells), draft)
        if not namesake.given_id and given:
            place.problem("credential_id", "rows above name this credential without it; read as another one")
        if given:
            self._by_key[_id_key(given)] = draft
        return draft

    def _without_outcome(self, cells: Cells, place: Place) -> None:
        """Such a row may still bring an assessment or an endorsement; placeholders are told of together."""
        if self.cells.left_out_at(place.line):
            return
        if not any(cells.get(name) for name in ("assessment_kind", "assessment_description", "endorser")):
            place.problem("outcome", "is empty; the row adds no outcome")


def _id_key(given: str) -> str:
    return f"id {credential_uri('', '', given)}"


def _name_key(cells: Cells) -> str:
    return "name " + content_hash(cells["issuer"], cells["credential"], digits=64)


def _extend(known: list[T], more: tuple[T, ...]) -> None:
    known.extend(item for item in more if item not in known)


def _says_as_much(known: Assessment, other: Assessment) -> bool:
    """Whether ``other`` only repeats ``known``, perhaps with cells left empty."""
    pairs = ((getattr(known, entry.name), getattr(other, entry.name)) for entry in fields(Assessment))
    return all(new in ("", None) or new == old for old, new in pairs)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _written(value: object) -> str:
    """A value as the sheet would have it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
