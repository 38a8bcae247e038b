"""Reads crosswalks between frameworks from SSSOM/TSV files, metadata inside the file or beside it.

Format: https://mapping-commons.github.io/sssom/spec-formats-tsv/
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from pathlib import Path

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Mapping, MappingStatus, Predicate, PredicateModifier

_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")

_BUILT_IN_PREFIXES = {
    "linkml": "https://w3id.org/linkml/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes that the specification lets a file use without declaring them."""

_SKOS = _BUILT_IN_PREFIXES["skos"]
_PREDICATES = {_SKOS + predicate.value.removeprefix("skos:"): predicate for predicate in Predicate}
_NO_TERM = _BUILT_IN_PREFIXES["sssom"] + "NoTermFound"
_CURATED = "semapv:ManualMappingCuration"

_PROPAGATED = (
    "mapping_date",
    "mapping_tool",
    "mapping_tool_version",
    "object_source",
    "object_source_version",
    "similarity_measure",
)
"""Slots that may stand once in the metadata instead of on each row."""


class _RowError(Exception):
    """A cell that makes its row unusable."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Metadata:
    """What the metadata block says: prefixes, and values that hold for all rows."""

    prefixes: MappingType[str, str]
    defaults: MappingType[str, str]

    def expand(self, curie: str, field: str) -> str:
        """The IRI that a CURIE stands for."""
        prefix, separator, rest = curie.partition(":")
        if not separator:
            raise _RowError(field, f"{curie!r} is not a CURIE like esco:1234" if curie else "is empty")
        if prefix not in self.prefixes:
            raise _RowError(field, f"{curie!r} uses the prefix {prefix!r}, which curie_map does not declare")
        return self.prefixes[prefix] + rest


def read_crosswalk(path: Path, *, problems: ProblemLog) -> tuple[Mapping, ...]:
    """Read the mappings of an SSSOM/TSV file.

    CURIEs become IRIs by the file's ``curie_map``. Rows curated by hand come back as accepted, all others as
    proposed.

    Args:
        path: The file; its metadata stand in ``#`` lines at its top, or beside it in ``NAME.sssom.yml``.
        problems: Takes rows that cannot be used (undeclared prefix, a predicate that is not a SKOS mapping
            relation, no object) and numbers out of range; the rest is returned.

    Raises:
        InputError: If the file cannot be read, its metadata are not YAML, or a required column is missing.
    """
    lines = _lines(path)
    size = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    metadata = _metadata(path, [line[1:] for line in lines[:size]])
    rows = _rows(path, lines[size:], first_line=size + 1)
    columns = _header(path, rows, size + 1)
    return tuple(_mappings(path, rows, columns, metadata, problems))


def _lines(path: Path) -> list[str]:
    try:
        # Only real line ends count, and stay as they are: cells may hold any other character.
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(stream)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not UTF-8 text (byte {error.start}).", hint="Save it as UTF-8, as SSSOM asks."
        ) from error


def _metadata(path: Path, block: list[str]) -> _Metadata:
    found = _yaml(path, "".join(block)) if block else _external_metadata(path)
    curie_map = found.get("curie_map") or {}
    if not isinstance(curie_map, dict):
        raise InputError(f"{path}: curie_map does not list prefixes.", hint="Write one prefix: IRI a line.")
    prefixes = {str(prefix): str(iri) for prefix, iri in curie_map.items()}
    defaults = {slot: str(found[slot]) for slot in _PROPAGATED if found.get(slot)}
    return _Metadata({**_BUILT_IN_PREFIXES, **prefixes}, defaults)


def _external_metadata(path: Path) -> dict[str, object]:
    for name in (path.with_suffix(".yml"), path.with_suffix(".yaml")):
        if name.is_file():
            return _yaml(name, "".join(_lines(name)))
    return {}


def _yaml(path: Path, text: str) -> dict[str, object]:
    import yaml

    try:
        # The base loader keeps every scalar a string: a version 1.10 or a date must not become a number.
        found = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise InputError(
            f"The metadata of {path} are not YAML: {reason}.",
            hint="Each metadata line starts with #, then the same number of spaces.",
        ) from error
    if not isinstance(found, dict):
        raise InputError(f"The metadata of {path} are not slots with values.", hint="See the SSSOM format.")
    return found


def _rows(path: Path, lines: list[str], *, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Rows with their first line; a quoted cell may run over several lines."""
    reader = csv.reader(lines, delimiter="\t", strict=True)
    while True:
        line = first_line + reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(
                f"{path}:{line}: the row cannot be read: {error}.", hint="Check its quotes and tabs."
            ) from error
        if any(cell.strip() for cell in row):
            yield line, [cell.strip() for cell in row]


def _header(path: Path, rows: Iterator[tuple[int, list[str]]], line: int) -> list[str]:
    line, columns = next(rows, (line, []))
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        raise InputError(
            f"{path}:{line}: the column {', '.join(missing)} is missing.",
            hint="The first line after the metadata names the columns, separated by tabs.",
        )
    return columns


def _mappings(
    path: Path,
    rows: Iterator[tuple[int, list[str]]],
    columns: list[str],
    metadata: _Metadata,
    problems: ProblemLog,
) -> Iterator[Mapping]:
    for line, cells in rows:
        if len(cells) > len(columns):
            problems.add(path, line, f"has {len(cells)} cells for {len(columns)} columns")
            continue
        # A slot that has a column of its own is never filled from the metadata: an empty cell means empty.
        row = {**metadata.defaults, **dict.fromkeys(columns, ""), **dict(zip(columns, cells, strict=False))}
        try:
            mapping = _mapping(row, metadata)
        except _RowError as error:
            problems.add(path, line, error.reason, field=error.field)
            continue
        yield _with_numbers(mapping, row, path, line, problems)


def _mapping(row: MappingType[str, str], metadata: _Metadata) -> Mapping:
    justification = row["mapping_justification"]
    metadata.expand(justification, "mapping_justification")
    return Mapping(
        subject_id=metadata.expand(row["subject_id"], "subject_id"),
        predicate_id=_predicate(row["predicate_id"], metadata),
        object_id=_object(row["object_id"], metadata),
        mapping_justification=justification,
        status=MappingStatus.ACCEPTED if justification == _CURATED else MappingStatus.PROPOSED,
        predicate_modifier=_modifier(row.get("predicate_modifier", "")),
        subject_label=row.get("subject_label", ""),
        object_label=row.get("object_label", ""),
        object_source=_source(row.get("object_source", ""), metadata),
        object_source_version=row.get("object_source_version", ""),
        similarity_measure=row.get("similarity_measure", ""),
        mapping_tool=row.get("mapping_tool", ""),
        mapping_tool_version=row.get("mapping_tool_version", ""),
        mapping_date=row.get("mapping_date", ""),
        author_id=_several(row, "author_id"),
        author_label=_several(row, "author_label"),
        reviewer_id=_several(row, "reviewer_id"),
        reviewer_label=_several(row, "reviewer_label"),
        match_string=_several(row, "match_string"),
        comment=row.get("comment", ""),
    )


def _several(row: MappingType[str, str], slot: str) -> tuple[str, ...]:
    """The values of a slot that may have many, which stand in one cell between bars."""
    return tuple(sorted({value.strip() for value in row.get(slot, "").split("|")} - {""}))


def _predicate(curie: str, metadata: _Metadata) -> Predicate:
    predicate = _PREDICATES.get(metadata.expand(curie, "predicate_id"))
    if predicate is None:
        known = ", ".join(Predicate)
        raise _RowError("predicate_id", f"{curie!r} is not a mapping relation of SKOS ({known})")
    return predicate


def _object(curie: str, metadata: _Metadata) -> str:
    iri = metadata.expand(curie, "object_id")
    if iri == _NO_TERM:
        raise _RowError("object_id", "says that no concept was found, which links to nothing")
    return iri


def _source(curie: str, metadata: _Metadata) -> str:
    return metadata.expand(curie, "object_source") if curie else ""


def _modifier(text: str) -> PredicateModifier | None:
    if text not in ("", PredicateModifier.NOT):
        raise _RowError("predicate_modifier", f"{text!r} is not 'Not', the only modifier there is")
    return PredicateModifier.NOT if text else None


def _with_numbers(
    mapping: Mapping, row: MappingType[str, str], path: Path, line: int, problems: ProblemLog
) -> Mapping:
    """Add the two numbers; a wrong one is reported and left out, for the mapping itself still stands."""
    numbers: dict[str, float | None] = {}
    for slot in ("confidence", "similarity_score"):
        text = row.get(slot, "")
        numbers[slot] = _share(text)
        if text and numbers[slot] is None:
            problems.add(path, line, f"{text!r} is not a number from 0 to 1; left out", field=slot)
    return replace(mapping, confidence=numbers["confidence"], similarity_score=numbers["similarity_score"])


def _share(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None
