"""Sentences that only speak of a course: that it was completed, or how and where it is given.

Such sentences stand among the outcomes of credentials, and name no skill beyond the title of the course. The
patterns are in ``cues_data/courses.toml``, by language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from skillgraph.matching.text.cues import pattern_of_any

_FILE = Path(__file__).parent / "cues_data" / "courses.toml"

ABOUT_COURSE = "The text says that a course was completed or how it is given, not what a person can do."


def only_about_course(text: str, lang: str) -> bool:
    """Whether a sentence says nothing but that a course was completed, or how it is given.

    Args:
        text: One sentence, or a short one after another.
        lang: Its language; for languages without patterns the answer is no.
    """
    told, besides = _patterns().get(lang, (None, None))
    if told is None or besides is None:
        return False
    found = told.search(text)
    return found is not None and besides.search(text, found.end()) is None


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """For each language: what says so, and what shows that something else follows."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        lang: (pattern_of_any(one["told"]), pattern_of_any(one["besides"])) for lang, one in content.items()
    }
