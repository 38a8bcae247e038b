"""Occupations by the word for what somebody is, in both languages and genders."""

from __future__ import annotations

import pytest

from skillgraph.matching.occupation_names import OccupationLabel, OccupationNames, known_as

LABELS = {
    "general": ("nurse responsible for general care", "adult nurse", "ward nurse", "district nurse",
                "infirmier de soins généraux/infirmière de soins généraux"),
    "specialist": ("specialist nurse", "diabetes nurse", "infirmier spécialiste/infirmière spécialiste"),
    "assistant": ("nurse assistant", "aide-soignant/aide-soignante"),
    "lecturer": ("nursing lecturer", "nurse lecturer", "enseignant en soins infirmiers"),
    "welder": ("pipe welder", "soudeur de tuyaux/soudeuse de tuyaux"),
    "child": ("child care worker", "éducateur en petite enfance/éducatrice en petite enfance"),
    "dog": ("guide dog instructor", "éducateur de chiens guides/éducatrice de chiens guides"),
    "farm": ("agriculteur laitier",),
    **{f"worker {n}": (f"worker of kind{n}",) for n in range(60)},
}  # fmt: skip
FRENCH = ("infirm", "aide-", "enseignant", "soud", "éduc", "agri")


@pytest.fixture(scope="module")
def names() -> OccupationNames:
    return OccupationNames(
        OccupationLabel(uri, text, "fr" if text.startswith(FRENCH) else "en", place == 0 or "/" in text)
        for uri, texts in LABELS.items()
        for place, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    ("asked", "first", "whole"),
    [
        ("nurse", "general", True),
        ("Nurses", "general", True),
        ("infirmiere", "general", True),
        ("INFIRMIER", "general", True),
        ("night nurse", "general", False),
        ("diabetes nurse", "specialist", False),
        ("infirmière spécialiste en diabète", "specialist", False),
        ("welder", "welder", True),
        ("soudeuses", "welder", True),
        ("agricultrice laitière", "farm", True),
        ("éducatrice petite enfance", "child", True),
        ("éducatrice de la petite enfance", "child", True),
        ("éducatrice à l'enfance", "child", False),
    ],
)
def test_the_head_of_a_name_is_enough(names: OccupationNames, asked: str, first: str, whole: bool) -> None:
    found = names.find(asked)
    assert found is not None
    assert (found.uris[0], found.whole) == (first, whole)


def test_who_has_the_word_elsewhere_in_the_name_is_not_called_so(names: OccupationNames) -> None:
    found = names.find("nurse")
    assert found is not None
    assert not {"assistant", "lecturer"} & set(found.uris)


@pytest.mark.parametrize("asked", ["worker", "support worker", "nursing", "care", "soins", "project", ""])
def test_what_names_nobody_or_everybody_is_no_occupation(names: OccupationNames, asked: str) -> None:
    assert names.find(asked) is None


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Registered Nurses", "nurse responsible for general care"),
        ("préposée aux bénéficiaires", "aide-soignante"),
        ("welder", ""),
    ],
)
def test_names_of_this_country_lead_to_those_of_frameworks(name: str, other: str) -> None:
    assert known_as(name) == other
