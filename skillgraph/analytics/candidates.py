"""Demanded words that no concept names: sentences that mean no concept surely, gathered by what they say.

Such a sentence speaks of a skill (else it would have no mention at all), and yet its surest concept is less
sure than what counts. Sentences that say the same are gathered by average linkage of their vectors' cosine
distances (Sokal and Michener 1958). A group is a candidate for a new term where its sentences share a noun
phrase that enough postings use and that more than one employer writes: that is its name, and the candidate is
of all sentences that use it.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from skillgraph.analytics.demand import counting
from skillgraph.analytics.demand.answering import rows
from skillgraph.analytics.demand.counting import Tables
from skillgraph.analytics.demand.question import Question
from skillgraph.analytics.demand.sentences import SentenceEvidence, evidence_of
from skillgraph.analytics.term_names import Phrases, names, writers
from skillgraph.model import Section
from skillgraph.model.spread import Spread, spread_of

SENTENCES = 2_000
"""So many different sentences are compared, those of the most postings first; more would not fit memory."""


class SentenceEncoder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    def encode(self, texts: Sequence[str], /) -> npt.NDArray[np.float32]:
        """Encode texts; shape (len(texts), dimensions), rows of length 1 or 0."""
        ...


@dataclass(frozen=True, slots=True)
class CandidateRule:
    """What makes a candidate.

    Attributes:
        distance: Sentences nearer than this, as 1 minus cosine similarity on average, say the same.
        min_postings: Fewer postings make no candidate.
        min_writers: What fewer employers write makes none.
        sentences: How many sentences to show, each from another posting.
    """

    distance: float = 0.45
    min_postings: int = 3
    min_writers: int = 2
    sentences: int = 3


@dataclass(frozen=True, slots=True)
class NewTerm(Spread):
    """A candidate for a new term.

    Attributes:
        words: A noun phrase that all of its sentences hold.
        postings: How many postings use one of its sentences.
        sentences: Different ones first, those of the most postings first; each from another posting.
    """

    words: str
    postings: int
    sentences: tuple[SentenceEvidence, ...]


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A sentence that means no concept surely, as it stands in each of its postings."""

    sentence: str
    stands: tuple[SentenceEvidence, ...]

    @property
    def postings(self) -> frozenset[str]:
        """The postings that it stands in."""
        return frozenset(piece.posting for piece in self.stands)


@dataclass(frozen=True, slots=True)
class Statement:
    """What tells whether postings are one statement: the text's number and the employer, empty if unnamed."""

    text: str
    employer: str


Statements = Mapping[str, Statement]
"""By posting."""


def new_terms(
    tables: Tables,
    question: Question,
    encoder: SentenceEncoder,
    phrases: Phrases,
    rule: CandidateRule | None = None,
) -> list[NewTerm]:
    """Candidates for new terms, the most demanded first.

    Args:
        tables: What is counted.
        question: Its conditions and its threshold: under it a sentence means no concept surely.
        encoder: Gives the vectors of sentences.
        phrases: Gives the noun phrases of a sentence that may name a skill.
        rule: What makes a candidate.
    """
    said = rows(counting.postings(tables, question).select("canonical", "text", "said_by"))
    statements = {row["canonical"]: Statement(str(row["text"]), str(row["said_by"] or "")) for row in said}
    return gathered(unnamed(tables, question), statements, encoder, phrases, rule or CandidateRule())


def unnamed(tables: Tables, question: Question) -> list[Unnamed]:
    """The sentences that mean no concept surely, those of the most postings first.

    Titles are left out: they name occupations, and no framework of skills has terms for those.
    """
    counted = counting.postings(tables, question).select("canonical").distinct()
    said = counting.mentions(tables, question)
    said = said.filter(said.section != Section.TITLE.value)
    said = said.semi_join(counted, said.posting == counted.canonical)
    best = said.group_by("sentence").agg(best=said.confidence.max(), of=said.posting.nunique())
    best = best.filter(best.best < question.threshold.lowest)
    best = best.order_by(best.of.desc(), "sentence").limit(SENTENCES)
    found = rows(
        said.join(best.select("sentence"), "sentence").order_by("posting", "sentence_index", "concept")
    )
    by_sentence: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in found:
        by_sentence[row["sentence"]].append(row)
    sentences = [Unnamed(sentence, _standing(said)) for sentence, said in by_sentence.items()]
    return sorted(sentences, key=lambda one: (-len(one.stands), one.sentence))


def gathered(
    sentences: Sequence[Unnamed],
    statements: Statements,
    encoder: SentenceEncoder,
    phrases: Phrases,
    rule: CandidateRule,
) -> list[NewTerm]:
    """Gather sentences that say the same under the name that they share; the most demanded first."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for place, group in enumerate(
        _groups(encoder.encode([one.sentence for one in sentences]), rule.distance)
    ):
        groups[group].append(place)
    employers = {posting: one.employer for posting, one in statements.items()}
    named = names(
        sentences,
        groups.values(),
        phrases,
        writers(sentences, employers),
        min_postings=rule.min_postings,
        min_writers=rule.min_writers,
    )
    terms = [_term(one.words, [sentences[n] for n in one.places], statements, rule) for one in named]
    return sorted(terms, key=lambda term: (-term.postings, term.words))


def _standing(said: Sequence[Mapping[str, Any]]) -> tuple[SentenceEvidence, ...]:
    """The mentions of one sentence as evidence: the surest of each posting."""
    surest: dict[str, Mapping[str, Any]] = {}
    for row in said:
        known = surest.get(row["posting"])
        if known is None or row["confidence"] > known["confidence"]:
            surest[row["posting"]] = row
    return tuple(map(evidence_of, surest.values()))


def _groups(vectors: npt.NDArray[np.float32], distance: float) -> list[int]:
    """The group of each row."""
    from sklearn.cluster import AgglomerativeClustering

    if len(vectors) < 2:
        return list(range(len(vectors)))
    apart = np.clip(1 - vectors @ vectors.T, 0, 2)
    found = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=distance
    ).fit(apart)
    return [int(label) for label in found.labels_]


def _term(name: str, group: Sequence[Unnamed], statements: Statements, rule: CandidateRule) -> NewTerm:
    postings = frozenset().union(*(one.postings for one in group))
    said = [statements[posting] for posting in postings if posting in statements]
    texts = Counter(one.text for one in said)
    employers = Counter(one.employer for one in said if one.employer)
    return NewTerm(
        **spread_of(Spread.counted(texts.values(), employers.values())),
        words=name,
        postings=len(postings),
        sentences=tuple(islice(_shown(group), rule.sentences)),
    )


def _shown(group: Sequence[Unnamed]) -> Iterator[SentenceEvidence]:
    """Each posting once: every sentence of the group in one, then every sentence in another, and so on."""
    used: set[str] = set()
    waiting = deque(iter(one.stands) for one in group)
    while waiting:
        stands = waiting.popleft()
        piece = next((piece for piece in stands if piece.posting not in used), None)
        if piece is not None:
            used.add(piece.posting)
            yield piece
            waiting.append(stands)
