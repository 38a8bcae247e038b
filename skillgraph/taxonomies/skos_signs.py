"""What a SKOS file does not state, but gives signs of: the language of its labels, concepts out of use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from skillgraph import languages
from skillgraph.model import Concept, is_retired
from skillgraph.model.texts import ENGLISH
from skillgraph.namespaces import SKOS
from skillgraph.taxonomies.rdf import Statements

Report = Callable[[str, str], None]
_NOTES = (f"{SKOS}historyNote", f"{SKOS}changeNote", f"{SKOS}editorialNote")
_SHOWN = 3


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


def report_notes(statements: Statements, concepts: Sequence[Concept], report: Report) -> None:
    """Name the concepts of which only a note says that they are out of use: that is for people to read."""
    doubtful = [
        concept.uri
        for concept in concepts
        if not concept.retired and any(map(_speaks_of_end, _notes(statements, concept.uri)))
    ]
    if doubtful:
        named = ", ".join(f"<{uri}>" for uri in doubtful[:_SHOWN]) + (" …" if len(doubtful) > _SHOWN else "")
        what = "1 concept has a note" if len(doubtful) == 1 else f"{len(doubtful):,} concepts have a note"
        report(_NOTES[0], f"{what} that speaks of its end ({named}); owl:deprecated would retire it")


def _notes(statements: Statements, uri: str) -> Iterable[str]:
    return (term.value for predicate in _NOTES for term in statements.literals(uri, predicate))


def _speaks_of_end(note: str) -> bool:
    return any(is_retired(word.strip(".,;:()")) for word in note.split())
