"""Terms that public bodies mapped to ESCO, as the Commission publishes them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from skillgraph.errors import InputError

_LANGUAGE = "Classification 1 Language"
_URI, _LABEL, _TERM, _RELATION = (
    "Classification 1 URI",
    "Classification 1 PrefLabel",
    "Classification 2 PrefLabel",
    "Mapping relation",
)
_MAPPED = "skos:"


@dataclass(frozen=True, slots=True)
class Terms:
    """The words for concepts in one file.

    Attributes:
        lang: Their language.
        terms: URIs by term of the other classification.
        labels: URIs by the framework's own label in that language.
    """

    lang: str
    terms: dict[str, frozenset[str]]
    labels: dict[str, frozenset[str]]


def read_terms(path: Path) -> Terms:
    """The mapped terms of a file; rows whose relation is not one of SKOS map nothing.

    Raises:
        InputError: If it cannot be read, or lacks a column.
    """
    try:
        rows = list(_rows(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.", hint="Give a mapping in UTF-8.") from error
    start = next((place for place, row in enumerate(rows) if row[:1] == [_URI]), None)
    if start is None or not {_LABEL, _TERM, _RELATION} <= set(rows[start]):
        raise InputError(
            f"{path} has no row with the headings {_URI}, {_LABEL}, {_TERM} and {_RELATION}.",
            hint="Give a mapping as ESCO publishes them.",
        )
    facts = {row[0]: row[1].strip() for row in rows[:start] if len(row) > 1}
    named = [dict(zip(rows[start], row, strict=False)) for row in rows[start + 1 :]]
    mapped = [row for row in named if row.get(_RELATION, "").startswith(_MAPPED)]
    return Terms(facts.get(_LANGUAGE, ""), _by(_TERM, mapped), _by(_LABEL, mapped))


def _rows(content: str) -> Iterator[list[str]]:
    """The cells of each line; some files put a whole row in quotes, and a semicolon behind it."""
    for line in content.splitlines():
        row = next(csv.reader([line.rstrip(";")]), [])
        yield next(csv.reader(row), []) if len(row) == 1 else row


def _by(column: str, rows: list[dict[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if text := row.get(column, "").strip():
            found[text].add(row[_URI])
    return {text: frozenset(uris) for text, uris in found.items()}
