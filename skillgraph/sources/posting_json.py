"""The texts of postings from JSON: any keys, and schema.org's JobPosting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model.texts import many
from skillgraph.sources.board_texts import objects_in
from skillgraph.sources.boards import (
    BoardRecord,
    board_records,
    has_content,
    plain_record,
    rows_of_columns,
    wrapper_keys,
)
from skillgraph.sources.columns import Columns, RawFields, RawPosting
from skillgraph.sources.fanning import fan_out, list_on
from skillgraph.sources.fields import Place
from skillgraph.sources.jobposting import (
    find_job_postings,
    is_job_posting,
    keys_around,
    keys_left,
    place_text,
    posting_fields,
)
from skillgraph.sources.jsonrecords import read_records
from skillgraph.sources.leftovers import Leftovers
from skillgraph.sources.paths import texts_at, values_at, ways_in
from skillgraph.sources.requirement_levels import Part, levelled_parts, texts_by_level
from skillgraph.sources.surroundings import are_one, filled
from skillgraph.sources.terms_of_work import PAY, education_texts, experience_texts, pay_texts

_OF_LISTS = ("description", "place", "region", "sector", "employment_type", "experience", "education")
"""Fields that may hold what several records of a list say."""


_MOST_KEYS = 40
"""So many are named where nothing is found."""


def from_json(path: Path, *, columns: Columns | None, problems: ProblemLog) -> Iterator[RawPosting]:
    """The postings of a JSON, JSON Lines or JSON-LD file: mapped, else schema.org's, else guessed.

    Keys that no field takes are named, but for a mapping, which leaves out what it does not name.

    Raises:
        InputError: If the file is no JSON, or has neither title nor description.
    """
    keys: dict[str, None] = {}
    """What can be mapped, for the error where nothing is found."""
    found, left = False, Leftovers()
    for record in read_records(path, problems=problems):
        if isinstance(record.value, dict):
            keys.update(dict.fromkeys(ways_in(record.value)) if len(keys) < _MOST_KEYS else {})
        place = Place(path, record.line, problems)
        fields = list(_json_fields(record.value, columns, place, left))
        found = found or bool(fields)
        if not fields:
            problems.add(path, record.line, f"record {record.number} has neither title nor description")
        for values in fields:
            yield record.line, values
    if not found:
        raise _nothing_found(path, columns, ", ".join(list(keys)[:_MOST_KEYS]) or "none")
    left.report(path, problems)


def _nothing_found(path: Path, columns: Columns | None, keys: str) -> InputError:
    hint = "Map fields to keys: --column title=KEY; a dotted path (jobs.name) leads through lists."
    if columns is None:
        what = f"holds no schema.org JobPosting, and no title or description among its keys: {keys}"
    else:
        mapped = ", ".join(one for name in ("title", "description") for one in columns.get(name, ()))
        what = f"has nothing at {mapped}; its keys are {keys}"
    return InputError(f"{path} {what}.", hint=hint)


def _json_fields(
    value: object, columns: Columns | None, place: Place, left: Leftovers
) -> Iterator[RawFields]:
    """The postings in one record: mapped, else schema.org's, else guessed from the keys."""
    if columns is not None:
        rows: list[object] = [*rows_of_columns(value, columns)] or [value]
        yield from _all_mapped(((one, columns) for row in rows for one in fan_out(row, columns)), place, left)
        return
    nodes = list(find_job_postings(value))
    for node in nodes:
        left.add(keys_left(node), place.line)
    if len(nodes) == 1 and isinstance(value, dict):
        yield _with_surroundings(posting_fields(nodes[0]), value, place, left)
        return
    if nodes and isinstance(value, dict):
        left.add(keys_around(value), place.line)
    yield from map(posting_fields, nodes)
    if not nodes:
        found = _guessed(value, place.line, left)
        yield from _all_mapped(((one.value, one.columns) for one in found), place, left)


def _with_surroundings(
    inner: RawFields, value: dict[str, object], place: Place, left: Leftovers
) -> RawFields:
    """The only posting in a value with what it leaves open and the value says beside it."""
    if is_job_posting(value):
        return inner
    around = {key: held for key, held in value.items() if not any(find_job_postings(held))}
    own = plain_record({key: held for key, held in around.items() if not key.startswith("@")})
    outer = _mapped(own.value, own.columns, place)
    left.add(own.keys_left(), place.line)
    if not are_one(inner, outer):
        left.add(own.columns.get("description", ()), place.line)
    return filled(inner, outer)


def _all_mapped(
    records: Iterable[tuple[object, Columns]], place: Place, left: Leftovers
) -> Iterator[RawFields]:
    """The postings of one value; records among them that say neither what nor of what are counted."""
    found = empty = 0
    for value, columns in records:
        fields = _mapped(value, columns, place)
        if any(fields.get("title", ())) or any(fields.get("description", ())):
            found += 1
            left.add(_unread(value, columns, fields), place.line)
            yield fields
        else:
            empty += 1
    if found and empty:
        place.problem("", f"{many(empty, 'record')} of a list without title and description; passed over")


def _guessed(value: object, line: int, left: Leftovers) -> Iterator[BoardRecord]:
    for whole in objects_in(value):
        for row in rows_of_columns(whole) or [whole]:
            records = board_records(row)
            if records[0].inside:
                left.add(wrapper_keys(row), line)
            for record in records:
                if record.is_aside:
                    left.add_record(record.type, line)
                    continue
                left.add(record.keys_left(), line)
                yield record


def _mapped(value: object, columns: Columns, place: Place) -> RawFields:
    fields = _pay(value, columns.get("salary", ()), place)
    fields |= {name: _texts(value, name, paths, place) for name, paths in columns.items() if name != "salary"}
    return fields


def _unread(value: object, columns: Columns, fields: RawFields) -> Iterator[str]:
    """The paths that lead to something of which no text came, such as an object with other keys."""
    for name, paths in columns.items():
        said = any(fields.get(one) for one in (PAY if name == "salary" else (name,)))
        if not said:
            yield from (path for path in paths if any(map(has_content, values_at(value, path))))
        elif name == "description":
            yield from dict.fromkeys(part.path for part in _parts(value, paths) if part.is_unasked)


def _pay(value: object, paths: Sequence[str], place: Place) -> dict[str, list[str]]:
    """What the first path with something says of pay, amounts and unit apart where it has them apart."""
    path = next((path for path in paths if values_at(value, path)), None)
    if path is None:
        return {}
    found = values_at(value, path)
    records = [item for one in found for item in (one if isinstance(one, list) else [one])]
    if len(records) > 1:
        place.problem("salary", f"{path} leads to {len(records)} records, and a posting has one; left empty")
        return {}
    return pay_texts(records)


def _texts(value: object, name: str, paths: Sequence[str], place: Place) -> list[str]:
    if name in ("place", "region"):
        return _together([_places(values_at(value, path)) for path in paths])
    if name == "description":
        return texts_by_level(_parts(value, paths))
    return [text for path in paths for text in _texts_at(value, name, path, place)]


def _parts(value: object, paths: Sequence[str]) -> list[Part]:
    """The parts of a description, in the order of its paths."""
    return [part for path in paths for held in values_at(value, path) for part in levelled_parts(held, path)]


def _texts_at(value: object, name: str, path: str, place: Place) -> list[str]:
    found = values_at(value, path)
    if name == "experience":
        return [text for one in found for text in experience_texts(one)]
    if name == "education":
        return [text for one in found for text in education_texts(one)]
    texts = texts_at(value, path)
    if name not in _OF_LISTS and len(set(texts)) > 1 and _leads_through_records(value, path):
        place.problem(name, f"{path} leads to {len(texts)} records, and a posting has one; left empty")
        return []
    return texts


def _leads_through_records(value: object, path: str) -> bool:
    return list_on(value, path) is not None or any(
        isinstance(one, list) and any(isinstance(item, dict) for item in one)
        for one in values_at(value, path)
    )


def _places(found: Sequence[object]) -> list[str]:
    each = (item for one in found for item in (one if isinstance(one, list) else [one]))
    return [text for one in each if (text := place_text(one))]


def _together(columns: Sequence[list[str]]) -> list[str]:
    """The values that columns make together, row by row; a single one goes with each."""
    rows = max(map(len, columns), default=0)
    full = [column * rows if len(column) == 1 else column for column in columns]
    return [", ".join(filter(None, row)) for row in zip_longest(*full, fillvalue="")]
