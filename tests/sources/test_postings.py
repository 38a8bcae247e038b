from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Posting
from skillgraph.sources import read_column_mapping, read_postings

Columns = dict[str, str] | dict[str, tuple[str, ...]] | None


def read(
    folder: Path, content: object, name: str = "p.csv", columns: Columns = None
) -> tuple[list[Posting], list[tuple[int | None, str]]]:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    log = ProblemLog()
    postings = list(read_postings(path, columns=columns, problems=log))
    return postings, [(problem.line, problem.reason) for problem in log]


def test_common_headers_are_recognised(tmp_path: Path) -> None:
    (posting,), problems = read(
        tmp_path,
        "Job ID,Job Title,Company,Location,Date Posted,NOC,Industry,Language,Link,"
        "Description,Required Skills\n"
        '7,Baker,Mill,Guelph,2026-05-02T08:00,06332,Food,English,https://e.org/7,"<p>Bake</p><p>Sell</p>",Dough\n',
    )
    assert problems == []
    assert posting == Posting(
        "7", "Baker", "Bake\nSell\n\nRequirements\nDough", "Mill", "Guelph", "2026-05-02",
        "06332", "Food", "en", "https://e.org/7", str(tmp_path / "p.csv"),
    )  # fmt: skip


def test_french_headers_are_recognised(tmp_path: Path) -> None:
    (posting,), _ = read(
        tmp_path,
        "Titre du poste;Employeur;Lieu;Date de publication;Description du poste\n"
        "Boulanger;Moulin;Hull;2 mai 2026;Cuire\n",
    )
    assert (posting.title, posting.employer, posting.place, posting.date) == (
        "Boulanger",
        "Moulin",
        "Hull",
        "2026-05-02",
    )


def test_a_mapping_joins_columns_and_leaves_the_rest_empty(tmp_path: Path) -> None:
    mapping = tmp_path / "columns.toml"
    mapping.write_text('[columns]\ntitle = "poste"\ndescription = ["A", "B"]\nplace = ["City", "Province"]\n')
    (posting,), problems = read(
        tmp_path,
        "Poste,A,B,City,Province,company\nBaker,one,two,Guelph,ON,Mill\n",
        columns=read_column_mapping(mapping),
    )
    assert (posting.description, posting.place, posting.employer) == ("one\n\ntwo", "Guelph, ON", "")
    assert problems == []


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('[columns]\nmood = "x"\ntitle = "y"', "'mood' is not a field"),
        ("[columns]\ntitle = 3", "title must be a column name"),
        ('[columns]\nplace = "x"', "neither title nor description"),
        ('title = "x"', r"no \[columns\] table"),
        ("[columns", "not valid TOML"),
        ("", "is empty"),
    ],
)
def test_mappings_that_cannot_be_used(tmp_path: Path, toml: str, message: str) -> None:
    (tmp_path / "columns.toml").write_text(toml)
    with pytest.raises(InputError, match=message):
        read_column_mapping(tmp_path / "columns.toml")


def test_missing_columns_are_named_with_those_found(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"p\.csv:1: no column for title, description; .*commas.*holds: one, two"
    ):
        read(tmp_path, "one,two\n1,2\n")
    with pytest.raises(InputError, match="no column for 'nope'"):
        read(tmp_path, "title,description\n1,2\n", columns={"title": "nope"})
    with pytest.raises(InputError, match="among its keys: one, two"):
        read(tmp_path, [{"one": 1}, {"two": 2}], "p.json")
    with pytest.raises(InputError, match=r"\.pdf"):
        read_postings(tmp_path / "p.pdf", problems=ProblemLog())


def test_bad_rows_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    postings, problems = read(
        tmp_path,
        'id,title,description,date\n1,"A\n",x,03/04/2026\n2,,,2026-01-01\n3,B,,2026-01-01\n4,C,y\n',
    )
    assert [(posting.id, posting.date) for posting in postings] == [("1", ""), ("3", "2026-01-01"), ("4", "")]
    assert [line for line, _ in problems] == [2, 4, 6, 5]


def test_twins_collapse_and_namesakes_get_a_number(tmp_path: Path) -> None:
    text = "id,title,description,employer\n7,A,x,E\n7,A,<p>x</p>,E\n"
    text += "7,A,y,E\n7#2,B,z,E\n7,A,y,E\n,A,x,E\n,A,x,E\n,A,x,F\n"
    postings, problems = read(tmp_path, text)
    assert [posting.id for posting in postings][:3] == ["7", "7#2", "7#2#2"]
    assert len({posting.id for posting in postings}) == len(postings) == 5
    assert [(line, reason.split()[0]) for line, reason in problems] == [(3, "3"), (4, "2")]
    assert read(tmp_path, text)[0] == postings


def test_xlsx_postings(tmp_path: Path) -> None:
    import datetime

    book = Workbook()
    book.worksheets[0].append(["id", "title", "description", "date"])
    book.worksheets[0].append([7, "Baker", "Bakes_x000D_\nbread", datetime.datetime(2026, 5, 2)])
    book.save(tmp_path / "p.xlsx")
    (posting,) = read_postings(tmp_path / "p.xlsx", problems=ProblemLog(strict=True))
    assert (posting.id, posting.date, posting.description) == ("7", "2026-05-02", "Bakes\nbread")


def test_dotted_paths_in_json_lines(tmp_path: Path) -> None:
    lines: list[object] = [
        {"a": {"t": "Baker"}, "b.c": "Bakes", "places": [{"city": "Guelph"}, {"city": "Hull"}], "n": 6},
        {"a": {}},
        "text",
    ]
    (posting,), problems = read(
        tmp_path,
        "\n".join(map(json.dumps, lines)),
        "p.jsonl",
        columns={"title": "a.t", "description": "b.c", "place": "places.city", "id": "n"},
    )
    assert (posting.title, posting.description, posting.place, posting.id) == (
        "Baker",
        "Bakes",
        "Guelph; Hull",
        "6",
    )
    assert [line for line, _ in problems] == [2, 3]


def test_flat_json_is_recognised_by_its_keys(tmp_path: Path) -> None:
    (posting,), _ = read(
        tmp_path, [{"jobTitle": "Baker", "description": "Bakes", "companyName": "Mill"}], "p.json"
    )
    assert (posting.title, posting.employer) == ("Baker", "Mill")


JOB = {
    "@type": ["https://schema.org/JobPosting", "Thing"],
    "schema:title": "Baker",
    "description": {"@value": "<p>Bakes bread</p>", "@language": "en"},
    "responsibilities": "Mix dough",
    "skills": [{"@type": "DefinedTerm", "name": "Kneading"}, "Patience"],
    "qualifications": "Certificate",
    "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "description": "One year"},
    "educationRequirements": {"name": "High school"},
    "identifier": {"@type": "PropertyValue", "name": "Mill", "value": 7},
    "datePosted": "2026-05-02T00:00:00Z",
    "hiringOrganization": {"@type": "Organization", "name": "Mill"},
    "jobLocation": [
        {"address": {"streetAddress": "1 Main", "addressLocality": "Guelph", "addressRegion": "ON"}},
        {"address": "Hull, QC"},
    ],
    "relevantOccupation": {
        "@type": "Occupation",
        "occupationalCategory": {"codeValue": "0632.1", "name": "Bakers"},
    },
    "industry": "Food",
    "url": "https://example.org/7",
}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda job: job,
        lambda job: [job],
        lambda job: {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, job]},
        lambda job: [{"id": 1, "block": {"deep": [job]}}],
    ],
)
def test_schema_org_postings_are_found_at_any_depth(tmp_path: Path, wrap: object) -> None:
    assert callable(wrap)
    (posting,), problems = read(tmp_path, wrap(JOB), "p.jsonld")
    assert problems == []
    assert posting == Posting(
        id="7",
        title="Baker",
        description="\n\n".join(
            ("Bakes bread", "Mix dough", "Kneading", "Patience", "Certificate", "One year", "High school")
        ),
        employer="Mill",
        place="Guelph, ON; Hull, QC",
        date="2026-05-02",
        noc="0632.1",
        sector="Food",
        lang="en",
        url="https://example.org/7",
        source=str(tmp_path / "p.jsonld"),
        experience="One year",
        education="High school",
    )


def test_ids_that_are_places_on_a_page_are_not_taken(tmp_path: Path) -> None:
    jobs = [
        {"@type": "JobPosting", "@id": "https://e.org/page#schema-1", "title": title, "description": "x"}
        for title in "AB"
    ]
    postings, problems = read(tmp_path, jobs, "p.json")
    assert len({posting.id for posting in postings}) == 2
    assert problems == []


def test_ten_megabytes_and_control_characters(tmp_path: Path) -> None:
    (posting,), problems = read(tmp_path, "title,description\nA\x00\x1e,<p>" + "word " * 2_000_000 + "\n")
    assert posting.title == "A"
    assert len(posting.description) < 1_000_001
    assert len(problems) == 2
