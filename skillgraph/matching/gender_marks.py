"""What titles say of who may apply, such as ``(m/f/d)`` and ``H/F``: it tells no job from another."""

from __future__ import annotations

import re

from skillgraph import languages
from skillgraph.sources.tables import normalise_header

_WORDS = languages.together("values", "postings")
_MEN, _WOMEN, _OTHERS, _EVERYBODY = (
    frozenset(_WORDS[name]) for name in ("men", "women", "others", "everybody")
)
_LETTERS = _MEN | _WOMEN | _OTHERS

_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_ONE = rf"(?:{'|'.join(sorted(_LETTERS, key=len, reverse=True))}|\*)"
_SAID = "|".join(said.replace(" ", r"[\s/]+") for said in sorted(_EVERYBODY, key=len, reverse=True))
_BARE = re.compile(rf"(?<!\S)(?:{_ONE}(?:\s?[/|]\s?{_ONE})+|{_SAID})(?=\s*(?:$|[-–—,;:(\[]))", re.IGNORECASE)


def without_gender_marks(title: str) -> str:
    """A title without marks in brackets, wherever they stand, and bare ones at its end or before a sign.

    >>> without_gender_marks("Welder (m/w/d) II"), without_gender_marks("Soudeur H/F")
    ('Welder   II', 'Soudeur ')
    """
    title = _BRACKETS.sub(lambda found: " " if _is_mark(found[1]) else found[0], title)
    return _BARE.sub(lambda found: "" if _is_mark(found[0]) else found[0], title)


def _is_mark(text: str) -> bool:
    """Whether a text is only letters for two genders or more, one of them men, or says so in words."""
    words = normalise_header(text).split()
    if " ".join(words) in _EVERYBODY:
        return True
    return len(words) > 1 and _LETTERS.issuperset(words) and not _MEN.isdisjoint(words)
