"""Mappings whose paths lead through lists of records: one posting for each record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skillgraph.sources.columns import Columns

Way = tuple[str, ...]
"""The keys that lead to a list."""


def fan_out(value: object, columns: Columns) -> Iterator[object]:
    """The value once for each record of the list that the title leads through, as if it held only that one.

    So what stands outside of the list is the same for all, and lists inside are fanned out in turn. Where no
    title is mapped the description leads.
    """
    lead = columns.get("title") or columns.get("description", ())
    way = next(filter(None, (list_on(value, path) for path in lead)), None)
    if way is None:
        yield value
        return
    for item in _at(value, way):
        yield from fan_out(_with(value, way, item), columns)


def list_on(value: object, path: str) -> Way | None:
    """The way to the first list of records on a path; ``None`` where there is none."""
    way: list[str] = []
    while isinstance(value, dict):
        if path in value:
            key, path = path, ""
        else:
            key, _, path = path.partition(".")
        if key not in value:
            return None
        way.append(key)
        value = value[key]
        if isinstance(value, list):
            return tuple(way) if path and any(isinstance(item, dict) for item in value) else None
    return None


def _at(value: object, way: Way) -> Sequence[object]:
    for key in way:
        value = value[key] if isinstance(value, dict) else None
    return value if isinstance(value, list) else ()


def _with(value: object, way: Way, item: object) -> object:
    """The value with another one at the end of a way."""
    if not way or not isinstance(value, dict):
        return item
    return {**value, way[0]: _with(value[way[0]], way[1:], item)}
