"""What an employer gives is a benefit without a heading, too; texts are made up."""

from __future__ import annotations

import pytest

from skillgraph.matching.text.sections import read
from skillgraph.model import Section
from tests.matching.test_what_employers_say import asked


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "Weekly yoga in the office."),
        ("en", "Free yoga classes on Tuesdays."),
        ("en", "Yoga and meditation every Wednesday."),
        ("en", "Staff enjoy free gym and massage"),
        ("en", "Team members enjoy cooking workshops."),
        ("en", "You get a free gym membership and swimming lessons"),
        ("en", "Free French lessons for employees"),
        ("en", "English lessons offered to employees."),
        ("en", "French courses paid by the employer"),
        ("en", "Enjoy free coffee and weekly cooking classes."),
        ("en", "Insurance covers dental care and physiotherapy"),
        ("en", "Health plan covering massage therapy and acupuncture"),
        ("en", "We reimburse swimming lessons."),
        ("en", "Access to free counselling and physiotherapy"),
        ("en", "On-site gym, yoga and meditation room"),
        ("en", "Company-paid French classes"),
        ("en", "Gym and yoga classes offered on site"),
        ("en", "Join our marketing department"),
        ("en", "Become part of our finance and accounting team!"),
        ("fr", "Cours de langue offerts"),
        ("fr", "Cours d'anglais payés par l'employeur"),
        ("fr", "Séances de méditation offertes aux employés"),
        ("fr", "Yoga hebdomadaire au bureau."),
        ("fr", "Le personnel profite de massages gratuits."),
        ("fr", "Les employés bénéficient de cours de cuisine."),
        ("fr", "Profitez de cours de yoga et de massages."),
        ("fr", "L'assurance couvre les soins dentaires et la physiothérapie"),
        ("fr", "Joignez notre département de marketing"),
        ("fr", "Joignez-vous au service de la logistique"),
        ("fr", "Faites partie de notre équipe de comptabilité !"),
    ],
)
def test_what_is_given_needs_no_heading(lang: str, sentence: str) -> None:
    assert asked(sentence, lang) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "Teach weekly yoga classes.",
        "Lead weekly yoga sessions in the office.",
        "Give free French lessons to newcomers",
        "Regular massage of patients",
        "Weekly inventory counts",
        "Weekly massage of horses",
        "Dental plan administration and claims",
        "Free-hand drawing",
        "Enjoy working with children",
        "Ensure staff enjoy safe working conditions",
        "Employees training and scheduling",
        "Check that insurance covers dental care",
        "Insurance claims processing",
        "Health plan administration",
        "Reimburse employees for travel expenses",
        "On-site inspection of pipes",
        "Join our team and prepare tax returns.",
        "Animer des cours de cuisine offerts aux aînés",
        "Massage des patients à domicile",
        "Le personnel infirmier donne des soins",
        "Vérifier si l'assurance couvre les soins dentaires",
        "Traiter les demandes de remboursement de physiothérapie",
        "Inventaire hebdomadaire au magasin",
    ],
)
def test_work_with_what_others_get_is_work(sentence: str) -> None:
    (passage,) = read(sentence)
    assert passage.may_ask


def test_benefits_after_requirements_ask_for_nothing() -> None:
    advertisement = "Requirements:\n- Python\n- Weekly yoga in the office.\n- Welding ticket"
    sections = [one.section for one in read(advertisement)[1:]]
    assert sections == [Section.REQUIREMENTS, Section.BENEFITS, Section.REQUIREMENTS]
