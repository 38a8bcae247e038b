"""Which languages the words of a short text are in: what a detector of whole texts cannot know.

A detector that counts letters needs a sentence; of a name of a skill, a word that only one language has says
more. English words are those that the encoder knows whole and those of a list, the words of another language
those of its list, with and without their accents; of words that no list has, letters and the ending count.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from skillgraph import languages
from skillgraph.matching.text.tokens import WORD, fold, singular

_FILE = "words"
_MAIN = "en"
_FEW = 8
"""A text of more words needs no help."""

_SHORTEST = 4
"""Letters of the shortest words that count."""

_NOTHING: Mapping[str, int] = MappingProxyType({})


def word_languages(text: str) -> Mapping[str, int]:
    """How many words of a short text only one language has, by language; nothing for a text of many words."""
    found = WORD.findall(unicodedata.normalize("NFC", text.lower()))
    if len(found) > _FEW:
        return _NOTHING
    return Counter(lang for lang in map(_language, found) if lang)


@cache
def _language(word: str) -> str:
    """The only language that has a word; empty where none or several have it."""
    for has in (_small, _written, _unaccented):
        if own := [lang for lang in languages.known(_FILE) if _in(has(lang), word)]:
            return own[0] if len(own) == 1 else ""
    if len(word) < _SHORTEST and word.isascii():
        return ""
    marked = [lang for lang in languages.known(_FILE) if _letters(lang).intersection(word)]
    ending = marked or [lang for lang in languages.known(_FILE) if word.endswith(_endings(lang))]
    return ending[0] if len(ending) == 1 else ""


def _in(known: frozenset[str], word: str) -> bool:
    return word in known or singular(word) in known


@cache
def _written(lang: str) -> frozenset[str]:
    """The words of a language, as they are written."""
    from skillgraph.embedding.vocabulary import whole_words

    listed = frozenset(WORD.findall(languages.read(lang, _FILE)["common"]))
    return listed | whole_words(_SHORTEST) if lang == _MAIN else listed


@cache
def _unaccented(lang: str) -> frozenset[str]:
    """The same without accents."""
    return frozenset(map(fold, _written(lang)))


@cache
def _small(lang: str) -> frozenset[str]:
    return frozenset(languages.read(lang, _FILE)["small"].split())


@cache
def _letters(lang: str) -> frozenset[str]:
    return frozenset(languages.read(lang, _FILE)["letters"])


@cache
def _endings(lang: str) -> tuple[str, ...]:
    return tuple(languages.read(lang, _FILE)["endings"].split())
