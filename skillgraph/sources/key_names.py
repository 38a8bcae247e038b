"""Which of the names that are known a column or key bears, however it is written and dressed up.

``jobLocation``, ``Job Location``, ``job_location`` and ``joblocation`` are one name, and
``formattedJobLocationText`` is that name with words around it that say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from skillgraph import languages
from skillgraph.sources.tables import normalise_header

_DRESS = {name: frozenset(words) for name, words in languages.together("headings", "dress").items()}
_HUMP = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=8192)
def glued(name: str) -> str:
    """A name without case, accents, signs and blanks.

    >>> glued("Date de création"), glued("dateCreation"), glued("date_posted")
    ('datedecreation', 'datecreation', 'dateposted')
    """
    return normalise_header(name).replace(" ", "")


def words_of(name: str) -> list[str]:
    """The words of a name, in small letters without accents.

    >>> words_of("niceToHave"), words_of("required_skills")
    (['nice', 'to', 'have'], ['required', 'skills'])
    """
    return normalise_header(_HUMP.sub(" ", name)).split()


def by_name(names: Iterable[str]) -> Mapping[str, str]:
    """The names that are given, by each form that they may be known as; of two, the one with less around it.

    >>> by_name(["positionLocationDisplay", "PositionLocation"])["location"]
    'PositionLocation'
    """
    forms = [
        (worn, form != name, place, form, name)  # `id` stands before `_id`
        for place, name in enumerate(names)
        for worn, form in _forms(name)
    ]
    found: dict[str, str] = {}
    for *_, form, name in sorted(forms):
        found.setdefault(form, name)
    return found


@lru_cache(maxsize=8192)
def _forms(name: str) -> tuple[tuple[int, str], ...]:
    """How many words are taken off a name, and what is left of it, glued; first the whole."""
    words = words_of(name)
    before, after = 0, len(words)
    while before < after and words[before] in _DRESS["before"]:
        before += 1
    while after > before and words[after - 1] in _DRESS["after"]:
        after -= 1
    bare = [
        (start + len(words) - end, "".join(words[start:end]))
        for start in range(before + 1)
        for end in range(after, len(words) + 1)
        if start < end and (start, end) != (0, len(words))
    ]
    return ((0, glued(name)), *bare)
