"""Finds texts inside JSON values."""

from __future__ import annotations

from collections.abc import Iterator


def texts_at(value: object, path: str) -> list[str]:
    """The texts at a dotted path such as ``jobSchema.hiringOrganization.name``; lists are walked through.

    A key that itself holds dots is found too. A number counts as text; an object stands for its name.
    """
    return [text for found in _walk(value, path) for text in plain_texts(found)]


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
        for key in ("@value", "value", "name", "description"):
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
