"""Whether a sentence says that people are led or served, where a label does.

To work in a team is not to manage one, and to be supported by nurses is not to support them; the words are
the same, and so the meanings are near.
"""

from __future__ import annotations

from functools import cache
from itertools import takewhile

from skillgraph import languages
from skillgraph.matching.text.tokens import words

_FILE = "deeds"
_REACH = 5
"""A verb stands at most so many words before the people that it is about."""

_OF = frozenset(("of", "de", "d", "du", "des"))


def denied(label: str, sentence: str) -> bool:
    """Whether a label is about leading or serving people and the sentence says nothing of the kind.

    >>> denied("manage a team", "Work as part of the team")
    True
    >>> denied("manage a team", "You manage a large team")
    False
    """
    said = words(label)
    verbs, nouns = _deed(said[0]) if said else (frozenset(), frozenset())
    if not verbs or not _people().intersection(said[1:]):
        return False
    return not _does(words(sentence), verbs, nouns)


def _does(said: list[str], verbs: frozenset[str], nouns: frozenset[str]) -> bool:
    """Whether people follow one of the verbs, or one of the nouns with *of*, or stand right before a noun."""
    people = _people()
    for place, word in enumerate(said):
        ahead = said[place + 1 : place + 2 + _REACH]
        if word in verbs and people.intersection(takewhile(lambda one: one not in verbs, ahead)):
            return True
        if word in nouns and ahead[:1] and ahead[0] in _OF and people.intersection(ahead):
            return True
        if word in people and ahead[:1] and ahead[0] in nouns:
            return True
    return False


@cache
def _people() -> frozenset[str]:
    return languages.words(_FILE, "people")


@cache
def _deed(verb: str) -> tuple[frozenset[str], frozenset[str]]:
    """Verbs and nouns that say what a verb says; none where it is about something else."""
    for verbs, nouns in (("leading", "leadership"), ("serving", "service")):
        if verb in languages.words(_FILE, verbs):
            return languages.words(_FILE, verbs), languages.words(_FILE, nouns)
    return frozenset(), frozenset()
