"""Finds mentions of concepts in postings: every sentence matched, repeated sentences only once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from skillgraph.matching.segmentation import sentences
from skillgraph.matching.types import MatchResult, Suggestion
from skillgraph.model import Mention, Posting

if TYPE_CHECKING:
    from skillgraph.matching.matcher import Matcher

POSTINGS_PER_BATCH = 200
SENTENCES_REMEMBERED = 200_000
HEADING_WORDS = 6
"""A line of at most so many words that ends in a colon names a section."""


@dataclass(frozen=True, slots=True)
class MentionRule:
    """Which suggestions for a sentence count as mentions.

    Attributes:
        limit: At most so many for each sentence.
        min_confidence: What is kept; an analysis may ask for more, never for less.
    """

    limit: int = 3
    min_confidence: float = 0.3


def extract(
    postings: Iterable[Posting], matcher: Matcher, *, rule: MentionRule
) -> Iterator[tuple[Posting, list[Mention]]]:
    """Yield each posting with its mentions, in the order of its sentences.

    Memory is bounded by one batch of postings and a memory of recent sentences.
    """
    memory: OrderedDict[str, tuple[Suggestion, ...]] = OrderedDict()
    stream = iter(postings)
    while batch := list(islice(stream, POSTINGS_PER_BATCH)):
        split = [_searched(posting) for posting in batch]
        known = _match(split, memory, matcher, rule)
        for posting, texts in zip(batch, split, strict=True):
            yield posting, _mentions(posting, texts, known)


def _searched(posting: Posting) -> list[str]:
    """The sentences of a posting that may ask for a skill: all but headings, which end in a colon."""
    return [text for text in sentences(f"{posting.title}\n{posting.description}") if not _is_heading(text)]


def _is_heading(text: str) -> bool:
    return text.rstrip().endswith(":") and len(text.split()) <= HEADING_WORDS


def _match(
    split: Sequence[Sequence[str]],
    memory: OrderedDict[str, tuple[Suggestion, ...]],
    matcher: Matcher,
    rule: MentionRule,
) -> dict[str, tuple[Suggestion, ...]]:
    """What each sentence of the batch mentions; the recent ones come from ``memory``."""
    wanted = dict.fromkeys(text for texts in split for text in texts)
    known = {text: memory[text] for text in wanted if text in memory}
    new = [text for text in wanted if text not in known]
    for text, result in zip(new, matcher.match(new, k=rule.limit), strict=True):
        known[text] = _kept(result, rule)
    for text in wanted:
        memory[text] = known[text]
        memory.move_to_end(text)
    while len(memory) > SENTENCES_REMEMBERED:
        memory.popitem(last=False)
    return known


def _kept(result: MatchResult, rule: MentionRule) -> tuple[Suggestion, ...]:
    if result.abstained:
        return ()
    return tuple(s for s in result.suggestions if s.confidence >= rule.min_confidence)


def _mentions(
    posting: Posting, texts: Sequence[str], known: dict[str, tuple[Suggestion, ...]]
) -> list[Mention]:
    return [
        Mention(posting.id, text, index, suggestion.uri, suggestion.confidence, suggestion.similarity)
        for index, text in enumerate(texts)
        for suggestion in known[text]
    ]
