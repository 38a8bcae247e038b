"""Whole advertisements of which every skill is known, and how many of those are found in them.

A gold file has one JSON object a line: ``job_id``, and ``skills`` with the ``uri`` of each and its ``votes``,
how many readers noted it. The texts stay in the file of postings that they were read in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillgraph.errors import InputError, ProblemLog
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.mentions import MentionFinder, MentionRule
from skillgraph.matching.text.language import AUTO
from skillgraph.matching.text.sections import read
from skillgraph.model import Posting, Section

if TYPE_CHECKING:
    import pyarrow as pa

CONFIDENCES = (0.3, 0.4, 0.5, 0.6, 0.7)
_AGREED = 2
"""Votes of a skill that more than one reader noted."""


@dataclass(frozen=True, slots=True)
class Advertisement:
    """An advertisement whose skills are known.

    Attributes:
        id: Of the posting.
        title: The name of the job.
        description: The text.
        agreed: URIs of the skills that more than one reader noted.
        concepts: URIs of all skills that any did.
    """

    id: str
    title: str
    description: str
    agreed: frozenset[str]
    concepts: frozenset[str]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Those that may ask for a skill."""
        return tuple(one.text for one in read(self.description, title=self.title) if one.may_ask)


@dataclass(frozen=True, slots=True)
class FoundSkills:
    """What is found from a confidence on.

    Attributes:
        confidence: The least of a mention.
        found: Skills found that more than one reader noted.
        agreed: All of these.
        listed: Skills found that any reader noted.
        mentions: All skills found; each counts once for an advertisement.
    """

    confidence: float
    found: int
    agreed: int
    listed: int
    mentions: int

    @property
    def recall(self) -> float:
        """The share of the agreed skills that are found."""
        return self.found / max(1, self.agreed)

    @property
    def precision(self) -> float:
        """The share of what is found that any reader noted; a near-synonym that none did is wrong."""
        return self.listed / max(1, self.mentions)


def read_advertisements(gold: Path, postings: Path) -> list[Advertisement]:
    """Read a gold file and the texts that it speaks of.

    Args:
        gold: JSON lines, see above.
        postings: The file with the texts; their ids are the ``job_id`` of the gold file.

    Raises:
        InputError: If a line has another form, or a text is missing.
    """
    from skillgraph.sources import read_postings

    texts = {one.id: one for one in read_postings(postings, problems=ProblemLog())}
    found = []
    for number, record in _records(gold):
        try:
            uid, skills = str(record["job_id"]), record["skills"]
            posting = texts.get(uid)
            votes = {skill["uri"]: int(skill.get("votes", 1)) for skill in skills}
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"{gold}, line {number}: a job_id and skills with uri and votes are needed ({error!r})."
            ) from error
        if posting is None:
            raise InputError(
                f"{gold}, line {number}: {postings} has no posting {uid}.",
                hint="Name the file that the advertisements were read in.",
            )
        found.append(_advertisement(posting, votes))
    return found


def _records(gold: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        lines = gold.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, json.loads(line)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{gold} cannot be read as JSON lines: {error}.") from error


def _advertisement(posting: Posting, votes: Mapping[str, int]) -> Advertisement:
    agreed = frozenset(uri for uri, count in votes.items() if count >= _AGREED)
    return Advertisement(posting.id, posting.title, posting.description, agreed, frozenset(votes))


def evaluate_advertisements(
    matcher: Matcher,
    advertisements: Sequence[Advertisement],
    rule: MentionRule,
    *,
    lang: str = AUTO,
    confidences: Sequence[float] = CONFIDENCES,
) -> list[FoundSkills]:
    """Search advertisements as extraction does, and count what it finds as demand does, without titles.

    Args:
        matcher: Of the framework.
        advertisements: Those whose skills are known.
        rule: What counts as a mention.
        lang: Language of all sentences; extraction detects each one's.
        confidences: From which on to count.
    """
    best: dict[tuple[str, str], float] = {}
    for mention in MentionFinder(matcher, rule, lang=lang)(_table(advertisements)).to_pylist():
        if mention["section"] != Section.TITLE:
            key = (mention["posting"], mention["concept"])
            best[key] = max(best.get(key, 0.0), mention["confidence"])
    return [_found(advertisements, best, confidence) for confidence in confidences]


def _table(advertisements: Sequence[Advertisement]) -> pa.RecordBatch:
    """The columns that `MentionFinder` needs."""
    import pyarrow as pa

    ids = [one.id for one in advertisements]
    titles, descriptions = zip(*((one.title, one.description) for one in advertisements), strict=True)
    columns = {"id": ids, "canonical": ids, "title": titles, "description": descriptions}
    return pa.RecordBatch.from_pydict(columns)


def _found(
    advertisements: Sequence[Advertisement], best: Mapping[tuple[str, str], float], confidence: float
) -> FoundSkills:
    kept = {key for key, value in best.items() if value >= confidence}
    agreed = {(one.id, uri) for one in advertisements for uri in one.agreed}
    listed = {(one.id, uri) for one in advertisements for uri in one.concepts}
    return FoundSkills(confidence, len(kept & agreed), len(agreed), len(kept & listed), len(kept))
