"""Which language a text is in, among those that can be matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from itertools import islice

from skillgraph import languages as folders
from skillgraph.embedding.encoder import Untyped

AUTO = "auto"
_FILE = "text"
_CHARACTERS = 500
_TOO_SHORT = 6
"""With fewer letters, nothing can be told."""

_SURE = 0.7
"""What another language than the default must reach. At 0.5, one English ESCO label in 22 is taken for
French; at 0.7 one in 77, and one French label in 75 for English."""

_TELLING = 2
"""So many different words that no other language has in common use say at once what costs the detector a
third of a millisecond; on 9,000 sentences of job advertisements both never disagree."""


class LanguageDetector:
    """Tells languages apart with py3langid, restricted to a few.

    Args:
        languages: The languages that can be told apart.
        default: The answer where a text says little.
    """

    def __init__(self, languages: Iterable[str], *, default: str = "en") -> None:
        self.languages: Sequence[str] = sorted(set(languages))
        self.default = default if default in self.languages or not self.languages else self.languages[0]

    def detect(self, text: str) -> str:
        """The most probable language of a text, from its first 500 characters."""
        text = text[:_CHARACTERS]
        if len(self.languages) < 2 or not _long_enough(text):
            return self.default
        if plain := next((lang for lang in self.languages if _plainly(text, lang)), None):
            return plain
        if text.isupper():
            text = text.lower()
        lang, probability = self._identifier.classify(text.encode("utf-8", "replace").decode())
        return str(lang) if probability >= _SURE else self.default

    @cached_property
    def _identifier(self) -> Untyped:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        known = [lang for lang in self.languages if lang in identifier.nb_classes]
        identifier.set_languages(known or [self.default])
        return identifier


def _long_enough(text: str) -> bool:
    return sum(1 for _ in islice(filter(str.isalpha, text), _TOO_SHORT)) == _TOO_SHORT


def _plainly(text: str, lang: str) -> bool:
    return text.isascii() and len(_telling(lang).intersection(text.lower().split())) >= _TELLING


@cache
def _telling(lang: str) -> frozenset[str]:
    """The words that tell a language at once; none for a language without a folder."""
    telling_words = folders.read(lang, _FILE)["telling"] if lang in folders.known(_FILE) else ""
    return frozenset(telling_words.split())
