"""Which columns or keys of a source hold the fields of a posting: given, read from TOML, or guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from skillgraph.errors import InputError
from skillgraph.sources.encodings import open_binary
from skillgraph.sources.tables import normalise_header

FIELDS = (
    "id", "title", "description", "employer", "unit", "place", "region", "date", "noc", "isco", "sector",
    "lang", "url",
)  # fmt: skip
"""The fields of a posting that a column can fill."""

Columns = Mapping[str, tuple[str, ...]]
"""Field to the columns, or dotted key paths, that it is joined from."""

# In order of preference; compared by normalise_header.
_GUESSES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "job id", "jobid", "posting id", "job number", "reference", "identifiant"),
    "title": (
        "title", "job title", "jobtitle", "position title", "business title", "posting title", "position",
        "role", "job",
        "titre", "titre du poste", "intitule du poste", "intitule", "poste",
    ),
    "employer": (
        "employer", "employer name", "employername", "company", "company name", "companyname", "organization",
        "organisation", "hiring organization", "agency", "employeur", "entreprise", "organisme",
    ),
    "place": (
        "place", "location", "job location", "joblocation", "work location", "city", "lieu",
        "lieu de travail",
        "ville", "emplacement",
    ),
    "region": ("region", "province", "state", "territory", "territoire", "etat"),
    "unit": (
        "unit", "division", "department", "division work unit", "business unit", "departement", "unite",
    ),
    "date": (
        "date", "date posted", "dateposted", "posting date", "posted date", "posted", "posted on",
        "published", "publishedat",
        "publication date", "date published", "listed time", "date de publication", "date d affichage",
    ),
    "noc": ("noc", "noc code", "noc 2021", "cnp", "code cnp", "occupation code"),
    "isco": ("isco", "isco code", "isco 08", "citp", "code citp"),
    "sector": ("sector", "industry", "job category", "category", "secteur", "industrie", "categorie"),
    "lang": ("lang", "language", "langue"),
    "url": ("url", "link", "job url", "posting url", "lien"),
}  # fmt: skip

# An advertisement's text is often spread over several columns; each group adds its first match.
_DESCRIPTION: tuple[tuple[str, ...], ...] = (
    (
        "description", "job description", "jobdescription", "descriptionhtml", "descriptionplain",
        "full description", "posting text", "body",
        "text",
        "content", "description du poste", "description de l emploi", "texte",
    ),
    ("responsibilities", "duties", "tasks", "responsabilites", "taches"),
    (
        "requirements", "job requirements", "jobrequirement", "qualifications", "minimum qual requirements",
        "minimum qualifications", "exigences",
    ),
    ("skills", "required skills", "preferred skills", "competences"),
)  # fmt: skip


def read_column_mapping(path: Path) -> dict[str, tuple[str, ...]]:
    """Read the ``[columns]`` table of a TOML file: field = "column", or a list of columns to join.

    Raises:
        InputError: If the file is not TOML, has no such table, or names an unknown field.
    """
    with open_binary(path) as stream:
        try:
            content = tomllib.load(stream)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(f"{path} is not valid TOML: {error}.", hint=_EXAMPLE) from error
    table = content.get("columns")
    if not isinstance(table, dict):
        raise InputError(f"{path} has no [columns] table.", hint=_EXAMPLE)
    return dict(check_columns(table, where=str(path)))


_EXAMPLE = 'Write, for example, [columns] and below it title = "Job title".'


def check_columns(columns: Mapping[str, object], *, where: str = "The column mapping") -> Columns:
    """The mapping with every value as a tuple.

    Raises:
        InputError: If a field is unknown, a value is no column name, or title and description both lack.
    """
    checked: dict[str, tuple[str, ...]] = {}
    for name, value in columns.items():
        if name not in FIELDS:
            raise InputError(
                f"{where}: {name!r} is not a field of a posting.", hint=f"The fields are {', '.join(FIELDS)}."
            )
        names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Sequence) else ()
        if not names or not all(isinstance(column, str) and column for column in names):
            raise InputError(f"{where}: {name} must be a column name or a list of them.", hint=_EXAMPLE)
        checked[name] = names
    if not checked.keys() & {"title", "description"}:
        raise InputError(f"{where} gives neither title nor description.", hint=_EXAMPLE)
    return checked


def guess_columns(names: Iterable[str]) -> Columns:
    """The fields that the names of columns or keys suggest; anything may be missing from it."""
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(normalise_header(name), name)
    guessed: dict[str, tuple[str, ...]] = {
        field: (by_plain[match],)
        for field, likely in _GUESSES.items()
        if (match := next((name for name in likely if name in by_plain), None))
    }
    description = (next((by_plain[name] for name in group if name in by_plain), "") for group in _DESCRIPTION)
    if columns := tuple(filter(None, description)):
        guessed["description"] = columns
    return guessed


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
