"""The names that boards, scrapers and public employment services give to their keys, in shortened records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Posting
from skillgraph.sources import read_postings
from skillgraph.sources.columns import guess_columns


def read(folder: Path, value: object) -> tuple[list[Posting], str]:
    path = folder / "p.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    log = ProblemLog()
    return list(read_postings(path, problems=log)), " ".join(problem.reason for problem in log)


FEDERAL = {
    "SearchResult": {
        "SearchResultItems": [
            {
                "MatchedObjectId": "1",
                "MatchedObjectDescriptor": {
                    "PositionID": "AB-1",
                    "PositionTitle": "Nurse",
                    "PositionURI": "https://jobs.example/1",
                    "PositionLocationDisplay": "Multiple Locations",
                    "PositionLocation": [{"LocationName": "Reno, Nevada"}, {"LocationName": "Boise, Idaho"}],
                    "OrganizationName": "Veterans Health",
                    "QualificationSummary": "Take blood samples.",
                    "PositionRemuneration": [
                        {"MinimumRange": "80000.0", "MaximumRange": "90000.0", "RateIntervalCode": "PA"}
                    ],
                    "PositionSchedule": [{"Name": "Full-time", "Code": "1"}],
                    "PublicationStartDate": "2024-01-02T00:00:00.000",
                    "UserArea": {
                        "Details": {"JobSummary": "Care.", "MajorDuties": ["Assess"], "LowGrade": "1"}
                    },
                },
            }
        ]
    }
}
AGGREGATOR = {
    "results": [
        {
            "id": "12", "title": "<strong>Welder</strong>", "description": "Weld.",
            "company": {"__CLASS__": "x", "display_name": "Acme"},
            "location": {"area": ["UK", "London"], "display_name": "London, UK"},
            "category": {"tag": "trade", "label": "Trade Jobs"}, "created": "2024-02-03T10:00:00Z",
            "redirect_url": "https://a.example/1", "contract_type": "permanent", "contract_time": "full_time",
            "latitude": 1,
        }
    ],
}  # fmt: skip
PROFESSIONAL_NETWORK = [
    {
        "jobPostingId": "9", "jobTitle": "Data Analyst", "companyName": "Beta",
        "formattedLocation": "Toronto, ON", "jobDescription": "Use SQL.", "listedAt": 1700000000000,
        "formattedEmploymentStatus": "Full-time", "formattedExperienceLevel": "Entry level", "applies": 3,
    }
]  # fmt: skip
FRENCH_SERVICE = {
    "resultats": [
        {
            "id": "178A", "intitule": "Boulanger (H/F)", "description": "Pétrir la pâte.",
            "dateCreation": "2024-01-10T08:00:00.000Z", "lieuTravail": {"libelle": "75 - Paris 11e"},
            "romeCode": "D1102", "entreprise": {"nom": "Au bon pain"}, "typeContrat": "CDI",
            "competences": [{"code": "1", "libelle": "Cuire des pains", "exigence": "S"}],
            "salaire": {"libelle": "Mensuel de 1800.0 Euros à 2000.0 Euros sur 12.0 mois"},
            "formations": [{"domaineLibelle": "boulangerie", "niveauLibelle": "CAP"}],
            "experienceLibelle": "2 ans", "nombrePostes": 2, "secteurActiviteLibelle": "Boulangerie",
        }
    ],
}  # fmt: skip
EUROPEAN_SERVICE = {
    "jvs": [
        {
            "id": "Mz", "title": "Carpenter", "description": "Build <b>roofs</b>.", "numberOfPosts": 2,
            "creationDate": 1704067200000, "employer": {"name": "Holz", "logo": None},
            "jobCategoriesCodes": ["http://data.europa.eu/esco/isco/C7115"],
            "positionScheduleCodes": ["fulltime"], "locationMap": {"DE": ["DE212"]},
        }
    ]
}  # fmt: skip
SCRAPER = [
    {
        "id": "in-1", "job_url": "https://a.example/1", "title": "Chef", "company": "Bistro",
        "location": "Halifax, NS", "date_posted": "2024-02-02", "job_type": "fulltime", "interval": "hourly",
        "min_amount": 20.0, "max_amount": 25.0, "currency": "CAD", "description": "Cook.", "is_remote": False,
    }
]  # fmt: skip
API = {
    "data": [
        {
            "job_id": "j1", "employer_name": "Bank", "job_title": "Teller",
            "job_description": "Serve clients.",
            "job_city": "Regina", "job_state": "SK", "job_employment_type": "FULLTIME",
            "job_min_salary": 18, "job_max_salary": 20, "job_salary_period": "HOUR",
            "job_highlights": {"Qualifications": ["Count cash"]},
            "job_required_experience": {"required_experience_in_months": 12}, "job_country": "CA",
        }
    ]
}  # fmt: skip
CASES = {
    "federal": (
        FEDERAL,
        {"id": "AB-1", "title": "Nurse", "employer": "Veterans Health", "place": "Reno, Nevada; Boise, Idaho",
         "description": "Care.\n\nAssess\n\nTake blood samples.", "date": "2024-01-02",
         "salary_min": 80000.0, "salary_unit": "year", "employment_type": "full-time"},
        "UserArea.Details.LowGrade (1)",
    ),
    "aggregator": (
        AGGREGATOR,
        {"title": "Welder", "employer": "Acme", "place": "London, UK", "sector": "Trade Jobs",
         "date": "2024-02-03", "url": "https://a.example/1", "employment_type": "permanent; full-time"},
        "latitude (1)",
    ),
    "network": (
        PROFESSIONAL_NETWORK,
        {"id": "9", "title": "Data Analyst", "employer": "Beta", "place": "Toronto, ON",
         "description": "Use SQL.", "date": "2023-11-14", "employment_type": "full-time",
         "experience": "Entry level"},
        "applies (1)",
    ),
    "French service": (
        FRENCH_SERVICE,
        {"id": "178A", "title": "Boulanger (H/F)", "employer": "Au bon pain", "place": "75 - Paris 11e",
         "description": "Pétrir la pâte.\n\nAtouts\n- Cuire des pains", "date": "2024-01-10", "vacancies": 2,
         "salary_min": 1800.0, "employment_type": "permanent", "education": "CAP", "experience": "2 ans",
         "sector": "Boulangerie"},
        "romeCode (1)",
    ),
    "European service": (
        EUROPEAN_SERVICE,
        {"title": "Carpenter", "description": "Build roofs.", "employer": "Holz", "isco": "7115",
         "vacancies": 2, "employment_type": "full-time", "date": "2024-01-01"},
        "locationMap (1)",
    ),
    "scraper": (
        SCRAPER,
        {"title": "Chef", "employer": "Bistro", "salary_min": 20.0, "salary_max": 25.0, "salary_unit": "hour",
         "salary_currency": "CAD", "employment_type": "full-time", "url": "https://a.example/1"},
        "is_remote (1)",
    ),
    "API": (
        API,
        {"id": "j1", "title": "Teller", "employer": "Bank", "place": "Regina", "region": "SK",
         "description": "Serve clients.\n\n- Count cash", "salary_min": 18.0, "salary_unit": "hour",
         "employment_type": "full-time", "experience": "12 months"},
        "job_country (1)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("value", "expected", "left"), CASES.values(), ids=CASES)
def test_keys_of_boards_are_known_and_the_others_named(
    tmp_path: Path, value: object, expected: dict[str, object], left: str
) -> None:
    (posting,), told = read(tmp_path, value)
    assert {name: getattr(posting, name) for name in expected} == expected
    assert left in told


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("Job Title", "title"), ("job_title", "title"), ("JOBTITLE", "title"), ("PositionTitleText", "title"),
        ("displayLocation", "place"), ("jobLocationName", "place"), ("employer_name", "employer"),
        ("posting-url", "url"), ("PostingID", "id"), ("LibelleEntreprise", "employer"),
        ("DateDePublication", "date"), ("descriptionHTML", "description"), ("NOC21 Code", "noc"),
    ],
)  # fmt: skip
def test_a_name_is_known_however_it_is_written_and_dressed(written: str, field: str) -> None:
    assert guess_columns([written]) == {field: (written,)}


@pytest.mark.parametrize(
    "written", ["companyUrl", "title_id", "locationCode", "jobStatus", "displayName", "job"]
)
def test_words_that_make_another_thing_of_a_name_are_no_dress(written: str) -> None:
    assert set(guess_columns([written])) <= ({"title"} if written == "job" else set())


def test_of_two_names_the_one_with_less_around_it_is_taken() -> None:
    found = guess_columns(["positionTitleDisplay", "PositionTitle", "_id", "id"])
    assert found == {"id": ("id",), "title": ("PositionTitle",)}


BLOCK = {
    "@type": "JobPosting",
    "title": "Welder",
    "description": "Look at this job!",
    "datePosted": "2024-01-02",
}


def test_a_board_with_its_own_fields_around_the_block_for_search_engines(tmp_path: Path) -> None:
    own = {"id": 7, "jobTitle": "welder", "employerName": "Mill", "vacancy": "2 vacancies", "shift": "Day"}
    text = "<h3>Tasks</h3><ul><li>Weld</li></ul>"
    (posting,), told = read(tmp_path, [{**own, "jobRequirement": text, "jobSchema": BLOCK}])
    assert (posting.id, posting.title, posting.employer, posting.vacancies) == ("7", "Welder", "Mill", 2)
    assert (posting.description, posting.date) == ("Tasks\n- Weld", "2024-01-02")
    assert "shift (1)" in told


def test_a_page_around_a_block_fills_only_what_is_of_the_job(tmp_path: Path) -> None:
    page = {"id": "page-9", "title": "Careers | Mill", "text": "Menu\nJobs\nContact", "company": "Mill"}
    (posting,), told = read(tmp_path, {**page, "data": {"found": [BLOCK]}})
    assert (posting.title, posting.description, posting.employer) == ("Welder", "Look at this job!", "Mill")
    assert posting.id != "page-9"
    assert "text (1)" in told


def test_a_board_in_a_language_that_is_not_known_is_refused_with_the_paths_to_map(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"stellen\.titel, stellen\.ort\.name") as refused:
        read(tmp_path, {"stellen": [{"titel": "Koch", "ort": {"name": "Bonn"}}]})
    assert "--column title=" in refused.value.hint
