"""Small errors of spelling are mended; words that are right stay, however near another one is."""

from __future__ import annotations

import pytest

from skillgraph.matching.spelling import Speller

LABELS = (
    "soins aux aides", "aide", "sécurité alimentaire", "gestion de la qualité", "élever des animaux",
    "management", "project management", "electrician", "electrical wiring", "electrical repair", "retail",
    "use spreadsheets", "Excel", "executive", "role play", "jouer un rôle", "développement", "development",
    "communication", "cabin crew", "career", "resume writing", "résumé",
)  # fmt: skip
TEXTS = ("Accommodation for guests", "Accomodation")
LISTED = ("aînés", "aînée", "élèves", "cabine", "carer", "ageing", "détail")


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(LABELS, TEXTS, lambda: LISTED)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("soins aux ainés", "soins aux aînés"),
        ("soins aux aines", "soins aux aînés"),
        ("Securite Alimentaire", "sécurité alimentaire"),
        ("gestion de la qualite", "gestion de la qualité"),
        ("se\u0301curite\u0301 alimentaire", "sécurité alimentaire"),
        ("eleves", "élèves"),
    ],
)
def test_accents_come_before_other_letters(speller: Speller, typed: str, read: str) -> None:
    assert speller.mended(typed).lower() == read


@pytest.mark.parametrize(
    "typed", ["aînés", "carer", "carers", "ageing", "role", "resume", "aides", "retail", "Détail", "cabine"]
)
def test_a_word_that_anything_knows_is_not_changed(speller: Speller, typed: str) -> None:
    assert speller.mended(typed) == typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Exel", "excel"),
        ("project managment", "project management"),
        ("porject management", "project management"),
        ("electrican", "electrician"),
        ("comunnication", "communication"),
        ("developement web", "développement web"),
    ],
)
def test_a_letter_left_out_moved_or_doubled_is_mended(speller: Speller, typed: str, read: str) -> None:
    assert speller.mended(typed) == read


@pytest.mark.parametrize("typed", ["cabane", "aimer", "rile", "acériculture", "mentorship", "Zig", "B2B", ""])
def test_what_is_near_to_no_word_of_its_kind_stays(speller: Speller, typed: str) -> None:
    assert speller.mended(typed) == typed


def test_further_words_are_only_asked_for_when_a_word_is_unknown() -> None:
    asked: list[str] = []

    def others() -> list[str]:
        asked.append("asked")
        return ["mentorship"]

    speller = Speller(["project management"], others=others)
    assert speller.mended("Project management") == "Project management"
    assert asked == []
    assert speller.mended("mentorship managment mentorship") == "mentorship management mentorship"
    assert asked == ["asked"]
