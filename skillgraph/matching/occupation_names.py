"""Finds occupations by the word for what somebody is: ``nurse``, ``infirmière``, ``registered nurse``.

Frameworks call occupations by more than that (``nurse responsible for general care``), in French in both
genders (``infirmier/infirmière de soins généraux``), and say what people call them in many other labels. The
occupations that a word means are those whose labels most often have it as their head.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from skillgraph import languages
from skillgraph.matching.text.tokens import singular, words

_FILE = "occupations"

_SEVERAL = 5
"""At most so many occupations are meant by one word."""

_LIKELY = 0.4
"""What an occupation must have of the likeliest one's weight."""

_VAGUE, _VAGUE_IN_PART = 40, 15
"""A word that so many occupations are called by names none of them (*worker*, *technicien*); fewer where the
question has other words, which none of them is called by."""

_Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OccupationLabel:
    """A label of an occupation; those of both genders, with a slash between, are one."""

    uri: str
    text: str
    lang: str
    preferred: bool


@dataclass(frozen=True, slots=True)
class NamedOccupations:
    """The occupations that words name, the likeliest first.

    Attributes:
        head: The words that are the head of their labels.
        whole: Whether these are all of the words.
    """

    uris: tuple[str, ...]
    head: str
    whole: bool


class OccupationNames:
    """Occupations by the heads of their labels.

    Args:
        labels: All labels of all occupations.
    """

    def __init__(self, labels: Iterable[OccupationLabel]) -> None:
        self._by_lang: defaultdict[str, _Heads] = defaultdict(_Heads)
        for label in labels:
            if label.lang in languages.known(_FILE):
                self._by_lang[label.lang].add(label)

    def find(self, text: str) -> NamedOccupations | None:
        """The occupations that are called so, perhaps with words added that no label has.

        Returns:
            ``None`` where the words are the head of no label, or of far too many.
        """
        asked = {lang: _phrase(text, lang) for lang in self._by_lang}
        for size in range(max(map(len, asked.values()), default=0), 0, -1):
            for lang, phrase in asked.items():
                found = self._by_lang[lang].named(phrase, size, lang) if size <= len(phrase) else ()
                if found:
                    head = " ".join(_head(phrase, size, lang))
                    return NamedOccupations(found, head, whole=size == len(phrase))
        return None


class _Heads:
    """The heads of the labels in one language."""

    def __init__(self) -> None:
        self._heads: defaultdict[_Phrase, Counter[str]] = defaultdict(Counter)
        self._preferring: defaultdict[_Phrase, set[str]] = defaultdict(set)
        self._sizes: Counter[str] = Counter()
        self._words: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, label: OccupationLabel) -> None:
        for half in label.text.split("/"):
            self._sizes[label.uri] += 1
            self._words[label.uri].update(map(singular, words(half)))
            for phrase in _heads(_phrase(_before_end(half, label.lang), label.lang), label.lang):
                self._heads[phrase][label.uri] += 1
                if label.preferred:
                    self._preferring[phrase].add(label.uri)

    def named(self, asked: _Phrase, size: int, lang: str) -> tuple[str, ...]:
        """The occupations with so many words of the question as their head, the likeliest first."""
        phrase = _head(asked, size, lang)
        phrase = phrase if phrase in self._heads else tuple(_of_man(word, lang) for word in phrase)
        counts = self._heads.get(phrase, Counter())
        if not self._preferring.get(phrase):
            return ()
        chosen = self._sharing(counts, set(asked) - set(_head(asked, size, lang)))
        return self._likeliest(phrase, {uri: counts[uri] for uri in chosen})

    def _sharing(self, uris: Iterable[str], others: set[str]) -> Sequence[str]:
        """Those that the other words of the question fit too; all, where that is none and they are few."""
        family = list(uris)
        shared = {uri: len(others & self._words[uri]) for uri in family}
        most = max(shared.values(), default=0)
        if others and most:
            return [uri for uri in family if shared[uri] == most]
        return family if len(family) <= (_VAGUE_IN_PART if others else _VAGUE) else ()

    def _likeliest(self, phrase: _Phrase, counts: Mapping[str, int]) -> tuple[str, ...]:
        weights = {uri: self._weight(phrase, uri, count) for uri, count in counts.items()}
        least = _LIKELY * max(weights.values(), default=0.0)
        ordered = sorted(weights, key=lambda uri: (-weights[uri], uri))
        return tuple(uri for uri in ordered if weights[uri] >= least)[:_SEVERAL]

    def _weight(self, phrase: _Phrase, uri: str, count: int) -> float:
        """How often an occupation is called so, in all and among its labels; twice where it first is."""
        preferring = uri in self._preferring[phrase]
        return (2 if preferring else 1) * count * count / self._sizes[uri]


@cache
def _known_otherwise() -> Mapping[str, str]:
    """Names that frameworks made elsewhere do not know, in the singular, each with one that they do."""
    tables = [content["also"] for content in reversed(list(languages.every(_FILE)))]
    return {_singulars(name): other for table in tables for name, other in table}


def known_as(name: str) -> str:
    """The name by which frameworks know an occupation called so; empty where it is that name itself."""
    return _known_otherwise().get(_singulars(name), "")


def _singulars(name: str) -> str:
    return " ".join(map(singular, words(name)))


def _phrase(text: str, lang: str) -> _Phrase:
    """The words that say something, in the singular."""
    hollow = _words_of(lang, "text", "say_nothing")
    return tuple(singular(word) for word in words(text) if word not in hollow)


def _before_end(label: str, lang: str) -> str:
    """The part of a label that has its head."""
    ends, said = _words_of(lang, _FILE, "ends"), words(label)
    end = next((place for place, word in enumerate(said) if place and word in ends), len(said))
    return " ".join(said[:end])


def _heads(phrase: _Phrase, lang: str) -> Iterator[_Phrase]:
    """The phrases that may be the head of a name."""
    return (_head(phrase, size, lang) for size in range(1, len(phrase) + 1))


def _head(phrase: _Phrase, size: int, lang: str) -> _Phrase:
    """So many words at the beginning or the end, where the language has the head."""
    return phrase[-size:] if languages.read(lang, _FILE)["head"] == "last" else phrase[:size]


def _of_man(word: str, lang: str) -> str:
    """The masculine of a word."""
    for feminine, masculine in _genders(lang):
        if word.endswith(feminine) and len(word) > len(feminine) + 2:
            return word.removesuffix(feminine) + masculine
    return word


@cache
def _genders(lang: str) -> Sequence[tuple[str, str]]:
    pairs = languages.read(lang, _FILE)["feminine"].split()
    split = [(one, other) for one, _, other in (pair.partition(":") for pair in pairs)]
    return sorted(split, key=lambda pair: -len(pair[0]))


@cache
def _words_of(lang: str, name: str, key: str) -> frozenset[str]:
    return frozenset(languages.read(lang, name)[key].split())
