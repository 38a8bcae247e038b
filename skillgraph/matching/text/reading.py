"""How a text is read before it is compared: sayings in plain words, and without what it does not ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from skillgraph.matching.text.guards import READ_AS, GuardedText, Span, guard
from skillgraph.matching.text.sayings import Reworded, Sayings
from skillgraph.matching.text.technologies import unknown_technologies
from skillgraph.matching.types import DecidingWord, Suggestion
from skillgraph.model.introductions import without_introduction

_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as it is compared.

    Attributes:
        reworded: The text in plain words.
        guarded: The same without what is not asked for; its reason says what was reworded, too.
    """

    reworded: Reworded
    guarded: GuardedText

    def masked(self) -> str:
        """What is blanked out."""
        return " … ".join(self.reworded.text[start:end] for start, end in self.guarded.masked)

    def explained(self, suggestion: Suggestion, text: str) -> Suggestion:
        """The suggestion with the words that decided as they stand in the text as it was, each once."""
        reasons = suggestion.evidence.reasons
        if reasons is None or not self.reworded.replaced:
            return suggestion
        weights: dict[Span, float] = {}
        for word in reasons.words:
            span = self.reworded.original(word.start, word.end)
            weights[span] = weights.get(span, 0.0) + word.weight
        deciding = tuple(
            DecidingWord(text[start:end], start, end, weight=round(weight, 2))
            for (start, end), weight in weights.items()
        )
        evidence = replace(suggestion.evidence, reasons=replace(reasons, words=deciding))
        return replace(suggestion, evidence=evidence)


class TextReader:
    """Reads texts of one language for one framework.

    Args:
        lang: Language of the texts.
        known: Whether the framework has a label of some words.
        written: Whether it has a label of a name, written as the name is.
        introduced: Whether they may begin with words that only introduce what they say, as outcomes do.
    """

    def __init__(
        self,
        lang: str,
        known: Callable[[str], bool],
        written: Callable[[str], bool],
        *,
        introduced: bool = False,
    ) -> None:
        self._lang = lang
        self._known = known
        self._written = written
        self._introduced = introduced
        self._sayings = Sayings(lang, known)
        self.read = lru_cache(maxsize=_REMEMBERED)(self._read)

    def _read(self, text: str) -> ReadText:
        reworded = self._sayings.reworded(text)
        said = self._said(reworded.text)
        unknown = unknown_technologies(said, self._written)
        guarded = guard(said, self._lang, unknown)
        if reworded.replaced:
            notes = (READ_AS.format(said=one.said, meant=one.meant) for one in reworded.replaced)
            guarded = replace(guarded, reason=" ".join(filter(None, (guarded.reason, *notes))))
        return ReadText(reworded, guarded)

    def _said(self, text: str) -> str:
        """The text without its introduction; a label that begins like one is a label."""
        said = without_introduction(text, self._lang) if self._introduced else text
        return text if said != text and self._known(text) else said
