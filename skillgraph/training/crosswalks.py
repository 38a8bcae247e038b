"""Reads mappings of terms to ESCO that public bodies made, to learn relations from.

Such a file begins with rows about the mapping; a header follows. Nothing in it says which way a relation is
to be read, and files differ: here *text to concept*, as everywhere in skillgraph, so that a file in which
terms that lie within a longer label are mostly called broader is turned round.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from skillgraph.errors import InputError
from skillgraph.matching.reasons.evidence import content_stems
from skillgraph.model import Predicate

_URI = "Classification 1 URI"
_COLUMNS = (_URI, "Classification 1 PrefLabel", "Classification 2 PrefLabel", "Mapping relation")
_TURNED = {Predicate.BROAD: Predicate.NARROW, Predicate.NARROW: Predicate.BROAD}


@dataclass(frozen=True, slots=True)
class MappedTerm:
    """A term with a concept and what the concept is to it.

    Attributes:
        label: The preferred label of the concept, in the language of the term.
    """

    uri: str
    label: str
    term: str
    relation: Predicate


def read_crosswalk(path: Path) -> tuple[MappedTerm, ...]:
    """The mapped terms of a file; rows without a SKOS relation say nothing of it and are left out.

    Raises:
        InputError: If the file cannot be read, has no such header or no row with a relation.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [line.rstrip("\r\n").rstrip(";") for line in file]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.", hint="Give a CSV file in UTF-8.") from error
    start = next((number for number, line in enumerate(lines) if line.startswith(_URI)), None)
    header = [] if start is None else _cells(lines[start])
    if start is None or not set(_COLUMNS) <= set(header):
        raise InputError(
            f"{path} has no header with {', '.join(_COLUMNS)}.", hint="Give a crosswalk of ESCO skills."
        )
    rows = (_cells(line) for line in lines[start + 1 :])
    places = [header.index(name) for name in _COLUMNS]
    found = tuple(term for row in rows if (term := _term(row, places)) is not None)
    if not found:
        raise InputError(f"{path} has no row with a SKOS relation.", hint="Give another crosswalk.")
    return _text_to_concept(found)


def _cells(line: str) -> list[str]:
    """The cells of a line; some files quote a whole row once more."""
    cells = next(csv.reader([line]), [])
    return next(csv.reader([cells[0].rstrip(",")]), []) if len(cells) == 1 else cells


def _term(row: Sequence[str], places: Sequence[int]) -> MappedTerm | None:
    if len(row) <= max(places):
        return None
    uri, label, term, relation = (row[place].strip() for place in places)
    known = relation in set(Predicate) and uri and label and term
    return MappedTerm(uri, label, term, Predicate(relation)) if known else None


def _text_to_concept(terms: tuple[MappedTerm, ...]) -> tuple[MappedTerm, ...]:
    """The terms with what the concept is to them, whichever way the file is written."""
    within = [one.relation for one in terms if content_stems(one.term) < content_stems(one.label)]
    if within.count(Predicate.BROAD) <= within.count(Predicate.NARROW):
        return terms
    return tuple(replace(one, relation=_TURNED.get(one.relation, one.relation)) for one in terms)
