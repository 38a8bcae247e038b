"""Demanded words that no concept names: sentences that mean no concept surely, gathered by what they say.

Such a sentence speaks of a skill (else it would have no mention at all), and yet its surest concept is less
sure than what counts. Sentences that say the same are gathered by average linkage of their vectors' cosine
distances (Sokal and Michener 1958), and each group that enough postings use is a candidate for a new term.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from skillgraph.model import Section
from skillgraph.model.spread import Spread

SENTENCES = 2_000
"""So many different sentences are compared, those of the most postings first; more would not fit memory."""

_WORDS = (1, 3)
"""A candidate is named by so many words."""


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
        sentences: How many sentences to show, each from another posting.
        hollow: Words that name no skill.
    """

    distance: float = 0.45
    min_postings: int = 3
    sentences: int = 3
    hollow: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NewTerm(Spread):
    """A candidate for a new term.

    Attributes:
        words: What its sentences share most and others least.
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


def new_terms(
    tables: Tables, question: Question, encoder: SentenceEncoder, rule: CandidateRule | None = None
) -> list[NewTerm]:
    """Candidates for new terms, the most demanded first.

    Args:
        tables: What is counted.
        question: Its conditions and its threshold: under it a sentence means no concept surely.
        encoder: Gives the vectors of sentences.
        rule: What makes a candidate.
    """
    return gathered(unnamed(tables, question), encoder, rule or CandidateRule())


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
    found = rows(said.join(best.select("sentence"), "sentence").order_by("posting", "sentence_index"))
    by_sentence: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in found:
        by_sentence[row["sentence"]].append(row)
    sentences = [Unnamed(sentence, _standing(said)) for sentence, said in by_sentence.items()]
    return sorted(sentences, key=lambda one: (-len(one.stands), one.sentence))


def gathered(sentences: Sequence[Unnamed], encoder: SentenceEncoder, rule: CandidateRule) -> list[NewTerm]:
    """Gather sentences that say the same; the most demanded groups first."""
    groups = _groups(encoder.encode([one.sentence for one in sentences]), rule.distance)
    found = [
        [one for one, group in zip(sentences, groups, strict=True) if group == name] for name in set(groups)
    ]
    kept = [group for group in found if len(_postings(group)) >= rule.min_postings]
    name = _naming([one.sentence for one in sentences], rule.hollow) if kept else None
    terms = [_term(group, name, rule) for group in kept] if name else []
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


def _postings(group: Sequence[Unnamed]) -> frozenset[str]:
    return frozenset(piece.posting for one in group for piece in one.stands)


def _term(group: Sequence[Unnamed], name: Callable[[Sequence[str]], str], rule: CandidateRule) -> NewTerm:
    said = [one.sentence for one in group]
    shown = tuple(islice(_shown(group), rule.sentences))
    return NewTerm(name(said) or said[0][:80], len(_postings(group)), shown)


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


def _naming(every: Sequence[str], hollow: frozenset[str]) -> Callable[[Sequence[str]], str]:
    """Names a group by the words that most of its sentences share and few others have (TF-IDF)."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    space = TfidfVectorizer(
        ngram_range=_WORDS,
        stop_words=sorted(ENGLISH_STOP_WORDS | hollow),
        token_pattern=r"(?u)\b[^\W\d_][\w+#.-]*\b",
    )
    try:
        space.fit(every)
    except ValueError:  # No sentence holds a word that says something.
        return lambda _: ""
    terms = space.get_feature_names_out()

    def name(said: Sequence[str]) -> str:
        weights = np.asarray(space.transform(said).sum(axis=0)).ravel()
        return str(terms[int(weights.argmax())]) if weights.any() else ""

    return name
