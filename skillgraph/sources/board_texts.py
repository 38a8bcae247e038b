"""What boards call the keys of their JSON, and the texts of lists of headings and texts."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TypeAlias

from skillgraph import languages
from skillgraph.sources.key_names import glued

Object: TypeAlias = dict[str, object]

_NAMES = {
    name: frozenset(map(glued, keys)) for name, keys in languages.together("headings", "boards").items()
}


def is_named(key: str, name: str) -> bool:
    """Whether a key has one of the names that the table ``boards`` of ``headings`` lists under ``name``."""
    return glued(key) in _NAMES[name]


def is_label(key: str) -> bool:
    """Whether what stands under a key is a code or the like, and no text."""
    return is_named(key, "labels")


def objects_in(value: object) -> Iterator[Object]:
    """The objects in a list, in lists of it, or the object itself."""
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from objects_in(item)


def section_texts(value: object) -> Iterator[str]:
    """The texts of sections, each with its heading; nothing where an object is none."""
    for one in objects_in(value):
        heading = next(
            (key for key in one if is_named(key, "section_headings") and isinstance(one[key], str)), None
        )
        text = next(
            (key for key in one if is_named(key, "section_texts") and key != heading and one[key]), None
        )
        if text is not None:
            above = f"<h3>{html.escape(str(one[heading]))}</h3>" if heading else ""
            yield above + as_html(one[text])
        elif heading is not None:
            yield as_html([one[heading]])
        else:
            yield from _texts_of_parts(one)


def _texts_of_parts(value: Object) -> Iterator[str]:
    """The texts of an object whose keys are names of parts, such as ``{"must": [...], "nice": [...]}``."""
    for key, held in value.items():
        is_list = isinstance(held, list) and held and all(isinstance(item, str) for item in held)
        if is_list or (isinstance(held, str) and held and not is_label(key)):
            yield as_html(held)
        elif isinstance(held, dict | list):
            yield from section_texts(held)


def as_html(value: object) -> str:
    """Texts of a list as items; anything else as it is."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "".join(f"<li>{item if '<' in item else html.escape(item)}</li>" for item in value)
    return str(value)
