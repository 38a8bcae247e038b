"""Finds mentions of concepts in postings: every sentence that may ask for one, repeated ones matched once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from skillgraph.matching.sections import Passage, read
from skillgraph.matching.types import MatchResult, Suggestion
from skillgraph.model import Mention, Posting

if TYPE_CHECKING:
    from skillgraph.matching.matcher import Matcher

POSTINGS_PER_BATCH = 200
SENTENCES_REMEMBERED = 200_000


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

    Headings and boilerplate (`skillgraph.model.Section`) are not matched.

    Memory is bounded by one batch of postings and a memory of recent sentences.
    """
    memory: OrderedDict[str, tuple[Suggestion, ...]] = OrderedDict()
    stream = iter(postings)
    while batch := list(islice(stream, POSTINGS_PER_BATCH)):
        asking = [_asking(posting) for posting in batch]
        known = _match(asking, memory, matcher, rule)
        for posting, passages in zip(batch, asking, strict=True):
            yield posting, _mentions(posting, passages, known)


def _asking(posting: Posting) -> list[Passage]:
    return [passage for passage in read(posting.description, title=posting.title) if passage.may_ask]


def _match(
    asking: Sequence[Sequence[Passage]],
    memory: OrderedDict[str, tuple[Suggestion, ...]],
    matcher: Matcher,
    rule: MentionRule,
) -> dict[str, tuple[Suggestion, ...]]:
    """What each sentence of the batch mentions; the recent ones come from ``memory``."""
    wanted = dict.fromkeys(passage.text for passages in asking for passage in passages)
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
    posting: Posting, passages: Sequence[Passage], known: dict[str, tuple[Suggestion, ...]]
) -> list[Mention]:
    return [
        Mention(
            posting_id=posting.id,
            sentence=passage.text,
            sentence_index=passage.index,
            concept=suggestion.uri,
            confidence=suggestion.confidence,
            similarity=suggestion.similarity,
            section=passage.section,
            requirement=passage.requirement,
        )
        for passage in passages
        for suggestion in known[passage.text]
    ]
