"""Reads an advertisement or another long text: its sentences, the section of each, and what is required.

Headings open sections; phrases in the employer's voice tell the section of a sentence by themselves. Both
are listed in the file ``sections`` of each language; `skillgraph.matching.text.section_cues` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from skillgraph import languages
from skillgraph.matching.text import deeds
from skillgraph.matching.text.cues import name_cues
from skillgraph.matching.text.glue import NAMES
from skillgraph.matching.text.sayings import SAYINGS
from skillgraph.matching.text.section_cues import Found, Value, cue_words, cues
from skillgraph.matching.text.segmentation import Segment, segments
from skillgraph.matching.text.unlisted_headings import LOOKS_AHEAD, opens_work
from skillgraph.model import Requirement, Section

_READING = 7
"""Count up when segmentation or the reading of sections changes: mentions are then extracted anew."""

_LONGEST_HEADING = 16
_UNKNOWN_HEADING = 6
"""A line of at most so many words that ends in a colon is a heading, whatever it says."""

_RUN_IN = re.compile(r"^([^:.!?;]{2,60}\s?:)\s+(\S.*)$", re.DOTALL)
_COLON = re.compile(r"\s?:\s")
_INNER_WORD = re.compile(r"(?<=\s)[^\W\d_]")
_INNER_HEADING = 40
"""A heading inside of a sentence has at most so many characters."""

_ASKING = frozenset((Section.DUTIES, Section.REQUIREMENTS, Section.NICE_TO_HAVE))
_TALKING = frozenset((Section.ABOUT_US, Section.EQUAL_OPPORTUNITY, Section.HOW_TO_APPLY, Section.TERMS))
"""Sections after which advertisements come back to the work without a heading."""

_FULL_STOPS = (".", "!", "?", "…")

_BY_SECTION = {
    Section.REQUIREMENTS: Requirement.REQUIRED,
    Section.NICE_TO_HAVE: Requirement.ASSET,
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, an item or a heading of a text.

    Attributes:
        section: The section it stands in or speaks for; of a heading, the one it opens.
        requirement: Whether it names something required or an asset.
        heading: The heading above it, of a heading its own text; empty before the first.
        index: Its place among the passages, from 0.
        is_heading: Whether it is a heading, which names no skill.
    """

    text: str
    section: Section
    requirement: Requirement = Requirement.UNSPECIFIED
    heading: str = ""
    index: int = 0
    is_heading: bool = False

    @property
    def may_ask(self) -> bool:
        """Whether it may ask for a skill: all but headings and boilerplate."""
        return not (self.is_heading or self.section.is_boilerplate)


def read(text: str, *, title: str = "") -> list[Passage]:
    """The passages of a plain text in order; ``title``, if there is one, is the first."""
    parts = [part for segment in segments(text) for part in _apart(segment)]
    first = [Passage(title, Section.TITLE)] if title.strip() else []
    return _numbered([*first, *_place(parts)])


def label(sentences: Sequence[str]) -> list[Passage]:
    """One passage for each sentence of a text that has been cut already, headings among them."""
    parts = [part for line, text in enumerate(sentences) for part in _apart(Segment(text, line))]
    placed = zip(parts, _place(parts), strict=True)
    last = [list(group)[-1][1] for _, group in groupby(placed, key=lambda pair: pair[0].line)]
    return _numbered(
        replace(passage, text=text, is_heading=passage.is_heading and passage.text == text)
        for text, passage in zip(sentences, last, strict=True)
    )


def fingerprint() -> str:
    """The same for two versions of skillgraph only if they read texts alike: code number and cues."""
    names = languages.fingerprint(NAMES, SAYINGS)[:6]
    return f"{_READING}-{cues().sha256[:12]}-{names}-{deeds.fingerprint()}"


def _numbered(passages: Iterable[Passage]) -> list[Passage]:
    return [replace(passage, index=index) for index, passage in enumerate(passages)]


def _apart(segment: Segment) -> list[Segment]:
    """``Requirements: a licence`` as heading and sentence, also twice in a line; anything else whole."""
    if ":" not in segment.text:
        return [segment]
    start, found = 0, []
    for cut in [*_inner_headings(segment.text), len(segment.text)]:
        found += _headed(replace(segment, text=segment.text[start:cut].strip()))
        start = cut
    return found


def _headed(segment: Segment) -> list[Segment]:
    """A heading and the sentence behind it, or the segment."""
    parts = _RUN_IN.match(segment.text)
    if parts is None or _named_section(parts[1], cue_words(parts[1])) is None:
        return [segment]
    return [replace(segment, text=parts[1]), replace(segment, text=parts[2])]


def _inner_headings(text: str) -> Iterator[int]:
    """Where headings begin inside of a sentence that lost its full stops: ``Skills: filing Benefits: …``."""
    for colon in _COLON.finditer(text):
        before = _INNER_WORD.finditer(text, max(0, colon.start() - _INNER_HEADING), colon.start())
        capitals = (match.start() for match in before if match[0].isupper())
        named = (start for start in capitals if _is_exactly_heading(text[start : colon.end()]))
        yield from islice(named, 1)


def _is_exactly_heading(text: str) -> bool:
    """Whether a text names a section and nothing beside it."""
    words = cue_words(text)
    whole = [one for one in cues().headings.find(words) if one.length == len(words)]
    return bool(whole)


def _place(parts: Sequence[Segment]) -> Iterator[Passage]:
    reader = _Reader()
    for position, part in enumerate(parts):
        yield reader.take(part, parts[position + 1 : position + 1 + LOOKS_AHEAD])


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the reader is."""

    section: Section = Section.OTHER
    heading: str = ""


class _Reader:
    """Goes through a text and keeps in mind under which heading it is."""

    def __init__(self) -> None:
        self._place = _Place()
        self._outer: tuple[int, _Place] | None = None
        self._behind = False
        """Whether the sentence for which a heading shared its line has been read."""

    def take(self, part: Segment, following: Sequence[Segment]) -> Passage:
        """The passage that a part makes; a few of those behind it tell whether it is a heading."""
        self._leave_line(part)
        words = cue_words(part.text)
        if _is_heading(part.text, words) or opens_work(part, following, self._place.section):
            runs_in = bool(following) and following[0].line == part.line
            return self._open(part, words, runs_in=runs_in)
        section = self._leave_sentence(words, part) or self._section(words, part)
        self._behind = self._outer is not None and (self._behind or part.text.endswith(_FULL_STOPS))
        requirement = _requirement(words, section)
        if section is Section.OTHER and requirement is not Requirement.UNSPECIFIED:
            asset = requirement is Requirement.ASSET
            section = Section.NICE_TO_HAVE if asset else Section.REQUIREMENTS
        return Passage(part.text, section, requirement, self._place.heading)

    def _open(self, part: Segment, words: Sequence[str], *, runs_in: bool) -> Passage:
        """Enter the section that a heading opens; for its own line only, where the text goes on there."""
        self._behind = False
        if runs_in and self._outer is None:
            self._outer = (part.line, self._place)
        section = _named_section(part.text, words)
        if section is None:
            section = Section.OTHER if self._place.section.is_boilerplate else self._place.section
        self._place = _Place(section, part.text)
        return Passage(part.text, section, heading=part.text, is_heading=True)

    def _leave_line(self, part: Segment) -> None:
        """Go back to the section around a heading that shared its line, unless a list follows it."""
        if self._outer is not None and self._outer[0] != part.line:
            if not part.item or self._place.section.is_boilerplate:
                self._place = self._outer[1]
            self._outer = None

    def _leave_sentence(self, words: Sequence[str], part: Segment) -> Section | None:
        """Go back from a heading that spoke for one sentence of its line; the section of this one, if said.

        A wish speaks for its own sentence and for fragments behind it (``Nice to have: French. Spanish.``).
        Others speak on, but for what a sentence says of itself.
        """
        if self._outer is None or not self._behind or part.item:
            return None
        found = cues().sentences.find(words)
        here, said = self._place.section, [one for one in found if one.value.section in _ASKING]
        if here is Section.NICE_TO_HAVE and not _is_fragment(words):
            self._place = self._outer[1]
        elif not said or any(one.value.decisive or one.value.section is here for one in found):
            return None
        elif here is Section.BENEFITS:
            self._place = _Place()
        elif here is not Section.REQUIREMENTS:
            return None
        return _longest(said).value.section if said and len(said) == len(found) else None

    def _section(self, words: Sequence[str], part: Segment) -> Section:
        found = cues().sentences.find(words)
        decisive = [one for one in found if one.value.decisive]
        here = self._place.section
        if decisive:
            section = _longest(decisive).value.section
            if section is Section.EQUAL_OPPORTUNITY and not part.item:
                self._place = _Place(section)
            return section
        if here in _ASKING or not found:
            return here
        work = [one for one in found if not one.value.section.is_boilerplate]
        if work and here in _TALKING:
            self._place = _Place()
        if work and (here is Section.OTHER or here in _TALKING):
            return _longest(work).value.section
        return here if here.is_boilerplate else _longest(found).value.section


def _is_fragment(words: Sequence[str]) -> bool:
    """Whether a text is a further item and no sentence: ``Spanish``, ``Experience in a laboratory``."""
    return len(words) <= 1 or words[0] in name_cues().asking


def _is_heading(text: str, words: Sequence[str]) -> bool:
    if not words or len(words) > _LONGEST_HEADING:
        return False
    ends = _ends_in_colon(text) and len(words) <= _UNKNOWN_HEADING
    return ends or _named_section(text, words) is not None


def _named_section(text: str, words: Sequence[str]) -> Section | None:
    """The section that a heading names, if the text is one: little else than the name may stand in it."""
    if not 0 < len(words) <= _LONGEST_HEADING or text.rstrip(" *_").endswith((".", ",", ";")):
        return None
    found = cues().headings.find(words)
    if not found:
        return None
    # "Skills preferred": what is only preferred says so, and nothing else does.
    best = max(found, key=lambda one: (one.length, one.value is Section.NICE_TO_HAVE))
    named = {position for one in found for position in range(one.start, one.end)}
    others = sum(
        position not in named and word not in cues().heading_words for position, word in enumerate(words)
    )
    return best.value if others <= _tolerated(text, best.value) else None


def _tolerated(text: str, section: Section) -> int:
    """How many words beside a section's name a heading may have."""
    if not _ends_in_colon(text):
        return 0
    return 1 if section.is_boilerplate else 4


def _ends_in_colon(text: str) -> bool:
    return text.rstrip(" *_\u00a0\u202f").endswith(":")


def _longest(found: Sequence[Found[Value]]) -> Found[Value]:
    return max(found, key=lambda one: one.length)


def _requirement(words: Sequence[str], section: Section) -> Requirement:
    """What a sentence says of itself; else what its section says. Both at once is neither."""
    if section.is_boilerplate:
        return Requirement.UNSPECIFIED
    said = {one.value for one in cues().requirement.find(words) if one.value is not None}
    if section is Section.DUTIES:  # "reports required by law" asks nothing of a candidate
        said.discard(Requirement.REQUIRED)
    if not said:
        return _BY_SECTION.get(section, Requirement.UNSPECIFIED)
    return said.pop() if len(said) == 1 else Requirement.UNSPECIFIED
