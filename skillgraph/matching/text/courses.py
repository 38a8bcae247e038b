"""Sentences that only speak of a course: that it was completed, or how and where it is given.

Such sentences stand among the outcomes of credentials, and name no skill beyond the title of the course. The
patterns are in the file ``courses`` of each language.
"""

from __future__ import annotations

import re
from functools import cache

from skillgraph import languages
from skillgraph.matching.text.cues import pattern_of_any

ABOUT_COURSE = "The text says that a course was completed or how it is given, not what a person can do."


def only_about_course(text: str, lang: str) -> bool:
    """Whether a sentence only says that a course was completed, or how it is given.

    Args:
        text: One sentence, or a short one after another.
        lang: Its language; for languages without patterns the answer is no.
    """
    if lang not in languages.known("courses"):
        return False
    completion, besides = _patterns(lang)
    found = completion.search(text)
    return found is not None and besides.search(text, found.end()) is None


@cache
def _patterns(lang: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What says so, and what shows that something else follows."""
    content = languages.read(lang, "courses")
    return pattern_of_any(content["told"]), pattern_of_any(content["besides"])
