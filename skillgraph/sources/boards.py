"""JSON as job boards give it: postings in a wrapper, and requirements in lists with headings."""

from __future__ import annotations

import html
from collections.abc import Iterator

from skillgraph.sources.columns import Columns, guess_columns

_DEEPEST = 4


def wrapped(value: object, depth: int = 0) -> list[dict[str, object]]:
    """The records of the first list, in a wrapper such as ``{"jobs": [...]}``, that look like postings.

    Nothing where the value itself looks like a posting, or has no such list.
    """
    if not isinstance(value, dict) or depth > _DEEPEST or _looks_so(value):
        return []
    for inner in value.values():
        if isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner):
            if any(map(_looks_so, inner)):
                return inner
        elif found := wrapped(inner, depth + 1):
            return found
    return []


def fan_out(value: object, columns: Columns) -> Iterator[tuple[object, Columns]]:
    """Records and their mapping where all paths lead through one list: ``jobs.id``, ``jobs.title``."""
    paths = [path for names in columns.values() for path in names]
    first = {path.partition(".")[0] for path in paths if "." in path}
    if isinstance(value, dict) and len(first) == 1 and all("." in path for path in paths):
        (key,) = first
        inner = value.get(key)
        rest = {name: tuple(path.partition(".")[2] for path in names) for name, names in columns.items()}
        if isinstance(inner, dict):
            yield from fan_out(inner, rest)
            return
        if isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner):
            for item in inner:
                yield from fan_out(item, rest)
            return
    yield value, columns


def with_lists(record: dict[str, object]) -> dict[str, object]:
    """The record with ``lists`` of ``{text, content}`` as part of its description, headings above.

    Boards that give these lists call the title ``text`` and put the place under ``categories``.
    """
    lists = record.get("lists")
    if not isinstance(lists, list) or not all(isinstance(one, dict) for one in lists):
        return record
    parts = [f"<h3>{html.escape(str(one.get('text', '')))}</h3>{one.get('content', '')}" for one in lists]
    changed = {key: kept for key, kept in record.items() if key != "lists"}
    opening = record.get("description") or record.get("descriptionPlain") or ""
    changed["description"] = [opening, *parts]
    if "title" not in record and "text" in record:
        changed["title"] = changed.pop("text")
    categories = record.get("categories")
    return {**categories, **changed} if isinstance(categories, dict) else changed


def _looks_so(value: dict[str, object]) -> bool:
    guessed = guess_columns(value)
    return "title" in guessed and ("description" in guessed or len(guessed) > 2)
