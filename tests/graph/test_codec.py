"""What goes into the graph comes out as the same value."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.errors import InputError, NotFoundError
from skillgraph.graph import codec
from skillgraph.graph.store import OxigraphTripleStore
from skillgraph.graph.terms import iri, value
from skillgraph.model import (
    Agent,
    Alignment,
    Assessment,
    Collection,
    Concept,
    ConceptKind,
    ConceptRelation,
    ConceptScheme,
    Credential,
    Endorsement,
    EndorsementClaim,
    Framework,
    FrameworkId,
    LearningOutcome,
    Mapping,
    MappingStatus,
    Posting,
    Predicate,
    PredicateModifier,
    RelationKind,
    Requirement,
    Review,
)
from skillgraph.namespaces import SG, SKOS
from tests.support.curation_steps import STEPS, Step, decided

GRAPH = "https://example.org/graph"
URIS = st.integers(0, 30).map(lambda number: f"https://example.org/é/{number}")
WORDS = st.text(max_size=12)
SOME_WORDS = st.text(min_size=1, max_size=12)
LANGS = st.sampled_from(["en", "fr", "fr-CA", "zh-Hans", "sr-Latn-RS", "en-x-codes", ""])
TEXTS = st.dictionaries(LANGS, WORDS, max_size=3)
TEXT_LISTS = st.dictionaries(LANGS, st.lists(WORDS, min_size=1, max_size=5).map(tuple), max_size=3)
URI_SETS = st.lists(URIS, max_size=3, unique=True).map(lambda uris: tuple(sorted(uris)))
WORD_SETS = st.lists(SOME_WORDS, max_size=3, unique=True).map(lambda words: tuple(sorted(words)))
SHARES = st.none() | st.floats(0, 1)
DATES = st.one_of(st.just(""), st.dates().map(str), SOME_WORDS)

CONCEPTS = st.builds(
    Concept,
    uri=URIS,
    kind=st.sampled_from(ConceptKind),
    pref_labels=TEXTS,
    alt_labels=TEXT_LISTS,
    hidden_labels=TEXT_LISTS,
    descriptions=TEXTS,
    definitions=TEXTS,
    scope_notes=TEXTS,
    broader=URI_SETS,
    schemes=URI_SETS,
    notation=WORDS,
    skill_type=st.sampled_from(["", "knowledge", "skill/competence", "attitude"]),
    reuse_level=st.sampled_from(["", "transversal", "occupation-specific", "planetary"]),
    status=WORDS,
    modified=st.one_of(DATES, st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}Z")),
    replaced_by=URI_SETS,
    replaces=URI_SETS,
)
OUTCOMES = st.lists(
    st.builds(LearningOutcome, id=URIS, text=WORDS, lang=LANGS),
    max_size=4,
    unique_by=lambda outcome: outcome.id,
).map(tuple)
CREDENTIALS = st.builds(
    Credential,
    id=st.integers(0, 30).map(lambda number: f"https://example.org/credential/{number}"),
    name=WORDS,
    issuer=WORDS,
    outcomes=OUTCOMES,
    description=WORDS,
    lang=LANGS,
    url=st.one_of(WORDS, URIS),
    level=WORDS,
    field=WORDS,
    delivery=WORDS,
    cost=WORDS,
    duration_hours=st.none() | st.floats(0, 1e6),
    prerequisites=st.lists(WORDS, max_size=12).map(tuple),
    assessments=st.lists(
        st.builds(
            Assessment,
            kind=WORDS,
            description=WORDS,
            authentic=st.none() | st.booleans(),
            threshold=SHARES,
            evidence=WORDS,
            embedded=st.none() | st.booleans(),
            pass_mark=SHARES,
        ),
        max_size=12,
    ).map(tuple),
    endorsements=st.lists(
        st.builds(
            Endorsement,
            endorser=WORDS,
            claim=st.sampled_from(EndorsementClaim),
            skill=st.one_of(WORDS, URIS),
            valid_until=DATES,
        ),
        max_size=4,
    ).map(tuple),
    source=WORDS,
    duration_weeks=st.none() | st.floats(0, 1e6),
    credits=st.none() | st.floats(0, 1e6),
    transcriptable=st.none() | st.booleans(),
    evidence_of_need=st.one_of(WORDS, URIS),
    learner_owned=st.none() | st.booleans(),
    stacks_into=st.lists(st.one_of(WORDS, URIS), max_size=12).map(tuple),
    reviewed=DATES,
    issuer_id=st.one_of(WORDS, URIS),
    criteria=WORDS,
    achievement_type=WORDS,
    tags=st.sets(SOME_WORDS, max_size=4).map(sorted).map(tuple),
    alignments=st.lists(
        st.builds(
            Alignment,
            target_url=st.one_of(WORDS, URIS),
            target_name=WORDS,
            target_framework=WORDS,
            target_code=WORDS,
            target_type=WORDS,
            target_description=WORDS,
            outcome=st.one_of(st.just(""), URIS),
        ),
        max_size=12,
    ).map(tuple),
    original=st.one_of(st.just(""), st.dictionaries(WORDS, WORDS).map(json.dumps)),
)
MAPPINGS = st.builds(
    Mapping,
    subject_id=URIS,
    predicate_id=st.sampled_from(Predicate),
    object_id=URIS,
    mapping_justification=st.sampled_from(["semapv:CompositeMatching", "semapv:ManualMappingCuration"]),
    status=st.sampled_from(MappingStatus),
    predicate_modifier=st.none() | st.sampled_from(PredicateModifier),
    subject_label=WORDS,
    object_label=WORDS,
    object_source=st.sampled_from(["", "esco@1.2.0", "http://data.europa.eu/esco/concept-scheme/skills"]),
    object_source_version=WORDS,
    confidence=SHARES,
    similarity_score=SHARES,
    similarity_measure=WORDS,
    mapping_tool=WORDS,
    mapping_tool_version=WORDS,
    mapping_date=DATES,
    subject_type=st.sampled_from(["", "skos concept", "composed entity expression"]),
    object_type=st.sampled_from(["", "skos concept", "owl named individual"]),
    tool_confidence=SHARES,
    reviewer_agreement=st.none() | st.floats(-1, 1),
    review_date=DATES,
    author_id=st.sampled_from([(), ("Ana Pérez", "orcid:0000-0002-1825-0097")]),
    author_label=WORD_SETS,
    reviewer_id=WORD_SETS,
    reviewer_label=WORD_SETS,
    match_string=WORD_SETS,
    curation_rule=URI_SETS,
    see_also=URI_SETS,
    license=st.sampled_from(["", "https://creativecommons.org/publicdomain/zero/1.0/"]),
    mapping_cardinality=st.sampled_from(["", "1:n"]),
    other=WORDS,
    comment=WORDS,
    record_id=st.sampled_from(["", "https://example.org/record/1"]),
)
SCHEME = ConceptScheme(
    "https://example.org/scheme",
    FrameworkId("esco", "1.2.0"),
    {"en": "Skills", "fr": "Compétences"},
    "This service uses it.",
)


def loaded(triples: object) -> OxigraphTripleStore:
    store = OxigraphTripleStore.in_memory()
    store.add(GRAPH, triples)  # type: ignore[arg-type]
    return store


@settings(max_examples=60)
@given(st.lists(CONCEPTS, max_size=4, unique_by=lambda concept: concept.uri))
def test_a_framework_comes_back_as_it_went_in(concepts: list[Concept]) -> None:
    ordered = tuple(sorted(concepts, key=lambda concept: concept.uri))
    relations = tuple(
        ConceptRelation("https://example.org/o", kind, "https://example.org/s") for kind in RelationKind
    )
    collection = Collection(
        "https://example.org/green",
        "green",
        ("https://example.org/a", "https://example.org/b"),
        {"en": "Green"},
    )
    framework = Framework(SCHEME, ordered, relations, (collection,))

    assert codec.read_framework(loaded(codec.encode_framework(framework)), GRAPH) == framework


@settings(max_examples=60)
@given(st.lists(CREDENTIALS, max_size=2, unique_by=lambda credential: credential.id))
def test_credentials_come_back_as_they_went_in(credentials: list[Credential]) -> None:
    given_ids = [
        replace(
            credential,
            outcomes=tuple(replace(one, id=f"{credential.id}#{one.id}") for one in credential.outcomes),
        )
        for credential in credentials
    ]
    store = loaded(codec.encode_credentials(given_ids))

    assert list(codec.read_credentials(store)) == sorted(given_ids, key=lambda credential: credential.id)


@settings(max_examples=60)
@given(st.lists(MAPPINGS, max_size=4, unique_by=codec.record_uri))
def test_mappings_come_back_as_they_went_in(mappings: list[Mapping]) -> None:
    expected = sorted(mappings, key=lambda one: (one.subject_id, one.object_id, one.predicate_id))

    assert list(codec.read_mappings(loaded(codec.encode_mappings(mappings)))) == expected


REVIEWS = st.builds(
    Review,
    by=st.sampled_from([Agent("https://orcid.org/0000-0002-1825-0097", "Ana Pérez"), Agent("", "Léo")]),
    at=st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}Z"),
    reason=WORDS,
    confidence=SHARES,
    subject_text=WORDS,
    evidence=WORDS,
    informed_by=st.just("") | URIS,
)


@settings(max_examples=60)
@given(MAPPINGS, st.lists(st.tuples(st.sampled_from(STEPS), REVIEWS), max_size=6))
def test_what_was_decided_comes_back_with_all_that_was_before(
    mapping: Mapping, steps: list[tuple[Step, Review]]
) -> None:
    record = decided(mapping, steps)

    assert list(codec.read_mappings(loaded(codec.encode_mappings([record])))) == [record]


@settings(max_examples=30)
@given(MAPPINGS, st.lists(st.tuples(st.sampled_from(STEPS), REVIEWS), max_size=4))
def test_putting_a_record_again_takes_nothing_from_its_history(
    mapping: Mapping, steps: list[tuple[Step, Review]]
) -> None:
    store = loaded(codec.encode_mappings([mapping]))
    for length in range(len(steps) + 1):
        codec.put_mappings(store, GRAPH, [decided(mapping, steps[:length])])
    codec.put_mappings(store, GRAPH, [mapping])

    (found,) = codec.read_mappings(store)
    assert found == replace(mapping, history=decided(mapping, steps).history)


@settings(max_examples=30)
@given(st.lists(MAPPINGS, max_size=3, unique_by=lambda one: one.uri), MAPPINGS, REVIEWS)
def test_rewriting_records_leaves_the_graph_that_putting_them_leaves(
    mappings: list[Mapping], one: Mapping, review: Review
) -> None:
    changed = decided(one, [(step, review) for step in STEPS])
    put, rewritten = (loaded(codec.encode_mappings([*mappings, one])) for _ in range(2))

    codec.put_mappings(put, GRAPH, [changed])
    codec.rewrite_mappings(rewritten, GRAPH, [changed])

    assert set(rewritten.triples(GRAPH)) == set(put.triples(GRAPH))


def test_alternative_labels_keep_their_order_and_their_repeats() -> None:
    concept = Concept("https://example.org/c", alt_labels={"en": ("b", "a", "b"), "fr": ("a", "b")})
    store = loaded(codec.encode_framework(Framework(SCHEME, (concept,))))

    assert list(codec.read_concepts(store)) == [concept]


def test_a_foreign_change_to_the_labels_makes_the_order_void_not_wrong() -> None:
    concept = Concept("https://example.org/c", alt_labels={"en": ("b", "a")})
    store = loaded(codec.encode_framework(Framework(SCHEME, (concept,))))
    store.update(f'INSERT DATA {{ GRAPH <{GRAPH}> {{ <{concept.uri}> <{SKOS.altLabel}> "c"@en }} }}')

    assert next(codec.read_concepts(store)).alt_labels == {"en": ("a", "b", "c")}


def test_concepts_of_two_versions_stay_apart_when_their_graphs_are_named() -> None:
    store = OxigraphTripleStore.in_memory()
    for graph, label in (("urn:x:1", "old"), ("urn:x:2", "new")):
        concept = Concept("https://example.org/c", pref_labels={"en": label})
        store.add(graph, codec.encode_framework(Framework(SCHEME, (concept,))))

    assert [one.label() for one in codec.read_concepts(store, ["urn:x:2"])] == ["new"]
    assert len(list(codec.read_concepts(store))) == 1


def test_a_language_that_is_none_and_a_uri_that_is_none_are_named() -> None:
    wrong_lang = Framework(SCHEME, (Concept("https://example.org/c", pref_labels={"en_CA!": "x"}),))
    wrong_uri = Framework(SCHEME, (Concept("not a uri"),))

    with pytest.raises(InputError, match="'en_CA!' is not a language tag"):
        list(codec.encode_framework(wrong_lang))
    with pytest.raises(InputError, match="'not a uri' is not an absolute IRI"):
        list(codec.encode_framework(wrong_uri))


def test_half_a_surrogate_pair_is_refused_with_a_sentence() -> None:
    framework = Framework(SCHEME, (Concept("https://example.org/c", pref_labels={"en": "a\ud800"}),))

    with pytest.raises(InputError, match="surrogate"):
        list(codec.encode_framework(framework))


def test_a_graph_without_a_framework_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="holds no framework"):
        codec.read_scheme(OxigraphTripleStore.in_memory(), GRAPH)


def accepted(status: MappingStatus = MappingStatus.ACCEPTED) -> Mapping:
    return Mapping(
        "https://example.org/outcome",
        Predicate.CLOSE,
        "https://example.org/skill",
        "semapv:ManualMappingCuration",
        status=status,
    )


def direct_links(store: OxigraphTripleStore) -> list[tuple[str, str]]:
    return [(str(left), str(right)) for left, right in store.pairs(SKOS.closeMatch)]


def test_the_plain_triple_follows_the_status_of_the_mapping() -> None:
    store = loaded(codec.encode_mappings([accepted(MappingStatus.PROPOSED)]))
    assert direct_links(store) == []

    codec.put_mappings(store, GRAPH, [accepted()])
    assert direct_links(store) == [("<https://example.org/outcome>", "<https://example.org/skill>")]

    codec.put_mappings(store, GRAPH, [accepted(MappingStatus.REJECTED)])
    assert direct_links(store) == []
    assert list(codec.read_mappings(store)) == [accepted(MappingStatus.REJECTED)]


def test_a_negated_mapping_has_no_plain_triple() -> None:
    negated = replace(accepted(), predicate_modifier=PredicateModifier.NOT)

    assert direct_links(loaded(codec.encode_mappings([negated]))) == []


def test_postings_are_linked_to_the_concepts_found_in_them() -> None:
    posting = Posting(
        "p-1", "Soudeuse", "…", employer="Atelier", place="Sudbury", date="2026-01-02", lang="fr", url="x y"
    )
    skills = {
        "https://example.org/a": Requirement.ASSET,
        "https://example.org/r": Requirement.REQUIRED,
        "https://example.org/u": Requirement.UNSPECIFIED,
    }
    store = loaded(codec.encode_postings([(posting, skills)]))

    assert list(codec.read_posting_skills(store)) == [("p-1", skill) for skill in skills]
    assert [value(term) for _, term in store.pairs(SG.requiredSkill)] == ["https://example.org/r"]
    assert [value(term) for _, term in store.pairs(SG.assetSkill)] == ["https://example.org/a"]
    assert store.describe(codec.posting_uri("p-1"), graph=GRAPH)[0].subject == iri(codec.posting_uri("p-1"))
