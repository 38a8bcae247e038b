"""Overlap says the same as a slow and obvious reference, and what is new is what nobody targets."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.analytics.coverage import CoverageKind
from skillgraph.analytics.overlap import OverlapReport, overlap, wanted_concepts
from skillgraph.graph.hierarchy import Hierarchy
from skillgraph.model import Credential, LearningOutcome, Mapping, MappingStatus, Predicate

ACCEPTED, PROPOSED, REJECTED = MappingStatus.ACCEPTED, MappingStatus.PROPOSED, MappingStatus.REJECTED


def credential(name: str, *outcomes: str) -> Credential:
    return Credential(
        f"id:{name}", name, "College", tuple(LearningOutcome(o, f"text of {o}") for o in outcomes)
    )


def mapping(
    outcome: str, concept: str, confidence: float | None, status: MappingStatus = PROPOSED
) -> Mapping:
    return Mapping(
        outcome,
        Predicate.CLOSE,
        concept,
        "semapv:CompositeMatching",
        status=status,
        confidence=confidence,
        object_label=concept.upper(),
    )


WELDING = Hierarchy([("c:weld-pipes", "c:weld"), ("c:weld", "c:join-metal"), ("c:cook", "c:top")])


def report(mine: Sequence[Mapping], theirs: Sequence[Mapping]) -> OverlapReport:
    draft = credential("draft", "d1", "d2")
    others = [credential(name, name.lower()) for name in "ABC"]
    return overlap("draft", wanted_concepts(draft, mine), others, theirs, WELDING)


def test_each_concept_counts_once_by_its_closest_relation_and_by_who_decided() -> None:
    found = report(
        [mapping("d1", "c:weld", None, ACCEPTED), mapping("d2", "c:cook", 0.5)],
        [
            mapping("a", "c:weld-pipes", 0.4),
            mapping("a", "c:join-metal", 0.9),
            mapping("b", "c:weld", 0.8),
            mapping("b", "c:cook", None, ACCEPTED),
        ],
    )
    assert [one.credential for one in found.overlaps] == ["B", "A"]
    first, second = found.overlaps
    assert (first.direct.concepts, first.direct.share) == (2, 1.0)
    # Welding weighs 1 and cooking a half; the one is shared by a proposal, the other by a decision.
    assert first.direct.weighted == pytest.approx((1 * 0.8 + 0.5 * 1) / 1.5)
    assert (second.narrower.concepts, second.broader.concepts, second.direct.concepts) == (1, 0, 0)
    assert second.total.weighted == pytest.approx(0.4 / 1.5)
    assert [(one.label, one.relation, one.status) for one in second.shared] == [
        ("C:WELD", CoverageKind.NARROWER, PROPOSED)
    ]
    assert found.new == ()


def test_what_nobody_targets_is_new_and_a_rejection_targets_nothing() -> None:
    found = report(
        [mapping("d1", "c:weld", 0.9), mapping("d1", "c:cook", 0.3), mapping("d2", "c:cook", 0.6)],
        [mapping("a", "c:cook", 1.0, REJECTED), mapping("b", "c:top", 0.4)],
    )
    assert [(one.label, one.weight, one.outcomes) for one in found.new] == [("C:WELD", 0.9, ("text of d1",))]
    (above,) = found.overlaps
    assert (above.credential, above.broader.concepts, above.total.share) == ("B", 1, 0.5)
    assert found.wanted[1].outcomes == ("text of d1", "text of d2")


def test_without_concepts_nothing_is_shared() -> None:
    found = report([], [mapping("a", "c:weld", 1.0)])
    assert (found.wanted, found.new, found.overlaps) == ((), (), ())


CONCEPTS = [f"c:{n}" for n in range(6)]
EDGES = st.lists(st.tuples(st.sampled_from(CONCEPTS), st.sampled_from(CONCEPTS)), max_size=8)
OUTCOMES = {"draft": ["d1", "d2"], "A": ["a1", "a2"], "B": ["b1"], "C": ["c1"]}
MAPPINGS = st.lists(
    st.builds(
        mapping,
        st.sampled_from([outcome for some in OUTCOMES.values() for outcome in some]),
        st.sampled_from(CONCEPTS),
        st.sampled_from([None, 0.0, 0.05, 0.3, 0.7, 1.0]),
        st.sampled_from([ACCEPTED, PROPOSED, REJECTED]),
    ),
    max_size=14,
    unique_by=lambda one: (one.subject_id, one.object_id),
)


def below(concept: str, edges: Sequence[tuple[str, str]]) -> set[str]:
    """Everything under a concept, by walking as long as something new turns up."""
    found: set[str] = set()
    while more := {low for low, high in edges if high in found | {concept}} - found:
        found |= more
    return found - {concept}


def slow(edges: Sequence[tuple[str, str]], mappings: Sequence[Mapping], least: float) -> dict[str, object]:
    """The shares of each credential and what is new, each worked out on its own, with no help."""
    live = [
        (one.subject_id, one.object_id, 1.0 if one.status is ACCEPTED else one.confidence or 0.0)
        for one in mappings
        if one.status is ACCEPTED or (one.status is PROPOSED and (one.confidence or 0.0) >= least)
    ]
    wanted: dict[str, float] = {}
    for outcome, concept, weight in live:
        if outcome in OUTCOMES["draft"]:
            wanted[concept] = max(weight, wanted.get(concept, 0.0))
    shares: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for name in "ABC":
        for concept, weight in wanted.items():
            related = {
                "direct": {concept},
                "narrower": below(concept, edges),
                "broader": {c for c in CONCEPTS if concept in below(c, edges) and c != concept},
            }
            for kind, members in related.items():
                members = members - related["narrower"] if kind == "broader" else members
                theirs = [w for outcome, c, w in live if outcome in OUTCOMES[name] and c in members]
                if theirs:
                    shares.setdefault(name, {}).setdefault(kind, []).append((weight, max(theirs)))
                    break
    total = sum(wanted.values())
    return {
        "wanted": sorted(wanted),
        "shares": {
            name: {
                kind: (len(pairs), sum(a * b for a, b in pairs) / total if total else 0.0)
                for kind, pairs in kinds.items()
            }
            for name, kinds in shares.items()
        },
    }


@settings(max_examples=150)
@given(EDGES, MAPPINGS, st.sampled_from([0.0, 0.1]))
def test_it_agrees_with_the_slow_reference(
    edges: list[tuple[str, str]], mappings: list[Mapping], least: float
) -> None:
    others = [credential(name, *OUTCOMES[name]) for name in "ABC"]
    wanted = wanted_concepts(credential("draft", *OUTCOMES["draft"]), mappings, min_confidence=least)
    found = overlap("draft", wanted, others, mappings, Hierarchy(edges), min_confidence=least)
    expected = slow([edge for edge in edges if edge[0] != edge[1]], mappings, least)
    assert sorted(one.uri for one in wanted) == expected["wanted"]
    measured = {
        one.credential: {
            kind: (share.concepts, pytest.approx(share.weighted))
            for kind, share in (("direct", one.direct), ("narrower", one.narrower), ("broader", one.broader))
            if share.concepts
        }
        for one in found.overlaps
    }
    assert measured == expected["shares"]
    for one in found.overlaps:
        assert one.total.concepts == len(one.shared) <= len(wanted)
        assert 0.0 <= one.total.weighted <= one.total.share * len(wanted)
    shared = {concept.uri for one in found.overlaps for concept in one.shared}
    assert {one.uri for one in found.new} == {one.uri for one in wanted} - shared
