"""Mapping records of every kind, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from skillgraph.model import (
    NO_TERM_FOUND,
    Mapping,
    MappingStatus,
    Predicate,
    PredicateModifier,
)
from skillgraph.model.sssom import CARDINALITIES, ENTITY_TYPES, JUSTIFICATIONS

NASTY = st.sampled_from(
    [
        "tab\there",
        "line\nbreak",
        "carriage\r\nreturn",
        'a "quoted" word',
        '"',
        "a|b",
        "a\\|b",
        "back\\",
        "# no comment",
        "- a: list",
        "été, œuvre, 技能, 🛠",
        " spaces around ",
        "mapping_status: accepted",
        "null",
        "1.10",
        "2026-11-25",
        "\x85\u2028\u2029",
        "=1+1",
    ]
)
TEXT = NASTY | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20
)
WORDS = st.just("") | TEXT
LISTS = st.sets(TEXT, max_size=3).map(sorted).map(tuple)
IRIS = st.one_of(
    st.integers(0, 99).map(lambda n: f"https://example.org/é/{n}"),
    st.integers(0, 99).map(lambda n: f"http://data.europa.eu/esco/skill/{n:04}"),
    st.integers(0, 9).map(lambda n: f"https://w3id.org/skillgraph/id/outcome/weld-{n}"),
    st.sampled_from(
        [
            "urn:uuid:1",
            "mailto:a@example.org",
            "https://example.org/",
            "https://orcid.org/0000-0001",
            "did:web:x",
        ]
    ),
)
ANY_IRI = st.just("") | IRIS
IRI_LISTS = st.sets(IRIS, max_size=3).map(sorted).map(tuple)
SHARES = st.none() | st.floats(0, 1)
DATES = st.just("") | st.dates().map(str)
TYPES = st.sampled_from(["", *(words for words in ENTITY_TYPES if words != "rdfs literal")])


@st.composite
def records(draw: st.DrawFn) -> Mapping:
    """A record that keeps the rules of SSSOM, with any filled slots."""
    reviewers = draw(IRI_LISTS)
    return Mapping(
        subject_id=draw(IRIS),
        predicate_id=draw(st.sampled_from(Predicate)),
        object_id=draw(st.just(NO_TERM_FOUND) | IRIS),
        mapping_justification=draw(st.sampled_from(JUSTIFICATIONS)),
        status=draw(st.sampled_from(MappingStatus)),
        predicate_modifier=draw(st.none() | st.just(PredicateModifier.NOT)),
        subject_label=draw(WORDS),
        subject_category=draw(WORDS),
        subject_type=draw(TYPES),
        subject_source=draw(ANY_IRI),
        subject_source_version=draw(WORDS),
        predicate_label=draw(WORDS),
        predicate_type=draw(TYPES),
        object_label=draw(WORDS),
        object_category=draw(WORDS),
        object_type=draw(TYPES),
        object_source=draw(ANY_IRI | TEXT),
        object_source_version=draw(WORDS),
        confidence=draw(SHARES),
        similarity_score=draw(SHARES),
        similarity_measure=draw(WORDS),
        tool_confidence=draw(SHARES),
        mapping_tool=draw(WORDS),
        mapping_tool_id=draw(ANY_IRI),
        mapping_tool_version=draw(WORDS),
        mapping_date=draw(DATES),
        publication_date=draw(DATES),
        author_id=draw(IRI_LISTS | LISTS),
        author_label=draw(LISTS),
        creator_id=draw(IRI_LISTS),
        creator_label=draw(LISTS),
        reviewer_id=reviewers,
        reviewer_label=draw(LISTS),
        reviewer_agreement=draw(st.none() | st.floats(-1, 1)) if reviewers else None,
        review_date=draw(DATES) if reviewers else "",
        license=draw(ANY_IRI),
        mapping_provider=draw(ANY_IRI),
        mapping_source=draw(ANY_IRI),
        mapping_cardinality=draw(st.sampled_from(["", *CARDINALITIES])),
        cardinality_scope=draw(LISTS),
        curation_rule=draw(IRI_LISTS),
        curation_rule_text=draw(LISTS),
        subject_match_field=draw(IRI_LISTS),
        object_match_field=draw(IRI_LISTS),
        subject_preprocessing=draw(IRI_LISTS),
        object_preprocessing=draw(IRI_LISTS),
        match_string=draw(LISTS),
        see_also=draw(IRI_LISTS),
        issue_tracker_item=draw(ANY_IRI),
        other=draw(WORDS),
        comment=draw(WORDS),
        record_id=draw(ANY_IRI),
    )


RECORD_LISTS = st.lists(records(), min_size=1, max_size=3, unique_by=lambda record: record.uri).map(tuple)
