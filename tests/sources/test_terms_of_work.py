"""Vacancies, pay, kinds of employment and what is asked for, as tables, boards and schema.org write them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from skillgraph.errors import ProblemLog
from skillgraph.model import Posting
from skillgraph.sources import read_postings
from skillgraph.sources.employment import employment_types
from skillgraph.sources.pay import Pay, parse_amount, parse_pay, parse_pay_unit
from skillgraph.sources.values import parse_vacancies

HEADINGS = (
    ("Openings", "Salary From", "Salary To", "Pay Period", "Currency", "Job Type", "Experience", "Education"),
    ("Nombre de postes", "Salaire min", "Salaire max", "Période de paie", "Devise", "Type d’emploi",
     "Expérience exigée", "Scolarité"),
    ("vacancies", "salary_min", "salary_max", "salary_unit", "salary_currency", "employment_type",
     "experience", "education"),
)  # fmt: skip
VALUES = ("2", "41 500,50", "$52,000.00", "par an", "CAD", "Temps plein", "Two years", "High school")
READ = (2, 41_500.5, 52_000.0, "year", "CAD", "full-time", "Two years", "High school")


def terms(posting: Posting) -> tuple[object, ...]:
    return (
        posting.vacancies, posting.salary_min, posting.salary_max, posting.salary_unit,
        posting.salary_currency, posting.employment_type, posting.experience, posting.education,
    )  # fmt: skip


def read(path: Path) -> tuple[list[Posting], list[str]]:
    log = ProblemLog()
    found = list(read_postings(path, problems=log))
    return found, [f"{problem.line} {problem.field}: {problem.reason}" for problem in log]


@pytest.mark.parametrize("headings", HEADINGS, ids=["English", "French", "fields"])
def test_tables_of_every_kind_name_these_columns(tmp_path: Path, headings: tuple[str, ...]) -> None:
    names, values = ("title", "description", *headings), ("Baker", "Bakes", *VALUES)
    (tmp_path / "p.csv").write_text(";".join(names) + "\n" + ";".join(values) + "\n", encoding="utf-8")
    book = Workbook()
    book.worksheets[0].append(names)
    book.worksheets[0].append(values)
    book.save(tmp_path / "p.xlsx")
    record = dict(zip(names, values, strict=True))
    (tmp_path / "p.json").write_text(json.dumps([record]), encoding="utf-8")
    (tmp_path / "p.jsonl").write_text(json.dumps(record), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist([record]), tmp_path / "p.parquet")
    for path in sorted(tmp_path.iterdir()):
        (posting,), problems = read(path)
        assert (terms(posting), problems) == (READ, []), path.name


def test_schema_org_says_them_as_objects(tmp_path: Path) -> None:
    job = {
        "@type": "JobPosting",
        "title": "Baker",
        "totalJobOpenings": 3,
        "employmentType": ["FULL_TIME", "TEMPORARY"],
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "CAD",
            "value": {"@type": "QuantitativeValue", "minValue": "20.5", "maxValue": 25, "unitText": "HOUR"},
        },
        "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 36},
        "educationRequirements": {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": "bachelor degree",
        },
    }
    text = {
        **job,
        "title": "Cook",
        "baseSalary": {"currency": "GBP", "value": {"value": "£10-£12", "unitText": "HOUR"}},
    }
    (tmp_path / "p.json").write_text(json.dumps([job, text]), encoding="utf-8")
    (baker, cook), problems = read(tmp_path / "p.json")
    assert terms(baker) == (
        3,
        20.5,
        25.0,
        "hour",
        "CAD",
        "full-time; temporary",
        "36 months",
        "bachelor degree",
    )
    assert (cook.salary_min, cook.salary_max, cook.salary_unit, cook.salary_currency) == (
        10.0,
        12.0,
        "hour",
        "GBP",
    )
    assert not [problem for problem in problems if "no description" not in problem]


def test_bad_values_are_named_and_the_rest_of_the_row_is_kept(tmp_path: Path) -> None:
    rows = [
        "title,description,vacancies,salary_min,salary_max,salary_unit",
        "A,x,0,lots,50000,year",
        "B,x,2.5,60000,50000,biweekly",
        "C,x,-1,,-5,fortnight",
        "D,x,several,0,,",
        "E,x,99999999999999999999999,1,2,hour",
        "F,x,,,,",
    ]
    (tmp_path / "p.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    postings, problems = read(tmp_path / "p.csv")
    assert [one.title for one in postings] == list("ABCDEF")
    assert [one.vacancies for one in postings] == [None] * 6
    assert [(one.salary_min, one.salary_max) for one in postings] == [
        (None, 50_000.0), (None, None), (None, None), (None, None), (1.0, 2.0), (None, None),
    ]  # fmt: skip
    named = {tuple(problem.split(":")[0].split()) for problem in problems}
    assert named == {
        ("2", "vacancies"), ("2", "salary_min"), ("3", "vacancies"), ("3", "salary_min"),
        ("3", "salary_unit"), ("4", "vacancies"), ("4", "salary_max"), ("4", "salary_unit"),
        ("5", "vacancies"), ("5", "salary_min"), ("6", "vacancies"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("$69,693 to $86,541YEAR annually (to be negotiated)", Pay(69_693, 86_541, "year")),
        ("£31,365 - £37,890 per annum / pro rata", Pay(31_365, 37_890, "year", "GBP")),
        ("20,50 $ à 25,75 $ / h", Pay(20.5, 25.75, "hour")),
        ("Entre 45 000 et 55 000 CAD par année", Pay(45_000, 55_000, "year", "CAD")),
        ("55-65k", Pay(55_000, 65_000)),
        ("CA$70,000–CA$80,000 a year", Pay(70_000, 80_000, "year", "CAD")),
        ("Up to $50,000", Pay(None, 50_000)),
        ("jusqu'à 30 $ l'heure", Pay(None, 30, "hour")),
        ("from 20 $/h", Pay(20, None, "hour")),
        ("$25.00 HOUR hourly for 40.00 hours per week", Pay(25, 25, "hour")),
        ("1.500 € mensuel", Pay(1_500, 1_500, "month", "EUR")),
        ("$1,500 biweekly", Pay(1_500, 1_500)),
        ("40000", Pay(40_000, 40_000)),
        ("Annuel de 30000,00 Euros à 35000,00 Euros sur 12 mois", Pay(30_000, 35_000, "year", "EUR")),
        ("$30.00 - $35.00 hourly, 37.5 hours per week", Pay(30, 35, "hour")),
        ("N/A", Pay()),
    ],
)
def test_pay_in_words(text: str, pay: Pay) -> None:
    assert parse_pay(text) == pay


@pytest.mark.parametrize("text", ["Competitive", "0-0", "80000-60000", "Band 6", "5 Programmed Activities"])
def test_what_names_no_pay_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        parse_pay(text)


def test_amounts_of_programs_and_units_of_lists() -> None:
    assert [parse_amount(text) for text in ("26.104", "65000.0", "nan", "$65k")] == [
        26.104,
        65_000,
        None,
        65_000,
    ]
    units = ("Annual", "per-year-salary", "HUR", "p.a.", "par semaine", "Daily", "mensuel")
    assert [parse_pay_unit(text) for text in units] == [
        "year",
        "year",
        "hour",
        "year",
        "week",
        "day",
        "month",
    ]
    for odd in ("biweekly", "every two weeks", "per mile"):
        with pytest.raises(ValueError, match=odd):
            parse_pay_unit(odd)


@pytest.mark.parametrize(
    ("texts", "kinds"),
    [
        (["FULL_TIME", "Full-time", "Temps plein", "FullTime"], "full-time"),
        (["Permanent employmentFull time"], "permanent; full-time"),
        (["Poste permanent à temps partiel"], "permanent; part-time"),
        (["Full-Time/Part-Time"], "full-time; part-time"),
        (["Zero hours"], "Zero hours"),
        (["F/T"], "full-time"),
        (["fulltime_permanent"], "full-time; permanent"),
        (["Full-time (40 hrs)"], "full-time"),
        (["Full time, hybrid"], "full-time; hybrid"),
        (["Not Applicable"], ""),
    ],
)
def test_one_kind_of_employment_has_one_name(texts: list[str], kinds: str) -> None:
    assert employment_types(texts) == kinds


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("3.0", 3),
        ("03", 3),
        ("1,000", 1000),
        ("1 000 postes", 1000),
        ("2 vacancies", 2),
        ("", None),
    ],
)
def test_vacancies_are_whole_numbers(text: str, number: int | None) -> None:
    assert parse_vacancies(text) == number


def test_lists_and_records_of_parquet(tmp_path: Path) -> None:
    rows = [
        {"title": "A", "description": "x", "locations": ["Toronto", "Ottawa"], "vacancies": 2.0, "pay": 1.5},
        {"title": "B", "description": "y", "locations": None, "vacancies": float("nan"), "pay": float("nan")},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "p.parquet")
    (first, second), _ = read(tmp_path / "p.parquet")
    assert (first.place, first.vacancies, first.salary_min) == ("Toronto; Ottawa", 2, 1.5)
    assert (second.place, second.vacancies, second.salary_min) == ("", None, None)
