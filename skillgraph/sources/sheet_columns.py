"""Which columns of an outcome sheet hold what: given, or told by their headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from skillgraph import languages
from skillgraph.errors import ProblemLog
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

_PARTS_OF_ISSUERS = languages.together("headings", "parts_of_issuers")["issuer"]

_OUTCOMES = ("outcome", *COLUMNS["outcome"])
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
        raise table.missing(map(repr, missing), hint=_HINT)
    found = dict(headers)
    unknown = _told(table.columns, found)
    langs = _in_languages(unknown, found)
    if "issuer" not in found and not issuer:
        unknown = _part_of_issuer(table, problems, found, unknown)
    required = [name for name in REQUIRED if not (name == "issuer" and issuer)]
    if missing := [name for name in required if name not in found]:
        raise table.missing(missing, hint=_HINT)
    if unknown:
        reason = f"columns that an outcome sheet does not have were ignored: {', '.join(unknown)}"
        problems.add(table.path, table.header_line, reason)
    return SheetColumns(found, langs)


_HINT = (
    "The first line must name the columns; rename them, or map them with --column credential='Course title';"
    " --issuer NAME says who issues all of them."
)


def _told(headers: Iterable[str], found: dict[str, tuple[str, ...]]) -> list[str]:
    """Add the columns that headers tell, where none was given; the headers that are left over."""
    known = {normalise_header(name): column for column, more in COLUMNS.items() for name in (column, *more)}
    used = {header for names in found.values() for header in names}
    given = frozenset(found)
    unknown, numbered = [], []
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
    return unknown


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
