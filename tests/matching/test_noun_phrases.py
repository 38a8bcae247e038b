"""Names for what no term means: noun phrases, told by how labels use words."""

from __future__ import annotations

import pytest

from skillgraph.matching.text.noun_phrases import Vocabulary, reader

VERBS = ("manage", "operate", "assess", "develop", "plan", "provide", "gérer", "assurer", "conduire")
THINGS = (
    "incident response", "process documentation", "discharge planning", "social media", "care plans",
    "patient records", "gestion des stocks", "indicateurs de performance", "montage vidéo", "video editing",
    "mental health", "customer support", "lead generation", "email",
)  # fmt: skip
PEOPLE = ("staff nurse", "ward nurse", "head nurse", "infirmier en chef", "infirmier scolaire", "infirmier")
VOCABULARY = Vocabulary.of(
    [f"{verb} the {thing}" for verb in VERBS for thing in THINGS] + ["web design", "design the web"] * 3,
    PEOPLE,
)


def read(sentence: str, *names: str) -> set[str]:
    return {phrase.text for phrase in reader(VOCABULARY, frozenset(names))(sentence)}


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("Responsible for incident response and process documentation.", "incident response"),
        ("Responsible for incident response and process documentation.", "process documentation"),
        ("Discharge Planning", "discharge planning"),
        ("You will be managing patient records.", "patient records"),
        ("Vous assurez la gestion des stocks.", "gestion des stocks"),
        ("Suivi d'indicateurs de performance", "indicateurs de performance"),
    ],
)
def test_phrases_are_what_is_done_and_to_what(sentence: str, phrase: str) -> None:
    assert phrase in read(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Assigned",  # a lone participle
        "mail",  # a lone word
        "Perform other duties as assigned on Monday in January",  # days and months
        "calibri sans nbsp lorem ipsum",  # fonts and markup
        "Staff nurse",  # a person
        "Infirmier en chef",
        "Excellent skills and great abilities",  # nothing that is asked for
        "Manage the process",
        "Novitex response",  # an unknown name with a capital
        "an own exciting response",
    ],
)
def test_what_is_no_name_of_a_skill_is_none(sentence: str) -> None:
    assert read(sentence) == set()


def test_places_and_employers_are_names_where_they_have_a_capital() -> None:
    assert read("Patient Records in Reading") == {"patient records"}
    assert read("patient records") == {"patient records"}
    assert read("Social Media Records", "social", "media") == set()


def test_what_is_a_label_has_a_term() -> None:
    assert read("web design") == set()
    assert read("Web designs") == set()
