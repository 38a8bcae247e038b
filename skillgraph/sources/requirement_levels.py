"""How much a posting in JSON asks for what it lists: required, an asset, or not asked for at all.

Boards say it by the names of keys (``{"must": [...], "niceToHave": [...]}``), by a mark of each record
(``"required": false``) or by its type (``"type": "preferred"``). A text has headings for that.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from skillgraph import languages
from skillgraph.sources.board_texts import Object, as_html, is_label, is_named
from skillgraph.sources.html import is_html
from skillgraph.sources.key_names import glued, words_of
from skillgraph.sources.paths import all_texts


class Level(Enum):
    """How much is asked; the values are the keys of the table ``requirement_levels``."""

    REQUIRED = "required"
    ASSET = "asset"
    BENEFITS = "benefits"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a description that is asked for to one degree.

    Attributes:
        value: A text, or JSON with texts inside.
        path: Where it stands.
        level: How much it is asked for; ``None`` where nothing says so.
        lang: The language of the word that says so.
        is_item: Whether it is an item of a list.
    """

    value: object
    path: str
    level: Level | None = None
    lang: str = ""
    is_item: bool = False

    @property
    def is_unasked(self) -> bool:
        """Whether the posting says that it does not ask for it."""
        return self.level is Level.UNASKED


_TABLES = languages.together("headings", "requirement_levels")
_NOUNS, _TOLD_BY = frozenset(_TABLES["nouns"]), frozenset(map(glued, _TABLES["told_by"]))
_LEVELS = {
    glued(name): (level, lang)
    for level in Level
    for lang, names in languages.by_language("headings", "requirement_levels", level.value).items()
    for name in names
}
_HEADINGS = {
    level: languages.by_language("headings", "level_headings", level.value)
    for level in Level
    if level is not Level.UNASKED
}
_NO = frozenset(("false", "no", "n", "0", "non", "faux"))
_YES = frozenset(("true", "yes", "y", "1", "oui", "vrai"))
_OPPOSITES = {Level.REQUIRED: Level.ASSET, Level.ASSET: Level.REQUIRED}

Told = tuple[Level, str]
"""A level, and the language of the word that says it."""


def says_levels(value: object) -> bool:
    """Whether something inside a value is told to be required, an asset or the like."""
    if isinstance(value, list):
        return any(map(says_levels, value))
    if not isinstance(value, dict):
        return False
    return bool(_own_level(value) or _told_by_values(value)) or any(
        (_holds_texts(held) and _level_named(key) is not None) or says_levels(held)
        for key, held in value.items()
    )


def _holds_texts(value: object) -> bool:
    return isinstance(value, str | list | dict) and bool(value)


def levelled_parts(value: object, path: str) -> list[Part]:
    """The parts of what stands at a path: one, where nothing says how much it is asked for."""
    whole = Part(value, path)
    told = _level_named(path.rpartition(".")[2])
    if told and told[0] is not Level.BENEFITS:
        whole = replace(whole, level=told[0], lang=told[1])
    return list(_parts(whole)) if whole.level or says_levels(value) else [whole]


def texts_by_level(parts: Iterable[Part]) -> list[str]:
    """The texts of parts: those of no level first, in their order, then each level under its heading.

    So no text comes under the heading of another. What is not asked for is left out.
    """
    parts = list(parts)
    texts = [text for part in parts if part.level is None for text in _texts(part)]
    for level, headings in _HEADINGS.items():
        own = [part for part in parts if part.level is level]
        items = "".join(_marked(text, part) for part in own for text in _texts(part))
        if items:
            texts.append(f"<h3>{html.escape(headings[own[0].lang])}</h3>{items}")
    return texts


def _parts(whole: Part) -> Iterator[Part]:
    """The parts of a part, each with the level that is said nearest to it."""
    if isinstance(whole.value, list):
        for item in _with_siblings([replace(whole, value=one, is_item=True) for one in whole.value]):
            yield from _parts(item)
    elif isinstance(whole.value, dict):
        yield from _parts_of_object(whole, whole.value)
    elif isinstance(whole.value, str) and whole.value:
        yield whole


def _parts_of_object(whole: Part, value: Object) -> Iterator[Part]:
    if own := _own_level(value):
        key, level, lang = own
        path = f"{whole.path}.{key}" if level is Level.UNASKED else whole.path
        whole = replace(whole, level=level, lang=lang, path=path)
    rest = {key: held for key, held in value.items() if own is None or key != own[0]}
    if own is None and (told := _told_by_values(value)):
        yield from (Part(key, f"{whole.path}.{key}", *one, is_item=True) for key, one in told.items())
        return
    if not says_levels(rest):
        yield replace(whole, value=rest)
        return
    for key, held in rest.items():
        if is_label(key):
            continue
        inner = Part(held, f"{whole.path}.{key}", whole.level, whole.lang)
        if named := _level_named(key):
            inner = replace(inner, level=named[0], lang=named[1])
        yield from _parts(inner)


def _with_siblings(items: list[Part]) -> list[Part]:
    """The items of a list; where some are marked as required or assets, those without a mark are required."""
    marks = [_own_level(item.value) if isinstance(item.value, dict) else None for item in items]
    lang = next((mark[2] for mark in marks if mark and mark[1] in _OPPOSITES), None)
    if lang is None:
        return items
    return [
        replace(item, level=Level.REQUIRED, lang=lang) if mark is None and _is_bare(item) else item
        for item, mark in zip(items, marks, strict=True)
    ]


def _is_bare(item: Part) -> bool:
    """Whether nothing says how much an item is asked for, nor of which other kind it is."""
    keys = item.value if isinstance(item.value, dict) else ()
    return item.level is None and not any(glued(key) in _TOLD_BY for key in keys)


def _own_level(value: Object) -> tuple[str, Level, str] | None:
    """The key by which a record says how much it is asked for, the level, and the language of the word."""
    for key, held in value.items():
        if (named := _level_named(key)) and (level := _answered(named[0], held)):
            return key, level, named[1]
        if glued(key) in _TOLD_BY and isinstance(held, str):
            told = _LEVELS.get(glued(f"{key} {held}")) or _level_named(held)
            if told:
                return key, *told
    return None


def _told_by_values(value: Object) -> dict[str, Told]:
    """The levels of what an object names by its keys, ``{"First aid": "preferred"}``; else nothing."""
    told = {key: _level_named(held) for key, held in value.items() if isinstance(held, str)}
    named = any(is_named(key, name) for key in value for name in ("section_headings", "section_texts"))
    if named or len(told) < len(value):
        return {}
    known = {key: one for key, one in told.items() if one}
    return known if len(known) == len(value) else {}


def _answered(level: Level, answer: object) -> Level | None:
    """The level that yes or no to it means; ``None`` for any other answer."""
    said = str(answer).strip().casefold() if isinstance(answer, str | int) else ""
    return level if said in _YES else _OPPOSITES.get(level) if said in _NO else None


@lru_cache(maxsize=8192)
def _level_named(name: str) -> Told | None:
    """The level that a name means, with or without nouns around it."""
    bare = "".join(word for word in words_of(name) if word not in _NOUNS)
    return _LEVELS.get(glued(name)) or _LEVELS.get(bare)


def _texts(part: Part) -> Iterator[str]:
    if isinstance(part.value, str) and part.is_item and part.level is None:
        yield as_html([part.value])
        return
    texts = list(all_texts(part.value, is_label))
    if part.level and isinstance(part.value, dict) and len(texts) == 2 and all(map(_is_line, texts)):
        texts = [" – ".join(texts)]  # a name such as "Experience" alone would be read as another heading
    yield from texts


def _is_line(text: str) -> bool:
    return not is_html(text) and "\n" not in text.strip()


def _marked(text: str, part: Part) -> str:
    """A text as HTML that keeps its lines."""
    if is_html(text):
        return f"<li>{text}</li>" if part.is_item and not text.startswith("<") else text
    lines = "<br>".join(map(html.escape, text.splitlines()))
    return f"<li>{lines}</li>" if part.is_item else f"<p>{lines}</p>"
