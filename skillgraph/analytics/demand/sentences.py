"""From a number back to the sentences behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from skillgraph.analytics.demand import counting
from skillgraph.analytics.demand.answering import CountRow, Labels, rows
from skillgraph.analytics.demand.counting import Table, Tables
from skillgraph.analytics.demand.question import Axis, Question
from skillgraph.model import Requirement, Section


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that asks for a concept, and the posting it stands in.

    Attributes:
        date: ISO 8601, or empty.
        period: Of the length that the question says; empty where there is no date.
    """

    posting: str
    title: str
    date: str
    period: str
    sentence: str
    concept: str
    label: str
    confidence: float
    section: Section
    requirement: Requirement


def sentences(
    tables: Tables, question: Question, labels: Labels, *, limit: int | None = None
) -> list[Sentence]:
    """The sentences of all mentions that a question counts, surest first.

    Args:
        tables: What is counted.
        question: Its conditions choose; what it counts by does not matter.
        labels: Gives the labels of URIs.
        limit: How many at most.
    """
    table = _placed(counting.counting_mentions(tables, question), tables, question)
    table = table.order_by(table.confidence.desc(), "posting", "sentence_index", "concept")
    found = rows(table if limit is None else table.limit(limit))
    named = labels({row["concept"] for row in found})
    return [
        Sentence(
            posting=row["posting"],
            title=row["title"] or "",
            date=row["date"].isoformat() if row["date"] else "",
            period=row["period"],
            sentence=row["sentence"],
            concept=row["concept"],
            label=named.get(row["concept"], row["concept"]),
            confidence=row["confidence"],
            section=Section(row["section"] or Section.OTHER),
            requirement=Requirement(row["requirement"] or Requirement.UNSPECIFIED),
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """A sentence that asks for the concept, where it stands, and whether it makes it a requirement."""

    posting: str
    sentence: str
    confidence: float
    section: Section = Section.OTHER
    requirement: Requirement = Requirement.UNSPECIFIED


def evidence_of(mention: CountRow) -> SentenceEvidence:
    """What a row of mentions shows."""
    return SentenceEvidence(
        posting=mention["posting"],
        sentence=mention["sentence"],
        confidence=mention["confidence"],
        section=Section(mention["section"] or Section.OTHER),
        requirement=Requirement(mention["requirement"] or Requirement.UNSPECIFIED),
    )


def evidence(
    tables: Tables, question: Question, *, each: int, of: Collection[str] | None = None
) -> dict[str, tuple[SentenceEvidence, ...]]:
    """The surest sentences for each target of a question, from different postings.

    Args:
        tables: What is counted.
        question: What to count by, and its conditions.
        each: How many sentences for each.
        of: Only for these targets; for all by default.
    """
    import ibis

    if not each or (of is not None and not of):
        return {}
    table = counting.targeted_mentions(tables, question)
    if of is not None:
        table = table.filter(table.target.isin(list(of)))
    order = [table.confidence.desc(), table.sentence_index, table.concept]
    table = table.mutate(place=ibis.row_number().over(group_by=["target", "posting"], order_by=order))
    table = _placed(table.filter(table.place == 0), tables, question)
    order = [table.confidence.desc(), table.posting, table.sentence_index]
    table = table.mutate(place=ibis.row_number().over(group_by="target", order_by=order))
    return _evidence(rows(table.filter(table.place < each).order_by("target", "place")))


def _evidence(found: Iterable[CountRow]) -> dict[str, tuple[SentenceEvidence, ...]]:
    grouped: defaultdict[str, list[SentenceEvidence]] = defaultdict(list)
    for row in found:
        grouped[row["target"]].append(evidence_of(row))
    return {target: tuple(pieces) for target, pieces in grouped.items()}


def _placed(table: Table, tables: Tables, question: Question) -> Table:
    """Mentions of postings that count, with what is known of the posting.

    Near-duplicates add no sentences: theirs are those of the posting that stands for them.
    """
    counted = counting.postings(tables, question)
    first = counted.group_by("canonical").agg(
        title=counted.title.min(), date=counted.date.min(), period=counted[Axis.PERIOD.value].min()
    )
    return table.join(first, table.posting == first.canonical)
