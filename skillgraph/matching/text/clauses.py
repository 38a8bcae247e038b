"""Cuts a sentence into its clauses: what stands between commas, brackets, colons, *and*, *such as*.

A sentence of an advertisement often asks for several skills, of which its meaning as a whole shows the first
at best. No clause is meant to be a sentence: each is matched beside the whole, and one that says nothing is
passed over there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from skillgraph import languages

_LEAST = 3
"""A clause has at least so many characters; ``R`` and ``C`` are found in the whole sentence."""

_ITEMS, _ITEM_WORDS = 3, 3
"""How many clauses make a list, and how many words each but the first has at most."""

_AROUND = " \t.,"


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence, without the blanks and full stops at its ends.

    Attributes:
        start: Its first character in the sentence.
    """

    text: str
    start: int

    @property
    def end(self) -> int:
        """The character after its last."""
        return self.start + len(self.text)


def clauses(sentence: str, lang: str) -> tuple[Clause, ...]:
    """The clauses of a sentence, in order; none where it has one only, or the language has no word list."""
    if lang not in languages.known("clauses"):
        return ()
    start, found = 0, []
    for match in _between(lang).finditer(sentence):
        found.append(_trimmed(sentence, start, match.start()))
        start = match.end()
    found.append(_trimmed(sentence, start, len(sentence)))
    kept = tuple(clause for clause in found if len(clause.text) >= _LEAST)
    return kept if start else ()


def is_list(parts: Sequence[Clause]) -> bool:
    """Whether clauses are the items of a list; what leads to the first may stand before it."""
    return len(parts) >= _ITEMS and all(len(one.text.split()) <= _ITEM_WORDS for one in parts[1:])


def _trimmed(sentence: str, start: int, end: int) -> Clause:
    text = sentence[start:end]
    return Clause(text.strip(_AROUND), start + len(text) - len(text.lstrip(_AROUND)))


@cache
def _between(lang: str) -> re.Pattern[str]:
    """What stands between two clauses. A slash does only between two words, so that ``CI/CD`` stays whole."""
    listed = sorted(languages.read(lang, "clauses")["between"], key=len, reverse=True)
    joining = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in listed)
    return re.compile(
        rf"(?:\s*[;:•()\[\]–—\"“”«»]\s*|\s+-\s+|\s*,\s+)(?:(?:{joining})\s+)?"
        rf"|\s+(?:{joining}|&)\s+"
        r"|(?<=\w{3})\s*/\s*(?=\w{3})",
        re.IGNORECASE,
    )
