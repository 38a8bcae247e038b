"""Reads SSSOM/TSV files, metadata inside the file or beside it.

Format: https://mapping-commons.github.io/sssom/spec-formats-tsv/
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from pathlib import Path

from skillgraph import limits
from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Mapping
from skillgraph.model.sssom import SLOTS, SlotKind
from skillgraph.taxonomies.sssom.prefixes import Prefixes
from skillgraph.taxonomies.sssom.records import Decoder, Pairs, RecordError, reporter

_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_NAMED = 40
"""Columns that a message names."""

_MAX_CELL = 16 * 1024 * 1024
_SEPARATOR = re.compile(r"((?:[^|\\]|\\.|\\$)*)(?:\||$)", re.DOTALL)
_BASE = re.compile(r"https?://\S*[/#_=:?]")
_ESCAPED = re.compile(r"\\([|\\])")

Metadata = MappingType[str, object]


def read_tsv(path: Path, *, problems: ProblemLog) -> tuple[Mapping, ...]:
    """Read the mappings of an SSSOM/TSV file.

    Args:
        path: The file; its metadata stand in ``#`` lines at its top, or beside it in ``NAME.sssom.yml``.
        problems: Takes rows that cannot be used (undeclared prefix, a predicate that is not a SKOS mapping
            relation, no object) and single cells that are left out; the rest is returned.

    Raises:
        InputError: If the file cannot be read, its metadata are not YAML, or a required column is missing.
    """
    lines = _lines(path, problems)
    header = next((line for line in lines if line.strip() and not line.lstrip('"').startswith("#")), "")
    first_cells = (_first_cell(line, _delimiter([header])) for line in lines)
    block = list(itertools.takewhile(lambda line: line.startswith("#"), first_cells))
    size = len(block)
    metadata = _metadata(path, [f"{line[1:]}\n" for line in block], problems)
    rows = _rows(path, lines[size:], first_line=size + 1)
    columns = _header(path, rows, size + 1, metadata)
    return _mappings(path, _without_remarks(path, rows, problems), columns, metadata, problems)


def declared(path: Path, metadata: Metadata) -> Prefixes:
    """The prefixes of a mapping set.

    Raises:
        InputError: If its ``curie_map`` is no list of prefixes.
    """
    curie_map = metadata.get("curie_map") or _without_indent(metadata)
    if not isinstance(curie_map, dict):
        raise InputError(f"{path}: curie_map does not list prefixes.", hint="Write one prefix: IRI a line.")
    return Prefixes({str(prefix): str(iri) for prefix, iri in curie_map.items()})


def _without_indent(metadata: Metadata) -> dict[str, object]:
    """The prefixes of a ``curie_map`` that has lost its blanks, so that they stand beside it.

    They are what follows it and leads to the beginning of an IRI.
    """
    names = list(metadata)
    behind = names[names.index("curie_map") + 1 :] if "curie_map" in metadata else []
    begun = itertools.takewhile(lambda name: bool(_BASE.fullmatch(str(metadata[name]))), behind)
    return {name: metadata[name] for name in begun}


def shared(metadata: Metadata) -> dict[str, object]:
    """The slots that a mapping set states once for all its mappings."""
    return {name: metadata[name] for name, slot in SLOTS.items() if slot.shared and metadata.get(name)}


def _lines(path: Path, problems: ProblemLog) -> list[str]:
    """The lines in UTF-8, UTF-16 as spreadsheets save it, or else Windows-1252, which is told."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from error
    if data.startswith(b"PK\x03\x04"):
        hint = "Save the sheet as text with tabs, or as CSV, and load that."
        raise InputError(f"{path} is a workbook or an archive, no SSSOM table.", hint=hint)
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(path, line, f"is not UTF-8 (byte {error.start}); the file was read as Windows-1252")
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise InputError(
            f"{path} is not a text file.", hint="SSSOM is a table with tabs, JSON (.json) or RDF (.ttl)."
        )
    # Only real line ends count, and stay as they are: cells may hold any other character.
    return list(io.StringIO(text, newline=""))


def _first_cell(line: str, delimiter: str) -> str:
    """A line of metadata without the quotes and the trailing signs that a spreadsheet adds on saving."""
    bare = line.rstrip()
    if bare.startswith('"#'):
        return next(csv.reader([bare], delimiter=delimiter), [""])[0]
    return bare.rstrip(delimiter) if delimiter != "\t" else bare


def _metadata(path: Path, block: list[str], problems: ProblemLog) -> Metadata:
    return _yaml(path, "".join(block)) if block else _external_metadata(path, problems)


def _external_metadata(path: Path, problems: ProblemLog) -> dict[str, object]:
    for name in (path.with_suffix(".yml"), path.with_suffix(".yaml")):
        if name.is_file():
            return _yaml(name, "".join(_lines(name, problems)))
    return {}


def _yaml(path: Path, text: str) -> dict[str, object]:
    import yaml

    try:
        limits.check_yaml(path, text)
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
    csv.field_size_limit(_MAX_CELL)
    delimiter = _delimiter(lines)
    if _is_quoted(lines, delimiter):
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    else:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
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
            yield line, row


def _delimiter(lines: list[str]) -> str:
    """The tab, unless the header has none and another sign between the names that a mapping needs."""
    header = next((line for line in lines if line.strip()), "")
    others = (sign for sign in ",;" if header.count(sign) >= len(_REQUIRED) - 1)
    return "\t" if "\t" in header else next(others, "\t")


def _is_quoted(lines: list[str], delimiter: str) -> bool:
    """Whether quotes enclose cells; where the rows cannot be read so, they are signs as any other."""
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _without_remarks(
    path: Path, rows: Iterator[tuple[int, list[str]]], problems: ProblemLog
) -> Iterator[tuple[int, list[str]]]:
    """The rows that are none that somebody has put behind a ``#``, which are counted."""
    remarks: list[int] = []
    for line, row in rows:
        if row[0].lstrip().startswith("#"):
            remarks.append(line)
        else:
            yield line, row
    if remarks:
        what = (
            "1 line begins with # and is"
            if len(remarks) == 1
            else f"{len(remarks)} lines begin with # and are"
        )
        problems.note(path, remarks[0], f"{what} passed over (first here)")


def _header(path: Path, rows: Iterator[tuple[int, list[str]]], line: int, metadata: Metadata) -> list[str]:
    line, cells = next(rows, (line, []))
    columns = ["_".join(cell.split()).lower() for cell in cells]
    if twice := [name for name in _REQUIRED if columns.count(name) > 1]:
        raise InputError(
            f"{path}:{line}: the column {twice[0]} stands twice, so nobody can tell which one counts.",
            hint="Delete one of them, or give it another name.",
        )
    # A literal has no identifier: where rows may have some, each row is told of.
    may_lack = {f"{end}_id" for end in ("subject", "object") if f"{end}_type" in {*columns, *metadata}}
    missing = [name for name in _REQUIRED if name not in columns and name not in may_lack]
    if missing:
        literal = any(name.startswith("literal_") for name in columns)
        raise InputError(
            f"{path}:{line}: the column {', '.join(missing)} is missing.",
            hint="Literals, which have no identifier, are not read: give them one in subject_id."
            if literal
            else f"The first line after the metadata names the columns, separated by tabs; it names"
            f" {', '.join(filter(None, columns[:_NAMED])) or 'none'}{' …' * (len(columns) > _NAMED)}.",
        )
    return columns


def _mappings(
    path: Path,
    rows: Iterator[tuple[int, list[str]]],
    columns: list[str],
    metadata: Metadata,
    problems: ProblemLog,
) -> tuple[Mapping, ...]:
    decoder = Decoder(declared(path, metadata))
    # A slot that has a column of its own is never filled from the metadata: an empty cell means empty.
    defaults = {name: value for name, value in shared(metadata).items() if name not in columns}
    found = Pairs()
    for line, cells in rows:
        if any(cell.strip() for cell in cells[len(columns) :]):
            problems.add(path, line, f"has {len(cells)} cells for {len(columns)} columns")
            continue
        row = {name: _split(name, cell) for name, cell in zip(columns, cells, strict=False)}
        report = reporter(problems, path, line=line)
        try:
            found.add(decoder.record({**defaults, **row}, report), f"line {line}", report)
        except RecordError as error:
            report(error.field, error.reason)
    return found.records


def _split(name: str, cell: str) -> object:
    """The values of a cell: several between bars where the slot may have them; a backslash escapes a bar."""
    slot = SLOTS.get(name)
    is_text = slot is not None and slot.kind is SlotKind.TEXT
    if slot is None or not slot.many:
        return cell if is_text else cell.strip()
    parts = [_ESCAPED.sub(r"\1", part) for part in _parts(cell)]
    return parts if is_text else [part.strip() for part in parts]


def _parts(cell: str) -> Iterator[str]:
    position = 0
    while position <= len(cell):
        match = _SEPARATOR.match(cell, position)
        if match is None:
            return
        yield match[1]
        position = match.end() + (match.end() == match.end(1))
