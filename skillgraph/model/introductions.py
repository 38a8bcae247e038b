"""Words that only lead to what a text says: ``Earners of this badge can …``, ``Introduction to …``.

Outcomes begin so by the hundred. The words are about credentials, courses and learners, which are skills of
somebody else, so they are blanked out before anything is compared: what follows is matched as if it stood
alone. The words are in the file ``introductions`` of each language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from skillgraph import languages

_FILE = "introductions"
_NAME = "[^.;:]{0,90}?"
"""What a credential or a course may be called."""

_AROUND_LEAD = " \t\n:;.…–—-"
"""What may stand around the words that lead to a list."""

_REMEMBERED = 4_096


@lru_cache(maxsize=_REMEMBERED)
def without_introduction(text: str, lang: str) -> str:
    """A text of the same length, in which the words that introduce it are blank.

    A text of nothing else stays as it is, and so does any in a language without such words.

    Args:
        text: A learning outcome, the name of a skill or a question.
        lang: Its language.
    """
    if lang not in languages.known(_FILE):
        return text
    end = _introduction(lang).match(text)
    rest = text[end.end() :] if end else text
    return " " * (len(text) - len(rest)) + rest if any(map(str.isalpha, rest)) else text


def only_introduces(text: str) -> bool:
    """Whether a text only leads to what others say: ``Students will:``, ``Learning outcomes``.

    Args:
        text: What stands before a list, in any language that has such words.
    """
    head = text.strip(_AROUND_LEAD)
    return any(_leads(lang).fullmatch(head) is not None for lang in languages.known(_FILE))


@cache
def _leads(lang: str) -> re.Pattern[str]:
    """Introductions and headings that say nothing of themselves."""
    content = languages.read(lang, _FILE)
    when, who, can, about, titles, leads, besides = (
        _any(content[name]) for name in ("when", "who", "can", "about", "titles", "leads", "besides")
    )
    joint = r"(?:[\s,:…–-]+|(?<=['’]))"
    somebody = rf"{who}(?:\s+{besides}{_NAME})?,?\s+{can}"
    said = rf"(?:{somebody}|{about})(?:{joint}(?:{can}|{about}|{leads}))*"
    return re.compile(rf"(?:{when}{joint})?{said}|{when}|{who}|{titles}", re.IGNORECASE)


@cache
def _introduction(lang: str) -> re.Pattern[str]:
    """What stands before the first word that matters; it matches the empty text too."""
    content = languages.read(lang, _FILE)
    when, who, can, about, besides, denied = (
        _any(content[name]) for name in ("when", "who", "can", "about", "besides", "denied")
    )
    somebody = rf"{who}(?:\s+{besides}{_NAME})?,?\s+{can}"
    # "You will not …" introduces nothing: what is denied must stay to be seen.
    joint = rf"(?:[\s,:…–-]+|(?<=['’]))(?=\w)(?!{denied})"
    return re.compile(rf"\W*(?:{when}{joint})?(?:(?:{somebody}|{about}){joint})*", re.IGNORECASE)


def _any(forms: Iterable[str]) -> str:
    """Any of some patterns as whole words; ``~`` is an apostrophe, a blank any blanks."""
    joined = "|".join(form.replace("~", "['’]").replace(" ", r"\s+") for form in forms)
    return rf"(?:(?<!\w)(?:{joined})(?:(?<!\w)|(?!\w)))"
