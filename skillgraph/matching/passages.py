"""The answer for a long text: one result for each passage, with the section it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from skillgraph.matching.text.sections import Passage
from skillgraph.matching.types import MatchResult, ReasonKind

_HEADING = "It is a heading."
_BOILERPLATE = "It belongs to the section “{section}”, which asks for no skill."


@dataclass(frozen=True, slots=True)
class PassageMatch:
    """What one passage of a long text means; nothing, and why, for headings and boilerplate."""

    passage: Passage
    result: MatchResult


def passage_matches(passages: Sequence[Passage], results: Iterator[MatchResult]) -> Iterator[PassageMatch]:
    """Put ``results``, one for each passage that may ask for a skill, to all passages, in their order."""
    for passage in passages:
        yield PassageMatch(passage, next(results) if passage.may_ask else _passed_over(passage))


def _passed_over(passage: Passage) -> MatchResult:
    reason = _HEADING if passage.is_heading else _BOILERPLATE.format(section=passage.section)
    return MatchResult(
        passage.text,
        "",
        abstained=True,
        reason=reason,
        suggestions=(),
        reason_kind=ReasonKind.PASSED_OVER,
    )
