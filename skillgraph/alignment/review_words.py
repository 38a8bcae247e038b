"""The words, of all languages, that people write for relations and decisions."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from skillgraph import languages
from skillgraph.errors import InputError
from skillgraph.model import Action, Predicate

_FILE = "review"


def predicate_named(words: str) -> Predicate:
    """The SKOS relation that a word or a CURIE names.

    Raises:
        InputError: If none is named so.
    """
    plain = _plain(words)
    for predicate in Predicate:
        if plain == predicate.value.casefold():
            return predicate
    if plain not in _relations():
        raise InputError(
            f"{words!r} is no relation.",
            hint="Write exact, close, broad, narrow or related "
            "(exacte, proche, générique, spécifique, associée).",
        )
    return _relations()[plain]


def action_named(words: str) -> Action:
    """The decision that a word names.

    Raises:
        InputError: If none is named so.
    """
    found = _actions().get(_plain(words).replace("-", " "))
    if found is None:
        raise InputError(
            f"{words!r} is no decision.",
            hint="Write accept, change, reject or no-term (accepter, modifier, rejeter, aucun terme).",
        )
    return found


@cache
def _relations() -> Mapping[str, Predicate]:
    words = languages.together(_FILE, "relations")
    return {word: Predicate[name.upper()] for name, listed in words.items() for word in listed}


@cache
def _actions() -> Mapping[str, Action]:
    words = languages.together(_FILE, "decisions")
    return {word: Action(name) for name, listed in words.items() for word in listed}


def _plain(words: str) -> str:
    """Words without case, accents and needless white space."""
    letters = (sign for sign in unicodedata.normalize("NFKD", words) if not unicodedata.combining(sign))
    return " ".join("".join(letters).casefold().split())
