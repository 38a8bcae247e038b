"""A concept that is one product or language is not suggested to a text that names another."""

from __future__ import annotations

import numpy as np
import pytest

from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.signals.alternative_labels import drop_far_labels
from skillgraph.matching.signals.proper_names import ProperNames
from skillgraph.matching.text.names_in_text import has_name, is_asked_for, is_title_case
from skillgraph.matching.text.technologies import unknown_technologies
from skillgraph.model import Concept
from tests.support.small_framework import skill

SKILLS = (
    skill("erlang", "Erlang", "Erlang techniques"),
    skill("postgres", "PostgreSQL", "Postgres"),
    skill("js", "JavaScript", "client-side JavaScript"),
    skill("net", "ASP.NET", "ASP.NET web forms"),
    skill("german", "German", "ability to comprehend spoken German"),
    skill("gdpr", "GDPR", "data protection rules"),
    skill("db", "manage database", "administer databases"),
    skill("weld", "weld steel"),
    skill("teach", "teach communication"),
    skill("report", "write reports"),
    *(skill(f"plain{number}", f"plain skill {number}") for number in range(25)),
)


def left(text: str, skills: tuple[Concept, ...] = SKILLS) -> set[str]:
    """The named concepts that keep their signals."""
    table = LabelTable.from_concepts(skills)
    candidates = np.arange(table.matchable)[None]
    values = np.ones((1, table.matchable, 2), dtype=np.float32)
    ProperNames(table, "en").zero_unnamed(values, candidates, [text])
    kept = [table.label(place, "en") for place in np.flatnonzero(values[0].all(axis=1)).tolist()]
    return {label for label in kept if label[0].isupper()}


ALL = {"Erlang", "PostgreSQL", "JavaScript", "ASP.NET", "German", "GDPR"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Experience with Golang", {"GDPR"}),
        ("Fluent in Swahili", {"GDPR"}),
        ("Erlang", {"Erlang", "GDPR"}),
        ("Experience with Erlangg", {"Erlang", "GDPR"}),
        ("Knows Postgres", {"PostgreSQL", "GDPR"}),
        ("JS", {"JavaScript", "GDPR"}),
        ("web pages with .NET", {"ASP.NET", "GDPR"}),
        ("speak german and Erlang", {"German", "Erlang", "GDPR"}),
        ("a popular database system", ALL),
        ("Looking for somebody who knows databases", ALL),
    ],
)
def test_only_what_is_named_is_left(text: str, named: set[str]) -> None:
    assert left(text) == named


def test_a_framework_that_writes_all_labels_with_a_capital_says_nothing_by_it() -> None:
    skills = (skill("a", "Welding"), skill("b", "Erlang"), skill("c", "Nursing"))
    assert left("Experience with Golang", skills) == {"Welding", "Erlang", "Nursing"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Experience with Docker", ["Docker"]),
        ("docker", []),
        ("Docker", ["Docker"]),
        ("Experience with Go (Golang)", ["Go", "Golang"]),
        ("Ready to Go Anywhere With Us", []),
        ("Arrow functions", ["Arrow functions"]),
        ("Types of Spring in Mechanical Assemblies", []),
        ("Spring Boot services", ["Spring Boot"]),
        ("React calmly in emergencies", []),
        ("React components in JavaScript", ["React"]),
        ("Rust removal", []),
        ("Maîtrise de Rust et de Go", ["Rust", "Go"]),
        ("RUST REMOVAL AND PAINTING", []),
        ("git and kotlin", ["git", "kotlin"]),
    ],
)
def test_ordinary_words_that_name_a_technology_are_told(text: str, names: list[str]) -> None:
    found = unknown_technologies(text, lambda _: False)
    assert [text[start:end] for start, end in found] == names


def test_what_the_framework_has_is_no_unknown_technology() -> None:
    assert unknown_technologies("Experience with Docker", lambda words: words == "Docker") == ()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Proficiency in R", True),
        ("Proficiency in R.", True),
        ("Knowledge of R and SAS", True),
        ("Skills (with R) required", True),
        ("Class R vehicles", False),
        ("Proficiency in R class", False),
        ("in R", False),
    ],
)
def test_a_letter_that_is_asked_for_is_told(text: str, asked: bool) -> None:
    start = text.index("R")
    assert is_asked_for(text, (start, start + 1)) is asked


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Uses Kotlin", True),
        ("Knowledge of databases and of other things", False),
        ("We use Kotlin a lot", True),
    ],
)
def test_a_name_is_told_by_its_capital(text: str, named: bool) -> None:
    assert has_name(text) is named


@pytest.mark.parametrize(
    ("text", "titled"),
    [
        ("Types of Spring in Assemblies", True),
        ("Services in Spring", False),
        ("Types of spring in machines", False),
    ],
)
def test_a_title_is_told_by_its_capitals(text: str, titled: bool) -> None:
    assert is_title_case(text) is titled


NAMES = ("skills.best", "skills.pref", "exact")


@pytest.mark.parametrize(
    ("text", "preferred", "exact", "kept"),
    [
        ("data analysis", [0.6, 0.9], [0.8, 0.0], [0.0, 0.0]),
        ("data analysis", [0.6, 0.65], [0.8, 0.0], [0.8, 0.0]),
        ("data analysis", [0.6, 0.9], [0.8, 0.8], [0.8, 0.8]),
        ("data analysis", [0.6, 0.9], [1.0, 0.0], [1.0, 0.0]),
        ("PLC", [0.2, 0.9], [0.8, 0.0], [0.8, 0.0]),
    ],
)
def test_an_alternative_label_counts_unless_another_concept_is_called_so(
    text: str, preferred: list[float], exact: list[float], kept: list[float]
) -> None:
    values = np.array([[[1.0, *row] for row in zip(preferred, exact, strict=True)]], dtype=np.float32)
    named = values.copy()
    drop_far_labels(values, NAMES, [text], np.zeros((1, 2), dtype=bool))
    assert values[0, :, 2].tolist() == pytest.approx(kept)
    drop_far_labels(named, NAMES, [text], np.ones((1, 2), dtype=bool))
    assert named[0, :, 2].tolist() == pytest.approx(exact)
