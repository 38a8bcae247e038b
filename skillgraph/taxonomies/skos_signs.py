"""What a SKOS file does not state, but gives signs of: the language of its labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from skillgraph import languages
from skillgraph.model.texts import ENGLISH


def likely_language(labels: Iterable[str]) -> str:
    """The language whose small words the labels hold most of; English where none or several do.

    >>> likely_language(["Souder des pièces", "Gérer une équipe"]), likely_language(["weld", "cut"])
    ('fr', 'en')
    """
    small = {
        lang: set(languages.read(lang, "text")["say_nothing"].split()) for lang in languages.known("text")
    }
    hits = Counter(dict.fromkeys(small, 0))
    hits.update(
        lang
        for label in labels
        for word in label.casefold().replace("'", " ").replace("’", " ").split()
        for lang, words in small.items()
        if word in words
    )
    best = max(sorted(hits), key=lambda lang: (hits[lang], lang == ENGLISH))
    return best if sum(count == hits[best] for count in hits.values()) == 1 else ENGLISH
