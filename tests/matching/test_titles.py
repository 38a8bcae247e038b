"""Titles name occupations, and sentences that repeat the name of the job say no skill by it."""

from __future__ import annotations

import pytest

from skillgraph.matching.text.deeds import denied
from skillgraph.matching.text.titles import is_company, is_named, job_name, says_skill, without_job


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Customer Service Associate - Part Time (Boston)", "Customer Service Associate"),
        ("Infirmier / infirmière de nuit", "Infirmier"),
        ("Data Entry/Customer Service Rep", "Data Entry/Customer Service Rep"),
        ("Welder, TIG", "Welder"),
        ("", ""),
    ],
)
def test_the_name_of_the_job_ends_where_something_else_is_said(title: str, name: str) -> None:
    assert job_name(title) == name


@pytest.mark.parametrize(
    ("text", "title", "asked"),
    [
        (
            "The Customer Service Associate will be based in Plano.",
            "Customer Service Associate - Evening",
            "The person will be based in Plano.",
        ),
        ("Good customer service skills", "Customer Service Associate", "Good customer service skills"),
        ("You work with project managers.", "project manager", "You work with project managers."),
        ("Sales", "Sales", "Sales"),
        ("Le Chef De Projet (C++)", "Chef De Projet (C++)", "Le person (C++)"),
    ],
)  # fmt: skip
def test_a_sentence_is_matched_without_the_name_of_the_job(text: str, title: str, asked: str) -> None:
    assert without_job(text, title) == asked


@pytest.mark.parametrize(
    ("title", "preferred", "label", "says"),
    [
        ("Java Developer", "Java (computer programming)", "Java (computer programming)", True),
        ("German Teacher", "German", "German", True),
        ("Nurse - wound care", "wound care", "wound care", True),
        ("Marketing Manager", "marketing principles", "marketing", False),
        ("Customer Service Associate", "customer service", "customer service", False),
        ("Javanese cook", "Java (computer programming)", "Java", False),
    ],
)
def test_a_title_says_names_anywhere_and_other_skills_behind_the_job(
    title: str, preferred: str, label: str, *, says: bool
) -> None:
    assert says_skill(title, preferred, label) is says


@pytest.mark.parametrize(
    ("label", "sentence", "named"),
    [
        ("customer service", "Six months of customer service experience", True),
        ("Java (computer programming)", "Java skills", True),
        ("communication", "Good oral communication skills", True),
        ("communication", "Internal communication", False),
        ("customer service", "Service to customers", False),
        ("service à la clientèle", "Service à la clientèle", True),
        ("", "skills", False),
    ],
)
def test_a_skill_is_named_by_several_words_or_by_one_with_skills(
    label: str, sentence: str, *, named: bool
) -> None:
    assert is_named(label, sentence) is named


@pytest.mark.parametrize(
    ("label", "preferred", "company"),
    [
        ("Google", "search engines", True),
        ("Yahoo", "moteurs de recherche", True),
        ("Google Docs", "use word processing software", False),
        ("Adobe", "Adobe", False),
        ("apple", "core apples", False),
        ("welding", "weld", False),
    ],
)
def test_the_name_of_a_company_says_no_skill(label: str, preferred: str, *, company: bool) -> None:
    assert is_company(label, preferred) is company


@pytest.mark.parametrize(
    ("label", "sentence", "wrong"),
    [
        ("manage a team", "Able to work as part of a team", True),
        ("manage a team", "You will line manage a small team of six", False),
        ("manage staff", "Responsible for the management of staff", False),
        ("manage sales teams", "Work with the sales team", True),
        ("manage sales teams", "Sales team management", False),
        ("support nurses", "Our senior staff nurses will provide you support", True),
        ("support nurses", "You will support the existing nursing team", False),
        ("lead a team", "Jane Roe (Team Lead)", True),
        ("gérer une équipe", "Aptitude à travailler en équipe", True),
        ("gérer une équipe", "Gestion d’une équipe de dix personnes", False),
        ("manage time", "Able to work as part of a team", False),
        ("design hot water systems", "Hot water system and equipment", True),
        ("design hot water systems", "Designing hot water systems for hotels", False),
        ("design user interface", "Understanding of user interface best practices", True),
        ("organise press conferences", "Prepare minutes of seminars and conferences", True),
        ("organise press conferences", "Coordinates seminars and press conferences", False),
        ("organise training", "Comprehensive induction and ongoing training", True),
        ("organise homecare for patients", "Travel to homecare patients is essential", True),
        ("discern written communication", "Excellent written communication", True),
        ("discern written communication", "Understands written communication", False),
        ("acoustical engineering", "Acoustical insulation", True),
        ("acoustical engineering", "Acoustical engineers", False),
        ("driver's license structure", "Driver's License", True),
        ("concevoir des interfaces utilisateur", "Connaissance des interfaces utilisateur", True),
        ("concevoir des interfaces utilisateur", "Conception d’interfaces utilisateur", False),
        ("organiser des formations", "Formation continue payée", True),
        ("organiser des formations", "Vous planifiez les formations de l’équipe", False),
        ("ingénierie acoustique", "Isolation acoustique", True),
        ("comprendre des communications écrites", "Excellente communication écrite", True),
        ("", "", False),
    ],
)
def test_what_a_label_claims_is_meant_only_where_the_sentence_says_so(
    label: str, sentence: str, *, wrong: bool
) -> None:
    assert denied(label, sentence) is wrong
