"""Headings of work that no list names: ``The fun part``, and then what is done.

Advertisements invent headings. One that is missed behind what an employer tells of itself, or offers, has
the rest of the job passed over; a line wrongly taken for one makes demands of benefits. What follows decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from skillgraph.matching.text.section_cues import cue_words, cues
from skillgraph.matching.text.segmentation import Segment
from skillgraph.model import Section

LOOKS_AHEAD = 2
"""How many of the next sentences or items tell whether a line opens the work."""

_LONGEST = 8
"""In words."""

_NO_HEADING = (".", ",", ";", "!", "…")
_LEAVING = frozenset((Section.ABOUT_US, Section.BENEFITS, Section.EQUAL_OPPORTUNITY, Section.TERMS))
"""The sections that such a line may end. Who says how to apply bids to do things, too."""


def opens_work(line: Segment, following: Sequence[Segment], here: Section) -> bool:
    """Whether a line that names no section ends boilerplate.

    Args:
        line: A line that may be a heading.
        following: The sentences and items behind it, `LOOKS_AHEAD` of them or, at the end, fewer.
        here: The section in which the line stands.
    """
    if here not in _LEAVING or not following or following[0].line == line.line or not _may_head(line):
        return False
    words, listed = cue_words(line.text), cues().unlisted
    ahead = [cue_words(one.text) for one in following]
    if not (listed.given | listed.offer).isdisjoint(words) or any(map(_is_boilerplate, ahead)):
        return False
    to_reader, of_employer = (not some.isdisjoint(words) for some in (listed.reader, listed.employer))
    if to_reader and not of_employer:
        return here is Section.ABOUT_US or _is_work(ahead[0])
    sure = len(words) > 1 and len(ahead) == LOOKS_AHEAD  # no name with the person's function below it
    return sure and to_reader is of_employer and all(map(_is_work, ahead))


def _may_head(line: Segment) -> bool:
    """Whether a line looks like a heading: short, with a capital, no item and no sentence."""
    text = line.text.strip(" *_")
    if line.item or not text[:1].isupper() or text.endswith(_NO_HEADING):
        return False
    words = cue_words(text)
    return len(words) <= _LONGEST and not (words and words[0] in cues().unlisted.verbs)


def _is_work(words: Sequence[str]) -> bool:
    """Whether a text, no boilerplate, begins as a duty does or says of itself that it is one or asks."""
    return bool(words and words[0] in cues().unlisted.verbs) or bool(cues().sentences.find(words))


def _is_boilerplate(words: Sequence[str]) -> bool:
    """Whether a text speaks of what is given, or of the employer."""
    given = not cues().unlisted.given.isdisjoint(words)
    return given or any(one.value.section.is_boilerplate for one in cues().sentences.find(words))
