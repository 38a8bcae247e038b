"""Job postings from tables, JSON and schema.org JSON-LD.

The formats, the column mapping and what happens to repeated rows are documented in ``docs/postings.md``.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from skillgraph.errors import ProblemLog
from skillgraph.formats import Format, endings, format_of
from skillgraph.model import Posting
from skillgraph.model.posting import BETWEEN
from skillgraph.model.texts import many
from skillgraph.sources.cells import Tally
from skillgraph.sources.columns import FIELDS, RawFields, RawPosting, check_columns
from skillgraph.sources.employment import employment_types, stated
from skillgraph.sources.fields import Place
from skillgraph.sources.html import clean_html
from skillgraph.sources.identifiers import content_hash
from skillgraph.sources.jsonrecords import JSON_FORMATS
from skillgraph.sources.parquet import PARQUET
from skillgraph.sources.pay import Pay, currency_in, parse_amount, parse_currency, parse_pay, parse_pay_unit
from skillgraph.sources.places import only_counts, places_in
from skillgraph.sources.posting_dates import posted
from skillgraph.sources.schemes import parse_address, parse_identifier
from skillgraph.sources.tables import TABLES, unknown_format
from skillgraph.sources.values import parse_lang, parse_vacancies

_OPTIONS = ("columns", "problems")
FORMATS = (
    Format("a table", TABLES, "skillgraph.sources.posting_tables:from_table", _OPTIONS),
    Format("Parquet", (PARQUET,), "skillgraph.sources.posting_tables:from_parquet", _OPTIONS),
    Format("JSON", JSON_FORMATS, "skillgraph.sources.posting_json:from_json", _OPTIONS),
)
"""The first one that a file fits reads it; what comes out are the texts of each field, with their line."""


def read_postings(
    path: Path, *, columns: Mapping[str, str | Sequence[str]] | None = None, problems: ProblemLog
) -> Iterator[Posting]:
    """Read the postings of a CSV, XLSX, Parquet, JSON, JSON Lines or JSON-LD file.

    Args:
        path: The file; its extension says the format.
        columns: For each field of ``Posting`` the column that fills it, or several, which are joined with
            blank lines; in JSON a key or a dotted path. What it leaves out stays empty. Without it, JSON is
            searched for schema.org postings, and headers and keys are compared with the common ones.
        problems: Takes broken rows, with their line.

    Raises:
        InputError: If the extension or a field is unknown (at once), the file cannot be read, or neither
            title nor description can be found in it (when reading begins).
    """
    checked = None if columns is None else check_columns(columns)
    format_ = format_of(path, FORMATS)
    if format_ is None:
        raise unknown_format(path, endings(FORMATS))
    raw: Iterator[RawPosting] = format_.read(path, columns=checked, problems=problems)
    return _distinct(_postings(raw, path, problems), path, problems)


def _join(name: str, parts: Iterable[str]) -> str:
    """Several texts make paragraphs of a description, and one line of anything else.

    Each is cleaned by itself: one may be HTML and the next plain text.
    """
    texts = dict.fromkeys(filter(None, (clean_html(part).strip() for part in parts)))
    return "\n\n".join(texts) if name == "description" else " ".join(", ".join(texts).split())


def _line(text: str) -> str:
    return " ".join(clean_html(text).split())


def _postings(raw: Iterable[RawPosting], path: Path, problems: ProblemLog) -> Iterator[tuple[int, Posting]]:
    untold = Tally()
    for line, fields in raw:
        posting = _posting(fields, Place(path, line, problems))
        if posting is None:
            continue
        if not posting.description:
            untold.add(line)
        yield line, posting
    if untold.count:
        problems.add(
            path,
            untold.first_line,
            f"{many(untold.count, 'posting has', 'postings have')} no description (first here)",
        )


_WHOLE = re.compile(r"(\d+)\.0+")
_ISCO_URI = re.compile(r"https?://data\.europa\.eu/esco/isco/C(\d{1,4})", re.IGNORECASE)
_BEHIND = r"[\s:#.-]*(\d{1,5}(?:\.0+)?)(?:\s*[-–—:,|]?\s*(?<!\d)[^\W\d].*)?"
_NAMED_CODE = {
    "noc": re.compile(rf"(?:(?:NOC|CNP)(?:\s*(?:19|20)\d\d)?)?{_BEHIND}", re.IGNORECASE),
    "isco": re.compile(rf"(?:(?:ISCO|CITP)(?:[-\s]?(?:08|88))?)?{_BEHIND}", re.IGNORECASE),
}
"""A code with its classification before it, or what it means behind: ``NOC 72106``, ``7212 - Welders``."""
_ARMED_FORCES = frozenset(("110", "210", "310"))
"""Codes of ISCO that have lost their zero; no group of ISCO has these numbers."""


_DIGITS_OF_UNIT_GROUPS = 4
"""Of NOC up to 2016; since then there are five."""


def _code(field: str, text: str, place: Place) -> str:
    """A code as it was before a spreadsheet took it for a number; what was mended is reported."""
    if field == "isco" and (address := _ISCO_URI.fullmatch(text)):
        return address[1]
    if named := _NAMED_CODE[field].fullmatch(text):
        text = named[1]
    whole = _WHOLE.fullmatch(text)
    code = whole[1] if whole else text
    if field == "isco" and code in _ARMED_FORCES:
        code = f"0{code}"
    if code != text:
        place.problem(field, f"{text!r} was read as {code}, for spreadsheets change codes into numbers")
    if field == "noc" and code.isdecimal() and len(code) < _DIGITS_OF_UNIT_GROUPS:
        place.problem(field, f"{code!r} is no unit group: if zeros were lost, write {code.zfill(5)}; kept")
    return code


def _places(texts: Iterable[str], place: Place) -> str:
    """All places that texts name, each once; what only says that there are several is reported."""
    found: list[str] = []
    for one in (one for text in texts for one in places_in(clean_html(text))):
        count = only_counts(one)
        if count:
            place.problem("place", f"{count.strip()!r} names no place; left out")
        found.append(one.removesuffix(count).strip())
    return BETWEEN.join(dict.fromkeys(filter(None, found)))


def _posting(fields: RawFields, place: Place) -> Posting | None:
    texts = {name: _join(name, fields.get(name, ())) for name in FIELDS}
    title = texts["title"]
    if not (title or texts["description"]):
        place.problem("", "has neither title nor description; the row was passed over")
        return None
    given = place.parsed("id", texts["id"], parse_identifier, "")
    return Posting(
        id=given or content_hash(title, texts["employer"], texts["description"], digits=16),
        title=title,
        description=texts["description"],
        employer=texts["employer"],
        place=_places(fields.get("place", ()), place),
        region=BETWEEN.join(dict.fromkeys(filter(None, map(_line, fields.get("region", ()))))),
        date=posted(texts["date"], texts["closes"], place),
        noc=_code("noc", texts["noc"], place),
        isco=_code("isco", texts["isco"], place),
        unit=texts["unit"],
        sector=texts["sector"],
        lang=place.parsed("lang", texts["lang"], parse_lang, ""),
        url=place.parsed("url", texts["url"], parse_address, ""),
        source=str(place.path),
        vacancies=place.parsed("vacancies", texts["vacancies"], parse_vacancies, None),
        employment_type=employment_types(map(clean_html, fields.get("employment_type", ()))),
        experience=stated(texts["experience"]),
        education=stated(texts["education"]),
        **_pay(texts, place),
    )


class _PayFields(TypedDict):
    salary_min: float | None
    salary_max: float | None
    salary_unit: str
    salary_currency: str


def _pay(texts: Mapping[str, str], place: Place) -> _PayFields:
    """What the fields of pay say; what they leave open is taken from the text of the whole pay."""
    said = {name: texts[name] for name in ("salary_min", "salary_max", "salary_unit", "salary_currency")}
    low = place.parsed("salary_min", said["salary_min"], parse_amount, None)
    high = place.parsed("salary_max", said["salary_max"], parse_amount, None)
    if low is not None and high is not None and low > high:
        place.problem("salary_min", f"{low:g} is more than salary_max, {high:g}; both were left empty")
        low = high = None
    open_ = not (said["salary_min"] or said["salary_max"])
    told = place.parsed("salary", texts["salary"], parse_pay, Pay()) if open_ else Pay()
    unit = place.parsed("salary_unit", said["salary_unit"], parse_pay_unit, "") or told.unit
    currency = place.parsed("salary_currency", said["salary_currency"], parse_currency, "") or told.currency
    currency = currency or currency_in(said["salary_min"]) or currency_in(said["salary_max"])
    return _PayFields(
        salary_min=told.low if open_ else low,
        salary_max=told.high if open_ else high,
        salary_unit=unit,
        salary_currency=currency,
    )


def _distinct(postings: Iterable[tuple[int, Posting]], path: Path, problems: ProblemLog) -> Iterator[Posting]:
    """Leave out exact twins, and give every other posting an id of its own."""
    with closing(_Twins()) as twins:
        for line, posting in postings:
            distinct = twins.distinct(posting, line)
            if distinct is not None:
                yield distinct
    if twins.repeated.count:
        what = many(twins.repeated.count, "posting repeats", "postings repeat")
        reason = f"{what} an earlier one's id, title and description; each was read once (first here)"
        problems.add(path, twins.repeated.first_line, reason)
    if twins.renamed.count:
        what = many(twins.renamed.count, "posting has", "postings have")
        reason = f"{what} an earlier one's id but other content; #2, #3 … was added to the id (first here)"
        problems.add(path, twins.renamed.first_line, reason)


class _Twins:
    """Knows the contents read under each id, and the ids given out.

    They are kept in a database that spills to disk, so that memory does not grow with the file.
    """

    def __init__(self) -> None:
        self.repeated, self.renamed = Tally(), Tally()
        self._seen = sqlite3.connect("", isolation_level=None)
        self._seen.executescript(_SEEN)

    def close(self) -> None:
        """Forget all."""
        self._seen.close()

    def distinct(self, posting: Posting, line: int) -> Posting | None:
        """The posting, with another id where its own is taken, or ``None`` where it was read before."""
        content = content_hash(posting.title, posting.description, digits=16)
        if not self._is_new("content", posting.id, content):
            self.repeated.add(line)
            return None
        uid = posting.id
        number = self._contents(posting.id)
        while not self._is_new("taken", uid):
            number = max(number, 2)
            uid = f"{posting.id}#{number}"
            number += 1
        if uid == posting.id:
            return posting
        self.renamed.add(line)
        return replace(posting, id=uid)

    def _is_new(self, table: str, *key: str) -> bool:
        return self._seen.execute(_INSERTS[table], key).rowcount == 1

    def _contents(self, uid: str) -> int:
        (count,) = self._seen.execute("SELECT COUNT(*) FROM content WHERE id = ?", (uid,)).fetchone()
        return int(count)


_SEEN = """
PRAGMA cache_size = -8000; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;
CREATE TABLE content (id TEXT, hash TEXT, PRIMARY KEY (id, hash)) WITHOUT ROWID;
CREATE TABLE taken (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_INSERTS = {
    "content": "INSERT OR IGNORE INTO content VALUES (?, ?)",
    "taken": "INSERT OR IGNORE INTO taken VALUES (?)",
}
