"""What the title of a posting says: the name of the job, and perhaps a tool, a language or a technique.

A title names an occupation. What stands in the name of the job says no skill of its own, wherever the posting
repeats that name; names of tools and languages do, and other labels behind a dash, a comma or a bracket.
"""

from __future__ import annotations

import re
from functools import lru_cache

from skillgraph.matching.text.cues import generic_words, name_cues
from skillgraph.matching.text.tokens import WORD, fold, normalised, surface_words, without_qualifier, words

_BEHIND = re.compile(r"\s[-–—|/:]+\s|[,(;:|\[]")
_SKILLS = ("skill", "skills")
_SMALL = 3
"""Words of up to so many letters have no capital in a title either."""

_PERSON = "person"
"""Stands for the name of the job; the matcher finds no skill in it."""


def job_name(title: str) -> str:
    """The part of a title that names the job: what stands before a dash, a comma or a bracket.

    >>> job_name("Customer Service Associate - Part Time (Boston)")
    'Customer Service Associate'
    """
    return _BEHIND.split(title.strip(), maxsplit=1)[0].strip()


def without_job(text: str, title: str) -> str:
    """A text with *person* where it repeats the name of the job, written as the title writes it.

    >>> without_job("The Sales Clerk will sell.", "Sales Clerk - Boston")
    'The person will sell.'
    """
    pattern = _repeated(title)
    return pattern.sub(_PERSON, text) if pattern else text


def says_skill(title: str, preferred: str, label: str) -> bool:
    """Whether a title says a skill by a label: a name anywhere, another label behind the name of the job.

    Args:
        title: Of the posting.
        preferred: The preferred label of the concept; a framework writes the names of tools and of languages,
            and only those, with a capital.
        label: The label of the concept that matched.
    """
    if preferred[:1].isupper():
        return _stands_in(label, title)
    return _stands_in(label, title[len(job_name(title)) :])


def is_named(label: str, sentence: str) -> bool:
    """Whether a sentence says a label in so many words: several, or one with *skills* behind it.

    Words that begin a longer name say something else.

    >>> is_named("communication", "Good communication skills"), is_named("communication", "A communication")
    (True, False)
    >>> is_named("public health", "A post at Public Health England")
    False
    """
    said = words(without_qualifier(label))
    if len(said) != 1:
        return _stands_in(label, sentence) and not _begins_name(said, sentence)
    return any(_stands_in(f"{said[0]} {word}", sentence) for word in _SKILLS)


def _begins_name(said: list[str], sentence: str) -> bool:
    """Whether words stand only where a name in capitals goes on behind them: ``Primary Care Networks``.

    Where a sentence writes every word with a capital, that says nothing; neither do words such as *Skills*.
    """
    written = surface_words(sentence)[1:]
    if not any(word.islower() and len(word) > _SMALL for word in written):
        return False
    found = list(WORD.finditer(sentence))
    folded = [fold(match.group()) for match in found]
    size = len(said)
    places = [place for place in range(len(folded)) if folded[place : place + size] == said]
    return bool(places) and all(_goes_on(sentence, found[place : place + size + 1], size) for place in places)


def _goes_on(sentence: str, name: list[re.Match[str]], size: int) -> bool:
    """Whether capitals go on from the first words of a name, of which there are ``size``, to the next."""
    if len(name) <= size or not all(match.group()[0].isupper() for match in name):
        return False
    last, following = name[-2:]
    apart = sentence[last.end() : following.start()]
    return apart == " " and fold(following.group()) not in generic_words()


def is_company(label: str, preferred: str) -> bool:
    """Whether a label is the name of a company, which says no skill, and the concept is called otherwise.

    >>> is_company("Google", "search engines"), is_company("Google Docs", "use word processing software")
    (True, False)
    """
    name = normalised(label)
    return name in name_cues().companies and name != normalised(without_qualifier(preferred))


def _stands_in(label: str, text: str) -> bool:
    wanted = f" {' '.join(words(without_qualifier(label)))} "
    return bool(wanted.strip()) and wanted in f" {' '.join(words(text))} "


@lru_cache(maxsize=1_024)
def _repeated(title: str) -> re.Pattern[str] | None:
    """The name of the job in a text; one word alone may be anything."""
    said = job_name(title).split()
    if len(said) < 2:
        return None
    name = r"\s+".join(map(re.escape, said))
    return re.compile(rf"(?<!\w){name}(?!\w)")
