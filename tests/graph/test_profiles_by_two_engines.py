"""The profiles say the same under pySHACL and rudof, on samples, real templates and made-up credentials."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph import resources
from skillgraph.errors import ProblemLog
from skillgraph.graph.checking import check, described
from skillgraph.graph.profiles import names, open_profile
from skillgraph.model import (
    Assessment,
    Credential,
    Endorsement,
    EndorsementClaim,
    LearningOutcome,
    Mapping,
    MappingStatus,
    Predicate,
    PredicateModifier,
)
from skillgraph.resources import samples
from skillgraph.sources import read_credentials
from tests.support.shapes_engines import Finding, findings_by_rudof

DAY = "2026-11-25"


def by_pyshacl(credentials: Sequence[Credential], mappings: Sequence[Mapping], profile: str) -> set[Finding]:
    checks = check(credentials, mappings, open_profile(profile), day=DAY)
    return {
        (one.credential_id, finding.shape, finding.severity.value)
        for one in checks
        for element in one.elements
        for finding in element.findings
    }


def by_rudof(credentials: Sequence[Credential], mappings: Sequence[Mapping], profile: str) -> set[Finding]:
    triples = [triple for some in described(credentials, mappings, day=DAY).values() for triple in some]
    return findings_by_rudof(triples, resources.ontologies("shapes", "profiles", f"{profile}.ttl"))


def mapping(outcome: str, status: MappingStatus, *, negated: bool = False) -> Mapping:
    return Mapping(
        outcome,
        Predicate.CLOSE,
        "http://data.europa.eu/esco/skill/1",
        "semapv:CompositeMatching",
        status=status,
        predicate_modifier=PredicateModifier.NOT if negated else None,
        object_label="weld",
    )


def read(path: Path) -> list[Credential]:
    return list(read_credentials(path, problems=ProblemLog()))


def sample_credentials() -> list[Credential]:
    folder = samples("credentials")
    return read(folder / "outcome-sheet.csv") + read(folder / "microcertifications.json")


@pytest.mark.parametrize("profile", names())
def test_on_the_samples(profile: str) -> None:
    credentials = sample_credentials()
    statuses = [MappingStatus.ACCEPTED, MappingStatus.PROPOSED, MappingStatus.REJECTED]
    mappings = [
        mapping(outcome.id, statuses[n % 3])
        for n, credential in enumerate(credentials)
        if n % 4
        for outcome in credential.outcomes
    ]
    found = by_pyshacl(credentials, mappings, profile)
    assert found
    assert found == by_rudof(credentials, mappings, profile)


@pytest.mark.parametrize("profile", names())
def test_on_real_templates(profile: str, badge_credentials_json: Path) -> None:
    credentials = read(badge_credentials_json)[::12]
    assert by_pyshacl(credentials, [], profile) == by_rudof(credentials, [], profile)


ASSESSMENTS = st.builds(
    Assessment,
    kind=st.sampled_from(["exam", "simulation"]),
    description=st.sampled_from(["", "Two hours"]),
    authentic=st.sampled_from([None, True, False]),
    threshold=st.sampled_from([None, 0.9]),
    evidence=st.sampled_from(["", "A signed checklist", "https://x.example/evidence"]),
    embedded=st.sampled_from([None, True, False]),
    pass_mark=st.sampled_from([None, 0.5]),
)
ENDORSEMENTS = st.builds(
    Endorsement,
    endorser=st.sampled_from(["Guild", "Council"]),
    claim=st.sampled_from(EndorsementClaim),
    skill=st.sampled_from(["", "welding"]),
    valid_until=st.sampled_from(["", "2020-01-01", "2026-11-25", "2030-01-01"]),
)


@st.composite
def described_credentials(draw: st.DrawFn) -> tuple[list[Credential], list[Mapping]]:
    """Credentials in which every fact that a profile asks for is there, or not, or wrong."""
    credentials, mappings = [], []
    for number in range(draw(st.integers(1, 4))):
        uri = f"https://x.example/c/{number}"
        outcomes = tuple(
            LearningOutcome(f"{uri}#{place}", f"Outcome {place}", "en")
            for place in range(draw(st.integers(0, 2)))
        )
        for outcome in outcomes:
            if draw(st.booleans()):
                status = draw(st.sampled_from(MappingStatus))
                mappings.append(mapping(outcome.id, status, negated=draw(st.booleans())))
        credentials.append(
            Credential(
                uri,
                name=draw(st.sampled_from(["", "Welding"])),
                issuer=draw(st.sampled_from(["", "College"])),
                outcomes=outcomes,
                assessments=tuple(draw(st.lists(ASSESSMENTS, max_size=2))),
                endorsements=tuple(draw(st.lists(ENDORSEMENTS, max_size=3))),
                duration_hours=draw(st.sampled_from([None, 0.0, 40.0])),
                duration_weeks=draw(st.sampled_from([None, 11.5, 12.0, 13.0])),
                credits=draw(st.sampled_from([None, 4.9, 5.0, 40.0, 41.0])),
                transcriptable=draw(st.sampled_from([None, True, False])),
                evidence_of_need=draw(st.sampled_from(["", "A study", "https://x.example/study"])),
                learner_owned=draw(st.sampled_from([None, True, False])),
                stacks_into=tuple(draw(st.sampled_from([[], ["Diploma"], ["https://x.example/d"]]))),
                reviewed=draw(st.sampled_from(["", "2026-11-25", "2025-11-24", "2025-11-25", "2020-02-29"])),
            )
        )
    return credentials, mappings


@settings(max_examples=30)
@given(described_credentials(), st.sampled_from(names()))
def test_on_made_up_credentials(made: tuple[list[Credential], list[Mapping]], profile: str) -> None:
    assert by_pyshacl(*made, profile) == by_rudof(*made, profile)
