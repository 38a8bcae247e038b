"""Whether a sentence says that people are led or served, where a label does.

To work in a team is not to manage one, and to be supported by nurses is not to support them; the words are
the same, and so the meanings are near.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from skillgraph import languages
from skillgraph.files import sha256_of
from skillgraph.matching.text.tokens import words

_FILE = "deeds"
_REACH = 5
"""A verb stands at most so many words before the people that it is about."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """How something that is done to people is said.

    Attributes:
        verbs: They stand before the people.
        nouns: They stand before them with a link, such as *of*.
        links: What links them.
        behind: Whether a noun may stand right behind the people: ``team management``.
    """

    verbs: frozenset[str]
    nouns: frozenset[str]
    links: frozenset[str]
    behind: bool


def denied(label: str, sentence: str) -> bool:
    """Whether a label is about leading or serving people and the sentence says nothing of the kind.

    >>> denied("manage a team", "Work as part of the team")
    True
    >>> denied("manage a team", "You manage a large team")
    False
    """
    said = words(label)
    deed = _deeds().get(said[0]) if said else None
    if deed is None or not _people().intersection(said[1:]):
        return False
    return not _does(words(sentence), deed)


def fingerprint() -> str:
    """The same for two versions of skillgraph only if their word lists are."""
    return sha256_of([languages.path(lang, _FILE) for lang in languages.known(_FILE)])[:6]


def _does(said: list[str], deed: _Deed) -> bool:
    people = _people()
    for place, word in enumerate(said):
        ahead = said[place + 1 : place + 2 + _REACH]
        following = ahead[0] if ahead else ""
        if word in deed.verbs and people.intersection(takewhile(lambda one: one not in deed.verbs, ahead)):
            return True
        if word in deed.nouns and following in deed.links and people.intersection(ahead):
            return True
        if deed.behind and word in people and following in deed.nouns:
            return True
    return False


@cache
def _people() -> frozenset[str]:
    return languages.words(_FILE, "people")


@cache
def _deeds() -> dict[str, _Deed]:
    """The deed of each of its verbs."""
    found: dict[str, _Deed] = {}
    for verbs, nouns, links in (
        ("leading", "leadership", "leadership_of"),
        ("serving", "service", "service_to"),
    ):
        said = languages.words(_FILE, verbs)
        deed = _Deed(
            said, languages.words(_FILE, nouns), languages.words(_FILE, links), behind=verbs == "leading"
        )
        found |= dict.fromkeys(said, deed)
    return found
