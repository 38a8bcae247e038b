"""Demand counts postings, not mentions; a gap says why it is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.analytics.gaps import Cause, Demand, demand, gaps, supply
from skillgraph.model import (
    Credential,
    LearningOutcome,
    Mapping,
    MappingStatus,
    Mention,
    Predicate,
    PredicateModifier,
    Requirement,
)

CONFIDENCE = st.integers(0, 10).map(lambda tenths: tenths / 10)
MENTIONS = st.lists(
    st.builds(
        Mention,
        posting_id=st.sampled_from(["p1", "p2", "p3", "p4"]),
        sentence=st.sampled_from(["weld pipes", "read drawings"]),
        sentence_index=st.integers(0, 3),
        concept=st.sampled_from(["c:weld", "c:draw", "c:lead"]),
        confidence=CONFIDENCE,
        similarity=CONFIDENCE,
        requirement=st.sampled_from(Requirement),
    )
)


def _credential(name: str, outcome: str) -> Credential:
    return Credential(id=name, name=name, issuer="College", outcomes=(LearningOutcome(outcome, outcome),))


def _mapping(
    outcome: str, concept: str, status: MappingStatus = MappingStatus.PROPOSED, **more: object
) -> Mapping:
    return Mapping(outcome, Predicate.CLOSE, concept, "semapv:CompositeMatching", status=status, **more)  # type: ignore[arg-type]


@given(MENTIONS, CONFIDENCE)
def test_demand_equals_a_count_by_hand(mentions: list[Mention], threshold: float) -> None:
    found = demand(mentions, min_confidence=threshold)
    expected: dict[str, set[str]] = {}
    for mention in mentions:
        if mention.confidence >= threshold:
            expected.setdefault(mention.concept, set()).add(mention.posting_id)
    assert {uri: one.postings for uri, one in found.items()} == {
        uri: len(ids) for uri, ids in expected.items()
    }


@given(MENTIONS)
def test_a_posting_requires_or_likes_a_concept_once(mentions: list[Mention]) -> None:
    for uri, one in demand(mentions, min_confidence=0.5).items():
        said = {m.posting_id: set[Requirement]() for m in mentions}
        for mention in mentions:
            if mention.concept == uri and mention.confidence >= 0.5:
                said[mention.posting_id].add(mention.requirement)
        required = [posting for posting in said.values() if Requirement.REQUIRED in posting]
        assets = [p for p in said.values() if Requirement.ASSET in p and Requirement.REQUIRED not in p]
        assert (one.required, one.asset) == (len(required), len(assets))


@given(MENTIONS)
def test_the_order_of_mentions_changes_nothing(mentions: list[Mention]) -> None:
    shuffled = sorted(mentions, key=lambda m: (m.sentence, m.confidence, m.posting_id, m.concept))
    first, second = demand(mentions, min_confidence=0.2), demand(shuffled, min_confidence=0.2)
    assert {u: d.postings for u, d in first.items()} == {u: d.postings for u, d in second.items()}
    assert all(
        [e.confidence for e in first[u].evidence] == [e.confidence for e in second[u].evidence] for u in first
    )


@given(MENTIONS)
def test_evidence_is_the_surest_sentence_of_different_postings(mentions: list[Mention]) -> None:
    for uri, one in demand(mentions, min_confidence=0.0, sentences=2).items():
        assert len({evidence.posting for evidence in one.evidence}) == len(one.evidence) <= 2
        assert one.evidence[0].confidence == max(m.confidence for m in mentions if m.concept == uri)


@pytest.mark.parametrize(
    ("mappings", "cause", "credentials"),
    [
        ([], Cause.NO_CREDENTIAL, 0),
        ([_mapping("o1", "c:weld", confidence=0.9)], Cause.ONLY_UNREVIEWED, 1),
        ([_mapping("o1", "c:weld", confidence=0.1)], Cause.NO_CREDENTIAL, 0),
        ([_mapping("o1", "c:weld", MappingStatus.ACCEPTED)], Cause.COVERED, 1),
        ([_mapping("o1", "c:weld", MappingStatus.REJECTED, confidence=0.9)], Cause.NO_CREDENTIAL, 0),
        (
            [_mapping("o1", "c:weld", MappingStatus.ACCEPTED, predicate_modifier=PredicateModifier.NOT)],
            Cause.NO_CREDENTIAL,
            0,
        ),
        ([_mapping("o2", "c:weld-pipes", MappingStatus.ACCEPTED)], Cause.COVERED, 1),
    ],
)
def test_cause_follows_from_the_mappings(mappings: list[Mapping], cause: Cause, credentials: int) -> None:
    offered = supply([_credential("A", "o1"), _credential("B", "o2")], mappings, min_confidence=0.5)
    narrower = {"c:weld": ["c:weld-pipes"]}
    (gap,) = gaps(
        {"c:weld": Demand("c:weld", 3, ())},
        offered,
        postings=10,
        label=str,
        narrower=lambda uri: narrower.get(uri, []),
    )
    assert (gap.cause, gap.supply, gap.demand_share) == (cause, credentials, 0.3)
    assert gap.low < 0.3 < gap.high


def test_uncovered_concepts_come_first_then_the_most_demanded() -> None:
    demanded = {uri: Demand(uri, n, ()) for uri, n in [("c:a", 1), ("c:b", 5), ("c:c", 9)]}
    offered = supply([_credential("A", "o1")], [_mapping("o1", "c:c", confidence=0.9)], min_confidence=0.5)
    found = gaps(demanded, offered, postings=10, label=str, narrower=lambda _: [])
    assert [gap.uri for gap in found] == ["c:b", "c:a", "c:c"]
