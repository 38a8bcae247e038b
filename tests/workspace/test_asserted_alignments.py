"""What issuers call a concept, and the address they copy, is held against the loaded frameworks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillgraph.model import Action, MappingStatus
from skillgraph.workspace import Workspace
from skillgraph.workspace.credentials.exporting import export_openbadges
from skillgraph.workspace.loading import load_credentials, load_framework, load_mappings
from skillgraph.workspace.review.deciding import decide_or_raise
from tests.support.review_steps import verdict

AID = "http://data.europa.eu/esco/skill/aid"
ESCO = f"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<http://data.europa.eu/esco/concept-scheme/skills> a skos:ConceptScheme ; dcterms:title "ESCO"@en ;
    dcterms:identifier "esco" ; owl:versionInfo "1.2.0" .
<{AID}> a skos:Concept ; skos:prefLabel "first aid"@en , "premiers secours"@fr ; skos:altLabel "CPR"@en ;
    skos:inScheme <http://data.europa.eu/esco/concept-scheme/skills> .
"""


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "ws")
    (tmp_path / "esco.ttl").write_text(ESCO, encoding="utf-8")
    load_framework(made, [tmp_path / "esco.ttl"])
    return made


def loaded(space: Workspace, folder: Path, *alignments: tuple[str, str], lang: str = "") -> list[str]:
    """The problems of loading one badge with alignments of so many names and addresses."""
    badge = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "https://example.org/badges/aid",
        "type": ["Achievement"],
        "name": "First responder",
        "description": "Holders can help.",
        "criteria": {"narrative": "Pass."},
        "creator": {"id": "https://example.org/college", "type": ["Profile"], "name": "College"},
        "alignment": [
            {"type": ["Alignment"], "targetName": name, "targetUrl": url} for name, url in alignments
        ],
        **({"inLanguage": lang} if lang else {}),
    }
    (folder / "aid.json").write_text(json.dumps(badge), encoding="utf-8")
    return [problem.reason for problem in load_credentials(space, folder / "aid.json").problems]


@pytest.mark.parametrize("name", ["Algebra", "Weld metal", "Comptabilité", "Baking of bread"])
def test_another_concepts_name_waits_for_a_person(space: Workspace, tmp_path: Path, name: str) -> None:
    (reason,) = loaded(space, tmp_path, (name, AID))
    assert all(said in reason for said in ("First responder", AID, repr(name), "'first aid'", "proposed"))
    (record,) = space.snapshot().mappings
    assert (record.status, record.subject_label) == (MappingStatus.PROPOSED, name)
    assert record.object_label == "first aid"
    assert name in record.comment


@pytest.mark.parametrize(
    ("name", "lang", "label"),
    [
        ("first aid", "", "first aid"),
        ("Administer FIRST aids", "en", "first aid"),
        ("Secours", "fr", "premiers secours"),
        ("CPR", "", "first aid"),
        ("Erste Hilfe leisten", "de", "first aid"),
        ("?", "", "first aid"),
    ],
)
def test_a_name_that_may_be_meant_is_accepted_under_the_label(
    space: Workspace, tmp_path: Path, name: str, lang: str, label: str
) -> None:
    assert loaded(space, tmp_path, (name, AID), lang=lang) == []
    (record,) = space.snapshot().mappings
    assert (record.status, record.object_label) == (MappingStatus.ACCEPTED, label)


@pytest.mark.parametrize(
    "address",
    [
        "https://esco.ec.europa.eu/en/classification/skills?uri=http%3A%2F%2Fdata.europa.eu%2Fesco%2Fskill%2Faid",
        "https://esco.ec.europa.eu/fr/classification/skills?uri=http://data.europa.eu/esco/skill/aid",
        "https://esco.ec.europa.eu/en/classification/skills?x=1&uri=http%253A%252F%252Fdata.europa.eu/esco/skill/aid",
        "https://ec.europa.eu/esco/portal/skill?uri=http%3A%2F%2Fdata.europa.eu%2Fesco%2Fskill%2Faid&full=true",
        "https://data.europa.eu/esco/skill/aid",
        "http://data.europa.eu/esco/skill/aid/",
        "https://Data.Europa.eu/esco/skill/aid",
    ],
)
def test_addresses_that_people_copy_mean_the_concept(space: Workspace, tmp_path: Path, address: str) -> None:
    assert loaded(space, tmp_path, ("first aid", address)) == []
    (record,) = space.snapshot().mappings
    assert (record.object_id, record.status) == (AID, MappingStatus.ACCEPTED)
    export_openbadges(space, tmp_path / "out.json")
    (alignment,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["alignment"]
    assert alignment["targetUrl"] == address


def test_concepts_that_no_framework_has_are_counted(space: Workspace, tmp_path: Path) -> None:
    missing = "http://data.europa.eu/esco/skill/0000-not-there"
    others = (("Help", "https://esco.ec.europa.eu/en/about"), ("Rescue", missing), ("first aid", AID))
    (reason,) = loaded(space, tmp_path, *others)
    assert reason.startswith("2 mappings name concepts that no loaded framework has, such as http")
    (tmp_path / "m.sssom.tsv").write_text(
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        f"https://x.example/o\tskos:closeMatch\t{missing}\tsemapv:ManualMappingCuration\n"
        f"https://x.example/o\tskos:closeMatch\t{AID}\tsemapv:ManualMappingCuration\n",
        encoding="utf-8",
    )
    said = [problem.reason for problem in load_mappings(space, tmp_path / "m.sssom.tsv").problems]
    named = f"1 mapping names a concept that no loaded framework has, such as {missing}; kept as stated"
    assert named in said


def labelled(space: Workspace, folder: Path, label: str) -> str:
    """The note of loading the framework again, in which the concept has another label."""
    text = ESCO.replace('"first aid"@en , "premiers secours"@fr', f'"{label}"@en').replace(
        "CPR", f"to {label}"
    )
    (folder / "esco.ttl").write_text(text, encoding="utf-8")
    return load_framework(space, [folder / "esco.ttl"], replaces=True).note


def test_alignments_are_compared_again_when_a_framework_changes(space: Workspace, tmp_path: Path) -> None:
    loaded(space, tmp_path, ("first aid", AID))
    note = labelled(space, tmp_path, "weld metal")
    (record,) = space.snapshot().mappings
    assert (record.status, record.object_label) == (MappingStatus.PROPOSED, "weld metal")
    assert "1 alignment of an issuer waits for a person now" in note
    assert "'first aid' to 'weld metal'" in note
    assert "wait" not in labelled(space, tmp_path, "give first aid")
    (record,) = space.snapshot().mappings
    assert (record.status, record.object_label) == (MappingStatus.ACCEPTED, "give first aid")


def test_alignments_that_came_before_the_framework_are_compared_with_it(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "ws")
    loaded(made, tmp_path, ("Algebra", AID), ("CPR", AID))
    (tmp_path / "esco.ttl").write_text(ESCO, encoding="utf-8")
    note = load_framework(made, [tmp_path / "esco.ttl"]).note
    found = {record.subject_label: record.status for record in made.snapshot().mappings}
    assert found == {"Algebra": MappingStatus.PROPOSED, "CPR": MappingStatus.ACCEPTED}
    assert "'Algebra' to 'first aid'" in note


def test_what_a_person_decided_stays_whatever_the_label(space: Workspace, tmp_path: Path) -> None:
    loaded(space, tmp_path, ("Algebra", AID))
    (record,) = space.snapshot().mappings
    decide_or_raise(space, [verdict(Action.ACCEPT, record.uri)])
    assert "wait" not in labelled(space, tmp_path, "weld metal")
    loaded(space, tmp_path, ("Algebra", AID))
    (record,) = space.snapshot().mappings
    assert record.status is MappingStatus.ACCEPTED


def test_loading_a_badge_again_changes_no_mapping(space: Workspace, tmp_path: Path) -> None:
    loaded(space, tmp_path, ("first aid", AID), ("Algebra", AID))
    before = space.snapshot().mappings
    loaded(space, tmp_path, ("first aid", AID), ("Algebra", AID))
    assert space.snapshot().mappings == before
