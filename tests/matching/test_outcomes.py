"""Learning outcomes: silent only where they say nothing, and judged by numbers of their own."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.matching import Matcher, Profile
from skillgraph.matching.judging.abstention import no_content, too_weak
from skillgraph.matching.judging.parameters import parameters_for
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.text.courses import ABOUT_COURSE, ABOUT_EMPLOYER, no_outcome, only_about_course
from skillgraph.matching.types import ReasonKind
from skillgraph.training.outcomes import MAX_MISSED, highest_threshold

ABOUT_COURSES = [
    ("en", "The holder has successfully completed the course Welding 101."),
    ("en", "You have completed the Leadership Essentials program"),
    ("en", "This workshop is offered twice a year at the downtown campus."),
    ("en", "The course is divided into ten weekly lectures and a lab."),
    ("en", "Has attended all of the seminar"),
    ("en", "This program is funded by the province."),
    ("fr", "Ce titre indique que vous avez terminé le cours Gestion de patrimoine."),
    ("fr", "La personne a suivi avec succès la formation en ligne"),
    ("fr", "Cet atelier, ce cours est offert en soirée."),
    ("fr", "La formation comprend 12 heures de présence."),
]
ABOUT_SKILLS = [
    ("en", "Has completed the course and can weld pipes in position"),
    ("en", "Completed the workshop where they built a budget for a small business"),
    ("en", "Design a training course for adult learners"),
    ("en", "Complete a risk assessment before each course of treatment"),
    ("en", "Deliver workshops to community partners"),
    ("fr", "A terminé la formation et sait analyser un bilan, appliquer les normes"),
    ("fr", "Concevoir un cours pour des adultes"),
    ("fr", "Animer un atelier sur la sécurité"),
]
EMPLOYERS_SPEAK = [
    ("en", "We are an equal opportunities employer"),
    ("en", "ACME Steel Works is an equal opportunity employer."),
    ("en", "• We’re proud of our innovative training programs"),
    ("en", "With over 30 years of experience in welding, our company leads the market"),
    ("en", "Our company has 30 years of experience in logistics"),
    ("en", "We offer training in project management"),
    ("en", "Apply online today with your resume"),
    ("en", "Only shortlisted candidates will be contacted"),
    ("en", "This is a permanent, full-time position"),
    ("fr", "Nous souscrivons au principe de l'égalité d'accès à l'emploi"),
    ("fr", "Nous sommes une entreprise inclusive"),
    ("fr", "Notre entreprise possède plus de trente ans d’expérience en logistique"),
    ("fr", "Depuis plus de vingt ans, nous formons des soudeurs"),
    ("fr", "Nous offrons une formation en gestion de projets"),
    ("fr", "Postulez en ligne dès maintenant"),
]
LEARNERS_CAN = [
    ("en", "Apply equal employment opportunity law"),
    ("en", "Explain what is an inclusive workplace"),
    ("en", "Create an inclusive workplace"),
    ("en", "Apply online research methods"),
    ("en", "Offer advice to clients with over ten years of debt"),
    ("en", "We are proud that our graduates can weld pipes"),
    ("en", "Contact suppliers to obtain quotes"),
    ("en", "Value diversity in teams"),
    ("fr", "Appliquer le principe d'égalité d'accès à l'emploi"),
    ("fr", "Créer un milieu de travail inclusif"),
    ("fr", "Offrir des conseils à des clients"),
    ("fr", "Nous sommes fiers que nos diplômés sachent souder"),
]


@pytest.mark.parametrize(("lang", "text"), ABOUT_COURSES)
def test_completion_and_delivery_of_a_course_name_no_skill(lang: str, text: str) -> None:
    assert only_about_course(text, lang)


@pytest.mark.parametrize(("lang", "text"), ABOUT_SKILLS)
def test_what_a_person_can_do_is_not_about_a_course(lang: str, text: str) -> None:
    assert not only_about_course(text, lang)


@pytest.mark.parametrize(("lang", "text"), EMPLOYERS_SPEAK)
def test_what_an_employer_says_of_itself_or_asks_of_applicants_is_no_outcome(lang: str, text: str) -> None:
    assert no_outcome(text, lang) == ABOUT_EMPLOYER


@pytest.mark.parametrize(("lang", "text"), [*LEARNERS_CAN, *ABOUT_SKILLS])
def test_what_learners_can_do_may_be_an_outcome(lang: str, text: str) -> None:
    assert no_outcome(text, lang) == ""


def test_other_languages_are_never_silenced_so() -> None:
    assert not only_about_course("Sie haben den Kurs abgeschlossen", "de")


def test_an_outcome_about_a_course_abstains_with_the_reason_and_a_posting_does_not_say_so(
    matcher: Matcher,
) -> None:
    text = "Has completed the course on how to weld steel parts"
    of_outcome = next(matcher.of_kind(TextKind.OUTCOME).match(["Has completed the weld steel parts course"]))
    assert of_outcome.reason_kind is ReasonKind.NO_SKILL_CONTENT
    assert of_outcome.reason.startswith(ABOUT_COURSE)
    assert ABOUT_COURSE not in next(matcher.match([text])).reason


def test_matchers_of_two_kinds_share_the_index_and_differ_in_fingerprint(matcher: Matcher) -> None:
    other = matcher.of_kind(TextKind.OUTCOME)
    assert other.index is matcher.index
    assert other.of_kind(TextKind.OUTCOME) is other
    assert other.fingerprint != matcher.fingerprint


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("language", ["en", "multilingual"])
def test_shipped_parameters_never_silence_outcomes_by_the_gate_of_advertisements(
    profile: Profile, language: str
) -> None:
    parameters = parameters_for(profile, language)
    judged = parameters.of_kind(TextKind.OUTCOME)
    assert judged.calibration is parameters.outcomes
    assert judged.calibration.threshold < parameters.calibration.threshold
    assert judged.content is None or judged.content.threshold == 0
    assert "outcomes_dev" in parameters.record["outcome"]["fitted_on"]


def test_the_threshold_silences_the_share_that_is_stated_and_no_more() -> None:
    best = np.linspace(0.01, 1, 200)
    skilled = np.arange(200) % 2 == 0
    threshold = highest_threshold(best, skilled)
    assert (best[skilled] < threshold).mean() <= MAX_MISSED
    assert (best[skilled] <= threshold).mean() > MAX_MISSED


def test_the_reason_names_what_would_have_been_enough() -> None:
    reason, kind = no_content(0.59, 0.66)
    assert kind is ReasonKind.NO_SKILL_CONTENT
    assert "0.59" in reason
    assert "0.66 is needed" in reason
    assert "no skill" not in reason


SHARES = st.floats(0.001, 0.999)


@given(SHARES, SHARES)
def test_no_reason_says_the_opposite_of_its_own_numbers(one: float, other: float) -> None:
    share, threshold = sorted((one, other))
    for reason in (no_content(share, threshold)[0], too_weak(share, threshold, None)[0]):
        numbers = sorted(float(found) for found in re.findall(r"\d\.\d\d", reason))
        assert len(numbers) == 2
        below, needed = numbers
        assert below < needed or share == threshold or needed == 0
        assert "seems to speak of no skill" not in reason or below < 0.5
