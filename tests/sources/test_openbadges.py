"""Open Badges in: the official samples, their verdicts, and what becomes of a badge's parts."""

from __future__ import annotations

import copy
import datetime
import json
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft201909Validator

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Alignment, Assessment, Credential, Endorsement
from skillgraph.sources import read_credentials
from skillgraph.sources.openbadges import read_openbadges
from skillgraph.sources.openbadges.rules import check
from skillgraph.sources.openbadges.statements import outcome_texts

NOW = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
SAMPLES = "standards/openbadges/inspector-vc/src/test/resources"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("badges must be read without the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def read(path: Path) -> tuple[list[Credential], list[str]]:
    problems = ProblemLog()
    credentials = list(read_openbadges(path, problems=problems, now=NOW))
    return credentials, [f"{problem.field}: {problem.reason}" for problem in problems]


def write(folder: Path, value: object, name: str = "badge.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


VALID = [
    "ob30/simple.json",
    "ob30/simple_v1.json",
    "ob30/simple-did-key-method.json",
    "ob30/simple-did-web-method.json",
    "ob30/simple-multiple-proofs.json",
    "ob30/simple-context-alias.json",
    "ob30/simple-context-version.json",
    "ob30/simple-eddsa-2022.json",
    "ob30/complete.json",
    "ob20/assertion-with-endorsements.json",
    "ob20/badge-class-with-language.json",
    "ob20/rdf-validation/valid-badge-class.json",
    "ob20/rdf-validation/valid-badge-class-empty-criteria-type.json",
]

INVALID = {
    "ob30/simple-err-type.json": "type: says VerifiableCredential, OtherCredential",
    "ob30/simple-err-context.json": "@context: must begin with",
    "ob30/simple-err-issuer.json": "issuer: is missing",
    "ob30/simple-err-issuer-type.json": "issuer.type: says InvalidProfile",
    "ob30/simple-err-issuer-parentorg-type.json": "issuer.parentOrg.type: says InvalidProfile",
    "ob30/simple-err-issuer-otheridentifier-type.json": "issuer.otherIdentifier[1].type: says",
    "ob30/simple-err-credential-subject-type.json": "credentialSubject.type: says",
    "ob30/simple-err-credential-subject-identifier-type.json": "credentialSubject.identifier[0].type: says",
    "ob30/simple-err-credential-subject-profile-type.json": "credentialSubject.source.type: says",
    "ob30/simple-err-credential-subject-result-type.json": "credentialSubject.result[1].type: says",
    "ob30/simple-err-credential-subject-achievement-result-description-type.json": (
        "credentialSubject.achievement.resultDescription[2].type: says"
    ),
    "ob30/simple-err-evidence-type.json": "evidence[1].type: says InvalidEvidence",
    "ob30/simple-err-expired.json": "validUntil: has passed (2010-01-01)",
    "ob30/simple-err-issued.json": "validFrom: lies in the future (2040-01-01)",
    "ob30/simple-err-proof-method.json": "proof.verificationMethod: does not hold an Ed25519 key",
    "ob30/simple-err-proof-method-no-scheme.json": "proof[0].verificationMethod: is not a URI",
    "ob30/simple-err-proof-method-unknown-scheme.json": "proof[0].verificationMethod: has the unknown scheme",
    "ob30/simple-err-proof-method-unknown-did-method.json": "proof[0].verificationMethod: is a did:example",
    "ob20/basic-assertion-invalid-context.json": "@context: must name",
    "ob20/basic-assertion-invalid-type.json": "type: says OtherAssertion",
    "ob20/basic-assertion-expired.json": "expires: has passed (2022-11-15)",
    "ob20/basic-assertion-expired-before-issued.json": "expires: lies before issuedOn",
    "ob20/basic-assertion-in-future.json": "issuedOn: lies in the future (2100-12-31)",
    "ob20/rdf-validation/invalid-class.json": "type: says NotAKnownClass",
    "ob20/rdf-validation/invalid-empty-type.json": "type: says nothing",
}
"""The official invalid samples, but for those whose fault is only in a signature or a list on the network."""


@pytest.mark.parametrize("name", VALID)
def test_official_valid_samples_are_read(shared: Path, name: str) -> None:
    credentials, problems = read(shared / SAMPLES / name)
    assert len(credentials) == 1
    assert problems == []


@pytest.mark.parametrize("name", INVALID)
def test_official_invalid_samples_are_refused_by_their_field(shared: Path, name: str) -> None:
    credentials, problems = read(shared / SAMPLES / name)
    assert credentials == []
    assert any(problem.startswith(INVALID[name]) for problem in problems), problems


def test_hosted_badges_are_found_beside_each_other(shared: Path) -> None:
    credentials, problems = read(shared / SAMPLES / "ob20")
    robotics = next(one for one in credentials if one.id == "https://example.org/robotics-badge.json")
    assert robotics.issuer == "An Example Badge Issuer"
    assert not [
        problem
        for problem in problems
        if problem.startswith("badge: is only the address https://example.org/robotics")
    ]


def test_a_hosted_badge_alone_is_not_fetched(shared: Path) -> None:
    credentials, (problem,) = read(shared / SAMPLES / "ob20/basic-assertion.json")
    assert credentials == []
    assert problem.startswith("badge: is only the address https://example.org/robotics-badge.json")


def test_every_part_of_the_complete_sample_has_its_place(shared: Path) -> None:
    (badge,), _ = read(shared / SAMPLES / "ob30/complete.json")
    assert badge.issuer == "1EdTech University"
    assert badge.issuer_id == "https://1edtech.edu/issuers/565049"
    assert badge.field == "Research"
    assert badge.achievement_type == "Degree"
    assert badge.tags == ("computer science", "research")
    assert badge.criteria.startswith("# Degree Requirements")
    assert badge.assessments[0] == Assessment("LetterGrade", "Final Project Grade")
    assert badge.endorsements == (Endorsement("Example Accrediting Agency", valid_until="2020-01-01"),)
    assert badge.alignments[1] == Alignment(
        target_url="https://credentialengineregistry.org/resources/ce-98cb027b-95ef-4494-908d-6f7790ec6b6b",
        target_name="1EdTech University Degree",
        target_framework="1EdTech University Program and Course Catalog",
        target_code="degree",
        target_type="CTDL",
        target_description="1EdTech University Degree programs.",
    )
    assert "1EdTech University Degree" not in [outcome.text for outcome in badge.outcomes]


ACHIEVEMENT: dict[str, Any] = {
    "id": "https://example.org/a/1",
    "type": ["Achievement"],
    "name": "Welding",
    "description": "Holders can weld metal.",
    "criteria": {"narrative": "Pass the test.\n\n- Weld metal\n- Read *drawings*"},
    "creator": {"id": "https://example.org/i", "type": ["Profile"], "name": "North College"},
}


@pytest.mark.parametrize("value", [ACHIEVEMENT, [ACHIEVEMENT]])
def test_an_achievement_alone_or_in_an_array_is_recognised(tmp_path: Path, value: object) -> None:
    path = write(tmp_path, value)
    (badge,) = read_credentials(path, problems=ProblemLog(strict=True))
    assert [outcome.text for outcome in badge.outcomes] == ["Weld metal", "Read drawings"]
    assert json.loads(badge.original) == ACHIEVEMENT


def test_a_folder_and_a_zip_of_badges_are_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "badges"
    folder.mkdir()
    with zipfile.ZipFile(tmp_path / "badges.zip", "w") as archive:
        for number in range(3):
            badge = {**ACHIEVEMENT, "id": f"https://example.org/a/{number}"}
            archive.write(write(folder, badge, f"{number}.json"), f"badges/{number}.json")
        archive.writestr("badges/broken.json", "{")
        archive.writestr("badges/readme.txt", "not a badge")
    write(folder, 0, "broken.json").write_text("{", encoding="utf-8")
    (one, wrong), (other, also) = read(folder), read(tmp_path / "badges.zip")
    assert [badge.id for badge in one] == [badge.id for badge in other]
    assert len(one) == 3
    assert len(wrong) == len(also) == 1


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "badges.zip").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(InputError, match="cannot be read as a zip archive"):
        read(tmp_path / "badges.zip")


def test_an_award_leaves_its_holder_out(shared: Path) -> None:
    (badge,), _ = read(shared / SAMPLES / "ob30/complete.json")
    assert "student@1edtech.edu" not in badge.original
    assert "Final Project Report" not in badge.original


def test_an_endorsement_of_its_own_reaches_its_badge(tmp_path: Path) -> None:
    endorsement = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "id": "https://example.org/e/1",
        "name": "A good word",
        "issuer": {"id": "https://example.org/guild", "type": ["Profile"], "name": "The Guild"},
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-01-01T00:00:00Z",
        "credentialSubject": {"id": ACHIEVEMENT["id"], "type": ["EndorsementSubject"]},
    }
    (badge,), problems = read(write(tmp_path, [ACHIEVEMENT, endorsement]))
    assert problems == []
    assert badge.endorsements == (Endorsement("The Guild", valid_until="2027-01-01"),)


def test_what_skillgraph_proposed_is_not_taken_for_the_issuers_word(tmp_path: Path) -> None:
    proposal = {
        "type": ["Alignment"],
        "targetName": "weld",
        "targetUrl": "https://example.org/s/1",
        "https://w3id.org/skillgraph/ns#mappingStatus": "proposed",
    }
    (badge,), _ = read(write(tmp_path, {**ACHIEVEMENT, "alignment": [proposal]}))
    assert badge.alignments == ()


@pytest.mark.parametrize(
    ("narrative", "description", "expected"),
    [
        ("Do this:\n1. Weld\n2) Cut", "Learn to weld.", ["Weld", "Cut"]),
        ("Pass the test.", "Holders can weld. It costs nothing.", ["Holders can weld."]),
        ("", "Le titulaire peut souder. Gratuit.", ["Le titulaire peut souder."]),
        ("Pass.", "A badge.", ["A badge."]),
        ("", "", []),
    ],
)
def test_outcomes_are_what_the_words_state(narrative: str, description: str, expected: list[str]) -> None:
    assert outcome_texts(narrative, description) == expected


@pytest.fixture(scope="module")
def schema(shared: Path) -> Draft201909Validator:
    path = shared / "standards/openbadges/ob_v3p0_achievementcredential_schema.json"
    return Draft201909Validator(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def complete(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / SAMPLES / "ob30/complete.json").read_text(encoding="utf-8"))
    return found


def _paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(inner for key, item in items for inner in _paths(item, (*path, key)))]


@given(data=st.data())
@settings(max_examples=100)
def test_the_rules_judge_as_the_official_schema_does(
    schema: Draft201909Validator, complete: dict[str, Any], data: st.DataObject
) -> None:
    """One change at any place of the complete sample: both accept it, or both refuse it."""
    *parents, key = data.draw(st.sampled_from(_paths(complete)[1:]))
    changed = copy.deepcopy(complete)
    target: Any = changed
    for step in parents:
        target = target[step]
    new: object = data.draw(
        st.sampled_from(["", "https://example.org/x", "wrong", 7, True, None, {}, ["wrong"], "-"])
    )
    if new == "-":
        del target[key]
    else:
        target[key] = new
    ours = [
        f"{finding.field}: {finding.reason}"
        for finding in check(changed, "AchievementCredential", version="3.0")
    ]
    theirs = [error.message[:200] for error in schema.iter_errors(changed)]
    if theirs and not ours:  # JSON-LD takes one value and a list of one for the same
        target[key] = [target[key]]
        theirs = [error.message[:200] for error in schema.iter_errors(changed)]
    elif ours and not theirs:  # the schema leaves the form of dates and URIs to others
        ours = [one for one in ours if "not a date" not in one and "not a URI" not in one]
    assert bool(ours) == bool(theirs), (parents, key, new, ours, theirs)
