"""Sentences of errors that every language has: named in `problems.toml`, with values for what they are about.

They are English texts like any other, so that whoever prints or logs them needs to know nothing of it; who
answers people of another language asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Final, TypeVar

from skillgraph import languages
from skillgraph.errors import SkillgraphError

FILE: Final = "problems"
"""The file of a language that holds them."""

_MAIN: Final = "en"
_HINT: Final = ".hint"
Named = TypeVar("Named", bound=SkillgraphError)


class Sentence(str):
    """A text in English that can be said in the other languages too.

    Args:
        name: Where it stands in `problems.toml`: the keys, with dots between them.
        values: What is put into its places; a value that is a sentence itself is said in the same language.
    """

    name: str
    values: Mapping[str, object]

    def __new__(cls, name: str, values: Mapping[str, object]) -> Sentence:
        """Put the values into the English text."""
        made = super().__new__(cls, _template(_MAIN, name).format_map(values))
        made.name, made.values = name, values
        return made

    def __reduce__(self) -> tuple[Callable[..., Sentence], tuple[str, Mapping[str, object]]]:
        """How it is copied: by its name, for what `str` keeps of it is English."""
        return Sentence, (self.name, self.values)

    def said_in(self, lang: str) -> str | None:
        """The sentence in a language; ``None`` where that lacks the file, or a value cannot be said in it."""
        if lang not in languages.known(FILE):
            return None
        values = {name: _value_in(value, lang) for name, value in self.values.items()}
        if None in values.values():
            return None
        return _template(lang, self.name).format_map(values)


def sentence(name: str, /, **values: object) -> Sentence:
    """The sentence of a name with its values."""
    return Sentence(name, values)


def error_of(kind: type[Named], name: str, /, **values: object) -> Named:
    """An error whose message and hint stand in `problems.toml` as ``error.NAME``.

    Args:
        kind: Of the error.
        name: Of the two sentences.
        values: What is put into their places.
    """
    found = (sentence(f"error.{name}.{part}", **values) for part in ("detail", "hint"))
    message, hint = found
    return kind(message, hint=hint)


def said_in(text: str, lang: str) -> str | None:
    """A text in a language: itself where that is English; ``None`` where there is it in English only."""
    if lang == _MAIN or not text:
        return text
    return text.said_in(lang) if isinstance(text, Sentence) else None


def for_page(text: str) -> str:
    """A text as who reads it on a page can act on it: the ``page`` beside a ``hint``, where there is one."""
    if not isinstance(text, Sentence) or not text.name.endswith(_HINT):
        return text
    beside = f"{text.name.removesuffix(_HINT)}.page"
    return Sentence(beside, text.values) if _is_there(beside) else text


def with_values(text: str, change: Callable[[str], str]) -> str:
    """A text with each of the words that it is about changed; the whole text where it is no sentence."""
    if not isinstance(text, Sentence):
        return change(text)
    return Sentence(text.name, {name: _changed(value, change) for name, value in text.values.items()})


def _changed(value: object, change: Callable[[str], str]) -> object:
    value = str(value) if isinstance(value, PurePath) else value
    return with_values(value, change) if isinstance(value, str) else value


def _is_there(name: str) -> bool:
    found: object = languages.read(_MAIN, FILE)
    for key in name.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return isinstance(found, str)


def _value_in(value: object, lang: str) -> object:
    return value.said_in(lang) if isinstance(value, Sentence) else value if value is not None else ""


def _template(lang: str, name: str) -> str:
    found: object = languages.read(lang, FILE)
    for key in name.split("."):
        assert isinstance(found, Mapping)
        found = found[key]
    assert isinstance(found, str)
    return found
