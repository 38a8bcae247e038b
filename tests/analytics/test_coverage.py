"""Cover names each credential once, by its closest relation, with the evidence for that relation."""

from __future__ import annotations

from skillgraph.analytics.coverage import CoverageKind, CoverageTarget, cover
from skillgraph.model import (
    Assessment,
    Credential,
    LearningOutcome,
    Mapping,
    MappingStatus,
    Predicate,
)

TARGET = CoverageTarget(uris={"c:weld"}, narrower={"c:weld-pipes"}, broader={"c:join-metal"})


def _credential(name: str, *outcomes: str) -> Credential:
    return Credential(
        id=f"id:{name}",
        name=name,
        issuer="College",
        outcomes=tuple(LearningOutcome(o, f"text of {o}") for o in outcomes),
        assessments=(Assessment("demonstration"),),
    )


def _mapping(
    outcome: str, concept: str, confidence: float, status: MappingStatus = MappingStatus.PROPOSED
) -> Mapping:
    return Mapping(
        outcome, Predicate.CLOSE, concept, "semapv:CompositeMatching", status=status, confidence=confidence
    )


def test_closest_relation_wins_and_only_its_evidence_is_shown() -> None:
    credentials = [_credential("A", "a1", "a2")]
    mappings = [_mapping("a1", "c:weld-pipes", 0.9), _mapping("a2", "c:weld", 0.4)]
    (found,) = cover(TARGET, credentials, mappings)
    assert found.coverage is CoverageKind.DIRECT
    assert [piece.outcome for piece in found.evidence] == ["a2"]
    assert found.assessment == (Assessment("demonstration"),)


def test_order_is_relation_then_review_then_confidence() -> None:
    credentials = [_credential(name, name.lower()) for name in "ABCD"]
    mappings = [
        _mapping("a", "c:join-metal", 0.99),
        _mapping("b", "c:weld-pipes", 0.99),
        _mapping("c", "c:weld", 0.8),
        _mapping("d", "c:weld", 0.3, MappingStatus.ACCEPTED),
    ]
    found = cover(TARGET, credentials, mappings)
    assert [(c.credential, str(c.coverage), str(c.status)) for c in found] == [
        ("D", "direct", "accepted"),
        ("C", "direct", "proposed"),
        ("B", "narrower", "proposed"),
        ("A", "broader", "proposed"),
    ]


def test_weak_proposals_and_rejections_do_not_count_but_accepted_ones_do() -> None:
    credentials = [_credential(name, name.lower()) for name in "ABC"]
    mappings = [
        _mapping("a", "c:weld", 0.2),
        _mapping("b", "c:weld", 0.9, MappingStatus.REJECTED),
        _mapping("c", "c:weld", 0.1, MappingStatus.ACCEPTED),
    ]
    assert [c.credential for c in cover(TARGET, credentials, mappings, min_confidence=0.5)] == ["C"]


def test_unrelated_concepts_cover_nothing() -> None:
    assert cover(TARGET, [_credential("A", "a")], [_mapping("a", "c:cook", 1.0)]) == []
