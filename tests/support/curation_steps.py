"""Decisions on a record one after another, as people make them: what may not be done is passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from skillgraph.alignment import curation
from skillgraph.errors import DecisionError
from skillgraph.model import Action, Mapping, Predicate, Review

Step = Callable[[Mapping, Review], Mapping]


def _to_another_concept(record: Mapping, review: Review) -> Mapping:
    return curation.change(
        record, review, term=curation.TargetTerm("https://example.org/other", "other", "esco", "2")
    )


def _to_another_relation(record: Mapping, review: Review) -> Mapping:
    return curation.change(record, review, predicate=Predicate.RELATED)


def _to_a_new_version(record: Mapping, review: Review) -> Mapping:
    return curation.move(record, review, curation.TargetTerm("https://example.org/new", "new", "esco", "3"))


def _beside(record: Mapping, review: Review) -> Mapping:
    return curation.second_opinion(record, Action.REJECT, review)


STEPS: tuple[Step, ...] = (
    curation.accept,
    curation.reject,
    curation.reopen,
    curation.undo,
    _to_another_concept,
    _to_another_relation,
    _to_a_new_version,
    _beside,
)


def decided(record: Mapping, steps: Iterable[tuple[Step, Review]]) -> Mapping:
    """The record after the steps that its states allow."""
    for step, review in steps:
        with suppress(DecisionError):
            record = step(record, review)
    return record
