"""Finds mentions of concepts in postings: every sentence that may ask for one, repeated ones matched once.

`MentionFinder` takes a batch of Arrow records to a batch of Arrow records, and what comes out depends on that
batch alone. It can be pickled, so a pool of processes here and a cluster elsewhere run the same function.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from skillgraph.matching.parts import match_parts
from skillgraph.matching.text.deeds import denied
from skillgraph.matching.text.language import AUTO
from skillgraph.matching.text.sections import Passage, read
from skillgraph.matching.text.titles import is_company, is_named, says_skill, without_job
from skillgraph.matching.types import MatchResult, Suggestion
from skillgraph.model import Requirement, Section

if TYPE_CHECKING:
    import pyarrow as pa

    from skillgraph.matching.matcher import Matcher

SENTENCES_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class MentionRule:
    """Which suggestions for a sentence count as mentions.

    Attributes:
        limit: At most so many for each sentence.
        min_confidence: What is kept; an analysis may ask for more, never for less.
        named: A suggestion that is kept and whose label the sentence says in so many words is at least so
            sure: in the twenty advertisements that were read, five of six such mentions below 0.5 were right.
    """

    limit: int = 6
    min_confidence: float = 0.3
    named: float = 0.6

    def sureness(self, suggestion: Suggestion, sentence: str) -> float:
        """How sure a suggestion is as a mention in a sentence; 0 where it is none."""
        if suggestion.confidence < self.min_confidence or denied(suggestion.label, sentence):
            return 0.0
        if is_company(suggestion.evidence.matching_label, suggestion.label):
            return 0.0
        named = self.named if is_named(suggestion.label, sentence) else 0.0
        return max(suggestion.confidence, named)


class Found(NamedTuple):
    """A concept that a sentence mentions, by its preferred label and by the label that matched."""

    concept: str
    preferred: str
    label: str
    confidence: float
    similarity: float


class Asked(NamedTuple):
    """A passage of a posting that may ask for a skill.

    Attributes:
        posting: The id of the posting, and its ``title``.
        sentence: The passage as it is written.
        text: What is matched of it: all that it mentions depends on this text alone.
        section: A `skillgraph.model.Section`; ``requirement`` as in `skillgraph.model.tables.MENTIONS`.
        place: Of the passage in the posting, from 0.
    """

    posting: str
    title: str
    sentence: str
    text: str
    section: str
    requirement: str
    place: int


class MentionFinder:
    """Finds the mentions in batches of postings.

    Headings and boilerplate (`skillgraph.model.Section`) are not matched, and neither are postings that
    another one stands for. Sentences that came not long ago are not matched again. The name of the job is no
    skill, in the title or where a sentence repeats it (`skillgraph.matching.text.titles`).

    Args:
        matcher: Of the framework; must be picklable where the finder is to be.
        rule: What counts as a mention.
        lang: Language of all sentences, or ``auto`` to detect each one's.
    """

    def __init__(self, matcher: Matcher, rule: MentionRule, *, lang: str = AUTO) -> None:
        self._matcher = matcher
        self._rule = rule
        self._lang = lang
        self._memory: OrderedDict[str, tuple[Found, ...]] = OrderedDict()

    def __reduce__(self) -> tuple[object, ...]:
        """A process that gets the same finder with every batch opens it once."""
        return _opened, (pickle.dumps(self._matcher), self._rule, self._lang)

    def __call__(self, postings: pa.RecordBatch) -> pa.RecordBatch:
        """The mentions in postings, in the order of the postings and of their sentences.

        Args:
            postings: Needs the columns ``id``, ``canonical``, ``title`` and ``description`` of
                `skillgraph.model.tables.POSTINGS`.

        Returns:
            Rows of `skillgraph.model.tables.MENTIONS`.
        """
        passages = asked(postings)
        return mentions(passages, self.answers([one.text for one in passages]))

    def answers(self, texts: Iterable[str]) -> dict[str, tuple[Found, ...]]:
        """What each text mentions, by the text; the recent ones come from memory."""
        memory = self._memory
        wanted = dict.fromkeys(texts)
        known = {text: memory[text] for text in wanted if text in memory}
        new = [text for text in wanted if text not in known]
        results = match_parts(self._matcher, new, k=self._rule.limit, lang=self._lang)
        for text, result in zip(new, results, strict=True):
            known[text] = _kept(result, self._rule)
        for text in wanted:
            memory[text] = known[text]
            memory.move_to_end(text)
        while len(memory) > SENTENCES_REMEMBERED:
            memory.popitem(last=False)
        return known


@lru_cache(maxsize=2)
def _opened(matcher: bytes, rule: MentionRule, lang: str) -> MentionFinder:
    return MentionFinder(pickle.loads(matcher), rule, lang=lang)


def _kept(result: MatchResult, rule: MentionRule) -> tuple[Found, ...]:
    if result.abstained:
        return ()
    return tuple(
        Found(one.uri, one.label, one.evidence.matching_label, sure, one.similarity)
        for one in result.suggestions
        if (sure := rule.sureness(one, result.text))
    )


def asked(postings: pa.RecordBatch | pa.Table) -> list[Asked]:
    """The passages that may ask for a skill of the postings that stand for themselves, in their order.

    Args:
        postings: As `MentionFinder` takes them.
    """
    names = ("id", "canonical", "title", "description")
    rows = zip(*(postings.column(name).to_pylist() for name in names), strict=True)
    return [
        _asked(uid, title, passage)
        for uid, canonical, title, description in rows
        if uid == canonical
        for passage in read(description, title=title)
        if passage.may_ask
    ]


def mentions(passages: Iterable[Asked], answers: Mapping[str, Sequence[Found]]) -> pa.RecordBatch:
    """The mentions in passages, in their order: rows of `skillgraph.model.tables.MENTIONS`.

    Args:
        passages: What may ask.
        answers: What each text of theirs mentions (`MentionFinder.answers`).
    """
    import pyarrow as pa

    from skillgraph.model.tables import MENTIONS

    found = [row for passage in passages for row in _rows(passage, answers[passage.text])]
    columns = list(zip(*found, strict=True)) or [()] * len(MENTIONS)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, MENTIONS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=MENTIONS)


def _asked(posting: str, title: str, passage: Passage) -> Asked:
    """A title is matched as it is, a sentence without the name of the job."""
    text = passage.text if passage.section is Section.TITLE else without_job(passage.text, title)
    asks = passage.requirement
    requirement = "" if asks is Requirement.UNSPECIFIED else asks.value
    return Asked(posting, title, passage.text, text, passage.section.value, requirement, passage.index)


def _rows(passage: Asked, answer: Sequence[Found]) -> Iterator[tuple[object, ...]]:
    """Rows in the order of the columns of the table."""
    for found in answer:
        if passage.section == Section.TITLE and not says_skill(passage.title, found.preferred, found.label):
            continue
        yield (
            passage.posting,
            passage.sentence,
            found.concept,
            found.confidence,
            passage.requirement,
            passage.section,
            passage.place,
            found.similarity,
        )
