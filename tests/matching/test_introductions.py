"""What only introduces an outcome does not change what follows."""

from __future__ import annotations

import pytest

from skillgraph.matching import Matcher
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.parts import match_parts
from skillgraph.model.introductions import without_introduction

ENGLISH = [
    "Earners of this micro-credential can",
    "Earners of the Advanced Steel Work badge are able to",
    "The learner will be able to",
    "Learners will be able to:",
    "By the end of this course, learners will be able to",
    "Upon successful completion of the program, participants will know how to",
    "After completing this workshop you should be able to",
    "Upon completion, learners will be able to:",
    "By the end, students will",
    "The holder of this badge has demonstrated the ability to",
    "This badge certifies that the earner can",
    "Students who complete this module will be able to demonstrate the ability to",
    "In this course, you will learn how to",
    "They will also have the ability to",
    "Ability to",
    "Able to",
    "Capable of",
    "Introduction to",
    "An introduction to",
    "Fundamentals of",
    "The basics of",
    "Demonstrates a good understanding of",
    "Demonstrate knowledge of",
    "Knowledge of",
    "Knows how to",
    "Learn to",
    "•",
]
FRENCH = [
    "À la fin, l'apprenant sera en mesure de",
    "À la fin du cours, les participants seront capables de",
    "Au terme de la formation, vous serez en mesure de",
    "Les titulaires de ce badge peuvent",
    "L’apprenant·e sera capable de",
    "Capable de",
    "Être en mesure de",
    "Savoir",
    "Apprendre à",
    "Introduction à la",
    "Initiation à la",
    "Notions de base de",
    "Cette microcertification atteste que la personne peut",
    "Après avoir suivi cette formation, la personne participante saura",
    "La capacité de",
    "Compréhension des",
    "Maîtrise de la",
]
AS_THEY_STAND = [
    ("en", "Students with disabilities"),
    ("en", "Canning fish"),
    ("en", "Manage people"),
    ("en", "People management"),
    ("en", "Learning strategies"),
    ("en", "Introduce new staff to the team"),
    ("en", "Ability to"),
    ("en", "Course design"),
    ("fr", "savoir-être"),
    ("fr", "Savoir être"),
    ("fr", "Gérer des personnes"),
    ("fr", "Formation des adultes"),
    ("de", "Einführung in die Buchhaltung"),
    ("en", "You will not operate a forklift"),
    ("en", "Learners can never weld pipes alone"),
    ("en", "Graduates will no longer keep accounts"),
    ("fr", "Vous devez ne pas souder des tuyaux"),
    ("fr", "L'apprenant pourra ne plus conduire de chariot"),
]


@pytest.mark.parametrize("introduction", ENGLISH)
def test_english_introductions_are_blank_and_nothing_else_is(introduction: str) -> None:
    text = f"{introduction} weld steel parts, and draw plans"
    assert (
        without_introduction(text, "en") == " " * (len(introduction) + 1) + "weld steel parts, and draw plans"
    )


@pytest.mark.parametrize("introduction", FRENCH)
def test_french_introductions_are_blank_and_nothing_else_is(introduction: str) -> None:
    text = f"{introduction} souder des pièces en acier"
    assert without_introduction(text, "fr") == " " * (len(introduction) + 1) + "souder des pièces en acier"


@pytest.mark.parametrize(
    "elided", ["Capable d'", "À la fin, l’apprenant sera en mesure d’", "Introduction à l'"]
)
def test_an_elided_introduction_ends_at_its_apostrophe(elided: str) -> None:
    assert without_introduction(f"{elided}assembler des pièces", "fr").strip() == "assembler des pièces"


@pytest.mark.parametrize(("lang", "text"), AS_THEY_STAND)
def test_texts_that_introduce_nothing_stay_as_they_are(lang: str, text: str) -> None:
    assert without_introduction(text, lang) == text


def test_the_name_of_a_course_may_begin_like_an_introduction() -> None:
    text = "Earners of the Introduction to Steel badge can weld"
    assert without_introduction(text, "en").strip() == "weld"


@pytest.mark.parametrize("introduction", ENGLISH)
@pytest.mark.parametrize("said", ["weld steel parts", "operate a forklift, and keep accounts"])
def test_what_follows_an_introduction_is_matched_as_if_it_stood_alone(
    matcher: Matcher, introduction: str, said: str
) -> None:
    judging = matcher.of_kind(TextKind.OUTCOME)
    alone, introduced = match_parts(judging, [said, f"{introduction} {said}"], k=5, lang="en")
    assert [(one.uri, one.confidence, one.part) for one in introduced.suggestions] == [
        (one.uri, one.confidence, one.part) for one in alone.suggestions
    ]


def test_sentences_of_postings_are_compared_with_all_their_words(matcher: Matcher) -> None:
    alone, introduced = matcher.match(["weld steel parts", "Ability to weld steel parts"], lang="en")
    assert introduced.suggestions[0].evidence.signals != alone.suggestions[0].evidence.signals
