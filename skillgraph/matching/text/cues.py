"""The words that guards look for, read from the file ``guards`` of each language.

Patterns in these files are regular expressions in which ``~`` stands for an apostrophe of either kind, a
blank for any run of blanks, and ``<name>`` for the part of a pattern of that name in ``fragments``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from skillgraph import languages

_FILE = "guards"
_NO_MATCH = "(?!)"
_NAMED = re.compile("<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class GuardCues:
    """What guards look for in texts of one language.

    Attributes:
        triggers: One of these words is in every text about what is not asked for or others do, folded.
        ahead: Says that what follows is not asked for.
        behind: Says that what stands before is not asked for.
        itself: Names what is not asked for.
        welcome: Says behind such a clause that what it denies is welcome all the same.
        opening: Begins a clause about what there is not.
        others: Begins a clause, and says what others do.
        employer: Begins a sentence, and says what an employer is, does or gives.
        people: Others of whom a clause may speak.
        served: Those for whom work is done, and whom nobody hires.
        serving: Says of what follows that something is done for it or with it.
        doing: Begins what those do of whom a clause has just spoken.
        done: Ends it.
        headed: Stands alone before a colon where what follows is not asked for.
        nothing: Stands alone behind a colon where what precedes is not asked for.
        turns: Ends a clause, as punctuation does.
        joins: Joins the end of a list of alternatives.
        series: Joins the end of any list.
        framing: Says for how long something should have been done, and nothing else.
        offers: What an employer offers.
        empty: Words without a meaning of their own, folded.
        terms: Words about time, place, pay and contract, folded.
        offered: Words that go with offers, folded.
        hollow: Words that ask for something without saying what, folded.
        generic: Other words that are in most texts about work, folded.
    """

    triggers: frozenset[str]
    ahead: re.Pattern[str]
    behind: re.Pattern[str]
    itself: re.Pattern[str]
    welcome: re.Pattern[str]
    opening: re.Pattern[str]
    others: re.Pattern[str]
    employer: re.Pattern[str]
    people: re.Pattern[str]
    served: re.Pattern[str]
    serving: re.Pattern[str]
    doing: re.Pattern[str]
    done: re.Pattern[str]
    headed: re.Pattern[str]
    nothing: re.Pattern[str]
    turns: re.Pattern[str]
    joins: re.Pattern[str]
    series: re.Pattern[str]
    framing: re.Pattern[str]
    offers: re.Pattern[str]
    empty: frozenset[str]
    terms: frozenset[str]
    offered: frozenset[str]
    hollow: frozenset[str]
    generic: frozenset[str]


@dataclass(frozen=True, slots=True)
class NameCues:
    """How to tell names of products from ordinary words; all words are folded.

    Attributes:
        everyday: Ordinary words that are names where a sentence writes them with a capital.
        spoken: Acronyms that are words of a text if it writes them in small letters.
        plurals: Nouns that mean something else without their last letter.
        companies: Names of companies with many products.
        otherwise: Names, each with words that show that something else is meant.
        tongues: Languages that people speak, each with words beside which something else is meant.
        verbs: Those languages whose names are verbs as well.
        speaking: Words that show that a language is meant.
        computing: Words that show that a product is meant.
        technologies: Ordinary words that name technologies which few frameworks have.
        unmistakable: Those that name nothing else.
        compounds: Names of several words that begin with one of those.
        asking: Words that ask for knowledge of what follows.
        joints: Small words between these and the name.
        lists: Words that lead from one name to the next.
    """

    everyday: frozenset[str]
    spoken: frozenset[str]
    plurals: frozenset[str]
    companies: frozenset[str]
    otherwise: Mapping[str, frozenset[str]]
    tongues: Mapping[str, frozenset[str]]
    verbs: frozenset[str]
    speaking: frozenset[str]
    computing: frozenset[str]
    technologies: frozenset[str]
    unmistakable: frozenset[str]
    compounds: tuple[tuple[str, ...], ...]
    asking: frozenset[str]
    joints: frozenset[str]
    lists: frozenset[str]


@cache
def cues_for(lang: str) -> GuardCues | None:
    """The cues of a language; ``None`` where there is no file for it."""
    if lang not in languages.known(_FILE):
        return None
    content = languages.read(lang, _FILE)
    known = _whole(dict(content["fragments"]))
    fields: dict[str, Any] = {
        n: pattern_of_any(_filled(form, known) for form in forms)
        for n, forms in _with_alone(content["negation"]).items()
    }
    fields["triggers"] = frozenset(content["triggers"].split())
    fields |= {name: pattern_of_any(content[name]["patterns"]) for name in ("framing", "offers")}
    fields |= {name: frozenset(text.split()) for name, text in content["words"].items()}
    return GuardCues(**fields)


def _with_alone(negation: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """The forms of an employer's account in one; whether a sentence asks for somebody is asked once."""
    found = dict(negation)
    alone = "|".join(found.pop("employer_alone"))
    return found | {"employer": [f"<unasked>(?:{alone})", *found["employer"]]}


@cache
def name_cues() -> NameCues:
    """The cues about names, which are the same in all languages."""
    content = languages.read(languages.ANY, "names")
    unmistakable = frozenset(content["technologies"]["unmistakable"].split())
    return NameCues(
        everyday=frozenset(content["everyday"]["words"].split()),
        spoken=frozenset(content["spoken"]["words"].split()),
        plurals=frozenset(content["plurals"]["words"].split()),
        companies=frozenset(content["companies"]["words"].split()),
        otherwise={name: frozenset(text.split()) for name, text in content["otherwise"].items()},
        tongues=_tongues(content["tongues"]),
        verbs=frozenset(content["tongues"]["own"]),
        speaking=frozenset(content["tongues"]["speaking"].split()),
        computing=frozenset(content["computing"]["words"].split()) | unmistakable,
        technologies=frozenset(content["technologies"]["words"].split()),
        unmistakable=unmistakable,
        compounds=tuple(tuple(name.split()) for name in content["technologies"]["compounds"]),
        asking=frozenset(content["asking"]["words"].split()),
        joints=frozenset(content["asking"]["joints"].split()),
        lists=frozenset(content["asking"]["lists"].split()),
    )


def _tongues(content: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    things, own = content["things"].split(), content["own"]
    return {name: frozenset([*things, *own.get(name, "").split()]) for name in content["names"].split()}


@cache
def hollow_words() -> frozenset[str]:
    """Empty and hollow words of all languages."""
    return frozenset().union(*(cues.empty | cues.hollow for cues in _all()))


@cache
def generic_words() -> frozenset[str]:
    """Empty, hollow and generic words of all languages."""
    return hollow_words().union(*(cues.generic for cues in _all()))


@cache
def term_words() -> frozenset[str]:
    """Words about time, place, pay and contract of all languages."""
    return frozenset().union(*(cues.terms for cues in _all()))


def _all() -> list[GuardCues]:
    found = map(cues_for, languages.known(_FILE))
    return [cues for cues in found if cues is not None]


def _whole(fragments: Mapping[str, str]) -> Mapping[str, str]:
    """Fragments of patterns in which no name of another is left; each may name those above it."""
    whole: dict[str, str] = {}
    for name, form in fragments.items():
        whole[name] = _filled(form, whole)
    return whole


def _filled(form: str, fragments: Mapping[str, str]) -> str:
    """A pattern with the fragments that it names."""
    return _NAMED.sub(lambda named: f"(?:{fragments[named[1]]})", form)


def pattern_of_any(forms: Iterable[str]) -> re.Pattern[str]:
    """Any of some patterns, at word boundaries; ``~`` is an apostrophe, a blank any run of blanks."""
    joined = "|".join(form.replace("~", "['’]").replace(" ", r"\s+") for form in forms)
    return re.compile(rf"(?<!\w)(?:{joined or _NO_MATCH})(?:(?<!\w)|(?!\w))", re.IGNORECASE)
