"""Whether a sentence says that people are led or served, or that something is designed, where a label does.

To work in a team is not to manage one, and to be supported by nurses is not to support them; the words are
the same, and so the meanings are near. Neither is to know hot water systems to design them, nor acoustical
insulation acoustical engineering: what a label claims beyond the things that it is about must be said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product, takewhile

from skillgraph import languages
from skillgraph.matching.text.tokens import stem, stemmed, words

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
    """Whether a label claims a deed or a field of which the sentence says nothing.

    >>> denied("manage a team", "Work as part of the team")
    True
    >>> denied("manage a team", "You manage a large team")
    False
    >>> denied("design hot water systems", "Hot water systems and equipment")
    True
    """
    said = words(label)
    if not said:
        return False
    deed = _deeds().get(said[0]) or _deeds().get(" ".join(said[:2]))
    if deed is not None and _people().intersection(said[1:]):
        return not _does(words(sentence), deed)
    stems = frozenset(stemmed(sentence))
    return any(says.isdisjoint(stems) for says in _claimed(said, label.split()))


def _claimed(said: list[str], written: list[str]) -> Iterator[frozenset[str]]:
    """What must be said for each claim of a label: by its verb, the field it names, and how it narrows that.

    A word that narrows is written small; ``Visual Basic`` is a name.
    """
    verbs, fields, narrowing = _claims()
    ends = {said[0], said[-1]}
    yield from (verbs[word] for word in said[:1] if word in verbs)
    yield from (fields[word] for word in ends if word in fields)
    yield from (narrowing[word] for word in written if word in narrowing)


def fingerprint() -> str:
    """The same for two versions of skillgraph only if their word lists are."""
    return languages.fingerprint(_FILE)[:6]


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
def _claims() -> tuple[dict[str, frozenset[str]], ...]:
    """Verbs that begin labels, fields at either end, words that narrow; each with the stems that say it."""
    said = languages.together(_FILE, "said")
    stems = {claim: frozenset(map(stem, ws)) for claim, ws in said.items()}
    return tuple(
        {word: stems[claim] for claim, ws in languages.together(_FILE, table).items() for word in ws}
        for table in ("verbs", "fields", "narrowing")
    )


@cache
def _people() -> frozenset[str]:
    return languages.words(_FILE, "people")


@cache
def _deeds() -> dict[str, _Deed]:
    """The deed of each of its verbs; of working with people, of verb and link."""
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
    beside = _Deed(languages.words(_FILE, "beside"), frozenset(), frozenset(), behind=False)
    with_people = product(languages.words(_FILE, "working"), languages.words(_FILE, "working_with"))
    return found | {" ".join(pair): beside for pair in with_people}
