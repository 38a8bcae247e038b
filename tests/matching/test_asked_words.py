"""What people type leads to labels of frameworks, whatever its case, number and accents."""

from __future__ import annotations

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.matching.asked_words import labels_meant
from skillgraph.resources import ontologies
from skillgraph.taxonomies import read_esco

ASKED = [
    ("IA", "principles of artificial intelligence"),
    ("AI", "principles of artificial intelligence"),
    ("soft skills", "social and communication skills and competences"),
    ("Savoir-être", "social and communication skills and competences"),
    ("compétences générales", "transversal skills and competences"),
    ("Permis de conduire", "drive vehicles"),
    ("driver's licence", "drive vehicles"),
    ("Driver’s License", "drive vehicles"),
    ("secourisme", "first aid"),
    ("RH", "human resource management"),
]


@pytest.mark.parametrize(("asked", "label"), ASKED)
def test_short_forms_and_sayings_of_employers_mean_a_label(asked: str, label: str) -> None:
    assert labels_meant(asked)[0] == label


@pytest.mark.parametrize("asked", ["", "weld pipes", "petite enfance", "licence"])
def test_other_words_mean_none(asked: str) -> None:
    assert labels_meant(asked) == ()


def test_the_labels_are_of_esco() -> None:
    framework = read_esco([ontologies("esco", "esco-1.2.0-snapshot.zip")], problems=ProblemLog())
    labels = {concept.pref_labels.get("en") for concept in framework.concepts}
    assert {labels_meant(asked)[0] for asked, _ in ASKED} <= labels
