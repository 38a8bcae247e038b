"""Open Badges out: valid by the official schema, and what came in unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft201909Validator

from skillgraph.errors import InputError, ProblemLog
from skillgraph.export.frameworks import Frameworks
from skillgraph.export.openbadges import badge
from skillgraph.model import (
    Alignment,
    Assessment,
    Credential,
    LearningOutcome,
    Mapping,
    MappingStatus,
    Predicate,
)
from skillgraph.namespaces import SCHEMA, SG, SSSOM
from skillgraph.sources import read_credentials
from skillgraph.sources.openbadges import read_openbadges
from skillgraph.sources.openbadges.rules import check
from tests.graph.test_codec import CREDENTIALS
from tests.sources.test_openbadges import NOW, SAMPLES, VALID, write

ESCO = Frameworks(
    titles={"esco@1.2.0": "ESCO"},
    acknowledgements={"esco@1.2.0": "This service uses the ESCO classification (adapted)."},
)
CREDENTIAL = Credential(
    id="https://example.org/c/1",
    name="Welding",
    issuer="North College",
    lang="fr-CA",
    outcomes=(LearningOutcome("https://example.org/o/1", "Souder du métal", "fr-CA"),),
    assessments=(Assessment("démonstration", "à l’atelier", threshold=0.9),),
)
ACCEPTED = Mapping(
    subject_id="https://example.org/o/1",
    predicate_id=Predicate.CLOSE,
    object_id="http://data.europa.eu/esco/skill/weld",
    mapping_justification="semapv:CompositeMatching",
    status=MappingStatus.ACCEPTED,
    subject_label="Souder du métal",
    object_label="souder du métal",
    object_source="esco",
    object_source_version="1.2.0",
    confidence=0.75,
    mapping_tool="skillgraph",
    mapping_tool_version="0.1",
)
PROPOSED = replace(
    ACCEPTED,
    object_id="http://data.europa.eu/esco/skill/cut",
    object_label="couper",
    status=MappingStatus.PROPOSED,
)


@pytest.fixture(scope="module")
def achievements(shared: Path) -> Draft201909Validator:
    """The official schema for an achievement alone."""
    path = shared / "standards/openbadges/ob_v3p0_achievementcredential_schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    return Draft201909Validator(
        {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/Achievement"}
    )


def award(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return found


def told(document: dict[str, Any]) -> dict[str, Any]:
    """The achievement or badge class in a sample."""
    if "credentialSubject" in document:
        found: dict[str, Any] = document["credentialSubject"]["achievement"]
        return found
    return document["badge"] if isinstance(document.get("badge"), dict) else document


@pytest.mark.parametrize("name", VALID)
def test_import_then_export_changes_nothing_that_was_there(
    shared: Path, achievements: Draft201909Validator, name: str
) -> None:
    (credential,) = read_openbadges(shared / SAMPLES / name, problems=ProblemLog(), now=NOW)
    version = "3.0" if name.startswith("ob30") else "2.0"
    made = badge(credential, [], version=version, frameworks=ESCO)
    before = told(award(shared / SAMPLES, name))
    added = made.keys() - before.keys()
    assert {key: made[key] for key in before} == before
    assert added <= {"@context", "creator"}, "only what the award around it says"
    if version == "3.0" and "v1" not in name and "eddsa" not in name:
        assert [error.message for error in achievements.iter_errors(made)] == []


def test_the_published_microcredential_samples_come_back_unchanged(shared: Path) -> None:
    """With their extension fields (ECTS, assessmentType …), which no schema of ours knows."""
    seen = 0
    for path in sorted((shared / "standards/openbadges/educredentials-examples").glob("*.json")):
        (credential,) = read_openbadges(path, problems=ProblemLog(strict=True), now=NOW)
        made, before = (
            badge(credential, [], version="3.0", frameworks=ESCO),
            told(award(path.parent, path.name)),
        )
        assert {key: made[key] for key in before} == before
        seen += 1
    assert seen == 30


def test_unknown_fields_and_odd_values_survive(tmp_path: Path) -> None:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2", {"x": "https://example.org/x#"}],
        "id": "https://example.org/a",
        "type": ["Achievement", "x:Thing"],
        "name": "  spaces \u0000 and 🛠 ",
        "description": "d",
        "criteria": {},
        "x:deep": [{"a": [1, 2.50, None, True, {"": "é"}]}, [], ""],
    }
    (credential,) = read_credentials(write(tmp_path, document), problems=ProblemLog())
    assert badge(credential, [], version="3.0", frameworks=ESCO) == document


def test_accepted_mappings_become_alignments_with_the_acknowledgement(
    achievements: Draft201909Validator,
) -> None:
    made = badge(CREDENTIAL, [ACCEPTED, PROPOSED], version="3.0", frameworks=ESCO)
    assert made["alignment"] == [
        {
            "type": ["Alignment"],
            "targetName": "souder du métal",
            "targetUrl": "http://data.europa.eu/esco/skill/weld",
            "targetDescription": "Résultat : Souder du métal",
            "targetFramework": "ESCO 1.2.0",
            "targetType": "ceasn:Competency",
        }
    ]
    assert made[SCHEMA.creditText] == "This service uses the ESCO classification (adapted)."
    assert made["criteria"]["narrative"] == (
        "Les apprenants montrent qu’ils peuvent :\n\n- Souder du métal\n\n"
        "Évaluation: démonstration: à l’atelier (au moins 90%)."
    )
    assert [error.message for error in achievements.iter_errors(made)] == []


def test_proposals_are_added_on_request_and_marked(achievements: Draft201909Validator) -> None:
    made = badge(CREDENTIAL, [PROPOSED], version="3.0", frameworks=ESCO, proposed=True)
    (alignment,) = made["alignment"]
    assert alignment[SG.mappingStatus] == "proposed"
    assert alignment[SSSOM.confidence] == 0.75
    assert alignment["targetDescription"].startswith("Proposé par skillgraph 0.1, révisé par personne.")
    assert [error.message for error in achievements.iter_errors(made)] == []


@pytest.mark.parametrize(
    "status", [status for status in MappingStatus if not status.waiting and status != "accepted"]
)
def test_what_was_decided_against_is_never_written(status: MappingStatus) -> None:
    made = badge(
        CREDENTIAL, [replace(ACCEPTED, status=status)], version="3.0", frameworks=ESCO, proposed=True
    )
    assert "alignment" not in made


def test_an_imported_badge_gets_new_alignments_after_its_own(tmp_path: Path) -> None:
    own = {"type": ["Alignment"], "targetName": "weld", "targetUrl": ACCEPTED.object_id}
    document = {
        "id": "https://example.org/a",
        "type": ["Achievement"],
        "name": "Welding",
        "description": "d",
        "criteria": {},
        "alignment": [own],
    }
    (credential,) = read_credentials(write(tmp_path, document), problems=ProblemLog())
    other = replace(ACCEPTED, object_id="http://data.europa.eu/esco/skill/cut")
    made = badge(credential, [ACCEPTED, other], version="3.0", frameworks=ESCO)
    assert made["alignment"][0] == own
    assert [one["targetUrl"] for one in made["alignment"]] == [ACCEPTED.object_id, other.object_id]


def test_a_badge_of_the_other_version_is_written_anew(shared: Path) -> None:
    (credential,) = read_openbadges(shared / SAMPLES / "ob30/complete.json", problems=ProblemLog(), now=NOW)
    made = badge(credential, [], version="2.0", frameworks=ESCO)
    assert made["type"] == "BadgeClass"
    assert made["alignment"][0]["targetCode"] == "degree"
    assert list(check(made, "BadgeClass", version="2.0")) == []


@given(credential=CREDENTIALS)
@settings(max_examples=40)
def test_any_credential_is_written_by_the_rules_or_refused_with_the_field(credential: Credential) -> None:
    plain = replace(credential, original="")
    for version in ("3.0", "2.0"):
        made = None
        with suppress(InputError):
            made = badge(plain, [], version=version, frameworks=ESCO)
        assert made is None or made["id"] == credential.id


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(InputError, match=r"Open Badges 1\.1 is not written"):
        badge(CREDENTIAL, [], version="1.1", frameworks=ESCO)


def _mapped(credentials: list[Credential]) -> Iterator[tuple[Credential, list[Mapping]]]:
    for credential in credentials:
        yield (
            credential,
            [replace(PROPOSED, subject_id=o.id, subject_label=o.text) for o in credential.outcomes],
        )


@pytest.mark.parametrize("version", ["3.0", "2.0"])
def test_all_real_templates_keep_the_schema(
    badge_credentials_json: Path, achievements: Draft201909Validator, version: str
) -> None:
    credentials = list(read_credentials(badge_credentials_json, problems=ProblemLog()))
    assert len(credentials) == 568
    for credential, mappings in _mapped(credentials):
        made = badge(credential, mappings, version=version, frameworks=ESCO, proposed=True)
        assert len(made["alignment"]) == 1
        if version == "3.0":
            assert next(achievements.iter_errors(made), None) is None


def test_our_own_badge_read_again_states_the_same(tmp_path: Path) -> None:
    rich = replace(
        CREDENTIAL,
        issuer_id="https://example.org/college",
        description="Un cours.",
        field="métaux",
        lang="fr-CA",
        achievement_type="Certificate",
        tags=("métal", "soudage"),
        url="https://example.org/page",
        alignments=(Alignment("https://example.org/s/1", "Souder", "Normes", "N-1", "CFItem", "…"),),
    )
    made = badge(rich, [], version="3.0", frameworks=ESCO)
    (again,) = read_credentials(write(tmp_path, made), problems=ProblemLog(strict=True))
    kept = (
        "id",
        "name",
        "issuer",
        "issuer_id",
        "description",
        "field",
        "lang",
        "achievement_type",
        "tags",
        "url",
    )
    assert [getattr(again, name) for name in kept] == [getattr(rich, name) for name in kept]
    assert [outcome.text for outcome in again.outcomes] == ["Souder du métal", "Souder"]
    assert [replace(one, outcome="") for one in again.alignments] == list(rich.alignments)
