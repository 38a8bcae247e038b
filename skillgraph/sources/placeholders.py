"""What people write into a cell where there is nothing to tell."""

from __future__ import annotations

import re

from skillgraph import languages
from skillgraph.sources.tables import normalise_header

_ANY = "|".join(languages.together("values", "outcomes")["placeholders"])
_OF_SUMS = frozenset("+=@")
_PLACEHOLDER = re.compile(rf"(?:{_ANY})(?: (?:{_ANY}))*")


def is_number(text: str) -> bool:
    """Whether a text has digits alone, whatever stands between them; a sum (``=1+1``) is a text.

    >>> list(map(is_number, ["12", "85 %", "1,5", "+1+1", "R2"]))
    [True, True, True, False, False]
    """
    return _OF_SUMS.isdisjoint(text) and normalise_header(text).replace(" ", "").isdecimal()


def says_nothing(text: str) -> bool:
    """Whether a text is ``N/A``, ``TBD``, ``—``, ``à venir`` or the like.

    >>> list(map(says_nothing, ["N/A", "to be determined", "Toronto"]))
    [True, True, False]
    """
    words = normalise_header(text)
    return not words or bool(_PLACEHOLDER.fullmatch(words))
