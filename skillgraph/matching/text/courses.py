"""Sentences among the outcomes of credentials that are none, for they speak of somebody or something else.

Some speak only of a course: that it was completed, or how and where it is given. They name no skill beyond
its title. Others are in an employer's voice: what it is proud of, offers, or asks of applicants. The patterns
are in the file ``courses`` of each language.
"""

from __future__ import annotations

import re
from functools import cache

from skillgraph import languages
from skillgraph.matching.text.cues import pattern_of_any

_AROUND = " \t\n-–—*·•"
"""What may stand before a sentence."""

ABOUT_COURSE = "The text says that a course was completed or how it is given, not what a person can do."
ABOUT_EMPLOYER = "The text says what an employer is, offers or asks of applicants, not what a person can do."


def no_outcome(text: str, lang: str) -> str:
    """Why a sentence is no outcome; empty where it may be one.

    Args:
        text: One sentence, or a short one after another.
        lang: Its language; for languages without patterns every sentence may be one.
    """
    if only_about_course(text, lang):
        return ABOUT_COURSE
    return ABOUT_EMPLOYER if only_about_employer(text, lang) else ""


def only_about_course(text: str, lang: str) -> bool:
    """Whether a sentence only says that a course was completed, or how it is given."""
    if lang not in languages.known("courses"):
        return False
    completion, besides = _patterns(lang, "told", "besides")
    found = completion.search(text)
    return found is not None and besides.search(text, found.end()) is None


def only_about_employer(text: str, lang: str) -> bool:
    """Whether a sentence begins in an employer's voice and says nothing of learners."""
    if lang not in languages.known("courses"):
        return False
    voice, learners = _patterns(lang, "employers", "learners")
    found = voice.match(text, len(text) - len(text.lstrip(_AROUND)))
    return found is not None and learners.search(text, found.end()) is None


@cache
def _patterns(lang: str, said: str, besides: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What says so, and what shows that something else follows."""
    content = languages.read(lang, "courses")
    return pattern_of_any(content[said]), pattern_of_any(content[besides])
