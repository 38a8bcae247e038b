"""Which columns of an outcome sheet hold what: given, or told by their headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from skillgraph import languages
from skillgraph.errors import ProblemLog
from skillgraph.languages.sentences import sentence
from skillgraph.model.credential import IN_LANGUAGES
from skillgraph.sources.columns import Columns, Record, resolve
from skillgraph.sources.outcome_cells import is_placeholder
from skillgraph.sources.tables import Row, Table, normalise_header

REQUIRED = ("credential", "issuer", "outcome")

COLUMNS = languages.together("headings", "outcome_sheet")
"""Every column with the other headers it may have, compared by ``normalise_header``."""

SHEET = Record("an outcome sheet", tuple(COLUMNS), ("credential", "Course title"))

_NUMBERED = re.compile(rf"(?:{'|'.join(languages.together('headings', 'numbered')['outcomes'])}) ?\d{{1,2}}")
"""Headings of the columns of a sheet that has one for each outcome."""

_ABBREVIATED = re.compile(r"\s*[(\[]\s*([A-Z]{2,6}s?)\s*[)\]]\W*$")

_PARTS_OF_ISSUERS = languages.together("headings", "parts_of_issuers")["issuer"]

_LIKELY = languages.together("headings", "outcome_sheet_likely")
_AROUND = frozenset(_LIKELY["around"])

_OUTCOMES = ("outcome", *COLUMNS["outcome"], *_LIKELY["outcome"])
_NAMES_OF_LANGUAGES = languages.together("values", "languages").items()
_LANGUAGES = {word: lang for lang, words in _NAMES_OF_LANGUAGES for word in (lang, *words)}

_BETWEEN = {"description": "\n\n", "prerequisites": "; ", "stacks_into": "; "}
"""What several columns of one field are joined with, where it is no comma."""


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """The headers that hold each column's content; an outcome's each hold outcomes of their own.

    Attributes:
        langs: The languages of the headers of outcomes, where each says the same outcomes in its language.
    """

    headers: Columns
    langs: tuple[str, ...] = ()

    def cells(self, row: Row, read: Callable[[str], str]) -> dict[str, str]:
        """What a row says in each column but that of outcomes; ``read`` cleans one cell."""
        found = {
            name: _BETWEEN.get(name, ", ").join(_filled(row, headers, read))
            for name, headers in self.headers.items()
            if name != "outcome"
        }
        if self.langs:
            filled = (
                lang
                for lang, header in zip(self.langs, self.headers["outcome"], strict=True)
                if (text := read(row.cells[header])) and not is_placeholder(text)
            )
            found["outcome_lang"] = IN_LANGUAGES.join(filled)
        return found

    def outcomes(self, row: Row, read: Callable[[str], str]) -> list[str]:
        """The cells with outcomes that are not empty; those in several languages are one."""
        texts = list(_filled(row, self.headers["outcome"], read))
        return [IN_LANGUAGES.join(texts)] if self.langs and texts else texts


def _filled(row: Row, headers: Iterable[str], read: Callable[[str], str]) -> Iterator[str]:
    return filter(None, (read(row.cells[header]) for header in headers))


def sheet_columns(
    table: Table, problems: ProblemLog, *, columns: Columns | None = None, issuer: str = ""
) -> SheetColumns:
    """The columns of a table; what is read in an unusual way, and unknown headers, are reported.

    Args:
        table: An open outcome sheet.
        problems: Takes the reports.
        columns: The columns of fields, which stand before what headers say; other fields are told by these.
        issuer: Who issues all credentials; then no column is needed for it.

    Raises:
        InputError: If a required column is missing, or one that is given.
    """
    headers, missing = resolve(columns or {}, table.columns)
    if missing:
        raise table.missing(map(repr, missing), hint=sentence("note.sheet-columns.hint"))
    told = _Told.by(table.columns, headers)
    if "issuer" not in told.found and not issuer:
        told.unknown = _part_of_issuer(table, problems, told.found, told.unknown)
    if missing := [name for name in _required(issuer) if name not in told.found]:
        raise table.missing(missing, hint=sentence("note.sheet-columns.hint"))
    for name, likely in told.likely.items():
        note = "heading-likely" if len(likely) == 1 else "headings-likely"
        reason = sentence(f"note.{note}.hint", named=", ".join(map(repr, likely)), name=name)
        problems.note(table.path, table.header_line, reason, field=name)
    if told.unknown:
        reason = sentence("note.columns-ignored", named=", ".join(told.unknown))
        problems.add(table.path, table.header_line, reason)
    return SheetColumns(told.found, told.langs)


def header_of(columns: Columns | None, issuer: str) -> Callable[[Sequence[str]], bool]:
    """Tells whether the cells of a row are the header of an outcome sheet; arguments as `sheet_columns`."""

    def heads(cells: Sequence[str]) -> bool:
        names = list(dict.fromkeys(filter(None, (" ".join(cell.split()) for cell in cells))))
        headers, missing = resolve(columns or {}, names)
        if missing:
            return False
        found = _Told.by(names, headers).found
        return all(name in found for name in _required(issuer))

    return heads


def _required(issuer: str) -> Iterator[str]:
    return (name for name in REQUIRED if not (name == "issuer" and issuer))


@dataclass(slots=True)
class _Told:
    """What the headers of a sheet tell.

    Attributes:
        found: The headers of each field.
        unknown: Those of none.
        langs: The languages of the headers of outcomes, where each says the same in its language.
        likely: The fields that only a likely heading tells.
    """

    found: dict[str, tuple[str, ...]]
    unknown: list[str]
    langs: tuple[str, ...]
    likely: dict[str, tuple[str, ...]]

    @classmethod
    def by(cls, headers: Sequence[str], given: Columns) -> _Told:
        found = dict(given)
        unknown = _told(headers, found)
        langs = _in_languages(unknown, found)
        likely: dict[str, tuple[str, ...]] = {}
        for name in REQUIRED:
            if name not in found and (columns := _likely(name, unknown)):
                found[name] = likely[name] = columns
                unknown = [header for header in unknown if header not in columns]
        return cls(found, unknown, langs, likely)


def _likely(name: str, headers: Sequence[str]) -> tuple[str, ...]:
    """The column that most likely holds a field, or, of outcomes, all that may."""
    bare: dict[str, list[str]] = {}
    for header in headers:
        for form in dict.fromkeys((normalise_header(header), _bare(header))):
            bare.setdefault(form, []).append(header)
    known = [header for heading in _LIKELY[name] for header in bare.get(heading, ())]
    if name != "outcome":
        return tuple(known[:1])
    begun = [header for header in headers if _begins_outcomes(header)]
    return tuple(header for header in headers if header in known or header in begun)


def _begins_outcomes(header: str) -> bool:
    words = f" {normalise_header(header)} "
    return any(f" {phrase} " in words for phrase in _LIKELY["begins_outcomes"])


def _bare(header: str) -> str:
    """A heading without the words around what it names: ``Nom de la formation``, ``Outcomes (CLOs)``.

    >>> _bare("Title of Credential"), _bare("Nom de la microcertification"), _bare("Outcomes (CLOs)")
    ('credential', 'microcertification', 'outcomes')
    >>> _bare("Acquis d’apprentissage (AA)"), _bare("Course (ID)")
    ('acquis d apprentissage', 'course id')
    """
    words = normalise_header(_without_abbreviation(header)).split()
    while words and (words[-1] in _AROUND or words[-1] in _LANGUAGES or words[-1].isdecimal()):
        words.pop()
    while words and words[0] in _AROUND:
        words.pop(0)
    return " ".join(words)


def _without_abbreviation(header: str) -> str:
    """A heading without the initials of its own words in brackets, such as ``(SLOs)``."""
    match = _ABBREVIATED.search(header)
    if match is None:
        return header
    words = normalise_header(header[: match.start()]).split()
    letters = match[1].removesuffix("s").casefold()
    initials = iter(word[0] for word in words)
    return header[: match.start()] if all(letter in initials for letter in letters) else header


def _told(headers: Iterable[str], found: dict[str, tuple[str, ...]]) -> list[str]:
    """Add the columns that headers tell, where none was given; the headers that are left over."""
    known = {normalise_header(name): column for column, more in COLUMNS.items() for name in (column, *more)}
    used = {header for names in found.values() for header in names}
    given = frozenset(found)
    unknown: list[str] = []
    numbered: list[str] = []
    for header in (header for header in headers if header not in used):
        column = known.get(normalise_header(header))
        if "outcome" not in given and _NUMBERED.fullmatch(normalise_header(header)):
            numbered.append(header)
        elif column is None or column in found:
            unknown.append(header)
        else:
            found[column] = (header,)
    if numbered:
        found["outcome"] = (*found.get("outcome", ()), *numbered)
    return [header for header in unknown if not _dressed(header, known, found)]


def _dressed(header: str, known: Mapping[str, str], found: dict[str, tuple[str, ...]]) -> bool:
    """Take a column whose heading has words around a known one, where no other holds its field."""
    column = known.get(_bare(header), "")
    if not column or column in found or (column == "outcome" and _language_of_outcome(header)):
        return False
    found[column] = (header,)
    return True


def _in_languages(unknown: list[str], found: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Take columns such as ``Outcome (English)`` and ``Outcome (French)``, where no other holds outcomes."""
    told = {header: lang for header in unknown if (lang := _language_of_outcome(header))}
    langs = tuple(told.values())
    if "outcome" in found or not told or len(set(langs)) < len(langs):
        return ()
    found["outcome"] = tuple(told)
    unknown[:] = [header for header in unknown if header not in told]
    return langs


def _language_of_outcome(header: str) -> str:
    """The language that a heading of outcomes ends with; empty where it is no such heading."""
    name = normalise_header(header)
    ends = (known for known in _OUTCOMES if name.startswith(f"{known} "))
    return next((lang for known in ends if (lang := _LANGUAGES.get(name[len(known) + 1 :], ""))), "")


def _part_of_issuer(
    table: Table, problems: ProblemLog, found: dict[str, tuple[str, ...]], unknown: list[str]
) -> list[str]:
    """Take a department for the issuer where nothing else says who it is; the headers that are left."""
    parts = [header for header in unknown if normalise_header(header) in _PARTS_OF_ISSUERS]
    if not parts:
        return unknown
    found["issuer"] = (parts[0],)
    reason = f"no column names the issuer, so {parts[0]!r} was read as it; --issuer NAME says who it is"
    problems.add(table.path, table.header_line, reason, field="issuer")
    return [header for header in unknown if header != parts[0]]
