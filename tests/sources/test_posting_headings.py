"""Columns that hold the text of an advertisement: by their headings, and told where none fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.model import Posting
from skillgraph.sources import read_postings


def read(folder: Path, header: str, row: str) -> tuple[Posting, str]:
    path, problems = folder / "jobs.csv", ProblemLog(strict=True)
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    (found,) = read_postings(path, problems=problems)
    return found, "\n".join(str(problem) for problem in problems)


@pytest.mark.parametrize(
    "heading",
    [
        "Description des tâches",
        "Tâches et responsabilités",
        "Description de l’offre",
        "Responsabilités",
        "Principales responsabilités",
        "Rôle et responsabilités",
        "Sommaire du poste",
        "Job Duties",
        "Duties and Responsibilities",
        "Roles & Responsibilities",
        "Essential duties",
        "About the role",
    ],
)
def test_a_heading_of_the_text_is_known(tmp_path: Path, heading: str) -> None:
    found, _ = read(tmp_path, f"Title;Employer;{heading}", "Welder;Mill;Weld frames")
    assert found.description == "Weld frames"


def test_duties_come_beside_the_description(tmp_path: Path) -> None:
    found, told = read(tmp_path, "Titre;Description;Description des tâches", "Soudeur;Un poste;Souder")
    assert ("Un poste" in found.description, "Souder" in found.description) == (True, True)
    assert "left out" not in told


def test_a_column_of_long_texts_that_no_field_takes_is_named(tmp_path: Path) -> None:
    long = "Weld frames of steel. " * 20
    _, told = read(tmp_path, "Title;Description;Zxq;Code", f"Welder;A job;{long};7")
    assert "the column 'Zxq' holds 1 long text, and no field takes it" in told
    assert "'Code' holds" not in told
    assert "--column description='Zxq'" in told


@pytest.mark.parametrize(
    ("headers", "heading"),
    [
        ("Preferred Skills", "Nice to have"),
        ("Nice to have", "Nice to have"),
        ("preferred_qualifications", "Nice to have"),
        ("Assets", "Nice to have"),
        ("Required Skills", "Requirements"),
        ("Must have", "Requirements"),
        ("Minimum Qualifications", "Requirements"),
        ("Compétences souhaitées", "Atouts"),
        ("Atouts", "Atouts"),
        ("Compétences exigées", "Exigences"),
    ],
)
def test_columns_that_say_how_much_is_asked_come_under_a_heading(
    tmp_path: Path, headers: str, heading: str
) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text(f"Title,Description,{headers}\nDev,Write code.,Docker\n", encoding="utf-8")
    (found,) = read_postings(path, problems=ProblemLog())
    assert found.description == f"Write code.\n\n{heading}\nDocker"


def test_each_of_several_such_columns_stands_with_its_like(tmp_path: Path) -> None:
    path, log = tmp_path / "jobs.csv", ProblemLog()
    header = "Title,Preferred Skills,Description,Required Skills,Nice to have,Preferred Qualifications"
    path.write_text(f"{header}\nDev,Docker,Write code.,SQL,Rust,Masters\nCook,,Cook.,,,\n", encoding="utf-8")
    first, second = read_postings(path, problems=log)
    assert first.description == "Write code.\n\nRequirements\nSQL\n\nNice to have\nDocker\nMasters\nRust"
    assert second.description == "Cook."
    assert len(log) == 0


def test_mapped_columns_are_told_apart_too(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text("Job,Text,Preferred Skills\nDev,Write code.,Docker\n", encoding="utf-8")
    columns = {"title": "Job", "description": ["Text", "Preferred Skills"]}
    (found,) = read_postings(path, problems=ProblemLog(), columns=columns)
    assert found.description == "Write code.\n\nNice to have\nDocker"
