"""Lists with a line for each item: nothing is joined that stands apart, nothing parted that was wrapped."""

from __future__ import annotations

import time

import pytest

from skillgraph.sources.outcome_lines import headings_in
from skillgraph.sources.outcome_lists import listed


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "Soigner une plaie\nCouler\n- Manage budgets\n- Weld steel\nGive feedback\nApply hygiene",
            [
                "Soigner une plaie",
                "Couler",
                "Manage budgets",
                "Weld steel",
                "Give feedback",
                "Apply hygiene",
            ],
        ),
        ("1. Soigner\n2. Couler\nManage\nWeld", ["Soigner", "Couler", "Manage", "Weld"]),
        (
            "1. Care\n   Take vital signs\n   Manage budgets\n2. Weld",
            ["Care", "Take vital signs", "Manage budgets", "Weld"],
        ),
        ("• Soigner\no Nettoyer\no Panser\n• Couler", ["Soigner", "Nettoyer", "Panser", "Couler"]),
        ("• Soigner\n\to\tNettoyer\n• Couler", ["Soigner", "Nettoyer", "Couler"]),
        (
            "☐ Weld\n☑ Cut\n✓ Grind\n– Paint\n▪ Sand\n\uf0b7 Drill",
            ["Weld", "Cut", "Grind", "Paint", "Sand", "Drill"],
        ),
        ("- [ ] Weld\n- [x] Cut", ["Weld", "Cut"]),
        ("- Weld • Cut\n- Grind", ["Weld", "Cut", "Grind"]),
        ("LO1: Weld\nLO2: Cut\nLO4: Grind\nLO5: Sand", ["Weld", "Cut", "Grind", "Sand"]),
        ("CLO1: weld CLO2: cut CLO4: grind", ["weld", "cut", "grind"]),
        ("LO1 Apply hygiene\nLO2 Give feedback", ["Apply hygiene", "Give feedback"]),
        ("RA1. Souder\nRA2 : Couper\nRA4 - Meuler", ["Souder", "Couper", "Meuler"]),
        ("Résultat d’apprentissage 1 : Souder\nObjectif 2 : Couper", ["Souder", "Couper"]),
        ("A) Weld\nB) Cut\nC) Grind", ["Weld", "Cut", "Grind"]),
        ("1.1 Weld\n1.2 Cut\n2.1 Grind", ["Weld", "Cut", "Grind"]),
        ("1.1 weld\n1.2 cut", ["weld", "cut"]),
        ("I. Weld\nII. Cut", ["Weld", "Cut"]),
        ("1) Weld 2) Cut 4) Grind", ["Weld", "Cut", "Grind"]),
        ("Manage budgets,\nWeld steel,\nGive feedback", ["Manage budgets", "Weld steel", "Give feedback"]),
        ("Weld steel; and\nCut steel", ["Weld steel", "Cut steel"]),
        ("Students will\n- Weld\n- Cut", ["Weld", "Cut"]),
    ],
)
def test_what_stands_on_a_line_of_its_own_is_an_item(text: str, items: list[str]) -> None:
    assert listed(text) == items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("LO1: Apply hygiene\nbefore contact\nLO2: Weld", ["Apply hygiene before contact", "Weld"]),
        (
            "- Know the law in the Province of\nOntario\n- Weld",
            ["Know the law in the Province of Ontario", "Weld"],
        ),
        ("Connaître les lois de la\nRépublique\nSouder", ["Connaître les lois de la République", "Souder"]),
        ("- Use tools (Excel\nWord)\n- Weld,\nCut\n- Sand", ["Use tools (Excel Word)", "Weld, Cut", "Sand"]),
        ("- Use Microsoft\n  Excel\n- Weld", ["Use Microsoft Excel", "Weld"]),
        ("- Weld up to\n2.5 mm steel\n- Cut", ["Weld up to 2.5 mm steel", "Cut"]),
        (
            "• Operate equipment according to the standards and practices of Health\nCanada\n• Weld",
            ["Operate equipment according to the standards and practices of Health Canada", "Weld"],
        ),
        (
            "Apply hand hygiene before and after\npatient contact\nGive feedback",
            ["Apply hand hygiene before and after patient contact", "Give feedback"],
        ),
        ("By the end of this course,\nstudents will be able to:\n- Weld\n- Cut", ["Weld", "Cut"]),
    ],
)
def test_what_looks_wrapped_goes_on_with_its_item(text: str, items: list[str]) -> None:
    assert listed(text) == items


@pytest.mark.parametrize(
    ("text", "items", "headings"),
    [
        (
            "Unit A: Care\n- Weld\n- Cut\nUnit B: Steel\n- Sand",
            ["Weld", "Cut", "Sand"],
            ["Unit A: Care", "Unit B: Steel"],
        ),
        (
            "Care:\nTake vital signs\nWelding:\nWeld steel",
            ["Take vital signs", "Weld steel"],
            ["Care:", "Welding:"],
        ),
        ("• Souder\nSoins :\n• Panser", ["Souder", "Panser"], ["Soins :"]),
        ("Students will:\n- Weld\n- Cut", ["Weld", "Cut"], []),
        ("", [""], []),
        (
            "Plan work.\nTasks include -\n(a) weld\n(b) cut",
            ["Plan work.", "weld", "cut"],
            ["Tasks include -"],
        ),
        ("Unit 1: Weld\nUnit 2: Cut", ["Unit 1: Weld", "Unit 2: Cut"], []),
        ("Students weld:\n- steel", ["Students weld:\n- steel"], []),
        ("Weld metal in\nany position", ["Weld metal in\nany position"], []),
        (
            "Manage the budgets of a department\nweld steel\ngive feedback",
            ["Manage the budgets of a department\nweld steel\ngive feedback"],
            [],
        ),
    ],
)
def test_headings_are_no_items_and_are_known(text: str, items: list[str], headings: list[str]) -> None:
    assert (listed(text), headings_in(text)) == (items, headings)


def test_a_long_text_of_marks_takes_no_time() -> None:
    began = time.process_time()
    listed("a. b. 1. LO1: - " * 20_000)
    listed("a.\n" * 60_000)
    assert time.process_time() - began < 10
