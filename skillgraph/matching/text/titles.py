"""What the title of a posting says: the name of the job, and perhaps a tool, a language or a technique.

A title names an occupation. What stands in the name of the job says no skill of its own, wherever the posting
repeats that name; names of tools and languages do, and other labels behind a dash, a comma or a bracket.
"""

from __future__ import annotations

import re
from functools import lru_cache

from skillgraph.matching.text.cues import name_cues
from skillgraph.matching.text.tokens import normalised, without_qualifier, words

_BEHIND = re.compile(r"\s[-–—|/:]+\s|[,(;:|\[]")
_SKILLS = ("skill", "skills")
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

    >>> is_named("communication", "Good communication skills"), is_named("communication", "A communication")
    (True, False)
    """
    said = words(without_qualifier(label))
    if len(said) != 1:
        return _stands_in(label, sentence)
    return any(_stands_in(f"{said[0]} {word}", sentence) for word in _SKILLS)


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
