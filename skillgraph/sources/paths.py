"""Finds texts inside JSON values."""

from __future__ import annotations

from collections.abc import Iterator

_NAMES = (
    "@value", "value", "name", "description", "label", "display_name", "displayName", "nom", "libelle",
)  # fmt: skip
"""The keys whose text an object stands for, in this order."""


def texts_at(value: object, path: str) -> list[str]:
    """The texts at a dotted path such as ``jobSchema.hiringOrganization.name``; lists are walked through.

    A key that itself holds dots is found too. A number counts as text; an object stands for its name.
    """
    return [text for found in values_at(value, path) for text in plain_texts(found)]


def values_at(value: object, path: str) -> list[object]:
    """What stands at such a path, lists as they are."""
    return list(_walk(value, path))


def all_texts(value: object) -> Iterator[str]:
    """Every string inside a value, in its order: of a text that is spread over lists and objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value if isinstance(value, list) else value.values():
            yield from all_texts(item)


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
        for key in _NAMES:
            if key in value:
                yield from plain_texts(value[key])
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
