"""JSON as job boards give it: postings in wrappers, by column, and with their requirements in lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from skillgraph.sources.board_texts import Object, is_named, objects_in, section_texts
from skillgraph.sources.columns import Columns, guess_columns
from skillgraph.sources.jsonapi import resource_type, with_relations
from skillgraph.sources.requirement_levels import says_levels

_OF_ALL = ("employer", "place", "region", "sector", "unit", "lang")
_ENOUGH = 3
"""So many fields, the title among them, tell a posting without a description."""


@dataclass(frozen=True, slots=True)
class BoardRecord:
    """A posting of a board, with its lists and the objects around its fields made plain.

    Attributes:
        value: Its keys, those inside such objects among them.
        columns: Which of them hold which field.
        paths: Where keys stand that were inside an object.
        inside: Whether it was found inside another value.
        type: What it says that it is, such as ``jobs``; empty where it does not.
        is_aside: Whether it stands beside postings and is of another type, so that it is none.
    """

    value: Object
    columns: Columns
    paths: Mapping[str, str] = field(default_factory=dict)
    inside: bool = False
    type: str = ""
    is_aside: bool = False

    @property
    def looks_so(self) -> bool:
        """Whether it is a posting, as far as its keys tell."""
        return "title" in self.columns and ("description" in self.columns or len(self.columns) >= _ENOUGH)

    @property
    def is_whole(self) -> bool:
        """Whether it says more than a heading and a text, as no part of a posting does."""
        return {"title", "description"} < set(self.columns)

    def keys_left(self) -> Iterator[str]:
        """Where the keys stand that say something and that no field takes."""
        taken = {key for keys in self.columns.values() for key in keys}
        left = (key for key, held in self.value.items() if key not in taken and has_content(held))
        return (self.paths.get(key, key) for key in left)


def board_records(value: Object) -> list[BoardRecord]:
    """The postings in a value: itself, or those in lists and objects inside it, however deep.

    Where a value looks like a posting and holds a list of postings, it is only their wrapper if the list has
    a name that says so (`jobs`), or each says more than a heading and a text.
    """
    own = plain_record(value)
    inner = [replace(one, inside=True) for one in _inside(value, strict=own.looks_so)]
    return inner or [own]


def plain_record(value: Object) -> BoardRecord:
    """A record with its sections as part of its description, and what lies in objects around fields."""
    kind = resource_type(value)
    flat, paths = _opened(value)
    flat, levelled = _with_sections(flat)
    columns = dict(guess_columns(key for key, held in flat.items() if has_content(held)))
    if levelled:
        columns["description"] = tuple(dict.fromkeys((*columns.get("description", ()), *levelled)))
    if "title" not in columns and len(columns) >= _ENOUGH - 1:
        taken = {key for keys in columns.values() for key in keys}
        weak = (key for key in flat if is_named(key, "weak_titles") and key not in taken)
        title = next((key for key in weak if isinstance(flat[key], str)), None)
        columns |= {"title": (title,)} if title else {}
    return BoardRecord(flat, columns, paths, type=kind)


def _opened(value: Object) -> tuple[Object, dict[str, str]]:
    """A record with the keys of the objects around its fields beside its own, and where those stood."""
    flat: Object = dict(value)
    paths: dict[str, str] = {}
    for name in (name for name in value if is_named(name, "groups")):
        group = value[name]
        if isinstance(group, dict):
            del flat[name]
            inner, deeper = _opened(group)
            paths |= {key: f"{name}.{deeper.get(key, key)}" for key in inner if key not in flat}
            flat = {**inner, **flat}
    return flat, paths


def rows_of_columns(value: object, columns: Columns | None = None) -> list[Object]:
    """The rows of an object that has a list, or an object by row, for each column; nothing for any other.

    What is the same for all rows may stand beside.

    Args:
        value: Any JSON.
        columns: Which keys hold title and description, where keys do not tell.
    """
    if not isinstance(value, dict):
        return []
    lists = {key: _as_list(held) for key, held in value.items()}
    by_length: dict[int, list[str]] = {}
    for key, held in lists.items():
        by_length.setdefault(len(held), []).append(key)
    found = guess_columns(value) if columns is None else columns
    texts = [key for name in ("title", "description") for key in found.get(name, ())]
    rows = len(lists.get(texts[0], ())) if texts else 0
    if rows < 2 or any(len(lists.get(key, ())) != rows for key in texts):
        return []
    if rows < _ENOUGH and set(by_length[rows]) <= set(texts):
        return []  # one posting in two languages says no less
    same = {key: held for key, held in value.items() if key not in by_length[rows]}
    return [{**same, **{key: lists[key][row] for key in by_length[rows]}} for row in range(rows)]


def wrapper_keys(value: Object) -> list[str]:
    """The keys of a wrapper that look like what is said of all its postings, such as their employer."""
    found = guess_columns(key for key, held in value.items() if has_content(held) and not _has_objects(held))
    return [key for name, keys in found.items() if name in _OF_ALL for key in keys]


def _inside(value: Object, *, strict: bool) -> Iterator[BoardRecord]:
    """The postings inside a record; where it may be one itself only those that are surely no part of it."""
    lists = []
    for key, held in with_relations(value).items():
        if is_named(key, "related") or (strict and _is_text(key) and says_levels(held)):
            continue
        named = is_named(key, "wrappers")
        own = []
        for one in map(plain_record, objects_in(held)):
            further = list(_inside(one.value, strict=one.looks_so or (strict and not named)))
            yield from further
            if not further:
                own.append(one)
        may_be = named or not strict
        found = any(one.looks_so and (may_be or (isinstance(held, list) and one.is_whole)) for one in own)
        lists.append(_Records(own, named, found))
    yield from _of_postings(lists)


@dataclass(frozen=True, slots=True)
class _Records:
    """What stands under one key: its records, whether it names postings, and whether they are some."""

    records: list[BoardRecord]
    named: bool
    found: bool


def _of_postings(lists: list[_Records]) -> Iterator[BoardRecord]:
    """The records of the lists that hold postings; those of another type than the postings are marked.

    People and places stand beside postings as records of their own, and have titles and names as those do.
    """
    kinds = _posting_types(lists)
    for one in lists:
        mixed = one.named and not kinds.isdisjoint(record.type for record in one.records)
        for record in one.records:
            is_aside = bool(kinds and record.type) and record.type not in kinds and not mixed
            if is_aside or one.found:
                yield replace(record, is_aside=is_aside)


def _posting_types(lists: list[_Records]) -> set[str]:
    """The types of postings: those that say so, else the only one under a name for postings."""
    all_types = {record.type for one in lists if one.found for record in one.records if record.looks_so}
    said = {name for name in all_types if is_named(name, "posting_types")}
    named = {record.type for one in lists if one.found and one.named for record in one.records}
    return said or (named if len(named) == 1 and "" not in named else set())


def _is_text(key: str) -> bool:
    return is_named(key, "sections") or "description" in guess_columns([key])


def _has_objects(value: object) -> bool:
    return isinstance(value, list) and any(objects_in(value))


def _with_sections(record: Object) -> tuple[Object, list[str]]:
    """The record with its lists of headings and texts as part of its description, headings above.

    Those that tell what is required from what is an asset stay as they are; their keys come too.
    """
    keys = [key for key, held in record.items() if is_named(key, "sections") and any(section_texts(held))]
    levelled = [key for key in keys if says_levels(record[key])]
    keys = [key for key in keys if key not in levelled]
    if not keys:
        return record, levelled
    changed = {key: held for key, held in record.items() if key not in keys}
    openings = [changed.pop(key) for key in _opening(changed)]
    parts = [text for key in keys for text in section_texts(record[key])]
    return {**changed, "description": [*openings, *parts]}, levelled


def _opening(record: Object) -> tuple[str, ...]:
    """The key of the text that stands before the sections."""
    found = guess_columns(key for key, held in record.items() if key != "text" and has_content(held))
    return found.get("description", ())[:1]


def _as_list(value: object) -> list[object]:
    """A column: a list of plain values, or an object that has one for each number of a row."""
    held = list(value.values()) if isinstance(value, dict) and all(map(str.isdigit, value)) else value
    return held if isinstance(held, list) and not any(isinstance(one, dict | list) for one in held) else []


def has_content(value: object) -> bool:
    """Whether a value says anything."""
    return value is not None and value not in ("", [], {})
