"""A cell that says an outcome in two languages is one outcome with two texts; any other stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.export.outcome_sheet import write_outcome_sheet
from skillgraph.matching.text.language import shares_by_language
from skillgraph.model import Credential
from skillgraph.sources import read_outcome_sheet
from skillgraph.sources.bilingual import in_two_languages

WELD = (("en", "Weld metal joints"), ("fr", "Souder des joints métalliques"))


def read(path: Path, *, keep_lists: bool = False) -> tuple[Credential, list[str]]:
    log = ProblemLog()
    (found,) = read_outcome_sheet(path, problems=log, keep_lists=keep_lists, judge=shares_by_language())
    return found, [problem.reason for problem in log]


def sheet(folder: Path, *cells: str, lang: str = "") -> Path:
    path = folder / "sheet.csv"
    rows = (f'Welding,College,"{cell}",{lang}' for cell in cells)
    path.write_text("\n".join(["credential,issuer,outcome,lang", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Weld metal joints || Souder des joints métalliques", WELD),
        ("Souder des joints métalliques||Weld metal joints", WELD[::-1]),
        ("Weld metal joints / Souder des joints métalliques", WELD),
        ("Weld metal joints | Souder des joints métalliques", WELD),
        ("Weld metal joints\nSouder des joints métalliques", WELD),
        ("Weld metal joints\n\nSouder des joints métalliques", WELD),
        ("EN: Weld metal joints\nFR: Souder des joints métalliques", WELD),
        ("[English] Weld metal joints\n[Français] Souder des joints métalliques", WELD),
        ("Welding || Soudage", (("en", "Welding"), ("fr", "Soudage"))),
        ("EN: Weld\nFR: Souder", (("en", "Weld"), ("fr", "Souder"))),
        ("EN: Weld metal joints FR: Souder des joints métalliques", WELD),
        ("[EN] Weld metal joints [FR] Souder des joints métalliques", WELD),
        ("(EN) Weld metal joints / (FR) Souder des joints métalliques", WELD),
        ("EN - Weld metal joints | FR - Souder des joints métalliques", WELD),
        ("English – Weld metal joints; Français – Souder des joints métalliques", WELD),
        ("Anglais : Weld metal joints ; Français : Souder des joints métalliques", WELD),
        ("Weld metal joints (French: Souder des joints métalliques)", WELD),
        ("English: Weld metal joints (French: Souder des joints métalliques).", WELD),
        ("Weld metal joints [fr: Souder des joints métalliques]", WELD),
        ("Weld metal joints (Souder des joints métalliques)", WELD),
        ("Weld Metal Joints/Souder des joints métalliques", (("en", "Weld Metal Joints"), WELD[1])),
        (
            "Take vital signs / Prendre les signes vitaux",
            (("en", "Take vital signs"), ("fr", "Prendre les signes vitaux")),
        ),
        ("Teamwork / Travail d'équipe", (("en", "Teamwork"), ("fr", "Travail d'équipe"))),
        ("Manage stress/Gérer le stress", (("en", "Manage stress"), ("fr", "Gérer le stress"))),
    ],
)
def test_texts_in_two_languages_are_told(cell: str, said: tuple[tuple[str, str], ...]) -> None:
    assert in_two_languages(cell, shares_by_language()) == said


@pytest.mark.parametrize(
    "cell",
    [
        "Weld / solder metal",
        "Gérer / superviser une équipe",
        "Use Excel / Word",
        "Communicate in English / French",
        "Installation / maintenance",
        "Weld metal || Cut metal",
        "Weld metal joints\nCut metal plates",
        "TIG: weld\nMIG: cut",
        "Soldar metal || Weld metal",
        "read/write",
        "Read/write files",
        "HTML/CSS",
        "Input / Output devices",
        "Network / Infrastructure Security",
        "HIV/AIDS awareness",
        "Gestion / Supervision",
        "Culture / Communication",
        "Leadership / Leadership",
        "Communicate in French (French: B2 level)",
        "Use Excel (French version)",
        "Plan (FR: yes)",
        "EN: Weld",
        "Apply EN: 1090 and FR: 44",
        "Support (EN / FR)",
        "Weld metal (MIG: wire)",
        "Souder et/ou couper",
        "Programme sur les prêts hypothécaires – Notions fondamentales",
    ],
)
def test_one_language_stays_as_it_is(cell: str) -> None:
    assert in_two_languages(cell, shares_by_language()) == ()


def test_a_bilingual_cell_is_one_outcome_in_the_language_of_its_row(tmp_path: Path) -> None:
    cell = " || ".join(text for _, text in WELD)
    for lang, own, other in (("", *WELD), ("en", *WELD), ("fr", *WELD[::-1]), ("fr-CA", *WELD[::-1])):
        credential, problems = read(sheet(tmp_path, cell, lang=lang))
        (outcome,) = credential.outcomes
        assert ((outcome.lang, outcome.text), outcome.other_texts) == (own, (other,))
        assert [problem.split(";")[0] for problem in problems] == ["1 cell says an outcome in two languages"]


@pytest.mark.parametrize("cell", ["|| Weld metal", "Weld metal ||", "Weld metal || Weld metal"])
def test_a_mark_beside_a_single_text_is_no_part_of_it(tmp_path: Path, cell: str) -> None:
    credential, problems = read(sheet(tmp_path, cell))
    assert [(one.text, one.other_texts) for one in credential.outcomes] == [("Weld metal", ())]
    assert problems == []


def test_the_option_that_keeps_lists_keeps_it_whole(tmp_path: Path) -> None:
    cell = "Weld metal joints\nSouder des joints métalliques"
    credential, problems = read(sheet(tmp_path, cell), keep_lists=True)
    assert [(one.text, one.other_texts) for one in credential.outcomes] == [(cell, ())]
    assert problems == []


@pytest.mark.parametrize(
    "cell",
    [
        "1. Weld metal joints\n2. Read drawings || 1. Souder des joints métalliques\n2. Lire des dessins",
        "1. Weld metal joints || Souder des joints métalliques\n2. Read drawings || Lire des dessins",
        "• Weld metal joints / Souder des joints métalliques\n• Read drawings / Lire des dessins",
    ],
)
def test_lists_in_two_languages_are_as_many_outcomes(tmp_path: Path, cell: str) -> None:
    credential, _ = read(sheet(tmp_path, cell))
    assert [(one.text, one.other_texts) for one in credential.outcomes] == [
        ("Weld metal joints", (("fr", "Souder des joints métalliques"),)),
        ("Read drawings", (("fr", "Lire des dessins"),)),
    ]


def test_lists_that_differ_in_length_stay_one_outcome_and_it_is_said(tmp_path: Path) -> None:
    cell = "1. Weld metal joints\n2. Read the drawings || 1. Souder des joints métalliques"
    credential, problems = read(sheet(tmp_path, cell))
    (outcome,) = credential.outcomes
    assert (outcome.lang, [lang for lang, _ in outcome.other_texts]) == ("en", ["fr"])
    assert any("differ in length" in problem for problem in problems)


@pytest.mark.parametrize("keep_lists", [False, True])
def test_columns_for_each_language_are_one_outcome(tmp_path: Path, *, keep_lists: bool) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(
        "Credential,Issuer,Learning Outcome (English),Learning outcome FR\n"
        "Welding,College,Weld,Souder\nWelding,College,Cut,\nWelding,College,,Polir\n",
        encoding="utf-8",
    )
    credential, problems = read(path, keep_lists=keep_lists)
    assert [(one.text, one.lang, one.other_texts) for one in credential.outcomes] == [
        ("Weld", "en", (("fr", "Souder"),)),
        ("Cut", "en", ()),
        ("Polir", "fr", ()),
    ]
    assert len(problems) == 1


def test_a_sheet_that_is_exported_is_read_back_with_all_texts(tmp_path: Path) -> None:
    cells = (" || ".join(text for _, text in WELD), "Weld / solder metal", "Excel || Word", "Soudage")
    credential, _ = read(sheet(tmp_path, *cells, lang="en"))
    assert len(credential.outcomes) == 4
    assert [bool(one.other_texts) for one in credential.outcomes] == [True, False, False, False]
    for name in ("out.csv", "out.xlsx"):
        write_outcome_sheet([credential], tmp_path / name)
        again, problems = read(tmp_path / name)
        assert (again.outcomes, again.lang) == (credential.outcomes, "en")
        assert [problem.split(";")[0] for problem in problems] == ["1 cell says an outcome in two languages"]
