"""Names of technologies that are ordinary words, in texts that mean the technology.

``Experience with Docker`` asks for no work in a harbour. Where a framework has such a name, the text means
its concept (see `skillgraph.matching.signals.names`); where it lacks it, the ordinary word means nothing here
and is left out of what is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from skillgraph.matching.text.cues import name_cues
from skillgraph.matching.text.names_in_text import (
    Span,
    beside_computing,
    has_inner_capital,
    is_asked_for,
    is_title_case,
)
from skillgraph.matching.text.tokens import WORD, fold, words


def unknown_technologies(text: str, known: Callable[[str], bool]) -> tuple[Span, ...]:
    """Where a text names a technology that the framework lacks by a word that has another meaning; ascending.

    Args:
        text: Any text.
        known: Whether the framework has a label of these words, written so.
    """
    if name_cues().technologies.isdisjoint(words(text)):
        return ()
    matches = list(WORD.finditer(text))
    folded = [fold(match.group()) for match in matches]
    spans = [(match.start(), match.end()) for match in matches]
    found = (_at(text, folded, spans, place) for place in range(len(folded)))
    return tuple(span for span in found if span and not known(text[slice(*span)]))


def _at(text: str, folded: list[str], spans: list[Span], place: int) -> Span | None:
    """The technology whose name begins at a word, if any does."""
    cues, word, span = name_cues(), folded[place], spans[place]
    if word not in cues.technologies:
        return None
    if following := next(_following(folded, place), None):
        return span[0], spans[place + following][1]
    alone = len(folded) == 1
    if word in cues.unmistakable:
        return span
    if not text[span[0]].isupper() or (text.isupper() and not alone):
        return None
    inner = has_inner_capital(text, span) and not is_title_case(text)
    meant = alone or inner or is_asked_for(text, span) or beside_computing(text, word)
    return span if meant else None


def _following(folded: list[str], place: int) -> Iterator[int]:
    """How many words belong to the name after its first: ``Spring Boot``, ``arrow functions``."""
    for compound in name_cues().compounds:
        if tuple(folded[place : place + len(compound)]) == compound:
            yield len(compound) - 1
