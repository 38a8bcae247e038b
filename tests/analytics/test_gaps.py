"""A gap says why it is one; supply is told by relation, review and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

import pytest

from skillgraph.analytics.candidates import CandidateRule, NewTerm, Statement, Unnamed, gathered
from skillgraph.analytics.demand.question import Cell
from skillgraph.analytics.gaps import Gap, SentenceEvidence, gaps, new_term_gaps, ranked
from skillgraph.analytics.supply import ConceptSupply, EvidenceWeights, concept_supply, supply
from skillgraph.embedding.dummy import DummyEncoder
from skillgraph.errors import InputError
from skillgraph.model import (
    Assessment,
    Credential,
    Endorsement,
    LearningOutcome,
    MappingStatus,
    Predicate,
    PredicateModifier,
)
from skillgraph.model import (
    Mapping as MappingRecord,
)
from skillgraph.model.gap import Cause

BELOW = {"c:weld": ["c:tig", "c:mig"], "c:metal": ["c:weld"], "c:loop": ["c:loop"]}
ALL_BELOW = {"c:weld": ["c:tig", "c:mig"], "c:metal": ["c:weld", "c:tig", "c:mig"]}
ABOVE = {"c:weld": ["c:metal"], "c:tig": ["c:weld", "c:metal"], "c:mig": ["c:weld", "c:metal"]}
ACCEPTED = MappingStatus.ACCEPTED


def _of(related: Mapping[str, list[str]], uri: str) -> Iterable[str]:
    return related.get(uri, [])


def _credential(name: str, outcome: str) -> Credential:
    return Credential(id=name, name=name, issuer="College", outcomes=(LearningOutcome(outcome, outcome),))


def _mapping(
    outcome: str, concept: str, status: MappingStatus = MappingStatus.PROPOSED, **more: object
) -> MappingRecord:
    return MappingRecord(outcome, Predicate.CLOSE, concept, "semapv:CompositeMatching", status=status, **more)  # type: ignore[arg-type]


def _supply(uri: str, mappings: list[MappingRecord]) -> ConceptSupply:
    offered = supply([_credential("A", "o1"), _credential("B", "o2")], mappings, min_confidence=0.5)
    return concept_supply(
        uri,
        offered,
        below=lambda one: _of(BELOW, one),
        narrower=lambda one: _of(ALL_BELOW, one),
        broader=lambda one: _of(ABOVE, one),
    )


def _cell(uri: str, postings: int = 3) -> Cell:
    return Cell(uri, uri, {}, postings, 10, postings / 10, 0.1, 0.6, 1, 1)


@pytest.mark.parametrize(
    ("mappings", "cause", "credentials"),
    [
        ([], Cause.NO_CREDENTIAL, 0),
        ([_mapping("o1", "c:weld", confidence=0.9)], Cause.ONLY_UNREVIEWED, 1),
        ([_mapping("o1", "c:weld", confidence=0.1)], Cause.NO_CREDENTIAL, 0),
        ([_mapping("o1", "c:weld", ACCEPTED)], Cause.COVERED, 1),
        ([_mapping("o1", "c:weld", MappingStatus.REJECTED, confidence=0.9)], Cause.NO_CREDENTIAL, 0),
        (
            [_mapping("o1", "c:weld", ACCEPTED, predicate_modifier=PredicateModifier.NOT)],
            Cause.NO_CREDENTIAL,
            0,
        ),
        ([_mapping("o2", "c:tig", ACCEPTED)], Cause.PARTLY_COVERED, 1),
        ([_mapping("o2", "c:tig", ACCEPTED), _mapping("o1", "c:mig", ACCEPTED)], Cause.COVERED, 2),
        (
            [_mapping("o2", "c:tig", ACCEPTED), _mapping("o1", "c:mig", confidence=0.9)],
            Cause.PARTLY_COVERED,
            2,
        ),
        ([_mapping("o1", "c:metal", ACCEPTED)], Cause.PARTLY_COVERED, 0),
        ([_mapping("o1", "c:metal", confidence=0.9)], Cause.ONLY_UNREVIEWED, 0),
        ([_mapping("o1", "c:cook", ACCEPTED)], Cause.NO_CREDENTIAL, 0),
    ],
)
def test_cause_follows_from_the_mappings(
    mappings: list[MappingRecord], cause: Cause, credentials: int
) -> None:
    (gap,) = gaps([_cell("c:weld")], lambda uri: _supply(uri, mappings), evidence={})
    assert (gap.cause, gap.supply, gap.demand_share) == (cause, credentials, 0.3)
    assert gap.low is not None
    assert gap.high is not None
    assert gap.low < 0.3 < gap.high


def test_supply_is_told_by_relation() -> None:
    found = _supply("c:weld", [_mapping("o1", "c:tig", confidence=0.9), _mapping("o2", "c:metal", ACCEPTED)])
    (gap,) = gaps([_cell("c:weld")], lambda _: found, evidence={})
    assert (gap.direct_supply, gap.supply, gap.broader_supply, gap.accepted_supply) == (0, 1, 1, 0)


def test_a_concept_below_itself_is_not_covered_by_that() -> None:
    assert not _supply("c:loop", []).complete


def test_what_nothing_supplies_comes_first_then_the_most_demanded() -> None:
    mappings = [_mapping("o1", "c:c", confidence=0.9)]
    cells = [_cell("c:a", 1), _cell("c:b", 5), _cell("c:c", 9)]
    found = gaps(cells, lambda uri: _supply(uri, mappings), evidence={})
    assert [gap.uri for gap in found] == ["c:b", "c:a", "c:c"]
    with_words = ranked([*found, *new_term_gaps([NewTerm(words="kubernetes", postings=4, sentences=())], 10)])
    assert [gap.label for gap in with_words] == ["c:b", "c:a", "kubernetes", "c:c"]


@pytest.mark.parametrize(
    ("asked", "weights"),
    [
        ([], (1.0, 1.0, 1.0)),
        (["assessment"], (1.0, 0.0, 1.0)),
        (["assessment=3", "endorsement"], (0.75, 0.25, 1.0)),
    ],
)
def test_credentials_count_by_the_evidence_that_counts(asked: list[str], weights: tuple[float, ...]) -> None:
    assessed, endorsed = (Assessment("exam"),), (Endorsement("Guild"),)
    credentials = [
        Credential("A", "A", "College", assessments=assessed),
        Credential("B", "B", "College", endorsements=endorsed),
        Credential("C", "C", "College", assessments=assessed, endorsements=endorsed),
    ]
    assert tuple(map(EvidenceWeights.parse(asked).of, credentials)) == weights


@pytest.mark.parametrize("text", ["review", "assessment=-1", "endorsement=much", "assessment=inf"])
def test_weights_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        EvidenceWeights.parse([text])


def _unnamed(sentence: str, *postings: str) -> Unnamed:
    return Unnamed(sentence, tuple(SentenceEvidence(posting, sentence, 0.4) for posting in postings))


def _pairs(sentence: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Any two words side by side that are not small."""
    for pair in pairwise(sentence.split()):
        if min(map(len, pair)) > 3:
            yield pair, " ".join(pair)


def _candidates(
    sentences: Sequence[Unnamed], employers: Mapping[str, str] = MappingProxyType({})
) -> list[NewTerm]:
    every = {posting for one in sentences for posting in one.postings}
    said = {posting: Statement(posting, employers.get(posting, "")) for posting in every}
    return gathered(sentences, said, DummyEncoder(), _pairs, CandidateRule(min_postings=3))


def test_sentences_that_say_the_same_are_one_candidate_named_by_what_they_share() -> None:
    found = _candidates(
        [
            _unnamed("operate the kubernetes cluster", "p1", "p2"),
            _unnamed("operate a kubernetes cluster", "p2", "p3"),
            _unnamed("groom large dogs", "p4"),
            _unnamed("shear merino sheep by hand", "p5", "p6", "p7"),
        ],
        {"p5": "Shearers", "p6": "Shearers", "p7": "Shearers"},
    )
    (cluster,) = found
    assert (cluster.words, cluster.postings, cluster.texts) == ("kubernetes cluster", 3, 3)
    assert [(piece.posting, piece.sentence) for piece in cluster.sentences] == [
        ("p1", "operate the kubernetes cluster"),
        ("p2", "operate a kubernetes cluster"),
        ("p3", "operate a kubernetes cluster"),
    ]


def test_what_one_employer_wrote_is_no_candidate_whether_it_is_named_or_not() -> None:
    wording = "we look for merino shearing at the highest speed and with a smile"
    by_one = [_unnamed(wording, "p1", "p2", "p3"), _unnamed("merino shearing", "p3")]
    assert _candidates(by_one) == []
    by_two = [*by_one, _unnamed("good at merino shearing", "p4")]
    assert [(one.words, one.postings) for one in _candidates(by_two)] == [("merino shearing", 4)]
    assert _candidates(by_two, {f"p{n}": "Shearers" for n in range(1, 5)}) == []


def test_a_longer_phrase_is_the_name_where_nearly_all_use_it() -> None:
    def phrases(sentence: str) -> Iterator[tuple[tuple[str, ...], str]]:
        kept = sentence.split()
        for start in range(len(kept)):
            for end in range(start + 2, len(kept) + 1):
                yield tuple(kept[start:end]), " ".join(kept[start:end])

    sentences = [_unnamed("evidence based practice", f"p{n}") for n in range(4)]
    sentences.append(_unnamed("based practice", "p9"))
    said = {f"p{n}": Statement(f"p{n}", "") for n in range(10)}
    rule = CandidateRule(distance=2.1)
    (found,) = gathered(sentences, said, DummyEncoder(), phrases, rule)
    assert (found.words, found.postings) == ("evidence based practice", 4)


def test_a_candidate_is_a_gap_with_an_interval_and_no_concept() -> None:
    (gap,) = new_term_gaps([NewTerm(words="kubernetes", postings=4, sentences=())], 10)
    assert isinstance(gap, Gap)
    assert (gap.uri, gap.label, gap.cause, gap.demand_share) == ("", "kubernetes", Cause.NO_TERM, 0.4)
    assert gap.low is not None
    assert gap.high is not None
    assert gap.low < 0.4 < gap.high


def test_no_sentence_is_no_candidate() -> None:
    assert _candidates([]) == []
