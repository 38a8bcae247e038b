"""Which language a text is in: one that can be matched, or another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, islice

from skillgraph import languages as folders
from skillgraph.embedding.encoder import Untyped
from skillgraph.matching.text.word_languages import word_languages

AUTO = "auto"
_FILE = "text"
_CHARACTERS = 500
_TOO_SHORT = 6
"""With fewer letters, nothing can be told."""

_LIKELY = 0.7
"""What another language than the default must reach among those that can be matched. At 0.7, one English
ESCO label in 60 is taken for French and one French competence in 25 for English; at 0.6, 34 and 34."""

_WORD = 8.0
"""How many times likelier a word that only one language has makes it."""

_SURE = 0.9
"""From here on a text needs no word from its neighbours, and speaks for them."""

_LITTLE, _FOREIGN = 0.05, 0.5
"""What all languages that can be matched may have at most, and another at least, for the text to be in that
one; of 7,000 English and French texts three are taken for foreign."""

_OTHERS = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "es", "et", "fi", "ga", "he", "hi", "hr", "hu", "is",
    "it", "ja", "ko", "lt", "lv", "mt", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "tr",
    "uk", "vi", "zh",
)  # fmt: skip
"""Languages that texts on work are likely to be in; among all that the detector knows, closely related small
ones share the probability of a short text."""

_TELLING = 2
"""So many different words that no other language has in common use say at once what costs the detector a
third of a millisecond; on 9,000 sentences of job advertisements both never disagree."""

_ROOM = 0.4
"""What a language must have of a text that its neighbours say it is in."""

_NEIGHBOURS, _FEWEST, _AGREED = 8, 2, 0.75
"""How many of the nearest sure texts are asked, how many there must be, and what share of them must agree."""

_FURTHEST = 50
"""How far a neighbour may stand, in texts."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one text says of its language.

    Attributes:
        lang: The language, perhaps none that can be matched.
        sure: Whether it needs no word from its neighbours.
        shares: Probability of each language; empty where nothing can be told.
        worded: Whether it has words that only its language has.
    """

    lang: str
    sure: bool
    shares: Mapping[str, float]
    worded: bool = False


def language_of(tag: str) -> str:
    """The language of a tag without its region: ``fr`` of ``fr-CA``; `AUTO` stays."""
    return tag.replace("_", "-").partition("-")[0].casefold()


class LanguageDetector:
    """Tells languages apart with py3langid, restricted to some.

    Args:
        languages: The languages that can be matched.
        default: The answer where a text says little.
    """

    def __init__(self, languages: Iterable[str], *, default: str = "en") -> None:
        self.languages: Sequence[str] = sorted(set(languages))
        self.default = default if default in self.languages or not self.languages else self.languages[0]

    def detect(self, text: str) -> str:
        """The most probable language of a text among those given, from its first 500 characters."""
        if len(self.languages) < 2:
            return self.default
        judged = self.judge(text)
        return judged.lang if judged.lang in self.languages else self._own(judged.shares)[0]

    def judge(self, text: str) -> Judged:
        """What the text alone says, from its first 500 characters; Title Case and capitals mislead nobody."""
        text = text[:_CHARACTERS]
        if not self.languages or not _long_enough(text):
            return self._by_words(text)
        if plain := next((lang for lang in self.languages if _plainly(text, lang)), None):
            return Judged(plain, sure=True, shares={plain: 1.0})
        shares = self._shares(text)
        top = max(shares, key=lambda lang: shares[lang])
        own = sum(shares.get(lang, 0.0) for lang in self.languages)
        if top not in self.languages and own < _LITTLE and shares[top] >= _FOREIGN:
            return Judged(top, sure=True, shares=shares)
        said = word_languages(text)
        weighed = _with_words(shares, said)
        lang, share = self._own(weighed)
        return Judged(lang, share >= _SURE, weighed, worded=bool(said.get(lang)))

    def _by_words(self, text: str) -> Judged:
        """What a text says whose letters say nothing: its few words may be of one language only."""
        own = [lang for lang in word_languages(text) if lang in self.languages]
        if len(own) != 1:
            return Judged(self.default, sure=False, shares={})
        return Judged(own[0], sure=False, shares={own[0]: 1.0}, worded=True)

    def judge_together(self, texts: Iterable[str]) -> list[str]:
        """The language of each of the texts of one file: what an unsure one is in, its neighbours say.

        So does what stands in the same credential, or above and below in the same column.
        """
        judged = [self.judge(text) for text in texts]
        return [one.lang if one.sure else self._leaning(judged, place) for place, one in enumerate(judged)]

    def _leaning(self, judged: Sequence[Judged], place: int) -> str:
        """The language that the nearest sure texts agree on, else the text's own.

        Where they only agree that it is none that can be matched, it is the likeliest of theirs.
        """
        own = judged[place]
        near = Counter(islice(_sure_ones(judged, place), _NEIGHBOURS))
        if near.total() < _FEWEST:
            return own.lang
        foreign = {lang: count for lang, count in near.items() if lang not in self.languages}
        lang, count = near.most_common(1)[0]
        if count >= _AGREED * near.total():
            return lang if self._may_be(own, lang) else own.lang
        if sum(foreign.values()) >= _AGREED * near.total():
            return max(foreign, key=lambda lang: own.shares.get(lang, 0.0))
        return own.lang

    def _may_be(self, judged: Judged, lang: str) -> bool:
        """Whether a text leaves room for a language: neighbours only decide what it does not say itself."""
        if not judged.worded:
            return True
        total = sum(judged.shares.get(own, 0.0) for own in self.languages)
        return lang not in self.languages or not total or judged.shares.get(lang, 0.0) >= _ROOM * total

    def _own(self, shares: Mapping[str, float]) -> tuple[str, float]:
        """The likeliest language that can be matched, or the default, and its share among them."""
        own = {lang: shares.get(lang, 0.0) for lang in self.languages}
        total = sum(own.values())
        best = max(own, key=lambda lang: own[lang])
        if not total or own[best] < _LIKELY * total:
            return self.default, 0.0
        return best, own[best] / total

    def _shares(self, text: str) -> dict[str, float]:
        """The probability of each language by the letters."""
        ranked = self._identifier.rank(text.lower().encode("utf-8", "replace").decode())
        return {str(lang): float(share) for lang, share in ranked}

    @cached_property
    def _identifier(self) -> Untyped:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        asked = dict.fromkeys(chain(self.languages, _OTHERS))
        identifier.set_languages([lang for lang in asked if lang in identifier.nb_classes])
        return identifier


@cache
def shares_by_language() -> Callable[[str], Mapping[str, float]]:
    """Gives the probability of each language that a text may be in, those that have a folder and others."""
    detector = LanguageDetector(folders.known())
    return lambda text: detector.judge(text).shares


def _sure_ones(judged: Sequence[Judged], place: int) -> Iterable[str]:
    """Languages of sure texts, the nearest first."""
    for distance in range(1, min(len(judged), _FURTHEST)):
        for other in (place - distance, place + distance):
            if 0 <= other < len(judged) and judged[other].sure:
                yield judged[other].lang


def _with_words(shares: Mapping[str, float], said: Mapping[str, int]) -> Mapping[str, float]:
    """The probability of each language by the letters and, in a short text, by its words."""
    if not said:
        return shares
    weights = {lang: share * _WORD ** said.get(lang, 0) for lang, share in shares.items()}
    total = sum(weights.values())
    return {lang: weight / total for lang, weight in weights.items()}


def _long_enough(text: str) -> bool:
    return sum(1 for _ in islice(filter(str.isalpha, text), _TOO_SHORT)) == _TOO_SHORT


def _plainly(text: str, lang: str) -> bool:
    return text.isascii() and len(_telling(lang).intersection(text.lower().split())) >= _TELLING


@cache
def _telling(lang: str) -> frozenset[str]:
    """The words that tell a language at once; none for a language without a folder."""
    telling_words = folders.read(lang, _FILE)["telling"] if lang in folders.known(_FILE) else ""
    return frozenset(telling_words.split())
