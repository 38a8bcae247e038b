"""Which language a text is in, among those that can be matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from skillgraph.embedding.encoder import Untyped

AUTO = "auto"
_CHARACTERS = 500
_TOO_SHORT = 3
"""With fewer letters, nothing can be told."""


class LanguageDetector:
    """Tells languages apart with py3langid, restricted to a few.

    Args:
        languages: The languages that can be told apart.
        default: The answer where a text says nothing.
    """

    def __init__(self, languages: Iterable[str], *, default: str = "en") -> None:
        self.languages: Sequence[str] = sorted(set(languages))
        self.default = default if default in self.languages or not self.languages else self.languages[0]

    def detect(self, text: str) -> str:
        """The most probable language of a text, from its first 500 characters."""
        text = text[:_CHARACTERS]
        if len(self.languages) < 2 or sum(map(str.isalpha, text)) < _TOO_SHORT:
            return self.default
        if text.isupper():
            text = text.lower()
        lang: str = self._identifier.classify(text.encode("utf-8", "replace").decode())[0]
        return lang

    @cached_property
    def _identifier(self) -> Untyped:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        known = [lang for lang in self.languages if lang in identifier.nb_classes]
        identifier.set_languages(known or [self.default])
        return identifier
