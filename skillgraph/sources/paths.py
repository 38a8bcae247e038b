"""Finds texts inside JSON values."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_NAMES = (
    "@value", "value", "name", "libelle", "description", "label", "displayname", "nom", "locationname",
)  # fmt: skip
"""The keys whose text an object stands for, in this order, in small letters without `_`."""


def texts_at(value: object, path: str) -> list[str]:
    """The texts at a dotted path such as ``jobSchema.hiringOrganization.name``; lists are walked through.

    A key that itself holds dots is found too. A number counts as text; an object stands for its name.
    """
    return [text for found in values_at(value, path) for text in plain_texts(found)]


def values_at(value: object, path: str) -> list[object]:
    """What stands at such a path, lists as they are."""
    return list(_walk(value, path))


def all_texts(value: object, passed_over: Callable[[str], bool] = lambda _: False) -> Iterator[str]:
    """Every string inside a value, in its order: of a text that is spread over lists and objects.

    Args:
        value: Any JSON.
        passed_over: Of which keys it is no text.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from all_texts(item, passed_over)
    elif isinstance(value, dict):
        for key, held in value.items():
            if not passed_over(key):
                yield from all_texts(held, passed_over)


def ways_in(value: object, *, deep: int = 4) -> Iterator[str]:
    """The dotted paths of the keys of an object that hold no object, each once; of a list its first item."""
    if isinstance(value, list):
        yield from ways_in(value[0], deep=deep) if value else ()
    elif isinstance(value, dict):
        for key, held in value.items():
            inner = list(ways_in(held, deep=deep - 1)) if deep > 1 else []
            yield from (f"{key}.{way}" for way in inner) if inner else (key,)


def plain_texts(value: object) -> Iterator[str]:
    """The texts of a JSON-LD value: strings, numbers, ``@value``, or the name of an object."""
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list):
        for item in value:
            yield from plain_texts(item)
    elif isinstance(value, dict):
        known = {key.lower().replace("_", ""): held for key, held in reversed(value.items())}
        for key in _NAMES:
            if key in known:
                yield from plain_texts(known[key])
                return


def _walk(value: object, path: str) -> Iterator[object]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, path)
    elif isinstance(value, dict):
        if path in value:
            yield value[path]
            return
        key, dot, rest = path.partition(".")
        if dot and key in value:
            yield from _walk(value[key], rest)
