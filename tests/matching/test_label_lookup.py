"""Labels as people type them."""

from __future__ import annotations

import pytest

from skillgraph.matching.label_lookup import LabelLookup, lookup_of

LABELS = {
    "pm": [("project management", True), ("managing projects", False)],
    "excel": [("use spreadsheets software", True), ("Excel", False)],
    "electrician": [("electrician", True), ("électricien", True), ("électricienne", True)],
    "negotiate": [("négocier des compromis", True)],
    "python": [("Python", True)],
    "snakes": [("care for snakes", True), ("python", False)],
    "go": [("Go", True)],
}


@pytest.fixture(scope="module")
def lookup() -> LabelLookup:
    return lookup_of(LABELS, ["Welding basics for beginners", "Advanced welding"])


@pytest.mark.parametrize(
    ("typed", "uri"),
    [
        ("PROJECT  Management", "pm"),
        ("projects management", "pm"),
        ("excel", "excel"),
        ("electricien", "electrician"),
        ("ÉLECTRICIENS", "electrician"),
        ("negocier des compromis", "negotiate"),
    ],
)
def test_case_accents_blanks_and_plurals_do_not_matter(lookup: LabelLookup, typed: str, uri: str) -> None:
    assert list(lookup.find(typed)) == [uri]


def test_a_preferred_label_comes_before_another_concepts_alternative(lookup: LabelLookup) -> None:
    assert lookup.find("python") == {"python": "Python"}


def test_verbs_are_not_taken_for_nouns(lookup: LabelLookup) -> None:
    assert lookup.find("manager projects") == {}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Exel", "excel"),
        ("project managment", "project management"),
        ("porject management", "project management"),
        ("weldign", "welding"),
        ("electrican", "electrician"),
    ],
)
def test_small_errors_are_mended_by_words_that_are_known(lookup: LabelLookup, typed: str, read: str) -> None:
    assert lookup.corrected(typed) == read


@pytest.mark.parametrize("typed", ["Go", "C++", "Zig", "qqqqqqq", "ISO 9001", "", "project management"])
def test_what_is_known_short_numbered_or_near_to_nothing_stays(lookup: LabelLookup, typed: str) -> None:
    assert lookup.corrected(typed) == typed or lookup.corrected(typed) == typed.lower()
