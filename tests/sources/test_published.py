"""Credentials as registries, wallets and learner records publish them, in shortened documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Credential
from skillgraph.sources.credentials import read_credentials

CTDL = "https://credreg.net/ctdl/schema/context/json"
VC2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def read(folder: Path, value: object) -> tuple[list[Credential], list[str]]:
    path = folder / "given.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    log = ProblemLog()
    found = list(read_credentials(path, problems=log))
    return found, [
        f"{problem.field}: {problem.reason}" if problem.field else problem.reason for problem in log
    ]


def texts(credential: Credential) -> list[str]:
    return [outcome.text for outcome in credential.outcomes]


def target(name: str, **more: str) -> dict[str, object]:
    keys = {f"ceterms:{key}": held for key, held in more.items()}
    return {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": {"en-US": name}, **keys}


def registry(**more: object) -> dict[str, object]:
    keys = {f"ceterms:{key}": held for key, held in more.items()}
    credential = {
        "@id": "https://e.org/1",
        "@type": "ceterms:MicroCredential",
        "ceterms:name": {"fr": "Soudage", "en": "Welding"},
        "ceterms:ownedBy": ["_:mill"],
        **keys,
    }
    owner = {
        "@id": "_:mill",
        "@type": "ceterms:CredentialOrganization",
        "ceterms:name": {"en": "Mill College"},
    }
    return {"@context": CTDL, "@graph": [credential, owner]}


@pytest.mark.parametrize(
    "more",
    [
        {"teaches": [target("Weld steel")]},
        {"assesses": target("Weld steel")},
        {"requires": [{"ceterms:targetCompetency": [target("Weld steel")]}]},
        {"requires": {"ceterms:targetAssessment": [{"ceterms:assesses": [target("Weld steel")]}]}},
        {"requires": [{"ceterms:targetLearningOpportunity": [{"ceterms:teaches": target("Weld steel")}]}]},
    ],
    ids=["teaches", "assesses", "requires", "assessment", "course"],
)
def test_what_ctdl_teaches_and_assesses_is_an_outcome(tmp_path: Path, more: dict[str, object]) -> None:
    (credential,), _ = read(
        tmp_path, registry(**more, estimatedDuration=[{"ceterms:exactDuration": "PT12H"}])
    )
    assert (credential.name, credential.issuer, credential.duration_hours) == ("Welding", "Mill College", 12)
    assert texts(credential) == ["Weld steel"]


def test_competencies_of_ctdl_with_an_address_are_alignments_and_addresses_alone_are_told(
    tmp_path: Path,
) -> None:
    skill = target("Weld steel", targetNode="http://data.europa.eu/esco/skill/1", codedNotation="S1")
    (credential,), told = read(tmp_path, registry(teaches=[skill, "https://e.org/unknown"], cost="$5"))
    (alignment,) = credential.alignments
    assert (alignment.target_url, alignment.target_code) == ("http://data.europa.eu/esco/skill/1", "S1")
    assert alignment.outcome == credential.outcomes[0].id
    assert "cost (1)" in told[-1]
    assert "by their address only (1)" in told[-1]


def test_a_credential_of_ctdl_without_competencies_and_a_file_without_credentials_are_told(
    tmp_path: Path,
) -> None:
    (credential,), told = read(tmp_path, registry())
    assert credential.outcomes == ()
    assert any(one.startswith("Welding: outcomes: is empty") for one in told)
    framework = {"@context": CTDL, "@graph": [{"@type": "ceasn:Competency", "ceasn:competencyText": "Weld"}]}
    with pytest.raises(InputError, match=r"is CTDL without a credential.*ceasn:Competency"):
        read(tmp_path, framework)


def achievement(**more: object) -> dict[str, object]:
    outcome = {
        "title": {"fr": "Souder l'acier", "en": "Weld steel"},
        "relatedESCOSkill": [
            {
                "id": "http://data.europa.eu/esco/skill/1",
                "prefLabel": {"en": "weld"},
                "inScheme": {"id": "http://data.europa.eu/esco/skill"},
            }
        ],
    }
    return {
        "type": "LearningAchievement",
        "title": {"fr": "Soudage", "en": "Welding"},
        "awardedBy": {"awardingBody": [{"legalName": {"en": "Mill College"}, "id": "urn:epass:org:1"}]},
        "specifiedBy": {
            "id": "urn:epass:qualification:1",
            "learningOutcome": [outcome],
            "volumeOfLearning": "PT45H",
            "eqfLevel": {"prefLabel": {"en": "Level 5"}},
        },
        **more,
    }


def wallet(*claims: object) -> dict[str, object]:
    return {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "http://data.europa.eu/snb/model/context/edc-ap",
        ],
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSubject": [{"givenName": {"en": "Joe"}, "hasClaim": list(claims)}],
    }


def test_a_european_digital_credential_is_read_with_its_skills_and_languages(tmp_path: Path) -> None:
    activity = {"type": "LearningActivity", "title": {"en": "Internship"}}
    (credential,), told = read(tmp_path, wallet(achievement(provenBy={"grade": 1}), activity))
    assert (credential.name, credential.issuer, credential.level) == ("Welding", "Mill College", "Level 5")
    assert (credential.duration_hours, credential.issuer_id) == (45, "")
    (outcome,) = credential.outcomes
    assert (outcome.text, outcome.lang, outcome.other_texts) == (
        "Weld steel",
        "en",
        (("fr", "Souder l'acier"),),
    )
    assert [(one.target_name, one.outcome) for one in credential.alignments] == [("weld", outcome.id)]
    assert "provenBy (1)" in told[-1]
    assert "Joe" not in repr(credential)


def test_parts_of_an_achievement_are_credentials_of_their_own_with_ids_that_do_not_collide(
    tmp_path: Path,
) -> None:
    part = achievement(title={"en": "Module 1"})
    found, _ = read(tmp_path, wallet(achievement(hasPart=[part])))
    assert [one.name for one in found] == ["Welding", "Module 1"]
    assert len({one.id for one in found}) == 2


def test_the_published_sample_of_a_microcredential(shared: Path) -> None:
    log = ProblemLog()
    path = shared / "data" / "exchange" / "edc_microcredential_example.json"
    (credential,) = read_credentials(path, problems=log)
    assert texts(credential) == ["Example of learning outcome", "Example of learning second outcome"]
    assert credential.alignments == ()  # the addresses of its skills count in this file only
    assert "without an address of their own (4)" in list(log)[-1].reason


def badge(number: int, **more: object) -> dict[str, object]:
    return {
        "@context": [VC2, OB3],
        "id": f"https://e.org/awards/{number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://e.org/mill", "type": ["Profile"], "name": "Mill"},
        "validFrom": "2024-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"https://e.org/badges/{number}",
                "type": ["Achievement"],
                "name": f"Badge {number}",
                "description": "A first course.",
                "criteria": {"narrative": "- Weld\n- Cut"},
                **more,
            },
        },
    }


BUNDLES = {
    "learner record": {
        "@context": [VC2, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"],
        "type": ["VerifiableCredential", "ClrCredential"],
        "credentialSubject": {"type": ["ClrSubject"], "verifiableCredential": [badge(1), badge(2)]},
    },
    "presentation": {
        "@context": [VC2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [badge(1), badge(2)],
    },
    "answer of a platform": {"status": {"success": True}, "result": [badge(1), badge(2)]},
    "wallet": {"backpack": [{"vc": badge(1)}, {"credential": badge(2)}]},
}


@pytest.mark.parametrize("value", BUNDLES.values(), ids=BUNDLES)
def test_badges_are_found_in_what_holds_several(tmp_path: Path, value: object) -> None:
    found, told = read(tmp_path, value)
    assert [one.name for one in found] == ["Badge 1", "Badge 2"]
    assert told == []


def test_a_learner_record_of_the_first_version(tmp_path: Path) -> None:
    inner = {
        "id": "https://e.org/9",
        "name": "Welding",
        "issuer": {"id": "https://e.org/mill", "name": "Mill"},
        "requirement": {"narrative": "- Weld\n- Cut"},
        "alignments": [{"targetName": "Read drawings", "targetUrl": "https://e.org/t"}],
        "humanCode": "W1",
    }
    record = {"type": "Clr", "learner": {"name": "Joe"}, "assertions": [{"achievement": inner}]}
    (credential,), told = read(tmp_path, record)
    assert texts(credential) == ["Weld", "Cut", "Read drawings"]
    assert "humanCode (1)" in told[-1]


ALIGNED = {"type": ["Alignment"], "targetName": "Weld", "targetUrl": "https://e.org/t/1"}


@pytest.mark.parametrize(
    ("alignment", "names", "told"),
    [
        (ALIGNED, ["Weld"], []),
        ([ALIGNED, ALIGNED], ["Weld"], []),
        ("https://e.org/t/1", [], ["alignment: is "]),
        ([ALIGNED, "https://e.org/t/2", None], ["Weld"], ["alignment[1]: is ", "alignment[2]: is null"]),
        ([{**ALIGNED, "targetUrl": 7}, ALIGNED], ["Weld"], ["alignment[0].targetUrl: is "]),
        (
            [{"type": ["Alignment"], "targetUrl": "https://e.org/t"}],
            [],
            ["alignment[0].targetName: is missing"],
        ),
    ],
    ids=["object", "twice", "address", "mixed", "no address", "no name"],
)
def test_alignments_in_every_shape_cost_themselves_only(
    tmp_path: Path, alignment: object, names: list[str], told: list[str]
) -> None:
    (credential,), problems = read(tmp_path, badge(1, alignment=alignment))
    assert [one.target_name for one in credential.alignments] == names
    assert [one.removeprefix("credentialSubject.achievement.")[: len(said)] for one, said in
            zip(problems, told, strict=True)] == told  # fmt: skip


@pytest.mark.parametrize("type_", ["ceterms:Course", "Course", ["ceterms:Course"]])
def test_a_type_that_is_not_in_the_list_still_tells_what_a_target_is(tmp_path: Path, type_: object) -> None:
    (credential,), (told,) = read(tmp_path, badge(1, alignment={**ALIGNED, "targetType": type_}))
    (alignment,) = credential.alignments
    assert (alignment.target_name, alignment.outcome) == ("Weld", "")  # a course is nobody's skill
    assert "read, and left out of exports" in told


def test_a_plural_key_of_alignments_is_named(tmp_path: Path) -> None:
    _, told = read(tmp_path, badge(1, alignments=[ALIGNED]))
    assert told == ["alignments: is no key of Open Badges, which say alignment; passed over"]
