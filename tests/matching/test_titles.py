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
        ("public health", "We work with Public Health England on this", False),
        ("public health", "A degree in Public Health is needed", True),
        ("primary care", "Join one of the Primary Care Networks in town", False),
        ("customer service", "The Customer Service Associate sits in the office", False),
        ("customer service", "Great Customer Service Skills", True),
        ("customer service", "Excellent Customer Service, sales and cash", True),
        ("santé publique", "Un poste à Santé Publique Ontario dès mai", False),
        ("santé publique", "Diplôme en santé publique", True),
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
        ("provide basic support to patients", "A close team that delivers care to our patients", True),
        ("provide basic support to patients", "Attend to the personal hygiene of patients", False),
        ("Visual Basic", "Programming in VB.NET", False),
        ("provide healthcare in specialised medicine", "Receptionist in a primary care service", True),
        ("work with nursing staff", "A hospital nursing team seeks three staff nurses", True),
        ("work with nursing staff", "You work closely with a small team of nurses", False),
        ("work with nursing staff", "A member of the community nursing team", False),
        ("work in teams", "Likes teamwork", False),
        ("travailler avec le personnel infirmier", "Notre personnel infirmier est apprécié", True),
        ("travailler avec le personnel infirmier", "Collaborer avec les infirmiers du service", False),
        ("donner des soins élémentaires", "Équipe qui soigne nos patients", True),
        ("donner des soins élémentaires", "Aide à la toilette et aux repas", False),
        ("evidence-based approach in general practice", "Commitment to evidence-based practice", True),
        ("evidence-based approach in general practice", "Evidence-based work as a GP", False),
        ("general surgery", "Cardiac surgery and thoracic surgery", True),
        ("general medicine", "Internal Medicine", False),
        ("calculate compensation payments", "Calculate charges and receive payments", True),
        ("chirurgie générale", "Chirurgie cardiaque", True),
        ("manage clinical environments", "Three years in a clinical environment", True),
        ("manage clinical environments", "Managing a busy clinical environment", False),
        ("provide clinical advice to team members", "Clinical leadership for the team", True),
        ("provide clinical advice to team members", "You advise the clinical team", False),
        ("research new ideas", "We welcome new ideas", True),
        ("donner des conseils cliniques", "Supervision clinique de l’équipe", True),
        ("mener des recherches", "Étude de cohortes", False),
        ("", "", False),
    ],
)
def test_what_a_label_claims_is_meant_only_where_the_sentence_says_so(
    label: str, sentence: str, *, wrong: bool
) -> None:
    assert denied(label, sentence) is wrong
