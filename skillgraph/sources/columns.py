"""Which columns or keys of a source hold the fields of a record: given, read from TOML, or guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from skillgraph import languages
from skillgraph.errors import InputError
from skillgraph.limits import check_toml, read_within
from skillgraph.sources.encodings import open_binary
from skillgraph.sources.key_names import by_name, glued
from skillgraph.sources.tables import normalise_header

FIELDS = (
    "id", "title", "description", "employer", "unit", "place", "region", "date", "noc", "isco", "sector",
    "closes", "lang", "url",
    "vacancies", "salary", "salary_min", "salary_max", "salary_unit", "salary_currency",
    "employment_type", "experience", "education",
)  # fmt: skip
"""The fields of a posting that a column can fill."""


@dataclass(frozen=True, slots=True)
class Record:
    """What columns can be mapped to.

    Attributes:
        name: What one record is called in messages, such as ``a posting``.
        fields: All that a column can fill.
        needed: Of which a mapping gives at least one.
        example: A field and a column, for hints.
    """

    name: str
    fields: Sequence[str]
    example: tuple[str, str]
    needed: Sequence[str] = ()


POSTING = Record("a posting", FIELDS, ("title", "Job title"), ("title", "description"))

Columns = Mapping[str, tuple[str, ...]]
"""Field to the columns, or dotted key paths, that it is joined from."""

OF_PARTS = ("place", "region")
"""Fields of which each text is one value that columns make together, such as a town and its province."""

RawFields = Mapping[str, Sequence[str]]
"""For each field the texts it is joined from, as the source has them; those `OF_PARTS` are joined already."""

RawPosting = tuple[int, RawFields]
"""Where a posting begins, and its texts."""

_GUESSES = {
    field: tuple(map(glued, names)) for field, names in languages.together("headings", "postings").items()
}
"""In order of preference; compared by `by_name`."""

_GROUPS = {
    field: [tuple(map(glued, names)) for names in languages.together("headings", field).values()]
    for field in ("description", "employment_type")
}
"""What is often spread over several columns, such as an advertisement's text; each group adds its first."""


def read_column_mapping(path: Path, record: Record = POSTING) -> dict[str, tuple[str, ...]]:
    """Read the ``[columns]`` table of a TOML file: field = "column", or a list of columns to join.

    Raises:
        InputError: If the file is not TOML, has no such table, or names an unknown field.
    """
    hint = _example(record)
    with open_binary(path) as stream:
        data = read_within(stream, str(path))
    try:
        text = data.decode("utf-8")
        check_toml(path, text)
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not valid TOML: {error}.", hint=hint) from error
    except RecursionError as error:
        raise InputError(f"{path} is nested too deeply.", hint=hint) from error
    table = content.get("columns")
    if not isinstance(table, dict):
        raise InputError(f"{path} has no [columns] table.", hint=hint)
    return dict(check_columns(table, record, where=str(path)))


def _example(record: Record) -> str:
    field, column = record.example
    return f'Write, for example, [columns] and below it {field} = "{column}".'


def check_columns(
    columns: Mapping[str, object], record: Record = POSTING, *, where: str = "The column mapping"
) -> Columns:
    """The mapping with every value as a tuple.

    Raises:
        InputError: If a field is unknown, a value is no column name, or all needed fields lack.
    """
    checked: dict[str, tuple[str, ...]] = {}
    for name, value in columns.items():
        if name not in record.fields:
            raise InputError(
                f"{where}: {name!r} is not a field of {record.name}.",
                hint=f"The fields are {', '.join(record.fields)}.",
            )
        names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Sequence) else ()
        if not names or not all(isinstance(column, str) and column for column in names):
            raise InputError(
                f"{where}: {name} must be a column name or a list of them.", hint=_example(record)
            )
        checked[name] = names
    if record.needed and not checked.keys() & set(record.needed):
        raise InputError(f"{where} gives neither {' nor '.join(record.needed)}.", hint=_example(record))
    return checked


def mapping_of(
    pairs: Iterable[str], path: Path | None = None, record: Record = POSTING
) -> dict[str, tuple[str, ...]] | None:
    """The mapping that a person types: ``title=Business Title``, ``description=Duties+Requirements``.

    Args:
        pairs: What is typed; each stands before what the file says of its field.
        path: A TOML file, see `read_column_mapping`.
        record: What is mapped to.

    Returns:
        ``None`` where nothing is given at all.

    Raises:
        InputError: If a pair is not of that form, or the file is not.
    """
    mapping = read_column_mapping(path, record) if path else {}
    mapping |= dict(_pair(text, record) for text in pairs)
    return mapping or None


def _pair(text: str, record: Record) -> tuple[str, tuple[str, ...]]:
    field, separator, source = text.partition("=")
    if not (field and separator and source):
        known, column = record.example
        raise InputError(
            f"--column {text!r} is not of the form FIELD=COLUMN.", hint=f"Write --column {known}='{column}'."
        )
    return field.strip(), tuple(part.strip() for part in source.split("+"))


def guess_columns(names: Iterable[str]) -> Columns:
    """The fields that the names of columns or keys suggest; anything may be missing from it."""
    return _guessed(tuple(names))


@lru_cache(maxsize=1024)
def _guessed(names: tuple[str, ...]) -> Columns:
    known = by_name(names)
    guessed: dict[str, tuple[str, ...]] = {
        field: (known[match],)
        for field, likely in _GUESSES.items()
        if (match := next((name for name in likely if name in known), None))
    }
    for field, groups in _GROUPS.items():
        found = (known[name] for group in groups for name in _first_of(group, known))
        if columns := tuple(dict.fromkeys(found)):
            guessed[field] = columns
    return MappingProxyType(guessed)


def _first_of(group: Sequence[str], known: Mapping[str, str]) -> Iterable[str]:
    return [name for name in group if name in known][:1]


def resolve(columns: Columns, names: Sequence[str]) -> tuple[Columns, list[str]]:
    """The mapping in the spelling of a table's header, and the columns that are not there."""
    by_plain = {normalise_header(name): name for name in reversed(names)}
    missing = [
        column
        for wanted in columns.values()
        for column in wanted
        if column not in names and normalise_header(column) not in by_plain
    ]
    found = {
        field: tuple(
            column if column in names else by_plain[normalise_header(column)]
            for column in wanted
            if column not in missing
        )
        for field, wanted in columns.items()
    }
    return found, missing
