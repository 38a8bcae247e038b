"""A check says of each element how a credential stands to it, on what evidence, and what to add."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import SH, URIRef

from skillgraph.errors import InputError, NotFoundError
from skillgraph.graph.checking import check
from skillgraph.graph.profiles import ConformanceProfile, names, open_profile, read_profile
from skillgraph.model import (
    Assessment,
    Credential,
    ElementCheck,
    Endorsement,
    EndorsementClaim,
    LearningOutcome,
    Mapping,
    MappingStatus,
    Predicate,
    Severity,
    Standing,
    Strength,
)

DAY = "2026-11-25"
NOT, PARTLY, MET = Standing.NOT, Standing.PARTLY, Standing.MET
SILENT, PERSON = Standing.NOT_STATED, Standing.NEEDS_PERSON
URI = "https://x.example/welding"
OUTCOME = f"{URI}#1"
BARE = Credential(URI, "Welding", issuer="")
FULL = Credential(
    URI,
    "Welding",
    "Sample College",
    (LearningOutcome(OUTCOME, "Weld a pipe.", "en"),),
    assessments=(
        Assessment(
            "demonstration", authentic=True, threshold=0.9, evidence="https://x.example/e", embedded=True
        ),
    ),
    endorsements=(
        Endorsement("Guild", EndorsementClaim.DEMAND, "welding", "2027-01-01"),
        Endorsement("Shop", EndorsementClaim.ASSESSMENT),
    ),
    duration_weeks=6,
    credits=5,
    transcriptable=True,
    evidence_of_need="https://x.example/study",
    learner_owned=True,
    stacks_into=("Welder's Certificate",),
    reviewed="2026-05-01",
)


def mapping(status: MappingStatus) -> Mapping:
    return Mapping(
        OUTCOME,
        Predicate.CLOSE,
        "http://data.europa.eu/esco/skill/1",
        "semapv:CompositeMatching",
        status=status,
        object_label="weld",
    )


def checked(
    credential: Credential,
    *mappings: Mapping,
    profile: str | ConformanceProfile = "ecampusontario",
    day: str = DAY,
) -> dict[str, ElementCheck]:
    opened = open_profile(profile) if isinstance(profile, str) else profile
    (found,) = check([credential], mappings, opened, day=day)
    return {element.labels["en"]: element for element in found.elements}


def statuses(found: dict[str, ElementCheck]) -> dict[str, Standing]:
    return {name: element.status for name, element in found.items()}


def test_what_says_everything_meets_everything() -> None:
    found = checked(FULL, mapping(MappingStatus.ACCEPTED))
    assert set(statuses(found).values()) == {MET}
    assert [finding for element in found.values() for finding in element.findings] == []


def test_a_bare_credential_misses_the_musts_and_is_silent_on_the_rest() -> None:
    assert statuses(checked(BARE)) == {
        "Issuing body": NOT,
        "Competency/skills targeted": NOT,
        "Outcomes": NOT,
        "Summative assessment": NOT,
        "Transcriptable": SILENT,
        "Partner endorsement": NOT,
        "Relevance": SILENT,
        "Verifiability": SILENT,
        "Ownership": SILENT,
        "Extensibility": SILENT,
    }


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (MappingStatus.ACCEPTED, MET),
        (MappingStatus.PROPOSED, Standing.PROPOSED),
        (MappingStatus.REOPENED, Standing.PROPOSED),
        (MappingStatus.REJECTED, NOT),
    ],
)
def test_alignment_needs_a_person_who_accepts(status: MappingStatus, standing: Standing) -> None:
    found = checked(FULL, mapping(status))["Competency/skills targeted"]
    assert found.status is standing
    seen = {piece.labels["en"]: piece.values for piece in found.evidence}
    told = {MET: {"Accepted mapping": ("Weld a pipe. → weld",)}, NOT: {}}
    unreviewed = {
        "Mappings proposed, not reviewed": ("1",),
        "Proposed mapping, not reviewed": ("Weld a pipe. → weld",),
    }
    assert seen == told.get(standing, unreviewed)


@pytest.mark.parametrize(
    ("justification", "reviewer", "told"),
    [
        ("semapv:UnspecifiedMatching", (), "Accepted by the issuer’s alignment, not reviewed"),
        ("semapv:UnspecifiedMatching", ("Ada",), "Accepted mapping"),
        ("semapv:ManualMappingCuration", (), "Accepted mapping"),
        ("semapv:CompositeMatching", ("Ada",), "Accepted mapping"),
    ],
)
def test_what_the_issuer_alone_states_is_told_from_a_review(
    justification: str, reviewer: tuple[str, ...], told: str
) -> None:
    record = replace(
        mapping(MappingStatus.ACCEPTED), mapping_justification=justification, reviewer_label=reviewer
    )
    found = checked(FULL, record)["Competency/skills targeted"]
    assert found.status is MET
    assert [piece.labels["en"] for piece in found.evidence] == [told]


def test_what_is_only_proposed_is_never_settled_and_says_how_sure_the_tool_is() -> None:
    shares = (0.2, 0.5, 0.815)
    proposed = [
        replace(mapping(MappingStatus.PROPOSED), object_id=f"urn:c:{share}", confidence=share)
        for share in shares
    ]
    found = checked(FULL, *proposed)
    assert found["Outcomes"].status is found["Competency/skills targeted"].status is Standing.PROPOSED
    seen = {piece.labels["en"]: piece.values for piece in found["Competency/skills targeted"].evidence}
    assert seen["Mappings proposed, not reviewed"] == ("3",)
    assert seen["Highest confidence of these"] == ("0.81",)
    assert seen["Median confidence of these"] == ("0.5",)
    rests = {piece.labels["fr"]: piece.values for piece in found["Outcomes"].evidence}
    assert rests["Proposé, non révisé"] == ("weld",)
    assert not [label for label in rests if label.startswith("Repose")]

    one_accepted = checked(FULL, mapping(MappingStatus.ACCEPTED), *proposed)
    assert one_accepted["Outcomes"].status is one_accepted["Competency/skills targeted"].status is MET


DEMAND = Endorsement("Guild", EndorsementClaim.DEMAND)
REFLECTS = Endorsement("Shop", EndorsementClaim.ASSESSMENT)


@pytest.mark.parametrize(
    ("endorsements", "standing"),
    [
        ((DEMAND, REFLECTS), MET),
        ((DEMAND,), PARTLY),
        ((REFLECTS,), PARTLY),
        ((Endorsement("Guild"),), PARTLY),
        ((replace(DEMAND, valid_until="2026-11-24"), REFLECTS), PARTLY),
        ((replace(DEMAND, valid_until=DAY), REFLECTS), MET),
        ((replace(DEMAND, valid_until="2026-11-24"),), NOT),
        ((), NOT),
    ],
)
def test_endorsement_is_two_claims_and_ends_with_its_date(
    endorsements: tuple[Endorsement, ...], standing: Standing
) -> None:
    found = checked(replace(FULL, endorsements=endorsements))["Partner endorsement"]
    assert found.status is standing
    expired = any(piece.labels["en"] == "Expired" for piece in found.evidence)
    assert expired is any(one.valid_until == "2026-11-24" for one in endorsements)


@pytest.mark.parametrize(
    ("changed", "element", "standing"),
    [
        ({"transcriptable": False}, "Transcriptable", NOT),
        ({"transcriptable": None}, "Transcriptable", SILENT),
        ({"learner_owned": False}, "Ownership", NOT),
        ({"learner_owned": None}, "Ownership", SILENT),
        ({"stacks_into": ()}, "Extensibility", SILENT),
        ({"endorsements": ()}, "Relevance", PERSON),
        ({"endorsements": (), "evidence_of_need": ""}, "Relevance", SILENT),
        ({"assessments": ()}, "Summative assessment", NOT),
        ({"assessments": (Assessment("exam"),)}, "Summative assessment", PARTLY),
        ({"assessments": (Assessment("exam", evidence="A file"),)}, "Summative assessment", MET),
        ({"assessments": (Assessment("exam", evidence="A file"),)}, "Verifiability", PERSON),
        ({"assessments": (Assessment("exam", embedded=True),)}, "Summative assessment", MET),
        (
            {"assessments": (Assessment("exam", evidence="A", embedded=False),)},
            "Summative assessment",
            PARTLY,
        ),
    ],
)
def test_one_fact_moves_one_element(changed: dict[str, object], element: str, standing: Standing) -> None:
    assert checked(replace(FULL, **changed))[element].status is standing  # type: ignore[arg-type]


def test_what_is_only_recommended_is_advice_and_changes_nothing() -> None:
    plain = replace(FULL, assessments=(Assessment("exam", evidence="https://x.example/e", pass_mark=0.5),))
    found = checked(plain)["Summative assessment"]
    assert found.status is MET
    assert {finding.severity for finding in found.findings} == {Severity.INFO}
    assert {finding.means for finding in found.findings} == {None}
    assert any("pass mark is not" in finding.messages["en"] for finding in found.findings)
    seen = {piece.labels["en"]: piece.values for piece in found.evidence}
    assert seen["Passed from (not mastery)"] == ("50 %",)
    assert "Mastered from" not in seen


@pytest.mark.parametrize(
    ("profile", "element", "fact", "values"),
    [
        ("nzqa", "5 to 40 credits", "credits", {None: SILENT, 4.9: NOT, 5: MET, 40: MET, 41: NOT}),
        ("nzqa", "Annual review", "reviewed", {"": SILENT, "2025-11-24": MET, "2025-11-23": NOT, DAY: MET}),
        ("ontario-12-weeks", "Under 12 weeks", "duration_weeks", {None: SILENT, 11.9: MET, 12: NOT}),
        ("unesco", "Short duration", "duration_weeks", {None: SILENT, 50: PERSON}),
    ],
)
def test_numbers_are_held_to_the_definition_and_silence_is_no_failure(
    profile: str, element: str, fact: str, values: dict[object, Standing]
) -> None:
    for given, standing in values.items():
        found = checked(replace(FULL, **{fact: given}), profile=profile)  # type: ignore[arg-type]
        assert found[element].status is standing, given


@pytest.mark.parametrize("name", ["ecampusontario", "unesco"])
def test_an_outcome_in_several_languages_is_one_piece_of_evidence_with_its_own_text_first(name: str) -> None:
    outcomes = (
        LearningOutcome(OUTCOME, "Weld a pipe.", "en", (("de", "Ein Rohr schweißen."), ("fr", "Assembler."))),
        LearningOutcome(f"{URI}#2", "Lire un plan.", "fr", (("en", "A drawing is read."),)),
        LearningOutcome(f"{URI}#3", "Grind a seam."),
    )
    (checked,) = check([replace(FULL, outcomes=outcomes)], [], open_profile(name), day=DAY)
    (said,) = (
        found.values for one in checked.elements for found in one.evidence if found.labels["en"] == "Outcome"
    )
    assert [set(str(one).split(" || ")) for one in said] == [
        {"Weld a pipe.", "Ein Rohr schweißen.", "Assembler."},
        {"Lire un plan.", "A drawing is read."},
        {"Grind a seam."},
    ]
    assert [str(one).split(" || ")[0] for one in said] == ["Weld a pipe.", "Lire un plan.", "Grind a seam."]


def test_duplication_is_always_for_a_person() -> None:
    assert checked(FULL, profile="nzqa")["No duplication"].status is PERSON


@pytest.mark.parametrize("name", names())
def test_a_profile_is_whole_in_both_languages_and_no_stricter_than_its_strength(name: str) -> None:
    profile = open_profile(name)
    told = [profile.titles, profile.descriptions]
    for element in profile.elements:
        told += [element.labels, *(query.labels for query in element.queries)]
        told += [element.judgement] if element.judgement else []
        told += [texts for rule in element.rules for texts in (rule.messages, rule.advice)]
        gravest = {
            Strength.MUST: set(Severity),
            Strength.WHERE_POSSIBLE: {Severity.WARNING, Severity.INFO},
            Strength.PRINCIPLE: {Severity.INFO},
        }[element.strength]
        assert {rule.severity for rule in element.rules} <= gravest, element.uri
        assert element.rules, element.uri
    assert {frozenset(texts) for texts in told} == {frozenset(("en", "fr"))}


@pytest.mark.parametrize("name", names())
def test_every_rule_of_a_profile_is_run(name: str) -> None:
    profile = open_profile(name)
    rules = {rule.shape for element in profile.elements for rule in element.rules}
    run = {str(shape) for shape in profile.shapes.objects(None, SH.property) if shape.__class__ is URIRef}
    assert rules <= run


OWN = """
@prefix : <https://my.example/profile#> .
@prefix ceterms: <https://purl.org/ctdl/terms/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""


def own(folder: Path, text: str) -> ConformanceProfile:
    path = folder / "own.ttl"
    path.write_text(OWN + text, encoding="utf-8")
    return read_profile(path)


def test_plain_shacl_is_a_profile_with_an_element_for_each_shape(tmp_path: Path) -> None:
    profile = own(
        tmp_path,
        """
        [] a sh:NodeShape ; sh:targetClass ceterms:MicroCredential ; sh:property
            [ sh:path ceterms:description ; sh:minCount 1 ; sh:name "Description" ; sh:message "None." ] ,
            [ sh:path ceterms:name ; sh:minCount 1 ; sh:severity sh:Warning ] .
        :Assessed a sh:NodeShape ; sh:targetClass ceterms:AssessmentProfile ; sh:property
            [ sh:path ceterms:description ; sh:minCount 1 ; sh:name "Told" ; sh:severity sh:Info ] .
        """,
    )
    (found,) = check([FULL], [], profile, day=DAY)
    by_label = {next(iter(one.labels.values())): one for one in found.elements}
    assert by_label["Description"].status is NOT
    assert by_label["Description"].findings[0].messages == {"": "None."}
    assert by_label["Description"].strength is Strength.MUST
    # Shapes of what a credential consists of count for it; an information alone changes nothing.
    assert by_label["Told"].status is MET
    assert len(by_label["Told"].findings) == 1
    assert len(found.elements) == 3


def test_the_documented_profile_works(tmp_path: Path) -> None:
    document = (Path(__file__).parents[2] / "docs" / "framework-check.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```turtle\n(.*?)```", document, re.DOTALL)
    path = tmp_path / "ours.ttl"
    path.write_text(example, encoding="utf-8")
    profile = read_profile(path)
    for hours, standing in ((None, SILENT), (9.0, NOT), (10.0, MET)):
        found = checked(replace(FULL, duration_hours=hours), profile=profile)["At least ten hours"]
        assert found.status is standing
        assert [piece.values for piece in found.evidence] == ([(f"{hours:g}",)] if hours else [])


def test_the_document_lists_every_element_and_profile() -> None:
    document = (Path(__file__).parents[2] / "docs" / "framework-check.md").read_text(encoding="utf-8")
    for element in open_profile("ecampusontario").elements:
        assert f"| {element.labels['en']} | {element.strength.replace('-', ' ')} |" in document
    assert all(f"`{name}`" in document or f" {name}`" in document for name in names())


def test_an_element_without_shapes_is_for_a_person(tmp_path: Path) -> None:
    profile = own(
        tmp_path,
        """
        :Any a sh:NodeShape ; sh:targetClass ceterms:MicroCredential .
        :fair a sg:Element ; rdfs:label "Fair"@en ; sg:judgement "Is it?"@en .
        """,
    )
    assert checked(FULL, profile=profile)["Fair"].status is PERSON


def test_sparql_constraints_work_in_a_profile(tmp_path: Path) -> None:
    profile = own(
        tmp_path,
        '''
        :Any a sh:NodeShape ; sh:targetClass ceterms:MicroCredential ; rdfs:label "No number in the name"@en ;
            sh:sparql [
                sh:message "It has one."@en ;
                sh:select """
                    SELECT $this { $this <https://purl.org/ctdl/terms/name> ?n FILTER REGEX(?n, '[0-9]') }
                """
            ] .
        ''',
    )
    assert checked(FULL, profile=profile)["No number in the name"].status is MET
    found = checked(replace(FULL, name="Welding 2"), profile=profile)
    assert found["No number in the name"].status is NOT


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("this is no Turtle", "is not Turtle"),
        (":a :b :c .", "holds no shape for credentials"),
        (":S a sh:NodeShape ; sh:targetClass rdfs:Class .", "holds no shape for credentials"),
        (
            ":S a sh:NodeShape ; sh:targetClass ceterms:MicroCredential . "
            ":e a sg:Element ; sg:evidenceQuery [ rdfs:label 'x'@en ] .",
            "has no sh:select",
        ),
        (
            ":S a sh:NodeShape ; sh:targetClass ceterms:MicroCredential . "
            ":e a sg:Element ; sh:order 'first' .",
            "is no number",
        ),
    ],
)
def test_a_file_that_is_no_profile_is_refused_with_a_sentence(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(InputError, match=complaint) as caught:
        own(tmp_path, text)
    assert caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        ":S a sh:NodeShape ; sh:targetClass ceterms:MicroCredential ; sh:property [ sh:minCount 1 ] .",
        ":S a sh:NodeShape ; sh:targetClass ceterms:MicroCredential ; "
        "sh:property [ sh:path ceterms:name ; sh:minCount 'two' ] .",
        ":S a sh:NodeShape ; sh:targetClass ceterms:MicroCredential ; "
        "sh:property [ sh:path ceterms:name ; sh:pattern '(' ] .",
        ":S a sh:NodeShape ; sh:targetClass ceterms:MicroCredential ; "
        "sh:sparql [ sh:select 'SELECT nothing' ] .",
        ":S a sh:NodeShape ; sh:targetClass ceterms:MicroCredential . "
        ":e a sg:Element ; sg:evidenceQuery [ sh:select 'SELECT nothing' ] .",
    ],
)
def test_shapes_and_queries_that_cannot_be_run_are_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as caught:
        check([FULL], [], own(tmp_path, text), day=DAY)
    assert caught.value.hint


def test_a_name_that_is_neither_profile_nor_file_lists_the_profiles(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="neither a profile nor a file") as caught:
        open_profile(str(tmp_path / "none.ttl"))
    assert "ecampusontario, nzqa" in caught.value.hint
