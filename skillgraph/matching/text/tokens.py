"""Words and terms of a text, for the lexical signals, exact hits and shared words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from skillgraph import languages

WORD = re.compile(r"(?:\.(?=net\b))?[^\W_]+(?:[+#]+|\.(?:js|net|io)\b|(?:&[^\W_]+)+)?", re.IGNORECASE)
_QUALIFIER = re.compile(r"\s*\([^()]*\)\s*$")
_SHORT = 3
"""Words of so many letters or fewer have no plural."""

_ENDINGS = tuple(sorted(languages.words("text", "endings"), key=lambda ending: (-len(ending), ending)))
"""The longest first. A stemmer by the rules of one language (Snowball's) would give other stems, and so other
matches than those that the weights and the confidence were fitted to."""


def fold(text: str) -> str:
    """Lower case without accents, in compatible composed form."""
    text = text.lower()
    if text.isascii():
        return text
    return "".join(map(_BARE.__getitem__, text)).lower()


class _Bare(dict[str, str]):
    """Characters in compatible form without their marks, each worked out once: texts have few of them."""

    def __missing__(self, character: str) -> str:
        decomposed = unicodedata.normalize("NFKD", character)
        self[character] = bare = "".join(one for one in decomposed if not unicodedata.combining(one))
        return bare


_BARE = _Bare()


def words(text: str) -> list[str]:
    """Folded words in order; ``c++``, ``c#``, ``.net``, ``node.js`` and ``r&d`` are words.

    Elided articles of French (``l'``, ``d'``) come as words of their own.
    """
    return list(_words(text))


@lru_cache(maxsize=1_024)
def _words(text: str) -> tuple[str, ...]:
    """Every signal asks for the words of the same few texts."""
    return tuple(WORD.findall(fold(text)))


def stemmed(text: str) -> tuple[str, ...]:
    """The stems of the words, in order."""
    return _stemmed(text)


@lru_cache(maxsize=1_024)
def _stemmed(text: str) -> tuple[str, ...]:
    return tuple(map(stem, _words(text)))


def placed_stems(text: str) -> tuple[str, ...]:
    """The stem of each word as `WORD` finds it in the text; letters that fold to several may part words."""
    if text.isascii():
        return stemmed(text)
    return tuple(stem(fold(match.group())) for match in WORD.finditer(text))


def surface_words(text: str) -> list[str]:
    """The words in order, as they are written."""
    return WORD.findall(text)


def normalised(label: str) -> str:
    """The form in which two spellings of a label are the same: its words, joined by single spaces."""
    return " ".join(words(label))


def without_qualifier(label: str) -> str:
    """The label without a note in brackets at its end: ``Java (computer programming)`` gives ``Java``."""
    return _QUALIFIER.sub("", label)


def word_terms(text: str) -> list[str]:
    """Words and pairs of neighbouring words."""
    found = words(text)
    return found + [f"{one} {two}" for one, two in pairwise(found)]


def character_terms(word: str, *, low: int, high: int) -> list[str]:
    """Character n-grams, ``low`` to ``high`` long, of one word with a space at each end.

    A padded word shorter than ``low`` is one term.
    """
    padded = f" {word} "
    if len(padded) <= low:
        return [padded]
    return [
        padded[start : start + size]
        for size in range(low, min(high, len(padded)) + 1)
        for start in range(len(padded) - size + 1)
    ]


def singular(word: str) -> str:
    """A folded word without its English or French plural; unlike a stem, it keeps verbs and nouns apart."""
    plural = len(word) > _SHORT and word[-1] in "sx" and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A light stem, good enough to show that ``managing`` and ``manages`` are the same word."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].rstrip("e")
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        word = word[:-1]
    return word.rstrip("e") if len(word) > 3 else word
